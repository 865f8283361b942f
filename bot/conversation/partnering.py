"""Partners with where they stand, read together, and how that is said. Chat, page, summary and reminders have it from here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.vocabulary import plain_words
from bot.engine.talk import Text
from bot.programmes.facts import Facts
from bot.programmes.scoring import Point, mended, unmet
from bot.programmes.scoring import score as scored
from bot.programmes.standing import (
    CURRENT,
    EXPIRED,
    NOT_ENOUGH,
    NOTHING,
    SOON,
    STATES,
    WITHDRAWN,
    Shown,
    Standing,
    standing,
)
from bot.store import questionnaires
from bot.store.partners import KeptEvidence, KeptPartner
from bot.store.transaction import Transaction

LEADS = ("manager", "admin")  # who changes partners and programmes
READERS = (*LEADS, "auditor")  # who sees them
STATE = {
    CURRENT: Text("current"),
    SOON: Text("due soon"),
    NOT_ENOUGH: Text("does not count"),
    EXPIRED: Text("expired"),
    NOTHING: Text("nothing on file"),
    WITHDRAWN: Text("suspended or withdrawn"),
}
MARK = {CURRENT: "🟢", SOON: "🟡", NOT_ENOUGH: "🔴", EXPIRED: "🔴", NOTHING: "🔴", WITHDRAWN: "⛔"}
PART = {
    "carrier": Text("carrier"),
    "broker": Text("customs broker"),
    "warehouse": Text("warehouse"),
    "manufacturer": Text("manufacturer"),
    "consolidator": Text("consolidator or forwarder"),
    "security": Text("security company"),
    "supplier": Text("supplier"),
    "other": Text("other"),
}
RISK = {"high": Text("high"), "medium": Text("medium"), "low": Text("low")}
QUESTIONED = {
    questionnaires.SENT: Text("sent, not opened yet"),
    questionnaires.EXPIRED: Text("the link has expired unopened"),
    questionnaires.WITHDRAWN: Text("withdrawn"),
    questionnaires.OPENED: Text("being answered"),
    questionnaires.FINISHED: Text("answered"),
}
# What stands behind the name of a company and does not tell two apart.
FORM = frozenset(
    [
        "sa",
        "cv",
        "de",
        "rl",
        "sapi",
        "inc",
        "llc",
        "ltd",
        "ltda",
        "corp",
        "co",
        "srl",
        "eirl",
        "spa",
        "s",
        "a",
        "c",
        "v",
        "r",
        "l",
    ]
)


@dataclass(frozen=True)
class Stood:
    partner: KeptPartner
    standing: Standing
    evidence: tuple[KeptEvidence, ...]


def plain(name: str) -> str:
    """A name as it is compared: without accents, capitals, signs, and the form of the company."""
    words = plain_words(name)
    told = [word for word in words if word not in FORM]
    return " ".join(told or words)[:120]


def as_shown(facts: Facts, one: KeptEvidence, closed: Collection[str] = ()) -> Shown:
    """As it counts: with what was corrected since, if it has points of its own."""
    points = mended([Point(*point) for point in one.points], closed)
    score = scored(points, facts.weights) if points else one.score
    unmet_ones = unmet(points)
    return Shown(one.id, one.proof, one.dated, one.country, one.until, one.security, score, one.ended, unmet_ones)


def shown_now(tx: Transaction, facts: Facts, one: KeptEvidence) -> Shown:
    """One piece of evidence, as it counts now."""
    closed = tx.actions.closed_steps([one.run_id]) if one.run_id else {}
    return as_shown(facts, one, closed.get(one.run_id or 0, ()))


def stood(tx: Transaction, facts: Facts, partners: Sequence[KeptPartner], today: date) -> list[Stood]:
    """Each with where it stands on a day."""
    evidence = tx.partners.evidence(one.id for one in partners)
    closed = tx.actions.closed_steps([e.run_id for some in evidence.values() for e in some if e.run_id])
    made = []
    for one in partners:
        found = tuple(evidence.get(one.id, ()))
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


def found_by(name: str, partners: Sequence[KeptPartner]) -> list[KeptPartner]:
    """The partner of that name; else those whose name has all of the words."""
    wanted = plain(name)
    same = [one for one in partners if plain(one.name) == wanted]
    words = set(wanted.split())
    return same or [one for one in partners if words and words <= set(plain(one.name).split())]
