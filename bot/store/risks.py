"""Lanes of an organisation with their legs, and their risk assessments: the last one, and every one before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import (
    action,
    made,
    partner,
    person,
    published,
    risk_assessment,
    risk_lane,
    risk_leg,
    risk_rating,
    run,
    site,
)

w, g, a, r = risk_lane.c, risk_leg.c, risk_assessment.c, risk_rating.c
MODES = ("road", "rail", "sea", "air", "rest")
LEGS = 40  # of a lane


@dataclass(frozen=True)
class KeptLeg:
    """`partner` and `site` are names, empty if it is none."""

    id: int
    lane_id: int
    place: str
    country: str
    mode: str
    partner_id: int | None
    site_id: int | None
    partner: str
    site: str

    @property
    def handler(self) -> str:
        return self.partner or self.site


@dataclass(frozen=True)
class KeptLane:
    id: int
    organisation_id: int
    name: str
    made_at: datetime
    legs: tuple[KeptLeg, ...] = ()


@dataclass(frozen=True)
class KeptAssessment:
    """`by` is the name of whoever did it, `legs` the places as they were then, `seen` what the records said of each category."""

    id: int
    organisation_id: int
    lane_id: int
    run_id: int
    begun_at: datetime
    finished_at: datetime | None
    edition: int
    threat: str
    vulnerability: str
    legs: tuple[Mapping[str, str], ...]
    seen: Mapping[str, Mapping[str, int]]
    person_id: int
    by: str
    number: str
    site_id: int


@dataclass(frozen=True)
class KeptRating:
    """Of a threat `category` is empty."""

    step: str
    category: str
    value: str
    proposed: str


LANE = (w.id, w.organisation_id, w.name, w.made_at)
LEG = (
    g.id, g.lane_id, g.place, g.country, g.mode, g.partner_id, g.site_id,
    sa.func.coalesce(partner.c.name, ""), sa.func.coalesce(site.c.name, ""),
)  # fmt: skip
ASSESSMENT = (
    a.id, a.organisation_id, a.lane_id, a.run_id, a.begun_at, a.finished_at, a.edition, a.threat, a.vulnerability,
    a.legs, a.seen, run.c.person_id, person.c.name, run.c.number, run.c.site_id,
)  # fmt: skip


@dataclass(slots=True)
class Risks:
    """Lanes and assessments are never taken away."""

    connection: sa.Connection

    # Lanes.

    def lanes(self, organisation_id: int) -> list[KeptLane]:
        """Those in use, by name, with their legs."""
        return self._lanes(w.organisation_id == organisation_id)

    def lane(self, organisation_id: int, id: int) -> KeptLane | None:
        wanted = w.id == sa.bindparam(None, id, type_=sa.BigInteger)
        return next(iter(self._lanes(w.organisation_id == organisation_id, wanted)), None)

    def _lanes(self, *which: sa.ColumnElement[bool]) -> list[KeptLane]:
        query = sa.select(*LANE).where(*which, w.ended_at.is_(None)).order_by(w.name, w.id)
        rows = [tuple[Any, ...](row) for row in self.connection.execute(query)]
        legs = self._legs([row[0] for row in rows])
        return [KeptLane(row[0], row[1], row[2], row[3], tuple(legs.get(row[0], ()))) for row in rows]

    def _legs(self, lane_ids: Sequence[int]) -> dict[int, list[KeptLeg]]:
        query = sa.select(*LEG).outerjoin(partner, partner.c.id == g.partner_id).outerjoin(site, site.c.id == g.site_id)
        found: dict[int, list[KeptLeg]] = {}
        rows = self.connection.execute(query.where(g.lane_id.in_(lane_ids)).order_by(g.id)) if lane_ids else ()
        for one in (KeptLeg(*tuple[Any, ...](row)) for row in rows):
            found.setdefault(one.lane_id, []).append(one)
        return found

    def lane_name(self, id: int) -> str:
        """Also of one that is used no more."""
        return self.connection.execute(sa.select(w.name).where(w.id == id)).scalar() or ""

    def add(self, organisation_id: int, name: str, by: int | None, now: datetime) -> int:
        values = {"organisation_id": organisation_id, "name": name[:80], "made_by": by, "made_at": now}
        return made(self.connection, risk_lane, **values)

    def end(self, id: int, now: datetime) -> None:
        self.connection.execute(sa.update(risk_lane).where(w.id == id).values(ended_at=now))

    def add_leg(self, lane: KeptLane, place: str, **values: object) -> int:
        given = {"organisation_id": lane.organisation_id, "lane_id": lane.id, "place": place[:80]}
        return made(self.connection, risk_leg, **given, **values)

    def change_leg(self, id: int, **values: object) -> None:
        self.connection.execute(sa.update(risk_leg).where(g.id == id).values(**values))

    def drop_leg(self, id: int) -> None:
        """Assessments keep it as it was."""
        self.connection.execute(sa.delete(risk_leg).where(g.id == id))

    def lane_of_leg(self, organisation_id: int, id: int) -> KeptLane | None:
        wanted = g.id == sa.bindparam(None, id, type_=sa.BigInteger)
        lane_id = self.connection.execute(sa.select(g.lane_id).where(wanted)).scalar()
        return self.lane(organisation_id, lane_id) if lane_id else None

    # Assessments.

    def begin(
        self, lane: KeptLane, run_id: int, now: datetime, edition: int, seen: Mapping[str, Mapping[str, int]]
    ) -> int:
        """What is begun about a lane, with its legs and the records as they are now."""
        legs = json.dumps([_as_kept(one) for one in lane.legs], ensure_ascii=False)
        values = {"organisation_id": lane.organisation_id, "lane_id": lane.id, "run_id": run_id, "begun_at": now}
        more = {"edition": edition, "legs": legs, "seen": json.dumps(seen)}
        return made(self.connection, risk_assessment, **values, **more)

    def finish(self, id: int, now: datetime, threat: str, vulnerability: str, ratings: Iterable[KeptRating]) -> None:
        values = {"finished_at": now, "threat": threat, "vulnerability": vulnerability}
        self.connection.execute(sa.update(risk_assessment).where(a.id == id).values(**values))
        self.connection.execute(sa.delete(risk_rating).where(r.assessment_id == id))
        for one in ratings:
            made(self.connection, risk_rating, assessment_id=id, **vars(one))

    def drop(self, run_id: int) -> None:
        """It was cancelled: its run says so, and no lane is assessed by it."""
        self.connection.execute(sa.delete(risk_assessment).where(a.run_id == run_id, a.finished_at.is_(None)))

    def get(self, organisation_id: int, id: int) -> KeptAssessment | None:
        wanted = a.id == sa.bindparam(None, id, type_=sa.BigInteger)
        return next(iter(self._assessments(a.organisation_id == organisation_id, wanted)), None)

    def of_run(self, run_id: int) -> KeptAssessment | None:
        return next(iter(self._assessments(a.run_id == run_id)), None)

    def finished(self, organisation_id: int, lane_id: int) -> list[KeptAssessment]:
        """Those of a lane that are done, the newest first."""
        return self._assessments(a.organisation_id == organisation_id, a.lane_id == lane_id, a.finished_at.is_not(None))

    def lasts(self, organisation_id: int) -> dict[int, KeptAssessment]:
        """The last one that is done, by lane."""
        done = (a.organisation_id == organisation_id, a.finished_at.is_not(None))
        newest = sa.select(sa.func.max(a.id)).where(*done).group_by(a.lane_id)
        return {one.lane_id: one for one in self._assessments(a.id.in_(newest))}

    def open(self, organisation_id: int) -> dict[int, KeptAssessment]:
        """What was begun and not finished, by lane."""
        begun = (a.organisation_id == organisation_id, a.finished_at.is_(None), run.c.status == "open")
        return {one.lane_id: one for one in reversed(self._assessments(*begun))}

    def _assessments(self, *which: sa.ColumnElement[bool]) -> list[KeptAssessment]:
        query = sa.select(*ASSESSMENT).join(run, run.c.id == a.run_id).join(person, person.c.id == run.c.person_id)
        rows = self.connection.execute(query.where(*which).order_by(a.id.desc()))
        return [KeptAssessment(*row[:9], tuple(json.loads(row[9])), json.loads(row[10]), *row[11:]) for row in rows]

    def ratings(self, assessment_ids: Sequence[int]) -> dict[int, list[KeptRating]]:
        """Of some assessments, in the order in which they were asked."""
        query = sa.select(r.assessment_id, r.step, r.category, r.value, r.proposed).order_by(r.id)
        found: dict[int, list[KeptRating]] = {}
        for id, *row in (
            self.connection.execute(query.where(r.assessment_id.in_(assessment_ids))) if assessment_ids else ()
        ):
            found.setdefault(id, []).append(KeptRating(*row))
        return found

    # What bears on them.

    def incidents(self, organisation_id: int, genres: Sequence[str]) -> dict[int, datetime]:
        """When something that happened was told last, by site; also of a report that is not finished."""
        c = run.c
        at = sa.func.coalesce(c.told_at, c.finished_at, type_=c.finished_at.type)
        of = sa.select(published.c.digest).where(published.c.genre.in_(genres))
        ours = (c.organisation_id == organisation_id, c.digest.in_(of), at.is_not(None))
        told = sa.or_(c.told_at.is_not(None), c.status == "finished")
        last = sa.func.max(at, type_=c.finished_at.type)
        rows = self.connection.execute(sa.select(c.site_id, last).where(*ours, told).group_by(c.site_id))
        return {row[0]: row[1] for row in rows}

    def planned(self, run_ids: Sequence[int]) -> set[tuple[int, str]]:
        """The questions of some assessments for which a corrective action was opened."""
        query = sa.select(action.c.run_id, action.c.step).where(action.c.run_id.in_(run_ids))
        return {(row[0], row[1]) for row in self.connection.execute(query)} if run_ids else set()


def _as_kept(leg: KeptLeg) -> dict[str, str]:
    return {"place": leg.place, "country": leg.country, "mode": leg.mode, "handler": leg.handler}
