"""The security profile as a text, section by section in the order of the portal, for pasting; with what the year before had.

Says the same as chat, page and workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.conversation.compared import Compared, replaced, stood, words_of
from bot.conversation.evidence_words import OURS, SOURCE, Teller
from bot.engine.talk import Text
from bot.figures.proofs import Proof
from bot.figures.standing import LEVELS, Standing, counted

SINCE = Text("{proof}. Twelve months before: {count}")
BEFORE = Text("Before, {who}")


def profile_text(told: Teller, name: str, made: Compared) -> str:
    sections = (line for one in made.standings for line in _section(told, one, made.before.get(one.criterion.id)))
    return "\n".join((*_head(told, name, made), *sections))


def _head(told: Teller, name: str, made: Compared) -> Iterator[str]:
    yield f"# {told.say(Text('Security profile'))}: {name}"
    yield ""
    yield told.say(Text("{first} to {last}", {"first": made.days[0], "last": made.days[1]}))
    yield ""
    yield told.say(OURS)
    yield ""
    for level in LEVELS:
        if some := counted(made.standings, level):
            yield f"* {told.level_of(level)}: {told.counts(some)}"


def _section(told: Teller, one: Standing, before: Standing | None) -> Iterator[str]:
    say = told.say
    yield from (
        "",
        f"## {told.name(one.criterion)}",
        "",
        f"{told.level(one.criterion)}. {say(Text(one.criterion.text))}",
        "",
    )
    stands, was = told.state(one), stood(told, one, before)
    if was:
        stands = say(Text(SINCE.source, {"proof": stands, "count": was}))
    yield f"**{say(Text('How it stands'))}:** {stands}"
    if one.narrative:
        yield from ("", f"### {say(Text('Narrative, {who}', {'who': told.said(one.narrative)}))}", "")
        yield words_of(told, one.narrative)
    yield from ("", *(f"* {line}" for line in proven(told, one, before.proofs if before else ())))
    yield from (f"* {say(told.attachment(kept.kind))}: {told.said(kept)}" for kept in one.attached)
    yield from (f"* {say(Text('Missing'))}: {told.gap(gap)}" for gap in one.gaps)
    if old := replaced(one, before):
        yield from ("", f"### {say(Text(BEFORE.source, {'who': told.said(old)}))}", "", words_of(told, old))


def proven(told: Teller, one: Standing, before: Sequence[Proof]) -> Iterator[str]:
    """What there is, beside what there was; also what there is no more."""
    then = {proof.source: proof.count for proof in before}
    for proof in one.proofs:
        fill = {"proof": told.proof(proof), "count": then.pop(proof.source, 0)}
        yield f"{told.say(SOURCE[proof.source])}: {told.say(Text(SINCE.source, fill))}"
    for source, count in then.items():
        fill = {"proof": "0", "count": count}
        yield f"{told.say(SOURCE[source])}: {told.say(Text(SINCE.source, fill))}"
