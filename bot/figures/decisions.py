"""What needs a decision now, the gravest first: what waits, however long ago it began to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.content.library import Library
from bot.engine.talk import Text
from bot.figures import incidents
from bot.figures.asked import Asked
from bot.figures.summary import Decision, Decisions
from bot.store import counting_incidents, counting_letters, counting_runs, counting_seals, counting_work
from bot.store.counting import Listed, Span
from bot.store.transaction import Transaction

FIRST = 5  # that stand on the card
UNIT, SEAL = Text("Unit on hold"), Text("Seal not accounted for")
MISMATCH, UNREACHED = Text("Seal that does not match the ledger"), Text("Messages do not reach this person")


def waiting(asked: Asked) -> Mapping[str, Listed]:
    """The list of each sort, the gravest sort first; nothing of a period that is long over."""
    if not asked.lately or asked.today is None:
        return {}
    span, today = asked.span, asked.midnight(asked.today)
    before = Span(span.organisation_id, today - counting_runs.ABANDONED, today, span.sites)
    return {
        "incident": counting_incidents.waiting(span),
        "hold": counting_incidents.held(span),
        "begun": counting_incidents.begun(span),
        "action": counting_work.overdue(span, asked.today),
        "seal": counting_seals.unaccounted(before),
        "signature": counting_work.to_sign(span),
        "unreached": counting_letters.unreached(span),
    }


def decisions(tx: Transaction, library: Library, asked: Asked, after: int = 0, most: int = FIRST) -> Decisions:
    """So many of them, behind the first few, and how many there are of each sort."""
    lists = waiting(asked)
    counts = {sort: listed.count(tx) for sort, listed in lists.items()}
    found: list[Decision] = []
    for sort, listed in lists.items():
        wanted = most - len(found)
        if wanted > 0 and counts[sort] > after:
            found += READ[sort](tx, library, listed.ids(tx, after, wanted))
        after = max(after - counts[sort], 0)
    return Decisions(tuple(found), {sort: count for sort, count in counts.items() if count})


def _incidents(sort: str) -> Callable[[Transaction, Library, Sequence[int]], Iterable[Decision]]:
    def read(tx: Transaction, library: Library, ids: Sequence[int]) -> Iterable[Decision]:
        for one in incidents.told(tx, library, ids):
            assert one.at
            more: dict[str, Any] = {"who": one.reporter, "severity": one.severity, "known_to": one.known_to}
            yield Decision(sort, one.run_id, one.kind, one.number, one.site, one.at, **more)

    return read


def _holds(tx: Transaction, _library: Library, ids: Sequence[int]) -> Iterable[Decision]:
    for one in counting_incidents.held_lines(tx, ids):
        code = "" if one.confidential else one.unit
        yield Decision("hold", one.id, UNIT, one.number, one.site, one.at, code=code)


def _actions(tx: Transaction, _library: Library, ids: Sequence[int]) -> Iterable[Decision]:
    for one in counting_work.action_lines(tx, ids):
        site = tx.people.place(one.site_id).name
        yield Decision(
            "action", one.id, Text(one.what), one.number, site, one.due, who=one.owner, severity=one.severity
        )


def _seals(tx: Transaction, _library: Library, ids: Sequence[int]) -> Iterable[Decision]:
    for one in counting_seals.lines(tx, ids):
        what = MISMATCH if one.disputed else SEAL
        who = one.person if one.disputed else one.whom or one.person
        yield Decision("seal", one.id, what, one.record, one.site, one.at, who=who, code=one.number)


def _signatures(tx: Transaction, _library: Library, ids: Sequence[int]) -> Iterable[Decision]:
    for one in counting_runs.lines(tx, ids):
        yield Decision("signature", one.run_id, Text(one.title), one.number, one.site, one.at, who=one.person)


def _unreached(tx: Transaction, _library: Library, ids: Sequence[int]) -> Iterable[Decision]:
    for one in counting_letters.unreached_lines(tx, ids):
        yield Decision("unreached", one.person_id, UNREACHED, "", one.site, one.at, who=one.name)


READ: Mapping[str, Callable[[Transaction, Library, Sequence[int]], Iterable[Decision]]] = {
    "incident": _incidents("incident"),
    "hold": _holds,
    "begun": _incidents("begun"),
    "action": _actions,
    "seal": _seals,
    "signature": _signatures,
    "unreached": _unreached,
}
