"""Lanes with their last assessment and what is due, read together, and how that is said. Chat, page, paper and summary have it from
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.conversation.wording import Wording
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.programmes.risk import AFTER_INCIDENT, HIGH, LOW, MEDIUM, NEVER, NOT_DUE, OVER_A_YEAR, Due, Seen, due, order
from bot.store.risks import KeptAssessment, KeptLane, KeptRating
from bot.store.transaction import Transaction

READERS = ("manager", "security", "admin", "auditor")
WRITERS = ("manager", "security", "admin")
INCIDENTS = tuple(word for word, genre in GENRES.items() if genre.incident)
RATING = {
    LOW: Text("low"),
    MEDIUM: Text("medium"),
    HIGH: Text("high"),
    "na": Text("does not apply"),
    "": Text("not rated"),
}
MARK = {LOW: "🟢", MEDIUM: "🟡", HIGH: "🔴", "na": "⚪", "": "⚪"}
MODE = {
    "road": Text("by road"), "rail": Text("by rail"), "sea": Text("by sea"), "air": Text("by air"), "rest": Text("stays there"),
}  # fmt: skip
WHY = {
    NEVER: Text("never assessed"),
    AFTER_INCIDENT: Text("due again: an incident on {day}"),
    OVER_A_YEAR: Text("due since {day}: a year is over"),
    NOT_DUE: Text("next on {day}"),
}


@dataclass(frozen=True)
class Laned:
    """A lane, its last assessment, what is due, and which of its categories have no corrective action yet."""

    lane: KeptLane
    last: KeptAssessment | None
    due: Due
    unplanned: tuple[KeptRating, ...] = ()

    @property
    def threat(self) -> str:
        return self.last.threat if self.last else ""


def laned(tx: Transaction, organisation_id: int, zone: str, today: date) -> list[Laned]:
    """Every lane in use, high threats first."""
    lanes, lasts = tx.risks.lanes(organisation_id), tx.risks.lasts(organisation_id)
    happened = tx.risks.incidents(organisation_id, INCIDENTS)
    plans = unplanned(tx, list(lasts.values()))
    made = [
        Laned(lane, last, _due(lane, last, happened, zone, today), plans.get(last.id, ()) if last else ())
        for lane in lanes
        for last in (lasts.get(lane.id),)
    ]
    return sorted(made, key=lambda one: order(one.threat, one.due, one.lane.name))


def _due(lane: KeptLane, last: KeptAssessment | None, happened: Mapping[int, datetime], zone: str, today: date) -> Due:
    def day(at: datetime) -> date:
        return at.astimezone(ZoneInfo(zone)).date()

    done = last.finished_at if last else None
    sites = {leg.site_id for leg in lane.legs if leg.site_id}
    since = [day(at) for site, at in happened.items() if site in sites and done and at > done]
    return due(day(lane.made_at), day(done) if done else None, since, today)


def unplanned(tx: Transaction, some: list[KeptAssessment]) -> dict[int, tuple[KeptRating, ...]]:
    """By assessment the categories rated medium or high for which no corrective action was opened."""
    found = tx.risks.ratings([one.id for one in some])
    planned = tx.risks.planned([one.run_id for one in some])
    return {
        one.id: tuple(
            rated
            for rated in found.get(one.id, ())
            if rated.category and rated.value in (MEDIUM, HIGH) and (one.run_id, rated.step) not in planned
        )
        for one in some
    }


def waiting(tx: Transaction, organisation_id: int, zone: str, today: date) -> tuple[int, int]:
    """How many lanes are due for assessment, and how many of a high threat have a category without a corrective action."""
    every = laned(tx, organisation_id, zone, today)
    return sum(bool(one.due.why) for one in every), sum(one.threat == HIGH and bool(one.unplanned) for one in every)


def said_due(found: Laned) -> Text:
    return Text(WHY[found.due.why].source, {"day": found.due.on})


def leg_said(wording: Wording, lang: str, leg: Mapping[str, str]) -> str:
    """A place with its country, how the cargo gets there, and who handles it."""
    country = wording.country(leg["country"], lang) if leg["country"] else ""
    where = ", ".join(filter(None, (leg["place"], country)))
    mode = wording.say(MODE[leg["mode"]], lang) if leg["mode"] in MODE else ""
    return " · ".join(filter(None, (where, mode, leg["handler"])))


def seen_said(wording: Wording, lang: str, seen: Seen) -> str:
    """What the records say of a category, in one sentence."""
    fill = {
        "criteria": seen.criteria, "uncovered": seen.uncovered, "findings": seen.findings, "incidents": seen.incidents,
    }  # fmt: skip
    told = Text(
        "Twelve months: {uncovered} of {criteria} criteria with nothing on record, findings: {findings}, incidents: {incidents}.",
        dict(fill),
    )
    return wording.say(told, lang)
