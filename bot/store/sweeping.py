"""Looking through everything that people wrote, a window of rows after the other, each in a transaction of its own.

How far it got stands in a row, so that it goes on after a restart, and of two processes one does each window. Does not know
what is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.sql import (
    INSERT,
    action,
    action_event,
    answer,
    bulletin,
    incident_event,
    letter,
    partner_contact,
    partner_evidence,
    person,
    profile_entry,
    risk_assessment,
    risk_lane,
    risk_leg,
    run,
    seal_event,
    seat,
    second_look,
    sign_off_event,
    sweep,
    tip,
    tip_word,
)
from bot.store.transaction import Transaction

WIDE = 2000  # ids: some ten milliseconds, in which others wait


@dataclass(frozen=True)
class Part:
    """A table with words in it: columns of plain words and columns of JSON. `belongs` leads to its organisation."""

    table: sa.Table
    words: tuple[str, ...]
    json: tuple[str, ...]
    belongs: str

    def of(self, organisation_id: int) -> sa.ColumnElement[bool]:
        """The rows of one organisation."""
        runs = sa.select(run.c.id).where(run.c.organisation_id == organisation_id)
        actions = sa.select(action.c.id).where(action.c.organisation_id == organisation_id)
        people = sa.select(person.c.id).where(person.c.organisation_id == organisation_id)
        tips = sa.select(tip.c.id).where(tip.c.organisation_id == organisation_id)
        ways: Mapping[str, sa.Select[Any]] = {"tip_id": tips, "run_id": runs, "action_id": actions, "person_id": people}
        mine = self.table.c[self.belongs]
        return mine == organisation_id if self.belongs == "organisation_id" else mine.in_(ways[self.belongs])


PARTS = (  # drafts first: what becomes an answer meanwhile is among the answers then
    Part(run, (), ("state",), "organisation_id"),
    Part(answer, ("asked", "shown", "passed_on"), ("value",), "run_id"),
    Part(incident_event, ("words",), ("files",), "run_id"),
    Part(action, ("what",), (), "organisation_id"),
    Part(action_event, ("note",), ("files",), "action_id"),
    Part(sign_off_event, ("note",), (), "run_id"),
    Part(second_look, ("note",), (), "run_id"),
    Part(tip_word, ("words",), ("files",), "tip_id"),
    Part(seal_event, ("whom",), (), "organisation_id"),
    Part(bulletin, ("words", "other", "source"), (), "organisation_id"),
    Part(profile_entry, ("words",), ("files",), "organisation_id"),
    Part(letter, (), ("body",), "person_id"),
    Part(seat, ("name", "company"), (), "organisation_id"),
    Part(partner_contact, ("name",), (), "organisation_id"),
    Part(partner_evidence, (), ("files",), "organisation_id"),
    Part(risk_lane, ("name",), (), "organisation_id"),
    Part(risk_leg, ("place",), (), "organisation_id"),
    Part(risk_assessment, (), ("legs",), "organisation_id"),
)


@dataclass(frozen=True)
class Window:
    """Rows of a part, from behind one id up to another."""

    part: Part
    after: int
    upto: int

    def rows(self, tx: Transaction, *where: sa.ColumnElement[bool]) -> Iterator[dict[str, Any]]:
        """Each with its id and the columns of words and JSON that are not empty."""
        c = self.part.table.c
        columns = [c[name] for name in (*self.part.words, *self.part.json)]
        said = sa.or_(*(sa.func.coalesce(one, "") != "" for one in columns))
        query = sa.select(c.id, *columns).where(c.id > self.after, c.id <= self.upto, said, *where)
        return (dict(row._mapping) for row in tx.connection.execute(query))  # noqa: SLF001


def begin(tx: Transaction, name: str) -> None:
    """From the beginning, up to what there is now."""
    values = {"part": 0, "after": 0, "last": _last(tx, PARTS[0])}
    made = INSERT[tx.connection.dialect.name](sweep).values(name=name, **values)
    tx.connection.execute(made.on_conflict_do_update(index_elements=[sweep.c.name], set_=values))


def next_window(tx: Transaction, name: str) -> Window | None:
    """The next window, for this transaction; None if everything was looked through, or nobody began."""
    mine = sweep.c.name == name
    row = tx.connection.execute(sa.select(sweep).where(mine).with_for_update()).one_or_none()
    if row is None:
        return None
    part, after, last = row.part, row.after, row.last
    while after >= last and part + 1 < len(PARTS):
        part, after = part + 1, 0
        last = _last(tx, PARTS[part])
    if after >= last:
        tx.connection.execute(sa.delete(sweep).where(mine))
        return None
    upto = min(after + WIDE, last)
    tx.connection.execute(sa.update(sweep).where(mine).values(part=part, after=upto, last=last))
    return Window(PARTS[part], after, upto)


def _last(tx: Transaction, part: Part) -> int:
    return int(tx.connection.execute(sa.select(sa.func.coalesce(sa.func.max(part.table.c.id), 0))).scalar_one())
