"""A criterion in chat: `/criterion 6.7` shows it, `/criterion seal` those that speak of seals.

Must and should are shown as the criteria have them, and a criterion that was only recalled says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.channels.channel import Line, Message
from bot.content.beside import both
from bot.content.criteria import ALL, Criterion
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.lookup import best
from bot.conversation.vocabulary import Word
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.every import ShowCriterion, StartFlow

LEVELS = {
    "must": Text("Required (must)"),
    "should": Text("Recommended (should)"),
}
CERTAINTIES = {
    "verified": Text("Read in a public copy of the criteria"),
    "recalled": Text("From memory, not checked: confirm it in your booklet"),
}
BY_HEADING = Text("By its heading, as we read it. Only the headings of the standard were read, not its text.")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?")
MOST = 8  # criteria offered for a word
OURS = Text("Our summary. The official text is the booklet for your type of company.")


def show(context: Context, words: str) -> None:
    """One criterion by its id, those with a word in them, or how to ask."""
    known = context.library.criteria.by_id
    wanted = words.strip()
    if wanted in known:
        one = known[wanted]
        page = _page(context, one) if one.applies(context.policy.entity) else _not_ours(context, one)
        context.show("menu", page, edit=False)
        return
    fitting, whole = _fitting(context, wanted)
    context.show("menu", _choice(context, wanted, fitting, whole=whole), edit=False)


def about(context: Context, wanted: str) -> list[Criterion]:
    """The criterion of that number, or those that have all that was asked for."""
    known = context.library.criteria.of(context.policy.entity)
    if wanted.strip() in known:
        return [known[wanted.strip()]]
    fitting, whole = _fitting(context, wanted.strip())
    return fitting if whole else []


def _fitting(context: Context, wanted: str) -> tuple[list[Criterion], bool]:
    """The criteria that fit best, and whether they have all that was asked for: 6 is all of category 6."""
    known = context.library.criteria.of(context.policy.entity).values()
    if NUMBER.fullmatch(wanted):
        return [c for c in known if c.id.startswith(f"{wanted.rstrip('.')}.")], True
    said = [(criterion, _said(context, criterion)) for criterion in known]
    return best(wanted, said, context.library.synonyms)


def _said(context: Context, criterion: Criterion) -> str:
    """What a criterion says in every language we speak: whoever reads English may know the Spanish word."""
    category = context.library.criteria.categories.get(criterion.category, "")
    texts = [Text(criterion.text), Text(category)]
    said = [context.wording.say(text, lang) for lang in context.wording.languages for text in texts]
    return " ".join((criterion.id, *said))


def _page(context: Context, criterion: Criterion) -> Message:
    criteria = context.library.criteria
    title = f"{both((criterion.id,), criterion.basc)} · {context.say(Text(criteria.categories.get(criterion.category, '')))}"
    covering = [
        f
        for f in context.library.today.values()
        if criterion.id in f.covers and context.who.role in f.roles and f.ways.from_menu and not f.begun_by
    ]
    return Message(
        title=title,
        text=context.say(LEVELS[criterion.level]),
        lead=(context.say(Text(criterion.text)),),
        lines=tuple(_known(context, criterion)),
        hint=context.say(OURS),
        options=tuple(button(context.say(Text(f.title)), StartFlow(f.id)) for f in covering[:MOST]),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=title,
    )


def _not_ours(context: Context, criterion: Criterion) -> Message:
    """What it asks for is not said: it is nothing for this type of company."""
    title = both((criterion.id,), ())
    applies = Line(context.say(Text("Applies to, as far as we know")), _entities(context, criterion))
    text = context.say(Text("It does not apply to your type of company."))
    controls = (context.menu_button(),)
    return Message(title=title, text=text, lines=(applies,), controls=controls, fallback=title)


def _known(context: Context, criterion: Criterion) -> Iterator[Line]:
    entities, clauses = _entities(context, criterion), tuple(_clauses(context, criterion))
    if entities:
        yield Line(context.say(Text("Applies to, as far as we know")), entities)
    if clauses:
        yield Line(context.say(Text("In BASC")), ", ".join(clauses))
        if any(_by_heading(context, clause) for clause in criterion.basc):
            yield Line(context.say(Text("BASC clause")), context.say(BY_HEADING))
    yield Line(context.say(Text("Source check")), context.say(CERTAINTIES[criterion.certainty]))
    yield Line(context.say(Text("Edition")), context.say(Text(context.library.criteria.edition)))


def _entities(context: Context, criterion: Criterion) -> str:
    names = context.library.criteria.entities
    if ALL in criterion.applies_to:
        return context.say(Text("all types of company"))
    return "; ".join(context.say(Text(names[one])) for one in criterion.applies_to if one in names)


def _clauses(context: Context, criterion: Criterion) -> Iterator[str]:
    """With their headings, where those were read."""
    known = context.library.criteria.headings
    for clause in criterion.basc:
        yield f"{clause} {context.say(Text(known[clause].text))}" if clause in known else clause


def _by_heading(context: Context, clause: str) -> bool:
    known = context.library.criteria.headings.get(clause)
    return known is None or known.beside == "heading"


def _choice(context: Context, wanted: str, fitting: list[Criterion], *, whole: bool) -> Message:
    heading = _heading(wanted, found=bool(fitting), whole=whole)
    more = Text("Showing {shown} of {count}. Add a word to narrow it down.", {"shown": MOST, "count": len(fitting)})
    none = Text("No criterion found for “{wanted}”.", {"wanted": wanted})
    lines = tuple(Line(both((c.id,), c.basc), context.say(Text(c.text))) for c in fitting[:MOST])
    return Message(
        note=context.say(none) if wanted and not fitting else "",
        text=context.say(heading),
        lines=lines or (context.command(Text("/criterion"), "6.7"),),
        hint=context.say(more) if len(fitting) > MOST else "",
        options=tuple(button(c.id, ShowCriterion(c.id)) for c in fitting[:MOST]),
        columns=4,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=context.say(heading),
    )


def _heading(wanted: str, *, found: bool, whole: bool) -> Text:
    if not found:
        return Text("Type a criterion number or a keyword, for example:")
    if whole:
        return Text("Criteria that mention “{wanted}”:", {"wanted": wanted})
    return Text("No criterion has all of “{wanted}”. The closest are:", {"wanted": wanted})


DUTY = Duty(
    words=(
        Word(
            "criterion",
            Text("/criterion"),
            Text("Look up a criterion, such as 6.7"),
            takes=lambda _context, _rest: True,
        ),
    ),
    commands={"criterion": show},
    presses={ShowCriterion: lambda context, press: show(context, press.criterion)},
)
