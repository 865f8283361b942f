"""What somebody was told of, a row each: when it was reported, taken, resolved and closed, by whom, and how long that took.

A failed inspection is told, too, and is no incident: its row says so.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.conversation.record import Record
from bot.conversation.standing import CAUSE, MEASURES, known
from bot.engine.talk import Text
from bot.sheets.cells import Row
from bot.sheets.inspections import Inspections
from bot.sheets.records import open_to_all
from bot.sheets.source import Source, local
from bot.store.incidents import CLOSED, REOPENED, REPORTED, RESOLVED, TAKEN, Event

STATES = {
    REPORTED: Text("Nobody has taken it yet"), TAKEN: Text("In progress"), RESOLVED: Text("Resolved"),
    CLOSED: Text("Closed"), REOPENED: Text("Reopened"),
}  # fmt: skip
BEFORE: dict[str, tuple[str, ...]] = {
    RESOLVED: (RESOLVED, CLOSED),
    CLOSED: (CLOSED,),
}  # the states in which it still is so


def told(record: Record) -> bool:
    return record.standing is not None or record.flow.ways.incident


def counted(record: Record) -> Row:
    """What the summary counts it as: those that are incidents and complete are its incidents, those that are not complete what was
    begun and not finished.
    """
    return {"incident": record.flow.ways.incident, "finished": record.kept.status == "finished"}


def row(source: Source, record: Record) -> Row:
    """Of a confidential one it says that there is one, and nothing else."""
    made = Inspections(source.wording, source.lang)
    if not open_to_all(record):
        bare = dict(made.discreet(record))
        del bare["state"]  # of the form, and not of the incident
        return {**bare, "reported": bare.pop("begun"), **counted(record)}
    zone, reported = record.place.zone, _reported(record)
    taken, taken_by = _taken(record)
    resolved, closed = _last(record, RESOLVED), _last(record, CLOSED)
    return {
        **made.where(record),
        "form": source.say(record.title),
        "kind": source.say(record.kind) if record.kind else "",
        "severity": made.grave(record),
        **counted(record),
        "state": source.word(STATES, record.standing.state) if record.standing else "",
        "units": list(record.units),
        "reported_by": record.reporter,
        "reported": local(zone, reported),
        "taken": local(zone, taken),
        "taken_by": taken_by,
        "minutes_to_take": _minutes(reported, taken),
        **_when(zone, RESOLVED, resolved),
        **_when(zone, CLOSED, closed),
        "minutes_to_close": _minutes(reported, closed.at if closed else None),
        "handled_by": [taker.name for taker in record.takers],
        "cause": known(record, CAUSE),
        "measures": known(record, MEASURES),
    }


def _reported(record: Record) -> datetime:
    return record.kept.told_at or record.finished_at or record.began_at


def _taken(record: Record) -> tuple[datetime | None, str]:
    """When somebody had it first, and who."""
    events = [(one.at, one.name) for one in record.happened if one.kind == TAKEN]
    return next(iter([*events, *((one.at, one.name) for one in record.takers)]), (None, ""))


def _last(record: Record, kind: str) -> Event | None:
    """The last time that this became of it, as far as it is still so."""
    state = record.standing.state if record.standing else ""
    there = [one for one in record.happened if one.kind == kind] if state in BEFORE[kind] else []
    return there[-1] if there else None


def _when(zone: str, name: str, event: Event | None) -> dict[str, Any]:
    return {name: local(zone, event.at), f"{name}_by": event.name} if event else {}


def _minutes(since: datetime, until: datetime | None) -> int | None:
    return round((until - since).total_seconds() / 60) if until else None
