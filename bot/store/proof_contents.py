"""What is hashed of each thing that is sealed: of records with their answers, and of what was done about them since.

Knows where it is read, and nothing of leaves and days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.proof.canonical import canonical, digest, utc
from bot.proof.sealed import mark
from bot.store.sql import (
    action,
    action_event,
    answer,
    erasure,
    incident_event,
    removal,
    run,
    seal_event,
    sign_off_event,
)
from bot.store.transaction import Transaction

RECORD = "record"
Json = dict[str, Any]
HEAD = (
    run.c.id, run.c.number, run.c.organisation_id, run.c.site_id, run.c.flow_id, run.c.digest, run.c.person_id, run.c.version,
    run.c.began_at, run.c.finished_at, run.c.outcome, run.c.severity, run.c.score, run.c.passed, run.c.status,
)  # fmt: skip


@dataclass(frozen=True)
class Sort:
    """A table of things that are sealed a row each: its columns that are hashed, and where it says whose they are and when.

    `kept`: they stay when their record is removed.
    """

    kind: str
    table: sa.Table
    columns: tuple[str, ...]
    organisation: sa.ColumnElement[int]
    run: sa.ColumnElement[int]
    at: sa.ColumnElement[datetime]
    through: tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...] = ()
    kept: bool = False
    number: str = "id"

    @property
    def subject(self) -> sa.ColumnElement[int]:
        return self.table.c[self.number]

    @property
    def place(self) -> sa.FromClause:
        """The table, with those that say whose its rows are."""
        made: sa.FromClause = self.table
        for other, on in self.through:
            made = made.join(other, on)
        return made


def _of_a_run(kind: str, table: sa.Table, *columns: str) -> Sort:
    through = ((run, run.c.id == table.c.run_id),)
    return Sort(kind, table, ("run_id", *columns), run.c.organisation_id, table.c.run_id, table.c.at, through)


a, s, r, e = action.c, seal_event.c, removal.c, erasure.c
MOVE = ((action, a.id == action_event.c.action_id),)
SEAL = (
    "site_id",
    "run_id",
    "step",
    "event",
    "number",
    "unit",
    "whom",
    "person_id",
    "photo",
    "disputed",
    "at",
    "taken_back",
)
SORTS = (
    Sort("action", action, ("run_id", "step", "place", "what", "severity", "proof", "made_at"), a.organisation_id, a.run_id, a.made_at),
    Sort("move", action_event, ("action_id", "person_id", "at", "what", "note", "day", "files"), a.organisation_id, a.run_id,
         action_event.c.at, MOVE),
    _of_a_run("sign-off", sign_off_event, "version", "person_id", "at", "what", "note", "steps"),
    _of_a_run("incident", incident_event, "kind", "at", "person_id", "other_id", "words", "files"),
    Sort("seal", seal_event, SEAL, s.organisation_id, s.run_id, s.at, kept=True),
    Sort("removal", removal, ("run_id", "at", "rule", "answers", "files"), r.organisation_id, r.run_id, r.at, kept=True,
         number="run_id"),
    Sort("erasure", erasure, ("person_id", "asked_at", "asked_by", "decided_at", "decided_by", "erased_at"), e.organisation_id,
         sa.cast(sa.null(), run.c.id.type), e.erased_at, kept=True),
)  # fmt: skip
BY_KIND: Mapping[str, Sort] = {one.kind: one for one in SORTS}
KIND_OF = {one.table.name: one.kind for one in SORTS}
GO = (RECORD, *(one.kind for one in SORTS if not one.kept))  # what goes with a record that is removed


@dataclass(frozen=True)
class Content:
    """What of a thing is hashed: `head` without the answers, of which `parts` is one each, in order."""

    head: Json
    parts: tuple[Json, ...] | None = None

    @property
    def whole(self) -> Json:
        return self.head if self.parts is None else {**self.head, "answers": list(self.parts)}

    @property
    def sha256(self) -> str:
        return digest(canonical(self.whole))

    @property
    def marks(self) -> str:
        return "".join(mark(canonical(one)) for one in self.parts or ())


def rows(tx: Transaction, kind: str, subjects: Sequence[int], *, lock: bool = False) -> dict[int, Content]:
    """The things of one sort that are there, by their numbers. Locked, nobody changes them until the transaction ends."""
    sort = BY_KIND[kind]
    query = sa.select(sort.subject.label("subject"), *(sort.table.c[name].label(f"v_{name}") for name in sort.columns))
    query = query.where(sort.subject.in_(subjects))
    found = tx.connection.execute(query.with_for_update(read=True) if lock else query)
    return {row.subject: Content(_said(kind, row, sort.columns)) for row in found}


def _said(kind: str, row: Any, columns: Iterable[str]) -> Json:
    return {"kind": kind, "row": row.subject, **{name: _plain(getattr(row, f"v_{name}")) for name in columns}}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return utc(value)
        case date():
            return value.isoformat()
    return value


def records(tx: Transaction, subjects: Sequence[int], *, lock: bool = False) -> dict[int, Content]:
    """Records as they are now, by the number of the run, with every answer that was ever given in them."""
    query = sa.select(*HEAD).where(run.c.id.in_(subjects))
    found = tx.connection.execute(query.with_for_update(read=True) if lock else query).all()
    given = answers(tx, subjects, lock=lock)
    return {row.id: Content(_head(row), tuple(given[row.id])) for row in found}


def _head(row: Any) -> Json:
    return {
        "record": row.number or f"R-{row.id}",
        "run": row.id,
        "version": row.version,
        "organisation": row.organisation_id,
        "site": row.site_id,
        "form": row.flow_id,
        "form_sha256": row.digest,
        "by": row.person_id,
        "begun": utc(row.began_at),
        "finished": utc(row.finished_at),
        "outcome": row.outcome,
        "severity": row.severity,
        "score": row.score,
        "passed": row.passed,
    }


def answers(tx: Transaction, subjects: Sequence[int], *, lock: bool = False) -> dict[int, list[Json]]:
    """Every answer of some runs, in order. The value is its JSON as it is kept, sign by sign."""
    query = sa.select(answer).where(answer.c.run_id.in_(subjects)).order_by(answer.c.id)
    found: dict[int, list[Json]] = defaultdict(list)
    for row in tx.connection.execute(query.with_for_update(read=True) if lock else query):
        found[row.run_id].append(_answer(row))
    return found


def _answer(row: Any) -> Json:
    return {
        "step": row.step,
        "value": row.value,
        "asked": row.asked,
        "shown": row.shown,
        "lang": row.lang,
        "finding": row.finding,
        "by": row.person_id,
        "channel": row.channel,
        "at": utc(row.at),
        "version": row.version,
        "passed_on": row.passed_on,
        "first_at": utc(row.first_at),
    }


def upto(content: Content, version: int, head: Json) -> Content:
    """A record as it was at an earlier version, of which `head` was kept."""
    return Content(head, tuple(one for one in content.parts or () if one["version"] <= version))
