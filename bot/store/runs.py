"""Runs and their answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.engine.talk import Value
from bot.store import findings, tallies
from bot.store.people import Who
from bot.store.prepared import Prepared
from bot.store.sql import answer, run
from bot.store.tables import REMOVED, Moment


@dataclass(frozen=True)
class KeptRun:
    id: int
    person_id: int
    organisation_id: int
    site_id: int
    flow_id: str
    digest: str
    status: str
    version: int
    state: Mapping[str, Any]
    began_at: datetime
    touched_at: datetime
    finished_at: datetime | None
    outcome: str
    severity: str
    score: int | None
    number: str = ""
    unit: str = ""
    told_at: datetime | None = None
    confidential: bool = False


@dataclass(frozen=True)
class Given:
    """An answer to be recorded: the value, and the words as the person read them."""

    step: str
    value: Value
    asked: str
    shown: str
    finding: bool


@dataclass(frozen=True)
class Source:
    """The message that gave an answer, by the platform's own id; and who wrote it first and when, if it was passed on."""

    said_in: str = ""
    passed_on: str | None = None
    first_at: datetime | None = None


@dataclass(frozen=True)
class Change:
    """An answer that a later one has replaced, as the person read it."""

    step: str
    asked: str
    shown: str
    at: datetime


def _run_columns() -> tuple[Any, ...]:
    c = run.c
    return (
        c.id, c.person_id, c.organisation_id, c.site_id, c.flow_id, c.digest, c.status, c.version, c.state, c.began_at,
        c.touched_at, c.finished_at, c.outcome, c.severity, c.score, c.number, c.unit, c.told_at,
        c.confidential,
    )  # fmt: skip


def _kept(row: Any) -> KeptRun:
    values = list(row)
    values[8] = json.loads(values[8])
    return KeptRun(*values)


b = sa.bindparam
# A forged button may carry an id that no column of 32 bits can hold.
THE_RUN = sa.select(*_run_columns()).where(run.c.id == b("b_id", type_=sa.BigInteger), run.c.status != REMOVED)
RUN = Prepared(THE_RUN)
LOCK = Prepared(THE_RUN.with_for_update(key_share=True))  # SQLite has one writer: there the words are left out
SEIZE = Prepared(THE_RUN.with_for_update(key_share=True, skip_locked=True))
OPEN = Prepared(
    sa.select(*_run_columns())
    .where(run.c.person_id == b("b_person"), run.c.status == "open")
    .order_by(run.c.touched_at.desc(), run.c.id.desc())
)
ANSWERS = Prepared(sa.select(answer.c.step, answer.c.value).where(answer.c.run_id == b("b_run")).order_by(answer.c.id))
TIMES = Prepared(sa.select(answer.c.step, answer.c.at).where(answer.c.run_id == b("b_run")).order_by(answer.c.id))
lately = (
    sa.select(run.c.id)
    .where(run.c.person_id == b("b_person"), run.c.status == "finished")
    .order_by(run.c.id.desc())
    .limit(sa.literal_column("20"))
    .subquery()
)
LAST = Prepared(
    sa.select(answer.c.value)
    .where(answer.c.run_id.in_(sa.select(lately.c.id)), answer.c.step == b("b_step"))
    .order_by(answer.c.id.desc())
    .limit(sa.literal_column("1"))
)
MOVE = Prepared(
    sa.update(run)
    .where(run.c.id == b("b_id"), run.c.version == b("b_read"), run.c.status == "open")
    .values(version=b("b_next"), state=b("b_state"), touched_at=b("b_at"))
)
AS_READ = sa.and_(run.c.id == b("b_id"), run.c.version == b("b_read"), run.c.status == "open")
FINISH = Prepared(
    sa.update(run)
    .where(AS_READ)
    .values(
        status="finished", finished_at=b("b_at"), outcome=b("b_outcome"), severity=b("b_severity"), score=b("b_score"),
        passed=b("b_passed"), number=b("b_number"),
    )
)  # fmt: skip
CANCEL = Prepared(
    sa.update(run).where(AS_READ).values(status="cancelled", finished_at=b("b_at"), touched_at=b("b_touched"))
)
UNIT = Prepared(sa.update(run).where(run.c.id == b("b_id")).values(unit=b("b_unit")))
SECRET = Prepared(sa.update(run).where(run.c.id == b("b_id")).values(confidential=b("b_secret")))
BEGIN = Prepared(
    sa.insert(run).values(outcome="", severity="", number="", unit="", confidential=False).returning(run.c.id)
)
RECORD = Prepared(sa.insert(answer).inline())
later = answer.alias()
CHANGES = Prepared(
    sa.select(answer.c.step, answer.c.asked, answer.c.shown, answer.c.at)
    .where(
        answer.c.run_id == b("b_run"),
        sa.exists().where(later.c.run_id == answer.c.run_id, later.c.step == answer.c.step, later.c.id > answer.c.id),
    )
    .order_by(answer.c.id)
)
SOURCES = Prepared(
    sa.select(answer.c.step, answer.c.said_in, answer.c.passed_on, answer.c.first_at)
    .where(answer.c.run_id == b("b_run"))
    .order_by(answer.c.id)
)
ATTEMPTS = Prepared(
    sa.select(sa.func.count()).select_from(run).where(run.c.person_id == b("b_person"), run.c.flow_id == b("b_flow"))
)


@dataclass(slots=True)
class Runs:
    """Runs, from their beginning to their end, and every answer."""

    connection: sa.Connection
    _held: dict[int, int] = field(default_factory=dict)
    """The versions of open runs that this transaction has locked: nobody else can move those."""

    def begin(
        self, who: Who, flow_id: str, digest: str, state: Mapping[str, Any], now: datetime, at: datetime | None = None
    ) -> int:
        """`at` is when the person began it, if we learnt of it only `now`."""
        row = {
            "organisation_id": who.organisation_id, "site_id": who.site_id, "person_id": who.person_id,
            "flow_id": flow_id, "digest": digest, "status": "open", "version": 0, "state": json.dumps(state),
            "began_at": at or now, "touched_at": now,
        }  # fmt: skip
        return int(BEGIN.value(self.connection, row))

    def get(self, run_id: int) -> KeptRun | None:
        return _kept(row) if (row := RUN.one(self.connection, {"b_id": run_id})) else None

    def lock(self, run_id: int) -> KeptRun | None:
        """The run as it is now. Until the transaction ends nobody else moves, finishes, cancels or takes it."""
        kept = _kept(row) if (row := LOCK.one(self.connection, {"b_id": run_id})) else None
        if kept and kept.status == "open":
            self._held[kept.id] = kept.version
        return kept

    def seize(self, run_id: int) -> KeptRun | None:
        """The run, locked; None while somebody else has it. Nobody is waited for, so this can hold up no turn."""
        return _kept(row) if (row := SEIZE.one(self.connection, {"b_id": run_id})) else None

    def open(self, person_id: int) -> list[KeptRun]:
        """What a person has not finished, the last touched first."""
        return [_kept(row) for row in OPEN.all(self.connection, {"b_person": person_id})]

    def recent(self, person_id: int, most: int) -> list[KeptRun]:
        """What a person began last, the newest first."""
        mine = sa.select(*_run_columns()).where(run.c.person_id == person_id).order_by(run.c.id.desc()).limit(most)
        return [_kept(row) for row in self.connection.execute(mine)]

    def answers(self, run_id: int) -> dict[str, Any]:
        """The answers that hold, by step, as JSON gave them back."""
        return {step: json.loads(value) for step, value in ANSWERS.all(self.connection, {"b_run": run_id})}

    def times(self, run_id: int) -> list[tuple[str, datetime]]:
        """The step and the time of every answer ever given in a run, in order."""
        return [(row[0], row[1]) for row in TIMES.all(self.connection, {"b_run": run_id})]

    def last_answer(self, person_id: int, step: str) -> Any:
        """What a person answered last to a question of this id, in one of the runs they finished lately; else None."""
        value = LAST.value(self.connection, {"b_person": person_id, "b_step": step})
        return None if value is None else json.loads(value)

    def move(self, kept: KeptRun, state: Mapping[str, Any], now: datetime) -> bool:
        """The run is one turn further; False if somebody else moved it first."""
        read, next = kept.version, kept.version + 1
        values = {"b_id": kept.id, "b_read": read, "b_next": next, "b_state": json.dumps(state), "b_at": now}
        if self._held.get(kept.id) != read:
            return MOVE.count(self.connection, values) == 1
        MOVE.do(self.connection, values)
        self._held[kept.id] = next
        return True

    def record(self, kept: KeptRun, given: Given, who: Who, at: datetime, source: Source = Source()) -> None:
        RECORD.do(
            self.connection,
            {
                "run_id": kept.id, "version": kept.version + 1, "step": given.step, "value": json.dumps(given.value),
                "asked": given.asked, "shown": given.shown, "lang": who.lang, "finding": given.finding,
                "person_id": who.person_id, "channel": who.channel, "account": who.account, "at": at,
                "said_in": source.said_in, "passed_on": source.passed_on, "first_at": source.first_at,
            },
        )  # fmt: skip

    def keep_secret(self, run_id: int, *, confidential: bool) -> None:
        """Whether only those may read a run who were notified of it."""
        SECRET.do(self.connection, {"b_id": run_id, "b_secret": confidential})

    def name_unit(self, run_id: int, unit: str) -> None:
        """Which unit a run is about."""
        UNIT.do(self.connection, {"b_id": run_id, "b_unit": unit})

    def tell(self, kept: KeptRun, now: datetime, outcome: str, severity: str) -> None:
        """Somebody is notified although the run is not finished: of this outcome and severity, as judged so far."""
        values = {"told_at": sa.func.coalesce(run.c.told_at, now), "outcome": outcome, "severity": severity}
        self.connection.execute(sa.update(run).where(run.c.id == kept.id, run.c.status == "open").values(**values))

    def finish(
        self, kept: KeptRun, at: datetime, outcome: str, severity: str, score: int, *, passed: bool, number: str = ""
    ) -> bool:
        """False if the run has moved or ended meanwhile."""
        values = {
            "b_id": kept.id, "b_read": kept.version, "b_at": at, "b_outcome": outcome, "b_severity": severity,
            "b_score": score, "b_passed": passed, "b_number": number,
        }  # fmt: skip
        self._held.pop(kept.id, None)
        if done := FINISH.count(self.connection, values) == 1:
            findings.note(self.connection, kept.id)
            tallies.add(self.connection, kept.site_id, at, kept.digest, score, passed=passed)
        return done

    def cancel(self, kept: KeptRun, now: datetime, at: datetime | None = None) -> bool:
        """False if the run has moved or ended meanwhile."""
        values = {"b_id": kept.id, "b_read": kept.version, "b_at": at or now, "b_touched": now}
        self._held.pop(kept.id, None)
        return CANCEL.count(self.connection, values) == 1

    def attempts(self, person_id: int, flow_id: str) -> int:
        """How often a person has begun a flow."""
        return int(ATTEMPTS.value(self.connection, {"b_person": person_id, "b_flow": flow_id}))

    def passed(self, person_id: int) -> dict[str, datetime]:
        """When a person last passed each flow."""
        mine = sa.and_(run.c.person_id == person_id, run.c.passed.is_(True))
        latest = sa.func.max(run.c.finished_at, type_=Moment())
        rows = self.connection.execute(sa.select(run.c.flow_id, latest).where(mine).group_by(run.c.flow_id))
        return {row[0]: row[1] for row in rows}

    def begun(self, person_id: int) -> list[str]:
        """The flows a person has begun, the latest first."""
        latest = sa.func.max(run.c.id).label("latest")
        rows = self.connection.execute(
            sa.select(run.c.flow_id, latest)
            .where(run.c.person_id == person_id)
            .group_by(run.c.flow_id)
            .order_by(sa.desc("latest"))
        )
        return [row[0] for row in rows]

    def changes(self, run_id: int) -> tuple[Change, ...]:
        """The answers of a run that no longer hold, in the order they were given."""
        return tuple(Change(*row) for row in CHANGES.all(self.connection, {"b_run": run_id}))

    def passed_on(self, run_id: int) -> dict[str, Source]:
        """Of the answers that hold, those that somebody else wrote first, by step."""
        rows = SOURCES.all(self.connection, {"b_run": run_id})
        latest = {row[0]: Source(*row[1:]) for row in rows}
        return {step: source for step, source in latest.items() if source.passed_on is not None}

    def journal(self, run_id: int) -> list[sa.Row[Any]]:
        """Every answer ever given in a run, in order."""
        return list(self.connection.execute(sa.select(answer).where(answer.c.run_id == run_id).order_by(answer.c.id)))
