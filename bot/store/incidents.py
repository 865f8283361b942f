"""Incidents: how far what was reported has got, and everything that happened to it, in order.

Two who change one at once: the second has read an older round, and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import answer, incident, incident_event, made, once, person, taken

REPORTED, TAKEN, RESOLVED, CLOSED, REOPENED = "reported", "taken", "resolved", "closed", "reopened"
ALARM, LAST_PLACE, LAST_UNIT = "alarm", "last_place", "last_unit"  # what an alarm begins with
NOTED = "noted"  # what its reporter never reads
CORRECTED = "corrected"  # words: the step, the answer before and after, as JSON
MET, UNMET, OVERDUE = "met", "unmet", "overdue"  # words: the id of what is asked for in the first line
PUT_TOGETHER = (LAST_PLACE, LAST_UNIT, CORRECTED)  # by the program, of what stands elsewhere
WAITING = (REPORTED, REOPENED)  # for somebody to take it


@dataclass(frozen=True)
class Standing:
    """How an incident stands, since when; `round` and `rung` as the table has them."""

    state: str
    since: datetime
    round: int = 0
    rung: int = 0
    rung_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Has nobody taken it?"""
        return self.state in WAITING


@dataclass(frozen=True)
class Event:
    """Something that happened: who did it, to whom, with which words and files."""

    id: int
    kind: str
    at: datetime
    person_id: int | None = None
    name: str = ""
    other: str = ""
    words: str = ""
    files: tuple[str, ...] = ()


def about(words: str) -> tuple[str, str]:
    """Which step an event of MET, UNMET or OVERDUE is about, and what was said."""
    step, _, said = words.partition("\n")
    return step, said


BEGIN = once(incident)
STANDING = Prepared(
    sa.select(incident.c.state, incident.c.since, incident.c.round, incident.c.rung, incident.c.rung_at).where(
        incident.c.run_id == sa.bindparam("b_run")
    )
)
other = person.alias("other")


@dataclass(slots=True)
class Incidents:
    """Everything that was told to somebody."""

    connection: sa.Connection
    dialect: str

    def begin(self, run_id: int, organisation_id: int, number: str, now: datetime, state: str = REPORTED) -> bool:
        """False if it had begun already."""
        row = {
            "run_id": run_id, "organisation_id": organisation_id, "number": number, "state": state, "since": now, "round": 0,
            "rung": 0,
        }  # fmt: skip
        return self.connection.execute(BEGIN[self.dialect], row).rowcount == 1

    def number(self, run_id: int, number: str) -> None:
        """Its record has got a number."""
        self.connection.execute(sa.update(incident).where(incident.c.run_id == run_id).values(number=number))

    def numbered(self, organisation_id: int, number: str) -> int | None:
        """The run whose record has this number, in one organisation."""
        mine = sa.and_(incident.c.number == number, incident.c.organisation_id == organisation_id)
        return self.connection.execute(sa.select(incident.c.run_id).where(mine, incident.c.number != "")).scalar()

    def of(self, run_id: int) -> Standing | None:
        row = STANDING.one(self.connection, {"b_run": run_id})
        return Standing(*row) if row else None

    def held_by(self, person_id: int) -> list[int]:
        """The runs that somebody is handling."""
        c = incident.c
        theirs = sa.select(c.run_id).join(taken, taken.c.run_id == c.run_id).where(taken.c.person_id == person_id)
        return list(self.connection.execute(theirs.where(c.state == TAKEN).order_by(c.run_id)).scalars())

    def change(self, run_id: int, was: Standing, state: str, now: datetime) -> bool:
        """False if somebody else has changed it since that was read."""
        same = sa.and_(incident.c.run_id == run_id, incident.c.round == was.round)
        values = {"state": state, "since": now, "round": was.round + 1, "rung": 0, "rung_at": None}
        return self.connection.execute(sa.update(incident).where(same).values(**values)).rowcount == 1

    def climb(self, run_id: int, was: Standing, rung: int, now: datetime) -> bool:
        """Further up, to this step; False if somebody has it, or if another has climbed since that was read."""
        c = incident.c
        same = sa.and_(c.run_id == run_id, c.round == was.round, c.rung == was.rung, c.state.in_(WAITING))
        values = {"rung": rung, "rung_at": now}
        return self.connection.execute(sa.update(incident).where(same).values(**values)).rowcount == 1

    def happened(
        self,
        run_id: int,
        kind: str,
        at: datetime,
        person_id: int | None = None,
        other_id: int | None = None,
        words: str = "",
        files: Sequence[str] = (),
    ) -> int:
        """Keeps an event; its number."""
        who = {"person_id": person_id, "other_id": other_id}
        return made(
            self.connection,
            incident_event,
            run_id=run_id,
            kind=kind,
            at=at,
            words=words,
            files=json.dumps(files),
            **who,
        )

    def events(self, run_id: int) -> tuple[Event, ...]:
        """Everything that happened to it, in order."""
        c = incident_event.c
        joined = incident_event.outerjoin(person, person.c.id == c.person_id).outerjoin(other, other.c.id == c.other_id)
        rows = self.connection.execute(
            sa.select(c.id, c.kind, c.at, c.person_id, person.c.name, other.c.name, c.words, c.files)
            .select_from(joined)
            .where(c.run_id == run_id)
            .order_by(c.id)
        )
        return tuple(
            Event(id, kind, at, who, name or "", whom or "", words, tuple(json.loads(files)))
            for id, kind, at, who, name, whom, words, files in rows
        )

    def places(self, run_id: int) -> list[tuple[str, datetime]]:
        """Where its reporter was afterwards, as they shared it, and when."""
        beside = sa.and_(answer.c.run_id == run_id, answer.c.step.startswith("where#"))
        rows = self.connection.execute(sa.select(answer.c.value, answer.c.at).where(beside).order_by(answer.c.id))
        return [(json.loads(value), at) for value, at in rows]
