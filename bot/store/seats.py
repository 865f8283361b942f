"""Seats of people from outside who may look for some days: drafts, links, sessions, and what each of them has looked at.

A link is good once, a session as long as the seat: only their hashes are kept.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.pages import digest
from bot.store.sql import made, person, seat, seat_view

MOST_DAYS = 30  # that a seat is good for
DRAFT = timedelta(days=1)  # that one is kept nobody has made a link of
SAME = timedelta(minutes=1)  # within which the same thing is one view
c, v = seat.c, seat_view.c


@dataclass(frozen=True)
class KeptSeat:
    """`by` is the name of whoever made it; `views` how often anything was looked at, the last time at `seen_at`."""

    id: int
    organisation_id: int
    made_by: int
    made_at: datetime
    name: str
    company: str
    sites: tuple[int, ...]
    first: date
    last: date
    days: int
    until: datetime | None
    link: str | None
    session: str | None
    browser: str
    opened_at: datetime | None
    ended_at: datetime | None
    ended_by: int | None
    by: str = ""
    views: int = 0
    seen_at: datetime | None = None

    @property
    def draft(self) -> bool:
        return self.until is None

    def good(self, now: datetime) -> bool:
        """Can somebody look by it now?"""
        return self.until is not None and now < self.until and self.ended_at is None


@dataclass(frozen=True)
class View:
    id: int
    at: datetime
    what: str
    named: str
    count: int


VIEWS = sa.select(sa.func.coalesce(sa.func.sum(v.count), 0)).where(v.seat_id == c.id).correlate(seat).scalar_subquery()
SEEN = sa.select(sa.func.max(v.at, type_=v.at.type)).where(v.seat_id == c.id).correlate(seat).scalar_subquery()
KEPT = sa.select(seat, person.c.name.label("by"), VIEWS.label("views"), SEEN.label("seen_at")).join_from(
    seat, person, person.c.id == c.made_by
)


def _kept(row: Any) -> KeptSeat:
    values = dict(row._mapping)  # noqa: SLF001
    return KeptSeat(**{**values, "sites": tuple(json.loads(values["sites"])), "views": int(values["views"])})


@dataclass(slots=True)
class Seats:
    """Every seat that anybody was given."""

    connection: sa.Connection

    def draft(self, organisation_id: int, made_by: int, name: str, days: tuple[date, date], now: datetime) -> int:
        row = {"made_by": made_by, "made_at": now, "name": name[:120], "first": days[0], "last": days[1]}
        return made(self.connection, seat, organisation_id=organisation_id, **row)

    def get(self, organisation_id: int, id: int) -> KeptSeat | None:
        """One of theirs."""
        wanted = c.id == sa.bindparam("b_id", id, type_=sa.BigInteger)
        row = self.connection.execute(KEPT.where(wanted, c.organisation_id == organisation_id)).one_or_none()
        return _kept(row) if row else None

    def of(self, organisation_id: int, most: int, skip: int = 0) -> list[KeptSeat]:
        """Those whose link was made, the newest first."""
        mine = KEPT.where(c.organisation_id == organisation_id, c.until.is_not(None))
        return [_kept(row) for row in self.connection.execute(mine.order_by(c.id.desc()).limit(most).offset(skip))]

    def change(self, id: int, **values: Any) -> None:
        """Of a draft: once its link is made nothing of it is changed."""
        if "sites" in values:
            values["sites"] = json.dumps(values["sites"])
        self.connection.execute(sa.update(seat).where(c.id == id, c.until.is_(None)).values(**values))

    def drop(self, id: int) -> None:
        """A draft that nobody wants."""
        self.connection.execute(sa.delete(seat).where(c.id == id, c.until.is_(None)))

    def link(self, one: KeptSeat, now: datetime) -> str:
        """The secret of a new link; an earlier one, and whoever came by it, is no good anymore. Days begin with the first."""
        secret = secrets.token_urlsafe(32)
        until = one.until or now + timedelta(days=min(max(one.days, 1), MOST_DAYS))
        values = {"link": digest(secret), "session": None, "until": until}
        self.connection.execute(sa.update(seat).where(c.id == one.id, c.ended_at.is_(None)).values(**values))
        return secret

    def linked(self, secret: str, now: datetime) -> KeptSeat | None:
        """Whose link it is, if it is good; it stays so."""
        return self._good(c.link == digest(secret), now)

    def take(self, secret: str, browser: str, now: datetime) -> tuple[KeptSeat | None, str]:
        """Uses a link up: the seat, and the secret of its session. Of two at once, one has it."""
        one, session = self.linked(secret, now), secrets.token_urlsafe(32)
        if one is None:
            return None, ""
        values = {"link": None, "session": digest(session), "browser": browser[:40], "opened_at": now}
        mine = sa.update(seat).where(c.id == one.id, c.link == digest(secret), c.ended_at.is_(None))
        return (one, session) if self.connection.execute(mine.values(**values)).rowcount == 1 else (None, "")

    def seated(self, secret: str, now: datetime) -> KeptSeat | None:
        """Who looks with this session, while the seat is good."""
        return self._good(c.session == digest(secret), now)

    def _good(self, which: sa.ColumnElement[bool], now: datetime) -> KeptSeat | None:
        row = self.connection.execute(KEPT.where(which)).one_or_none()
        one = _kept(row) if row else None
        return one if one and one.good(now) else None

    def end(self, id: int, by: int, now: datetime) -> bool:
        """False if it was over already."""
        mine = sa.update(seat).where(c.id == id, c.ended_at.is_(None), c.until > now)
        values = {"ended_at": now, "ended_by": by, "link": None, "session": None}
        return self.connection.execute(mine.values(**values)).rowcount == 1

    def seen(self, seat_id: int, what: str, named: str, now: datetime) -> None:
        """Something was looked at."""
        mine = (v.seat_id == seat_id, v.what == what, v.named == named[:60], v.at > now - SAME)
        last = sa.select(v.id).where(*mine).order_by(v.id.desc()).limit(1)
        there = self.connection.execute(last).scalar()
        if there is not None:
            self.connection.execute(sa.update(seat_view).where(v.id == there).values(count=v.count + 1))
        else:
            made(self.connection, seat_view, seat_id=seat_id, what=what, named=named[:60], at=now)

    def views(self, seat_id: int, most: int, skip: int = 0) -> list[View]:
        """The newest first."""
        query = sa.select(v.id, v.at, v.what, v.named, v.count).where(v.seat_id == seat_id)
        rows = self.connection.execute(query.order_by(v.id.desc()).limit(most).offset(skip))
        return [View(*tuple[Any, ...](row)) for row in rows]

    def forget(self, now: datetime) -> None:
        """Removes drafts that nobody has made a link of."""
        self.connection.execute(sa.delete(seat).where(c.until.is_(None), c.made_at < now - DRAFT))
