"""A criterion in chat: `/criterion 6.7` shows it, `/criterion seal` those that speak of seals.

Must and should are shown as the criteria have them, and a criterion that was only recalled says so.
"""

from __future__ import annotations

from bot.channels.channel import Line, Message
from bot.content.criteria import Criterion
from bot.conversation.buttons import button
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.presses import ShowCriterion, StartFlow
from bot.conversation.vocabulary import Word, plain_words
from bot.engine.talk import Text

LEVELS = {
    "must": Text("Required (must)"),
    "should": Text("Recommended (should)"),
}
CERTAINTIES = {
    "verified": Text("Read in a public copy of the criteria"),
    "recalled": Text("From memory, not checked: confirm it in your booklet"),
}
MOST = 8  # criteria offered for a word
OURS = Text("Our summary. The official text is the booklet for your type of company.")


def show(context: Context, words: str) -> None:
    """One criterion by its id, those with a word in them, or how to ask."""
    known = context.library.criteria.by_id
    wanted = words.strip()
    if wanted in known:
        context.show("menu", _page(context, known[wanted]), edit=False)
        return
    fitting = [c for c in known.values() if wanted and _speaks_of(context, c, wanted)]
    context.show("menu", _choice(context, wanted, fitting), edit=False)


def _speaks_of(context: Context, criterion: Criterion, wanted: str) -> bool:
    category = context.library.criteria.categories.get(criterion.category, "")
    said = " ".join(
        (criterion.id, criterion.text, category, context.say(Text(criterion.text)), context.say(Text(category)))
    )
    words = plain_words(said)
    return all(any(word.startswith(part) for word in words) for part in plain_words(wanted))


def _page(context: Context, criterion: Criterion) -> Message:
    criteria = context.library.criteria
    title = f"CTPAT {criterion.id} · {context.say(Text(criteria.categories.get(criterion.category, '')))}"
    covering = [f for f in context.library.today.values() if criterion.id in f.covers and context.who.role in f.roles]
    return Message(
        title=title,
        text=context.say(LEVELS[criterion.level]),
        lead=(context.say(Text(criterion.text)),),
        lines=(
            Line(context.say(Text("Source check")), context.say(CERTAINTIES[criterion.certainty])),
            Line(context.say(Text("Edition")), context.say(Text(criteria.edition))),
        ),
        hint=context.say(OURS),
        options=tuple(button(context.say(Text(f.title)), StartFlow(f.id)) for f in covering[:MOST]),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=title,
    )


def _choice(context: Context, wanted: str, fitting: list[Criterion]) -> Message:
    asked = Text("Name a criterion or a word, like this:")
    none = Text("There is no criterion {wanted} in our list.", {"wanted": wanted})
    lines = tuple(Line(c.id, context.say(Text(c.text))) for c in fitting[:MOST])
    return Message(
        note=context.say(none) if wanted and not fitting else "",
        text=context.say(asked),
        lines=(context.command(Text("/criterion"), "6.7"), *lines),
        options=tuple(button(c.id, ShowCriterion(c.id)) for c in fitting[:MOST]),
        columns=4,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=context.say(asked),
    )


DUTY = Duty(
    words=(Word("criterion", Text("/criterion"), Text("Look up a criterion, such as 6.7")),),
    commands={"criterion": show},
    presses={ShowCriterion: lambda context, press: show(context, press.criterion)},
)
