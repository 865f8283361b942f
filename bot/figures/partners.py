"""Partners with where they stand, read together: which would fail an audit today, and which are due soon. The worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.programmes.facts import Facts
from bot.programmes.standing import SOON, STATES, Shown, Standing, standing
from bot.store.partners import KeptEvidence, KeptPartner
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Stood:
    partner: KeptPartner
    standing: Standing
    evidence: tuple[KeptEvidence, ...]


def as_shown(one: KeptEvidence) -> Shown:
    filed = bool(one.files) or one.run_id is not None
    return Shown(one.id, one.proof, one.dated, one.country, one.until, one.security, one.score, one.ended, filed)


def stood(tx: Transaction, facts: Facts, partners: Sequence[KeptPartner], today: date) -> list[Stood]:
    """Each with where it stands on a day."""
    evidence = tx.partners.evidence(one.id for one in partners)
    made = []
    for one in partners:
        found = tuple(evidence.get(one.id, ()))
        made.append(Stood(one, standing(facts, map(as_shown, found), today, one.risk), found))
    return made


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
