"""Drills: what was drawn, what was missing, who was asked what. Does not know what is missing of a record, nor what a question is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.store.ledger import STANDS
from bot.store.sql import drill, drill_question, due, made, person, published, run, seal_event

c, q = drill.c, drill_question.c


@dataclass(frozen=True)
class Gap:
    """Something that is missing of a record: which sort of thing, and of what: a question of its form, or a number."""

    what: str
    of: str = ""


@dataclass(frozen=True)
class Drawn:
    """A record that was drawn."""

    run_id: int
    number: str
    title: str
    digest: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class KeptDrill:
    id: int
    organisation_id: int
    site_id: int
    seed: str
    day: date
    made_by: int
    made_at: datetime
    until: datetime
    done_at: datetime | None
    pool: int
    found: tuple[Drawn, ...]

    @property
    def gaps(self) -> tuple[tuple[Drawn, Gap], ...]:
        """All that is missing, in order."""
        return tuple((one, gap) for one in self.found for gap in one.gaps)


@dataclass(frozen=True)
class Asked:
    """A question to somebody; `name` is theirs."""

    id: int
    drill_id: int
    person_id: int
    place: int
    flow_id: str
    step: str
    asked_at: datetime | None
    answered_at: datetime | None
    asked: str
    shown: str
    right: bool | None
    name: str


def _drill(row: Any) -> KeptDrill:
    values = dict(row._mapping)  # noqa: SLF001
    found = tuple(
        Drawn(**{**one, "gaps": tuple(Gap(*gap) for gap in one["gaps"])}) for one in json.loads(values["found"])
    )
    return KeptDrill(**{**values, "found": found})


def _written(found: Sequence[Drawn]) -> str:
    every = [{**vars(one), "gaps": [[gap.what, gap.of] for gap in one.gaps]} for one in found]
    return json.dumps(every, ensure_ascii=False)


ASKED = sa.select(drill_question, person.c.name).join(person, person.c.id == q.person_id).order_by(q.person_id, q.place)


@dataclass(slots=True)
class Drills:
    """Every drill there was."""

    connection: sa.Connection

    def pool(self, site_id: int, genres: Sequence[str], span: tuple[datetime, datetime]) -> list[int]:
        """Records that can be drawn: finished in this time, nothing confidential; the oldest first."""
        r, forms = run.c, sa.select(published.c.digest).where(published.c.genre.in_(genres))
        here = (r.site_id == site_id, r.status == "finished", r.confidential.is_(False), r.digest.in_(forms))
        time = (r.finished_at >= span[0], r.finished_at < span[1])
        return list(self.connection.execute(sa.select(r.id).where(*here, *time).order_by(r.id)).scalars())

    def late(self, run_id: int) -> bool:
        """Was it done after its time?"""
        mine = sa.select(due.c.id).where(due.c.run_id == run_id, due.c.state == "late").limit(1)
        return self.connection.execute(mine).scalar() is not None

    def disputed(self, run_id: int) -> list[str]:
        """Seals that it entered and that do not stand in the ledger."""
        s = seal_event.c
        mine = sa.select(s.number).where(s.run_id == run_id, s.disputed != "", STANDS).distinct().order_by(s.number)
        return list(self.connection.execute(mine).scalars())

    def begin(self, found: Sequence[Drawn], **values: Any) -> int:
        return made(self.connection, drill, found=_written(found), **values)

    def ask(self, id: int, person_id: int, questions: Sequence[tuple[str, str]]) -> None:
        for place, (flow, step) in enumerate(questions):
            row = {"drill_id": id, "person_id": person_id, "place": place, "flow_id": flow, "step": step}
            made(self.connection, drill_question, **row)

    def get(self, id: int) -> KeptDrill | None:
        wanted = c.id == sa.bindparam("b_id", id, type_=sa.BigInteger)
        row = self.connection.execute(sa.select(drill).where(wanted)).one_or_none()
        return _drill(row) if row else None

    def of(self, organisation_id: int, most: int, skip: int = 0) -> list[KeptDrill]:
        """The newest first."""
        query = sa.select(drill).where(c.organisation_id == organisation_id).order_by(c.id.desc())
        return [_drill(row) for row in self.connection.execute(query.limit(most).offset(skip))]

    def before(self, one: KeptDrill) -> KeptDrill | None:
        """The one before it at the same site."""
        mine = (c.organisation_id == one.organisation_id, c.site_id == one.site_id, c.id < one.id)
        row = self.connection.execute(sa.select(drill).where(*mine).order_by(c.id.desc()).limit(1)).one_or_none()
        return _drill(row) if row else None

    def asked(self, id: int) -> list[Asked]:
        return [Asked(*tuple[Any, ...](row)) for row in self.connection.execute(ASKED.where(q.drill_id == id))]

    def question(self, id: int) -> Asked | None:
        """Locked until the transaction ends."""
        wanted = q.id == sa.bindparam("b_id", id, type_=sa.BigInteger)
        row = self.connection.execute(ASKED.where(wanted).with_for_update(of=drill_question)).one_or_none()
        return Asked(*tuple[Any, ...](row)) if row else None

    def put(self, id: int, now: datetime) -> bool:
        """It is being asked; False if somebody else was quicker."""
        mine = sa.update(drill_question).where(q.id == id, q.asked_at.is_(None))
        return self.connection.execute(mine.values(asked_at=now)).rowcount == 1

    def answer(self, id: int, asked: str, shown: str, now: datetime, *, right: bool) -> bool:
        """False if it was answered before."""
        mine = sa.update(drill_question).where(q.id == id, q.answered_at.is_(None))
        values = {"answered_at": now, "asked": asked, "shown": shown, "right": right}
        return self.connection.execute(mine.values(**values)).rowcount == 1

    def done(self, id: int, now: datetime) -> bool:
        """It is over; of two processes, one ends it."""
        mine = sa.update(drill).where(c.id == id, c.done_at.is_(None))
        return self.connection.execute(mine.values(done_at=now)).rowcount == 1
