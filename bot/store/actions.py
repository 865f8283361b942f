"""Corrective actions: what is to be done about findings, who has it, until when, and how it got there."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import action, action_event, made, person, run

OPEN, TAKEN, DONE, CLOSED = "open", "taken", "done", "closed"


@dataclass(frozen=True)
class Opening:
    """An action that is to be opened about a finding."""

    organisation_id: int
    site_id: int
    run_id: int
    step: str
    what: str
    severity: str
    role: str
    due: date
    proof: str = ""
    owner_id: int | None = None


@dataclass(frozen=True)
class KeptAction:
    """As it is now. `number` is what people call it: that of the record, and its place among the actions of it."""

    id: int
    organisation_id: int
    site_id: int
    run_id: int
    step: str
    number: str
    what: str
    severity: str
    proof: str
    role: str
    owner_id: int | None
    owner: str
    due: date
    state: str
    asked: date | None
    done_by: int | None
    quiet_until: date | None
    reminded: date | None

    @property
    def is_open(self) -> bool:
        return self.state != CLOSED


@dataclass(frozen=True)
class Happened:
    """Something said or done about an action; without a name by nobody but the program."""

    what: str
    at: datetime
    name: str = ""
    note: str = ""
    day: date | None = None
    files: tuple[str, ...] = field(default=())


def _kept(*more: Any) -> sa.Select[Any]:
    c = action.c
    called = sa.case((run.c.number != "", run.c.number), else_=sa.literal("R-").concat(sa.cast(run.c.id, sa.String)))
    return (
        sa.select(
            c.id, c.organisation_id, c.site_id, c.run_id, c.step, called.concat("/").concat(sa.cast(c.place, sa.String)),
            c.what, c.severity, c.proof, c.role, c.owner_id, sa.func.coalesce(person.c.name, ""), c.due, c.state,
            c.asked, c.done_by, c.quiet_until, c.reminded,
        )
        .join(run, run.c.id == c.run_id)
        .outerjoin(person, person.c.id == c.owner_id)
        .where(*more)
    )  # fmt: skip


NOT_CLOSED = action.c.state != sa.literal_column("'closed'")  # as the indexes say it


@dataclass(slots=True)
class Actions:
    """Every corrective action there is or was."""

    connection: sa.Connection

    def open(self, new: Opening, by: int | None, now: datetime) -> KeptAction | None:
        """Opens it; None if there is one for this finding. Its run is locked by whoever opens one."""
        taken = sa.select(action.c.step, action.c.place).where(action.c.run_id == new.run_id)
        there: dict[str, int] = {row[0]: row[1] for row in self.connection.execute(taken)}
        if new.step in there:
            return None
        values = {**vars(new), "place": max(there.values(), default=0) + 1}
        id = made(self.connection, action, **values, state=TAKEN if new.owner_id else OPEN, made_at=now)
        self.tell(id, "opened", by, now, day=new.due)
        return self.get(id)

    def get(self, id: int) -> KeptAction | None:
        return self._one(_kept(action.c.id == sa.bindparam("b_id", id, type_=sa.BigInteger)))

    def lock(self, id: int) -> KeptAction | None:
        """As it is now; until the transaction ends nobody else changes it."""
        mine = action.c.id == sa.bindparam("b_id", id, type_=sa.BigInteger)
        held = self.connection.execute(sa.select(action.c.id).where(mine).with_for_update(key_share=True)).scalar()
        return None if held is None else self.get(id)

    def change(self, id: int, **values: object) -> None:
        self.connection.execute(sa.update(action).where(action.c.id == id).values(**values))

    def tell(
        self, id: int, what: str, by: int | None, at: datetime, *, note: str = "", day: date | None = None,
        files: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Puts on record what was said or done."""
        row = {"action_id": id, "what": what, "person_id": by, "at": at, "note": note, "day": day}
        made(self.connection, action_event, **row, files=json.dumps(list(files)))

    def history(self, id: int) -> list[Happened]:
        """Everything that was said and done, in order."""
        c = action_event.c
        rows = self.connection.execute(
            sa.select(c.what, c.at, sa.func.coalesce(person.c.name, ""), c.note, c.day, c.files)
            .outerjoin(person, person.c.id == c.person_id)
            .where(c.action_id == id)
            .order_by(c.id)
        )
        return [Happened(*row[:5], tuple(json.loads(row[5]))) for row in rows]

    def of_run(self, run_id: int) -> list[KeptAction]:
        return self._all(_kept(action.c.run_id == run_id).order_by(action.c.place))

    def closed_steps(self, run_ids: Collection[int]) -> dict[int, set[str]]:
        """The findings of some runs that were corrected, by run."""
        c, found = action.c, dict[int, set[str]]()
        query = sa.select(c.run_id, c.step).where(c.run_id.in_(run_ids), ~NOT_CLOSED)
        for run_id, step in self.connection.execute(query) if run_ids else ():
            found.setdefault(run_id, set()).add(step)
        return found

    def owned_by(self, person_id: int) -> list[KeptAction]:
        """What somebody has still to do, and what waits for a check of it; the first due first."""
        return self._all(_kept(NOT_CLOSED, action.c.owner_id == person_id).order_by(action.c.due, action.c.id))

    def those(self, ids: Sequence[int]) -> list[KeptAction]:
        return self._all(_kept(action.c.id.in_(ids))) if ids else []

    def open_at(self, site_ids: Sequence[int]) -> list[KeptAction]:
        """What is not closed at some sites, the first due first."""
        return self._all(_kept(NOT_CLOSED, action.c.site_id.in_(site_ids)).order_by(action.c.due, action.c.id))

    def _one(self, query: sa.Select[Any]) -> KeptAction | None:
        return next(iter(self._all(query)), None)

    def _all(self, query: sa.Select[Any]) -> list[KeptAction]:
        return [KeptAction(*row) for row in self.connection.execute(query)]
