"""The security profile as a text, section by section in the order of the portal, for pasting; with what the year before had.

Says the same as chat and page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.conversation.evidence_words import OURS, SOURCE, Teller
from bot.engine.talk import Text
from bot.figures.proofs import Proof, Proofs
from bot.figures.standing import LEVELS, Standing, counted


def profile_text(told: Teller, name: str, days: tuple[date, date], some: Sequence[Standing], before: Proofs) -> str:
    return "\n".join(
        (*_head(told, name, days, some), *(line for one in some for line in _section(told, one, days[0], before)))
    )


def _head(told: Teller, name: str, days: tuple[date, date], some: Sequence[Standing]) -> Iterator[str]:
    yield f"# {told.say(Text('Security profile'))}: {name}"
    yield ""
    yield told.say(Text("{first} to {last}", {"first": days[0], "last": days[1]}))
    yield ""
    yield told.say(OURS)
    yield ""
    for level in LEVELS:
        if made := counted(some, level):
            yield f"* {told.level_of(level)}: {told.counts(made)}"


def _section(told: Teller, one: Standing, first: date, before: Proofs) -> Iterator[str]:
    say = told.say
    yield from (
        "",
        f"## {told.name(one.criterion)}",
        "",
        f"{told.level(one.criterion)}. {say(Text(one.criterion.text))}",
        "",
    )
    yield f"**{say(Text('How it stands'))}:** {told.state(one)}"
    if one.narrative:
        yield from ("", f"### {say(Text('Narrative, {who}', {'who': told.said(one.narrative)}))}", "")
        yield one.narrative.words or say(Text("A voice note"))
    yield from ("", *_proven(told, one, before.get(one.criterion.id, ())))
    yield from (f"* {say(told.attachment(kept.kind))}: {told.said(kept)}" for kept in one.attached)
    yield from (f"* {say(Text('Missing'))}: {told.gap(gap)}" for gap in one.gaps)
    yield from _changed(told, one, first)


def _proven(told: Teller, one: Standing, before: Sequence[Proof]) -> Iterator[str]:
    """What there is, beside what there was; also what there is no more."""
    then = {proof.source: proof.count for proof in before}
    for proof in one.proofs:
        fill = {"proof": told.proof(proof), "count": then.pop(proof.source, 0)}
        yield f"* {told.say(SOURCE[proof.source])}: {told.say(Text('{proof}. Twelve months before: {count}', fill))}"
    for source, count in then.items():
        fill = {"proof": "0", "count": count}
        yield f"* {told.say(SOURCE[source])}: {told.say(Text('{proof}. Twelve months before: {count}', fill))}"


def _changed(told: Teller, one: Standing, first: date) -> Iterator[str]:
    """The narrative that held before these twelve months, where another has followed."""
    earlier = [kept for kept in one.earlier if kept.at.date() < first]
    if earlier and one.narrative and one.narrative.at.date() >= first:
        yield from ("", f"### {told.say(Text('Before, {who}', {'who': told.said(earlier[-1])}))}", "")
        yield earlier[-1].words or told.say(Text("A voice note"))
