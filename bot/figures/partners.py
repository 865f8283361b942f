"""Partners with where they stand, read together: which would fail an audit today, and which are due soon. The worst first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.programmes.facts import Facts
from bot.programmes.scoring import Point, mended, unmet
from bot.programmes.scoring import score as scored
from bot.programmes.standing import SOON, STATES, Shown, Standing, standing
from bot.store.partners import KeptEvidence, KeptPartner
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Stood:
    partner: KeptPartner
    standing: Standing
    evidence: tuple[KeptEvidence, ...]


def as_shown(facts: Facts, one: KeptEvidence, closed: Collection[str] = ()) -> Shown:
    """As it counts: with what was corrected since, if it has points of its own."""
    points = mended([Point(*point) for point in one.points], closed)
    score = scored(points, facts.weights) if points else one.score
    filed = bool(one.files) or one.run_id is not None
    given = (one.id, one.proof, one.dated, one.country, one.until, one.security, score, one.ended)
    return Shown(*given, filed=filed, unmet=unmet(points))


def shown_now(tx: Transaction, facts: Facts, one: KeptEvidence) -> Shown:
    """One piece of evidence, as it counts now."""
    closed = tx.actions.closed_steps([one.run_id]) if one.run_id else {}
    return as_shown(facts, one, closed.get(one.run_id or 0, ()))


def stood(
    tx: Transaction, facts: Facts, partners: Sequence[KeptPartner], today: date, known: datetime | None = None
) -> list[Stood]:
    """Each with where it stands on a day; with `known` those that were there then, by what somebody had looked at by then."""
    evidence = tx.partners.evidence(one.id for one in partners)
    closed = tx.actions.closed_steps([e.run_id for some in evidence.values() for e in some if e.run_id])
    made = []
    for one in partners:
        if known and one.made_at > known:
            continue
        found = tuple(kept for kept in evidence.get(one.id, ()) if known is None or kept.checked_at <= known)
        shown = [as_shown(facts, each, closed.get(each.run_id or 0, ())) for each in counting(found)]
        made.append(Stood(one, standing(facts, shown, today, one.risk), found))
    return made


def counting(found: Sequence[KeptEvidence]) -> list[KeptEvidence]:
    """Of assessments point by point only the newest: an older one that was better says nothing of today."""
    newest = max((one for one in found if one.points), key=lambda one: (one.dated, one.id), default=None)
    return [one for one in found if not one.points or one is newest]


def failing(found: Iterable[Stood]) -> list[Stood]:
    """Those that would fail an audit today, the worst first."""
    return sorted((one for one in found if one.standing.fails), key=_gravity)


def soon(found: Iterable[Stood]) -> list[Stood]:
    """Those that can still show where they stand, and not for long."""
    return sorted((one for one in found if one.standing.state == SOON), key=_gravity)


def _gravity(one: Stood) -> tuple[int, int, int, str]:
    at = STATES.index(one.standing.state)
    risk = {"high": 0, "medium": 1, "low": 2}.get(one.partner.risk, 0)
    return (
        -at,
        risk,
        one.standing.by.toordinal() if one.standing.by else date.max.toordinal(),
        one.partner.name.casefold(),
    )


def in_order(found: Iterable[Stood]) -> list[Stood]:
    """The worst first, and then what comes next."""
    return sorted(found, key=_gravity)
