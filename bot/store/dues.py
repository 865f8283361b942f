"""Each time that something was due: for whom, and what became of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.people import Who
from bot.store.prepared import Prepared
from bot.store.runs import KeptRun
from bot.store.schedules import KeptSchedule
from bot.store.sql import due, once, person, run, schedule, site

DUE, DONE, LATE, MISSED, EMPTY, DROPPED = "due", "done", "late", "missed", "empty", "dropped"
ANYONE = 0  # the person of what any one of a role does for all
ADD = once(due)


@dataclass(frozen=True)
class KeptDue:
    """`person_id` is 0 where any one of the `role` does it for all, who `done_by` its name. `unit` was drawn by lot."""

    id: int
    schedule_id: int
    organisation_id: int
    site_id: int
    flow_id: str
    role: str
    person_id: int
    at: datetime
    until: datetime
    state: str
    told_at: datetime | None
    unit: str
    name: str
    done_by: str
    done_at: datetime | None


@dataclass(frozen=True)
class Draw:
    """A unit drawn by `seed` from those that had been reported clean."""

    unit: str
    seed: str
    pool: tuple[str, ...]

    @staticmethod
    def of(pool: tuple[str, ...], seed: str) -> Draw:
        """The unit whose name gives, behind the seed and a colon, the smallest SHA-256; none of an empty pool."""
        unit = min(pool, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest(), default="")
        return Draw(unit, seed, pool)


@dataclass(frozen=True)
class KeptDraw:
    """A draw, when and where it was."""

    at: datetime
    site: str
    zone: str
    flow_id: str
    draw: Draw


doer = person.alias()
KEPT = (
    sa.select(
        due.c.id, due.c.schedule_id, schedule.c.organisation_id, due.c.site_id, due.c.flow_id, due.c.role,
        due.c.person_id, due.c.at, due.c.until, due.c.state, due.c.told_at, due.c.unit,
        sa.func.coalesce(person.c.name, ""), sa.func.coalesce(doer.c.name, ""), due.c.done_at,
    )
    .join(schedule, schedule.c.id == due.c.schedule_id)
    .outerjoin(person, person.c.id == due.c.person_id)
    .outerjoin(doer, doer.c.id == due.c.done_by)
    .order_by(due.c.at, due.c.id)
)  # fmt: skip
OPEN = due.c.state == sa.literal_column("'due'")  # as the index says it, which has these only

b = sa.bindparam
# Asked at the end of every run, where mostly nothing is due: along an index that has only what is.
STILL_DUE = Prepared(sa.select(due.c.id).where(due.c.site_id == b("b_site"), due.c.flow_id == b("b_flow"), OPEN))


@dataclass(slots=True)
class Dues:
    """Whatever was due, at every site."""

    connection: sa.Connection
    dialect: str

    def add(
        self, one: KeptSchedule, at: datetime, until: datetime, person_id: int, state: str, draw: Draw | None = None
    ) -> bool:
        """False if it was written before."""
        drawn = draw or Draw("", "", ())
        row = {
            "schedule_id": one.id, "site_id": one.planned.site_id, "flow_id": one.planned.flow_id,
            "role": one.planned.role, "person_id": person_id, "at": at, "until": until, "state": state,
            "unit": drawn.unit, "seed": drawn.seed, "pool": json.dumps(drawn.pool),
        }  # fmt: skip
        return self.connection.execute(ADD[self.dialect], row).rowcount == 1

    def get(self, id: int) -> KeptDue | None:
        wanted = due.c.id == sa.bindparam(None, id, type_=sa.BigInteger)
        return next(iter(self._those(wanted)), None)

    def those(self, ids: Sequence[int]) -> list[KeptDue]:
        return self._those(due.c.id.in_(ids)) if ids else []

    def untold(self, schedule_id: int) -> list[KeptDue]:
        """What is still due and nobody has been reminded of."""
        return self._those(due.c.schedule_id == schedule_id, OPEN, due.c.told_at.is_(None))

    def told(self, id: int, now: datetime) -> bool:
        """From now on they have been reminded; False if somebody else has done it, or it is not due anymore."""
        mine = sa.update(due).where(due.c.id == id, OPEN, due.c.told_at.is_(None))
        return self.connection.execute(mine.values(told_at=now)).rowcount == 1

    def waiting(self, schedule_id: int) -> list[KeptDue]:
        """What is still due of a schedule."""
        return self._those(due.c.schedule_id == schedule_id, OPEN)

    def over(self, id: int, state: str) -> bool:
        """Its time is over: missed or dropped; False if it was done meanwhile."""
        return self.connection.execute(sa.update(due).where(due.c.id == id, OPEN).values(state=state)).rowcount == 1

    def met_by(self, kept: KeptRun, who: Who) -> list[KeptDue]:
        """What is still due at the site of a run, and is done with it by whoever has finished it."""
        ids = [row[0] for row in STILL_DUE.all(self.connection, {"b_site": kept.site_id, "b_flow": kept.flow_id})]
        named = set(kept.unit.split(", "))
        return [
            one
            for one in (self._those(due.c.id.in_(ids)) if ids else ())
            if one.person_id == who.person_id or (one.person_id == ANYONE and one.role == who.role)
            if not one.unit or named & set(one.unit.split(", "))
        ]

    def do(self, id: int, kept: KeptRun, at: datetime) -> bool:
        """Done with this run, in time or late; False if it was done before, or missed."""
        state = sa.case((due.c.until >= at, DONE), else_=LATE)
        values = {"state": state, "run_id": kept.id, "done_by": kept.person_id, "done_at": at}
        return self.connection.execute(sa.update(due).where(due.c.id == id, OPEN).values(values)).rowcount == 1

    def at_site(self, organisation_id: int, site_id: int, since: datetime) -> list[KeptDue]:
        """What was due at a site since then, and what is still due from before."""
        ours = sa.and_(schedule.c.organisation_id == organisation_id, due.c.site_id == site_id)
        return self._those(ours, sa.or_(due.c.at >= since, OPEN))

    def mine(self, who: Who) -> list[KeptDue]:
        """What somebody still has to do."""
        role = sa.and_(due.c.person_id == ANYONE, due.c.role == who.role, due.c.site_id == who.site_id)
        theirs = sa.or_(due.c.person_id == who.person_id, role)
        return self._those(schedule.c.organisation_id == who.organisation_id, OPEN, theirs)

    def clean(self, site_id: int, since: datetime, most: int) -> tuple[str, ...]:
        """The units of inspections that were finished at a site without a finding, each once, in order."""
        c = run.c
        fine = sa.and_(c.site_id == site_id, c.status == "finished", c.finished_at >= since)
        named = sa.and_(c.passed.is_(True), c.unit != "", c.confidential.is_(False))
        units = sa.select(c.unit).where(fine, named).distinct().order_by(c.unit).limit(most)
        return tuple(self.connection.execute(units).scalars())

    def reported(self, site_id: int, unit: str) -> int | None:
        """The run that reported a unit clean last."""
        c = run.c
        fine = (c.site_id == site_id, c.status == "finished", c.unit == unit, c.passed.is_(True), ~c.confidential)
        return self.connection.execute(sa.select(c.id).where(*fine).order_by(c.finished_at.desc()).limit(1)).scalar()

    def draws(self, organisation_id: int) -> list[KeptDraw]:
        """Every draw, the oldest first, once for all who were to search the unit."""
        c = due.c
        mine = sa.and_(site.c.organisation_id == organisation_id, c.seed != "")
        query = sa.select(c.at, site.c.name, site.c.zone, c.flow_id, c.unit, c.seed, c.pool).distinct()
        rows = self.connection.execute(query.join(site, site.c.id == c.site_id).where(mine).order_by(c.at, c.seed))
        return [
            KeptDraw(at, where, zone, flow, Draw(unit, seed, tuple(json.loads(pool))))
            for at, where, zone, flow, unit, seed, pool in rows
        ]

    def _those(self, *wanted: sa.ColumnElement[bool]) -> list[KeptDue]:
        return [KeptDue(*tuple(row)) for row in self.connection.execute(KEPT.where(*wanted))]
