"""The manual: procedures as they were published, who was asked to read them, and who has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.sql import acknowledgement, edition, handle, made, once, organisation, person, site

WEEK = timedelta(days=7)  # after which whoever has not read is reminded, once
e, a, p = edition.c, acknowledgement.c, person.c
CURRENT = sa.and_(e.since.is_not(None), e.replaced_at.is_(None))
THEIRS = e.roles.like(sa.literal("%,").concat(p.role).concat(",%"))
HERE = sa.and_(p.organisation_id == e.organisation_id, p.left_at.is_(None))
REACHED = sa.exists().where(handle.c.person_id == p.id)  # whoever has no chat is asked once they have one


@dataclass(frozen=True)
class KeptEdition:
    """`said` is what it says, by language. `name` is empty where it came of a changed setting."""

    id: int
    organisation_id: int
    procedure: str
    number: int
    digest: str
    owner: str
    roles: tuple[str, ...]
    said: dict[str, Any]
    file: str
    made_at: datetime
    since: datetime | None
    published_by: int | None
    replaced_at: datetime | None

    @property
    def current(self) -> bool:
        return self.since is not None and self.replaced_at is None


@dataclass(frozen=True)
class Copy:
    """One edition before one person: when they were asked, what they answered, when they had read it."""

    told_at: datetime
    tries: tuple[tuple[int, int], ...]
    read_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """Somebody whom an edition concerns or did, and how it stands with them."""

    edition_id: int
    person_id: int
    name: str
    role: str
    site: str
    zone: str
    left_at: datetime | None
    told_at: datetime | None
    reminded_at: datetime | None
    read_at: datetime | None
    read_in: str
    lang: str
    tries: str


def _kept(row: Any) -> KeptEdition:
    values = dict(row._mapping)  # noqa: SLF001
    roles = tuple(filter(None, values["roles"].split(",")))
    return KeptEdition(**{**values, "roles": roles, "said": json.loads(values["said"])})


@dataclass(slots=True)
class Manual:
    connection: sa.Connection
    dialect: str

    def lock(self, organisation_id: int) -> None:
        """One at a time publishes for an organisation."""
        mine = sa.select(organisation.c.id).where(organisation.c.id == organisation_id)
        self.connection.execute(mine.with_for_update(key_share=True))

    def current(self, organisation_id: int) -> list[KeptEdition]:
        """What is in force there, by name of the procedure."""
        rows = self.connection.execute(
            sa.select(edition).where(e.organisation_id == organisation_id, CURRENT).order_by(e.procedure)
        )
        return [_kept(row) for row in rows]

    def get(self, organisation_id: int, id: int) -> KeptEdition | None:
        """An edition of this organisation, whether it is in force or not."""
        mine = (e.id == sa.bindparam("b_id", id, type_=sa.BigInteger), e.organisation_id == organisation_id)
        row = self.connection.execute(sa.select(edition).where(*mine)).one_or_none()
        return _kept(row) if row else None

    def of(self, organisation_id: int, procedure: str) -> list[KeptEdition]:
        """Every edition of a procedure that was published, the newest first."""
        mine = (e.organisation_id == organisation_id, e.procedure == procedure, e.since.is_not(None))
        return [
            _kept(row) for row in self.connection.execute(sa.select(edition).where(*mine).order_by(e.number.desc()))
        ]

    def draft(self, organisation_id: int, procedure: str, **values: Any) -> int:
        """An edition that is in force for nobody yet. Whoever writes it has the organisation locked."""
        mine = (e.organisation_id == organisation_id, e.procedure == procedure)
        last = self.connection.execute(sa.select(sa.func.max(e.number)).where(*mine)).scalar() or 0
        kept = {**values, "said": json.dumps(values["said"], ensure_ascii=False), "roles": _listed(values["roles"])}
        return made(
            self.connection, edition, organisation_id=organisation_id, procedure=procedure, number=last + 1, **kept
        )

    def published(self, organisation_id: int) -> list[KeptEdition]:
        """Every edition that ever was in force there."""
        mine = (e.organisation_id == organisation_id, e.since.is_not(None))
        rows = self.connection.execute(sa.select(edition).where(*mine).order_by(e.procedure, e.number))
        return [_kept(row) for row in rows]

    def own_id(self, organisation_id: int, begin: str) -> str:
        """The name of a procedure that is new there, such as own-3. Whoever asks has the organisation locked."""
        mine = (e.organisation_id == organisation_id, e.procedure.startswith(begin, autoescape=True))
        count = sa.select(sa.func.count(sa.distinct(e.procedure))).where(*mine)
        return f"{begin}{self.connection.execute(count).scalar_one() + 1}"

    def change(self, id: int, *, roles: Sequence[str] | None = None, said: dict[str, Any] | None = None) -> None:
        """Of a draft."""
        values = {
            **({} if roles is None else {"roles": _listed(roles)}),
            **({} if said is None else {"said": json.dumps(said, ensure_ascii=False)}),
        }
        self.connection.execute(sa.update(edition).where(e.id == id, e.since.is_(None)).values(**values))

    def publish(self, one: KeptEdition, at: datetime, by: int | None) -> None:
        """From now on it is in force, and the one before it is not."""
        mine = (e.organisation_id == one.organisation_id, e.procedure == one.procedure)
        self.connection.execute(sa.update(edition).where(*mine, CURRENT).values(replaced_at=at))
        self.connection.execute(sa.update(edition).where(e.id == one.id).values(since=at, published_by=by))

    def concerns(self, id: int, roles: Sequence[str]) -> None:
        """Whom it concerns is no part of what it says."""
        self.connection.execute(sa.update(edition).where(e.id == id).values(roles=_listed(roles)))

    # Who reads.

    def copies(self, person_id: int, editions: Sequence[int]) -> dict[int, Copy]:
        """How these stand with somebody, as far as they were asked."""
        mine = (a.person_id == person_id, a.edition_id.in_(editions))
        rows = self.connection.execute(sa.select(a.edition_id, a.told_at, a.tries, a.read_at).where(*mine))
        return {row[0]: Copy(row[1], tuple(map(tuple, json.loads(row[2]))), row[3]) for row in rows}

    def told(self, edition_id: int, person_id: int, at: datetime) -> bool:
        """Somebody was asked; False if they were before."""
        row = {"edition_id": edition_id, "person_id": person_id, "told_at": at, "remind_at": at + WEEK}
        return self.connection.execute(once(acknowledgement)[self.dialect], row).rowcount == 1

    def tried(self, edition_id: int, person_id: int, tries: Sequence[tuple[int, int]]) -> None:
        self._changes(edition_id, person_id, tries=json.dumps(tries))

    def read(self, edition_id: int, person_id: int, at: datetime, channel: str, lang: str) -> None:
        self._changes(edition_id, person_id, read_at=at, read_in=channel, lang=lang, remind_at=None)

    def reminded(self, edition_id: int, person_id: int, at: datetime) -> bool:
        """False if they were already."""
        mine = (a.edition_id == edition_id, a.person_id == person_id, a.remind_at.is_not(None))
        values = {"reminded_at": at, "remind_at": None}
        return self.connection.execute(sa.update(acknowledgement).where(*mine).values(**values)).rowcount == 1

    def _changes(self, edition_id: int, person_id: int, **values: Any) -> None:
        mine = (a.edition_id == edition_id, a.person_id == person_id)
        self.connection.execute(sa.update(acknowledgement).where(*mine).values(**values))

    def remind(self, edition_id: int, at: datetime, unless_since: datetime) -> int:
        """Whoever has not read it is reminded now, but for those who were since then; how many."""
        before = sa.or_(a.reminded_at.is_(None), a.reminded_at < unless_since)
        theirs = sa.select(p.id).where(HERE, THEIRS, e.id == edition_id)
        mine = (a.edition_id == edition_id, a.read_at.is_(None), before, a.person_id.in_(theirs))
        return self.connection.execute(sa.update(acknowledgement).where(*mine).values(remind_at=at)).rowcount

    def untold(self, organisation_id: int, sites: Sequence[int], most: int) -> list[tuple[int, int]]:
        """Some who were not asked yet what concerns them: pairs of person and edition, by person."""
        asked = sa.exists().where(a.edition_id == e.id, a.person_id == p.id)
        return self._pairs(organisation_id, sites, most, ~asked, REACHED)

    def to_remind(self, organisation_id: int, sites: Sequence[int], most: int, now: datetime) -> list[tuple[int, int]]:
        """Some whose time it is to be reminded: pairs of person and edition, by person."""
        due = sa.exists().where(a.edition_id == e.id, a.person_id == p.id, a.read_at.is_(None), a.remind_at <= now)
        return self._pairs(organisation_id, sites, most, due)

    def _pairs(
        self, organisation_id: int, sites: Sequence[int], most: int, *wanted: sa.ColumnElement[bool]
    ) -> list[tuple[int, int]]:
        """Of nobody only a part: the last one may have more, and waits for the next time."""
        both = edition.join(person, HERE)
        where = (e.organisation_id == organisation_id, CURRENT, THEIRS, p.site_id.in_(sites), *wanted)
        query = sa.select(p.id, e.id).select_from(both).where(*where).order_by(p.id, e.id).limit(most)
        pairs = [(row[0], row[1]) for row in self.connection.execute(query)]
        whole = [pair for pair in pairs if pair[0] != pairs[-1][0]]
        return whole if len(pairs) == most and whole else pairs

    def standings(self, organisation_id: int, editions: Sequence[int], *, all_of: bool = False) -> list[Standing]:
        """Everybody whom these concern, by site and name; with `all_of` those, too, who have left or whom it concerned once."""
        mine = sa.and_(a.edition_id == e.id, a.person_id == p.id)
        concerned = sa.and_(THEIRS, p.left_at.is_(None))
        both = edition.join(person, p.organisation_id == e.organisation_id).outerjoin(acknowledgement, mine)
        both = both.join(site, site.c.id == p.site_id)
        wanted = sa.or_(concerned, a.person_id.is_not(None)) if all_of else concerned
        rows = self.connection.execute(
            sa.select(
                e.id, p.id, p.name, p.role, site.c.name, site.c.zone, p.left_at, a.told_at, a.reminded_at, a.read_at,
                sa.func.coalesce(a.read_in, ""), sa.func.coalesce(a.lang, ""), sa.func.coalesce(a.tries, "[]"),
            )
            .select_from(both)
            .where(e.organisation_id == organisation_id, e.id.in_(editions), wanted)
            .order_by(site.c.name, p.name, p.id, e.id)
        )  # fmt: skip
        return [Standing(*tuple(row)) for row in rows]

    def counts(self, organisation_id: int) -> dict[int, tuple[int, int]]:
        """Of every edition in force how many have read it, and how many it concerns."""
        mine = sa.and_(a.edition_id == e.id, a.person_id == p.id)
        both = edition.join(person, HERE).outerjoin(acknowledgement, mine)
        query = sa.select(e.id, sa.func.count(a.read_at), sa.func.count()).select_from(both)
        rows = self.connection.execute(
            query.where(e.organisation_id == organisation_id, CURRENT, THEIRS).group_by(e.id)
        )
        return {row[0]: (row[1], row[2]) for row in rows}


def _listed(roles: Sequence[str]) -> str:
    """With a comma before and after each, so that no role is found in the name of another."""
    return f",{','.join(roles)}," if roles else ","
