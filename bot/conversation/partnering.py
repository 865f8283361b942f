"""What is said of partners and where they stand, and which of them a name means. Chat, page and reminders have it from here."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.vocabulary import plain_words
from bot.engine.talk import Text
from bot.programmes.standing import CURRENT, EXPIRED, NOT_ENOUGH, NOTHING, SOON, WITHDRAWN
from bot.store import questionnaires
from bot.store.partners import KeptPartner

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


def plain(name: str) -> str:
    """A name as it is compared: without accents, capitals, signs, and the form of the company."""
    words = plain_words(name)
    told = [word for word in words if word not in FORM]
    return " ".join(told or words)[:120]


def found_by(name: str, partners: Sequence[KeptPartner]) -> list[KeptPartner]:
    """The partner of that name; else those whose name has all of the words."""
    wanted = plain(name)
    same = [one for one in partners if plain(one.name) == wanted]
    words = set(wanted.split())
    return same or [one for one in partners if words and words <= set(plain(one.name).split())]
