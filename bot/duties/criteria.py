"""A criterion in chat: `/criterion 6.7` shows it, `/criterion seal` those that speak of seals.

Must and should are shown as the criteria have them, and a criterion that was only recalled says so.
"""

from __future__ import annotations

from bot.channels.channel import Button, Line, Message
from bot.content.criteria import Criterion
from bot.conversation.context import Turn
from bot.duties.menu import command, plain_words
from bot.engine.talk import Text

LEVELS = {
    "must": Text("Must: required"),
    "should": Text("Should: recommended"),
}
CERTAINTIES = {
    "verified": Text("Read in a public copy of the criteria"),
    "recalled": Text("Recalled, not read: confirm it in your booklet"),
}
MOST = 8  # criteria offered for a word
OURS = Text("In our own words. What counts is the booklet of your type of company.")


def show(turn: Turn, words: str) -> None:
    """One criterion by its id, those with a word in them, or how to ask."""
    known = turn.library.criteria.by_id
    wanted = words.strip()
    if wanted in known:
        turn.show("menu", _page(turn, known[wanted]), edit=False)
        return
    fitting = [c for c in known.values() if wanted and _speaks_of(turn, c, wanted)]
    turn.show("menu", _choice(turn, wanted, fitting), edit=False)


def _speaks_of(turn: Turn, criterion: Criterion, wanted: str) -> bool:
    category = turn.library.criteria.categories.get(criterion.category, "")
    said = " ".join((criterion.id, criterion.text, category, turn.say(Text(criterion.text)), turn.say(Text(category))))
    words = plain_words(said)
    return all(any(word.startswith(part) for word in words) for part in plain_words(wanted))


def _page(turn: Turn, criterion: Criterion) -> Message:
    criteria = turn.library.criteria
    title = f"CTPAT {criterion.id} · {turn.say(Text(criteria.categories.get(criterion.category, '')))}"
    covering = [f for f in turn.library.today.values() if criterion.id in f.covers and turn.who.role in f.roles]
    return Message(
        title=title,
        text=turn.say(LEVELS[criterion.level]),
        lead=(turn.say(Text(criterion.text)),),
        lines=(
            Line(turn.say(Text("Certainty")), turn.say(CERTAINTIES[criterion.certainty])),
            Line(turn.say(Text("Edition")), turn.say(Text(criteria.edition))),
        ),
        hint=turn.say(OURS),
        options=tuple(Button(turn.say(Text(f.title)), f"s:{f.id}") for f in covering[:MOST]),
        columns=1,
        choose=turn.say(Text("Choose")),
        controls=(turn.menu_button(),),
        fallback=title,
    )


def _choice(turn: Turn, wanted: str, fitting: list[Criterion]) -> Message:
    asked = Text("Name a criterion or a word, like this:")
    none = Text("There is no criterion {wanted} in our list.", {"wanted": wanted})
    lines = tuple(Line(c.id, turn.say(Text(c.text))) for c in fitting[:MOST])
    return Message(
        note=turn.say(none) if wanted and not fitting else "",
        text=turn.say(asked),
        lines=(command(turn, Text("/criterion"), "6.7"), *lines),
        options=tuple(Button(c.id, f"c:{c.id}") for c in fitting[:MOST]),
        columns=4,
        choose=turn.say(Text("Choose")),
        controls=(turn.menu_button(),),
        fallback=turn.say(asked),
    )
