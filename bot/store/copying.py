"""The past of a site once more, at another site: the database copies it, with other people, units, seals and times.

References are right by construction: every id is as far from the one it is a copy of as every other of its table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.sql import (
    action,
    action_event,
    answer,
    due,
    finding,
    incident,
    incident_event,
    letter,
    numbering,
    person,
    run,
    run_unit,
    schedule,
    seal_event,
    sign_off,
    sign_off_event,
    site,
    taken,
    unit_hold,
)
from bot.store.tables import Moment
from bot.store.transaction import Transaction

# In the order in which they refer to each other. What has an id of its own gets another; what names a run follows it.
TABLES = (
    run, answer, finding, incident, incident_event, taken, action, action_event, sign_off, sign_off_event, seal_event,
    unit_hold, run_unit, schedule, due, letter,
)  # fmt: skip
PEOPLE = ("person_id", "other_id", "owner_id", "done_by", "released_by", "made_by", "stopped_by")
FIXED = {
    ("due", "at"),
    ("due", "until"),
    ("schedule", "next_at"),
    ("schedule", "at"),
}  # by the clock of the site, not by people
WORDS = (
    "value",
    "asked",
    "shown",
    "unit",
    "number",
    "whom",
    "words",
    "pool",
    "note",
)  # in which somebody or something is named
ACCOUNTS = ("account", "address")
Column = sa.ColumnElement[Any]


def _names(c: Any) -> bool:
    """Can somebody or something be named in it?"""
    return c.name in WORDS and not isinstance(c.type, sa.Date)


@dataclass(frozen=True)
class Copy:
    """The so-many-th copy of a site. `names` are words and what stands in their place, `people` the new number of each,
    `steps` those whose answers name anything."""

    number: int
    source: int
    target: int
    code: str
    seconds: int
    names: Mapping[str, str]
    people: Mapping[int, int]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """How far the ids of a copy are from those of its source, by table."""

    of: Mapping[str, int]

    @staticmethod
    def measured(tx: Transaction) -> Steps:
        """More than there are of each."""
        wide = [one for one in TABLES if "id" in one.c]
        return Steps({one.name: int(tx.connection.execute(sa.select(sa.func.coalesce(sa.func.max(one.c.id), 0))).scalar_one()) + 1 for one in wide})  # fmt: skip


@dataclass
class Copier:
    tx: Transaction
    steps: Steps

    def copy(self, one: Copy) -> None:
        """Everything that was begun at the source, at the target."""
        self._teach(one.names)
        for table in TABLES:
            self._rows(table, one)
        self._numbered(one)

    def named_at(self, site_id: int) -> list[tuple[int, str]]:
        """Everybody who ever was at a site."""
        rows = sa.select(person.c.id, person.c.name).where(person.c.site_id == site_id).order_by(person.c.id)
        return [(row[0], row[1]) for row in self.tx.connection.execute(rows)]

    def steps_with(self, site_id: int, words: Collection[str]) -> tuple[str, ...]:
        """The steps in whose answers one of the words stands anywhere."""
        c = answer.c
        there = sa.select(c.step, c.value, c.asked, c.shown).where(self._of_source(answer, site_id)).distinct()
        rows = self.tx.connection.execute(there)
        return tuple(sorted({step for step, *said in rows if any(word in one for word in words for one in said)}))

    def code_of(self, site_id: int) -> str:
        return str(self.tx.connection.execute(sa.select(site.c.code).where(site.c.id == site_id)).scalar_one())

    def people(self, source: int, target: int, names: Mapping[int, str]) -> dict[int, int]:
        """Others of the same roles: the new number of each."""
        columns = [c for c in person.c if c.name not in ("id", "site_id", "name")]
        made = {}
        for id, name in names.items():
            row = sa.select(sa.literal(target), sa.literal(name), *columns).where(
                person.c.id == id, person.c.site_id == source
            )
            put = (
                sa.insert(person)
                .from_select(["site_id", "name", *(c.name for c in columns)], row)
                .returning(person.c.id)
            )
            made[id] = int(self.tx.connection.execute(put).scalar_one())
        return made

    def _rows(self, table: sa.Table, one: Copy) -> None:
        """Where nothing is named, nothing is looked for: of the answers most."""
        values: list[tuple[Column, Column]] = [(c, self._value(table, c, one)) for c in table.c]
        where = self._of_source(table, one.source)
        if table is not answer:
            self._insert(table, values, where)
            return
        named = answer.c.step.in_(one.steps)
        plain = [(c, c if _names(c) else value) for c, value in values]
        self._insert(table, plain, sa.and_(where, ~named))
        self._insert(table, values, sa.and_(where, named))

    def _insert(self, table: sa.Table, values: Sequence[tuple[Column, Column]], where: Column) -> None:
        columns = [c.name for c, _ in values]
        self.tx.connection.execute(
            sa.insert(table).from_select(columns, sa.select(*(v for _, v in values)).where(where))
        )

    def _of_source(self, table: sa.Table, source: int) -> Column:
        if "site_id" in table.c and table is not finding:
            return table.c.site_id == source
        if table is finding:
            return finding.c.site_id == source
        if table is letter:
            return letter.c.person_id.in_(sa.select(person.c.id).where(person.c.site_id == source))
        if table is action_event:
            return action_event.c.action_id.in_(sa.select(action.c.id).where(action.c.site_id == source))
        return table.c.run_id.in_(sa.select(run.c.id).where(run.c.site_id == source))

    def _value(self, table: sa.Table, c: Any, one: Copy) -> Any:
        name = c.name
        if name == "id":
            return self._moved(c, table.name, one)
        if name in ("run_id", "schedule_id", "action_id", "taken_back"):
            return self._moved(c, {"taken_back": "seal_event"}.get(name, name.removesuffix("_id")), one)
        if name == "site_id":
            return sa.literal(one.target, c.type)
        if name in PEOPLE:
            return sa.case(*((c == id, sa.literal(new, c.type)) for id, new in one.people.items()), else_=c)
        if name == "key":
            return sa.null()
        if name == "slot":
            return sa.literal("", c.type)
        if isinstance(c.type, Moment) and (table.name, name) not in FIXED:
            return self._later(c, one.seconds)
        if name in ACCOUNTS:
            return c.concat(f"-{one.number}")
        return self._named(c, one.names) if _names(c) else c

    def _moved(self, c: Column, table: str, one: Copy) -> Column:
        return c + sa.literal(self.steps.of[table] * one.number, c.type)

    def _named(self, c: Column, names: Mapping[str, str]) -> Column:
        if self.tx.connection.dialect.name == "sqlite":
            return sa.func.named_anew(c, type_=c.type)
        replaced: Callable[..., Any] = sa.func.replace
        for word, other in names.items():
            c = replaced(c, word, other)
        return c

    def _teach(self, names: Mapping[str, str]) -> None:
        """SQLite nests no hundred functions: it is given one that does the same."""
        if self.tx.connection.dialect.name != "sqlite":
            return

        def named(words: str | None) -> str | None:
            for word, other in names.items():
                words = words.replace(word, other) if words else words
            return words

        driver: Any = self.tx.connection.connection.dbapi_connection
        driver.create_function("named_anew", 1, named, deterministic=True)

    def _later(self, c: Column, seconds: int) -> Column:
        if self.tx.connection.dialect.name != "sqlite":
            return c + sa.cast(f"{seconds} seconds", sa.Interval)
        later: Column = sa.func.strftime("%Y-%m-%d %H:%M:%f", c, f"+{seconds} seconds", type_=sa.String)
        return later + sa.literal("000")

    def _numbered(self, one: Copy) -> None:
        """The numbers of its records begin with the code of the site."""
        theirs = sa.and_(run.c.site_id == one.target, run.c.number != "")
        numbers, code = self.tx.connection, self.code_of(one.source)
        for table, mine in ((run, theirs), (incident, incident.c.run_id.in_(sa.select(run.c.id).where(theirs)))):
            behind = sa.func.substr(table.c.number, len(code) + 1)
            numbers.execute(
                sa.update(table).where(mine, table.c.number.startswith(f"{code}-")).values(number=one.code + behind)
            )
        rows = sa.select(sa.literal(one.target), numbering.c.year, numbering.c.last).where(
            numbering.c.site_id == one.source
        )
        numbers.execute(sa.insert(numbering).from_select(["site_id", "year", "last"], rows))

    def done(self) -> None:
        """A server goes on numbering behind the last."""
        if self.tx.connection.dialect.name == "sqlite":
            return
        for one in TABLES:
            if "id" in one.c:
                last = sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(one.name, "id"), sa.func.max(one.c.id)))
                self.tx.connection.execute(last)
