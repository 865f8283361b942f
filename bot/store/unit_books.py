"""What is known of units: which of them are on hold, and which inspections were about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import INSERT, finding, once, person, run, run_unit, site, unit_hold

c = unit_hold.c
OPEN = c.released_at.is_(None)
BESIDES = once(run_unit)


def about(dialect: str, unit: str) -> sa.ColumnElement[bool]:
    """The runs whose first unit this is.

    The index `units` finds them: PostgreSQL looks for a beginning with LIKE, SQLite between two words. A run names its units
    with a comma between them, and the sign after the comma is the hyphen.
    """
    c = run.c
    if dialect == "sqlite":
        return sa.and_(c.unit >= unit, c.unit < f"{unit}-", sa.or_(c.unit == unit, c.unit.startswith(f"{unit},")))
    return sa.or_(c.unit == unit, c.unit.like(f"{unit},%"))


@dataclass(frozen=True)
class Hold:
    """A unit that is on hold: since when, by whom and at which site, in which record."""

    unit: str
    run_id: int
    at: datetime
    by: str
    site: str
    zone: str
    record: str


@dataclass(frozen=True)
class Inspected:
    """A finished run about a unit."""

    run_id: int
    digest: str
    outcome: str
    finished_at: datetime
    by: str
    site: str
    zone: str
    record: str
    findings: tuple[str, ...] = ()
    site_id: int = 0


@dataclass(slots=True)
class UnitBooks:
    """Every organisation's own."""

    connection: sa.Connection
    dialect: str

    def on_hold(self, organisation_id: int, unit: str) -> Hold | None:
        """The hold that stands, if the unit is on hold."""
        return self._hold(c.organisation_id == organisation_id, c.unit == unit)

    def held_by(self, organisation_id: int, run_id: int, unit: str) -> Hold | None:
        """The same, if it is this run that put it on hold."""
        return self._hold(c.organisation_id == organisation_id, c.run_id == run_id, c.unit == unit)

    def _hold(self, *which: sa.ColumnElement[bool]) -> Hold | None:
        query = (
            sa.select(c.unit, c.run_id, c.at, person.c.name, site.c.name, site.c.zone, run.c.number)
            .join(run, run.c.id == c.run_id)
            .join(person, person.c.id == run.c.person_id)
            .join(site, site.c.id == run.c.site_id)
            .where(*which, OPEN)
        )
        row = self.connection.execute(query).first()
        return Hold(*row) if row else None

    def hold(self, organisation_id: int, units: Sequence[str], run_id: int, at: datetime) -> None:
        """Puts units on hold; one that is stays so by what put it there first."""
        rows = [{"organisation_id": organisation_id, "unit": u[:40], "run_id": run_id, "at": at} for u in units]
        made = INSERT[self.dialect](unit_hold).on_conflict_do_nothing()
        for row in rows:
            self.connection.execute(made, row)

    def release(self, organisation_id: int, unit: str, run_id: int, by: int, at: datetime) -> bool:
        """Not on hold anymore; False if somebody else has released it already."""
        mine = sa.and_(c.organisation_id == organisation_id, c.unit == unit, c.run_id == run_id, OPEN)
        values = {"released_at": at, "released_by": by}
        return self.connection.execute(sa.update(unit_hold).where(mine).values(**values)).rowcount == 1

    def released(self, organisation_id: int, unit: str) -> tuple[str, datetime] | None:
        """Who released the unit last, and when."""
        query = sa.select(person.c.name, c.released_at).join(person, person.c.id == c.released_by)
        mine = query.where(c.organisation_id == organisation_id, c.unit == unit).order_by(c.id.desc()).limit(1)
        row = self.connection.execute(mine).first()
        return (row[0], row[1]) if row else None

    def lately(self, site_id: int, most: int) -> tuple[str, ...]:
        """The units that inspections at a site were about last, the newest first, along the index `runs_of_sites`."""
        r = run.c
        mine = (r.site_id == site_id, r.status == "finished", r.unit != "", ~r.confidential)
        rows = self.connection.execute(
            sa.select(r.unit).where(*mine).order_by(r.finished_at.desc(), r.id.desc()).limit(most)
        )
        return tuple(dict.fromkeys(unit for row in rows.scalars() for unit in row.split(", ")))

    def besides(self, organisation_id: int, units: Sequence[str], run_id: int) -> None:
        """The units that a finished run is about, besides the first."""
        for unit in units:
            row = {"organisation_id": organisation_id, "unit": unit[:40], "run_id": run_id}
            self.connection.execute(BESIDES[self.dialect], row)

    def history(self, organisation_id: int, unit: str, most: int) -> tuple[Inspected, ...]:
        """The finished runs about a unit, the newest first; of confidential ones none."""
        r = run.c
        more = sa.select(run_unit.c.run_id).where(
            run_unit.c.organisation_id == organisation_id, run_unit.c.unit == unit
        )
        query = (
            sa.select(
                r.id, r.digest, r.outcome, r.finished_at, person.c.name, site.c.name, site.c.zone, r.number, r.site_id
            )
            .join(person, person.c.id == r.person_id)
            .join(site, site.c.id == r.site_id)
            .where(r.organisation_id == organisation_id, r.status == "finished", ~r.confidential)
            .order_by(r.id.desc())
            .limit(most)
        )
        found = {
            row[0]: row
            for which in (about(self.dialect, unit), r.id.in_(more))
            for row in self.connection.execute(query.where(which))
        }
        newest = [found[id] for id in sorted(found, reverse=True)[:most]]
        return tuple(Inspected(*row[:8], self._found(row[8], row[3], row[1], row[0]), row[8]) for row in newest)

    def _found(self, site_id: int, at: datetime, digest: str, run_id: int) -> tuple[str, ...]:
        """The findings of a run, by their steps; they are found along the key of the table."""
        f = finding.c
        mine = (f.site_id == site_id, f.finished_at == at, f.digest == digest, f.run_id == run_id)
        return tuple(self.connection.execute(sa.select(f.step).where(*mine)).scalars())

    def like(self, organisation_id: int, part: str, most: int) -> tuple[str, ...]:
        """Units on hold, or beside others, whose number ends with these signs; of confidential runs none."""
        some = [
            sa.select(t.c.unit)
            .join(run, run.c.id == t.c.run_id)
            .where(
                t.c.organisation_id == organisation_id, t.c.unit.endswith(part, autoescape=True), ~run.c.confidential
            )
            for t in (unit_hold, run_unit)
        ]
        both = sa.union(*some).subquery()
        return tuple(self.connection.execute(sa.select(both.c.unit).order_by(both.c.unit).limit(most)).scalars())
