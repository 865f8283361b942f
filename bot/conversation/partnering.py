"""Partners with where they stand, read together, and how that is said. Chat, page, summary and reminders have it from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.conversation.vocabulary import plain_words
from bot.engine.talk import Text
from bot.programmes.facts import Facts
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


def as_shown(one: KeptEvidence) -> Shown:
    return Shown(one.id, one.proof, one.dated, one.country, one.until, one.security, one.score, one.ended)


def stood(
    tx: Transaction, facts: Facts, partners: Sequence[KeptPartner], today: date, known: datetime | None = None
) -> list[Stood]:
    """Each with where it stands on a day; with `known` those that were there then, by what somebody had looked at by then."""
    evidence = tx.partners.evidence(one.id for one in partners)
    made = []
    for one in partners:
        if known and one.made_at > known:
            continue
        found = tuple(kept for kept in evidence.get(one.id, ()) if known is None or kept.checked_at <= known)
        made.append(Stood(one, standing(facts, map(as_shown, found), today, one.risk), found))
    return made


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
