"""Bulletins: what a manager told some roles at some sites, to whom it came, and who has seen it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import bulletin, bulletin_copy, made, person, site

b, c, p = bulletin.c, bulletin_copy.c, person.c


@dataclass(frozen=True)
class KeptBulletin:
    """`by` is the name of whoever sent it; `roles` and `sites` are those it is for, empty is all of them."""

    id: int
    organisation_id: int
    person_id: int
    roles: tuple[str, ...]
    sites: tuple[int, ...]
    lang: str
    words: str
    other: str
    file: str
    source: str
    source_at: datetime | None
    handling: str
    made_at: datetime
    sent_at: datetime | None
    by: str = ""


@dataclass(frozen=True)
class Got:
    """Somebody a bulletin was for, and what became of it."""

    person_id: int
    name: str
    role: str
    site: str
    left_at: datetime | None
    told_at: datetime | None
    came_at: datetime | None
    lost_at: datetime | None
    seen_at: datetime | None


KEPT = sa.select(bulletin, p.name.label("by")).select_from(bulletin.join(person, p.id == b.person_id))


def _kept(row: Any) -> KeptBulletin:
    values = dict(row._mapping)  # noqa: SLF001
    lists = {name: tuple(json.loads(values[name])) for name in ("roles", "sites")}
    return KeptBulletin(**{**values, **lists})


@dataclass(slots=True)
class Bulletins:
    connection: sa.Connection
    dialect: str

    def draft(self, organisation_id: int, person_id: int, **values: Any) -> int:
        return made(self.connection, bulletin, organisation_id=organisation_id, person_id=person_id, **values)

    def get(self, id: int, *, lock: bool = False) -> KeptBulletin | None:
        query = KEPT.where(b.id == sa.bindparam("b_id", id, type_=sa.BigInteger))
        row = self.connection.execute(query.with_for_update(of=bulletin) if lock else query).one_or_none()
        return _kept(row) if row else None

    def change(self, id: int, **values: Any) -> None:
        """Of a draft; once it is sent only that it was."""
        for name in ("roles", "sites"):
            if name in values:
                values[name] = json.dumps(values[name])
        self.connection.execute(sa.update(bulletin).where(b.id == id, b.sent_at.is_(None)).values(**values))

    def drop(self, id: int) -> None:
        """A draft that nobody wants."""
        self.connection.execute(sa.delete(bulletin).where(b.id == id, b.sent_at.is_(None)))

    def sent(self, organisation_id: int, most: int, skip: int = 0) -> list[KeptBulletin]:
        """The newest first."""
        query = KEPT.where(b.organisation_id == organisation_id, b.sent_at.is_not(None))
        return [_kept(row) for row in self.connection.execute(query.order_by(b.id.desc()).limit(most).offset(skip))]

    def not_seen(self, organisation_id: int) -> int:
        """How many somebody has not seen who is still there."""
        both = bulletin.join(bulletin_copy, c.bulletin_id == b.id).join(person, p.id == c.person_id)
        wanted = (
            b.organisation_id == organisation_id,
            b.sent_at.is_not(None),
            c.seen_at.is_(None),
            p.left_at.is_(None),
        )
        query = sa.select(sa.func.count(b.id.distinct())).select_from(both).where(*wanted)
        return int(self.connection.execute(query).scalar_one())

    def received(self, person_id: int, most: int, skip: int = 0) -> list[tuple[KeptBulletin, datetime | None]]:
        """Those somebody got, the newest first, with when they had seen it."""
        theirs = KEPT.add_columns(c.seen_at).join(bulletin_copy, c.bulletin_id == b.id).where(c.person_id == person_id)
        rows = self.connection.execute(theirs.order_by(b.id.desc()).limit(most).offset(skip)).all()
        return [(_kept_of(row), row.seen_at) for row in rows]

    def addressed(self, one: KeptBulletin) -> int:
        """Writes down whom it is for, as they are now; how many those are."""
        wanted = [p.organisation_id == one.organisation_id, p.left_at.is_(None), p.id != one.person_id]
        wanted += [p.role.in_(one.roles)] if one.roles else []
        wanted += [p.site_id.in_(one.sites)] if one.sites else []
        theirs = sa.select(sa.literal(one.id, sa.BigInteger), p.id).where(*wanted)
        rows = sa.insert(bulletin_copy).from_select(["bulletin_id", "person_id"], theirs)
        return self.connection.execute(rows).rowcount

    def reaches(self, one: KeptBulletin) -> int:
        """How many it would be for."""
        wanted = [p.organisation_id == one.organisation_id, p.left_at.is_(None), p.id != one.person_id]
        wanted += [p.role.in_(one.roles)] if one.roles else []
        wanted += [p.site_id.in_(one.sites)] if one.sites else []
        return int(self.connection.execute(sa.select(sa.func.count()).select_from(person).where(*wanted)).scalar_one())

    def untold(self, id: int, most: int) -> list[int]:
        """Some to whom it was not written yet."""
        query = sa.select(c.person_id).where(c.bulletin_id == id, c.told_at.is_(None), c.lost_at.is_(None))
        return list(self.connection.execute(query.order_by(c.person_id).limit(most)).scalars())

    def unseen(self, id: int, unless_since: datetime) -> list[int]:
        """Those who are still there, to whom it was written, who have not seen it, and were not reminded since then."""
        before = sa.or_(c.reminded_at.is_(None), c.reminded_at < unless_since)
        both = bulletin_copy.join(person, p.id == c.person_id)
        query = sa.select(c.person_id).select_from(both).where(c.bulletin_id == id, c.seen_at.is_(None), before)
        return list(self.connection.execute(query.where(p.left_at.is_(None)).order_by(c.person_id)).scalars())

    def copy(self, id: int, person_id: int) -> bool:
        """Was it for them?"""
        mine = (c.bulletin_id == id, c.person_id == person_id)
        return self.connection.execute(sa.select(c.person_id).where(*mine)).first() is not None

    def has_seen(self, id: int, person_id: int) -> bool:
        mine = (c.bulletin_id == id, c.person_id == person_id, c.seen_at.is_not(None))
        return self.connection.execute(sa.select(c.person_id).where(*mine)).first() is not None

    def marks(self, id: int, person_id: int, **moments: datetime | None) -> None:
        mine = (c.bulletin_id == id, c.person_id == person_id)
        self.connection.execute(sa.update(bulletin_copy).where(*mine).values(**moments))

    def seen(self, id: int, person_id: int, at: datetime) -> None:
        """The first time counts."""
        mine = (c.bulletin_id == id, c.person_id == person_id, c.seen_at.is_(None))
        self.connection.execute(sa.update(bulletin_copy).where(*mine).values(seen_at=at))

    def got(self, ids: Sequence[int]) -> dict[int, list[Got]]:
        """Of each everybody it was for, by site and name."""
        both = bulletin_copy.join(person, p.id == c.person_id).join(site, site.c.id == p.site_id)
        columns = (p.id, p.name, p.role, site.c.name, p.left_at, c.told_at, c.came_at, c.lost_at, c.seen_at)
        query = sa.select(c.bulletin_id, *columns).select_from(both).where(c.bulletin_id.in_(ids))
        found: dict[int, list[Got]] = {id: [] for id in ids}
        for row in self.connection.execute(query.order_by(site.c.name, p.name, p.id)):
            found[row[0]].append(Got(*tuple(row)[1:]))
        return found


def _kept_of(row: Any) -> KeptBulletin:
    values = {name: value for name, value in row._mapping.items() if name != "seen_at"}  # noqa: SLF001
    lists = {name: tuple(json.loads(values[name])) for name in ("roles", "sites")}
    return KeptBulletin(**{**values, **lists})
