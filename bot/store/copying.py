"""The past of a site once more, at another site or there: the database copies it, with other people, units, seals and times.

References are right by construction: every id is as far from the one it is a copy of as every other of its table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.store import tallies
from bot.store.ledger import lost_sight_of
from bot.store.renumbering import Renumbering, lasts_at
from bot.store.sql import (
    action,
    action_event,
    answer,
    due,
    finding,
    incident,
    incident_event,
    letter,
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
NUMBERED = (run, incident)
PLANNED = (schedule, due)  # there once at a site, however often its past is
ACCOUNTS = ("account", "address")
YEAR = timedelta(weeks=52)
NEVER = timedelta()
SUPERUSER = sa.text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
Column = sa.ColumnElement[Any]


def _names(c: Any) -> bool:
    """Can somebody or something be named in it?"""
    return c.name in WORDS and not isinstance(c.type, sa.Date)


@dataclass(frozen=True)
class Copy:
    """The so-many-th copy. `names` are words and what stands in their place, `people` the new number of each, `steps` those whose
    answers name anything; `suffix` is what accounts end with. At its target there were so many `before` it. It is without
    `unsettled` runs, which were not over."""

    number: int
    source: int
    target: int
    code: str
    seconds: int
    names: Mapping[str, str]
    people: Mapping[int, int]
    steps: tuple[str, ...]
    suffix: str = ""
    before: int = 0
    earlier: timedelta = NEVER
    unsettled: tuple[int, ...] = ()


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
    """`lasts` are the last numbers of each site that was played, as they were then."""

    tx: Transaction
    steps: Steps
    lasts: dict[int, dict[int, int]] = field(default_factory=dict)

    def copy(self, one: Copy) -> int:
        """Everything that was begun at the source while it was played, at the target; how many runs."""
        self._teach(one.names)
        self._trust()
        lasts = self.lasts.setdefault(one.source, lasts_at(self.tx, one.source))
        years = round(one.earlier / YEAR)
        series = Renumbering(self.code_of(one.source), lasts, one.target, one.code, one.before, years)
        runs = 0
        for table in TABLES:
            if table not in PLANNED or not (one.before or one.earlier):
                rows = self._rows(table, one, series)
                runs = rows if table is run else runs
        series.go_on(self.tx)
        self._sum_up(one)
        return runs

    def _sum_up(self, one: Copy) -> None:
        """What is kept beside its rows. The runs of a copy have the numbers behind so many times all of those that were played."""
        first = self.steps.of["run"] * one.number
        tallies.take_in(self.tx.connection, run.c.id > first, run.c.id < first + self.steps.of["run"])
        behind = self.steps.of["seal_event"] * one.number
        entered = (seal_event.c.id > behind, seal_event.c.id < behind + self.steps.of["seal_event"])
        lost_sight_of(self.tx.connection, *entered)

    def _trust(self) -> None:
        """Every reference is right, and a server that may believe it looks for none."""
        if self.tx.connection.dialect.name != "sqlite" and self.tx.connection.scalar(SUPERUSER):
            self.tx.connection.execute(sa.text("SET LOCAL session_replication_role = replica"))

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

    def _rows(self, table: sa.Table, one: Copy, series: Renumbering) -> int:
        """Where nothing is named, nothing is looked for: of the answers most."""
        values: list[tuple[Column, Column]] = [(c, self._value(table, c, one, series)) for c in table.c]
        where = self._of_source(table, one.source)
        if one.unsettled:
            where = sa.and_(where, self._settled(table, one.unsettled))
        if table is not answer:
            return self._insert(table, values, where)
        named = answer.c.step.in_(one.steps)
        plain = [(c, c if _names(c) else value) for c, value in values]
        rest = self._insert(table, plain, sa.and_(where, ~named))
        return rest + self._insert(table, values, sa.and_(where, named))

    def _insert(self, table: sa.Table, values: Sequence[tuple[Column, Column]], where: Column) -> int:
        columns = [c.name for c, _ in values]
        put = sa.insert(table).from_select(columns, sa.select(*(v for _, v in values)).where(where))
        return self.tx.connection.execute(put.execution_options(preserve_rowcount=True)).rowcount

    def _of_source(self, table: sa.Table, source: int) -> Column:
        """What was played there: copies have higher numbers."""
        key = next(name for name in ("id", "action_id", "run_id") if name in table.c)
        played = table.c[key] < self.steps.of[table.name if key == "id" else key.removesuffix("_id")]
        return sa.and_(played, self._there(table, source))

    def _there(self, table: sa.Table, source: int) -> Column:
        if "site_id" in table.c:
            return table.c.site_id == source
        if table is letter:
            return letter.c.person_id.in_(sa.select(person.c.id).where(person.c.site_id == source))
        if table is action_event:
            mine = sa.select(action.c.id).where(action.c.site_id == source, action.c.id < self.steps.of["action"])
            return action_event.c.action_id.in_(mine)
        mine = sa.select(run.c.id).where(run.c.site_id == source, run.c.id < self.steps.of["run"])
        return table.c.run_id.in_(mine)

    def _settled(self, table: sa.Table, unsettled: Collection[int]) -> Column:
        if table is run:
            return run.c.id.not_in(unsettled)
        if table is action_event:
            return action_event.c.action_id.not_in(sa.select(action.c.id).where(action.c.run_id.in_(unsettled)))
        return table.c.run_id.not_in(unsettled) if "run_id" in table.c else sa.true()

    def _value(self, table: sa.Table, c: Any, one: Copy, series: Renumbering) -> Any:
        name = c.name
        if name == "id":
            return self._moved(c, table.name, one)
        if name in ("run_id", "schedule_id", "action_id", "taken_back"):
            return self._moved(c, {"taken_back": "seal_event"}.get(name, name.removesuffix("_id")), one)
        if name == "site_id":
            return sa.literal(one.target, c.type)
        if name in PEOPLE:
            others = {id: new for id, new in one.people.items() if id != new}
            return (
                sa.case(*((c == id, sa.literal(new, c.type)) for id, new in others.items()), else_=c) if others else c
            )
        if name == "number" and table in NUMBERED:
            return series.number(c)
        if name == "key":
            return sa.null()
        if name == "slot":
            return sa.literal("", c.type)
        if isinstance(c.type, Moment) and (table.name, name) not in FIXED:
            return self._later(c, one.seconds - int(one.earlier.total_seconds()))
        if isinstance(c.type, sa.Date) and one.earlier:
            return self._day_before(c, one.earlier.days)
        if name in ACCOUNTS:
            return c.concat(one.suffix) if one.suffix else c
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
        later: Column = sa.func.strftime("%Y-%m-%d %H:%M:%f", c, f"{seconds:+} seconds", type_=sa.String)
        return later + sa.literal("000")

    def _day_before(self, c: Column, days: int) -> Column:
        if self.tx.connection.dialect.name != "sqlite":
            return c - days
        return sa.func.date(c, f"-{days} days", type_=sa.String)

    def done(self) -> None:
        """A server goes on numbering behind the last."""
        if self.tx.connection.dialect.name == "sqlite":
            return
        for one in TABLES:
            if "id" in one.c:
                last = sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(one.name, "id"), sa.func.max(one.c.id)))
                self.tx.connection.execute(last)
