"""Partners of an organisation, their contacts, and what shows where they stand. Every organisation has its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import made, partner, partner_contact, partner_evidence, partner_run, person, questionnaire

p, e, k = partner.c, partner_evidence.c, partner_contact.c
PARTS = ("carrier", "broker", "warehouse", "manufacturer", "consolidator", "security", "supplier", "other")


@dataclass(frozen=True)
class KeptPartner:
    id: int
    organisation_id: int
    name: str
    part: str
    country: str
    risk: str
    contract: date | None
    made_at: datetime


@dataclass(frozen=True)
class KeptEvidence:
    """`checked_by` is the name of who looked at it."""

    id: int
    partner_id: int
    proof: str
    country: str
    dated: date
    until: date | None
    security: bool
    score: int | None
    files: tuple[str, ...]
    run_id: int | None
    checked_by: str
    checked_at: datetime
    ready: bool
    ended: date | None
    points: tuple[tuple[str, str, bool, int], ...] = ()


@dataclass(frozen=True)
class KeptContact:
    id: int
    partner_id: int
    name: str
    email: str
    phone: str
    lang: str
    person_id: int | None

    @property
    def said(self) -> str:
        return ", ".join(filter(None, (self.name, self.email, self.phone)))


PARTNER = (p.id, p.organisation_id, p.name, p.part, p.country, p.risk, p.contract, p.made_at)
EVIDENCE = (
    e.id, e.partner_id, e.proof, e.country, e.dated, e.until, e.security, e.score, e.files, e.run_id,
    sa.func.coalesce(person.c.name, ""), e.checked_at, e.ready, e.ended, e.points,
)  # fmt: skip
NOBODY = {"name": "", "email": "", "phone": "", "invitation_id": None}
KNOWN = sa.or_(k.name != "", k.email != "", k.phone != "", k.invitation_id.is_not(None))
CONTACT = (k.id, k.partner_id, k.name, k.email, k.phone, k.lang, k.person_id)


@dataclass(slots=True)
class Partners:
    """None is ever taken away: one that is worked with no more has ended."""

    connection: sa.Connection

    def of(self, organisation_id: int) -> list[KeptPartner]:
        """Those that are worked with, by name."""
        mine = sa.select(*PARTNER).where(p.organisation_id == organisation_id, p.ended_at.is_(None))
        return [KeptPartner(*tuple[Any, ...](row)) for row in self.connection.execute(mine.order_by(p.plain))]

    def get(self, organisation_id: int, id: int) -> KeptPartner | None:
        wanted = p.id == sa.bindparam(None, id, type_=sa.BigInteger)
        query = sa.select(*PARTNER).where(wanted, p.organisation_id == organisation_id, p.ended_at.is_(None))
        row = self.connection.execute(query).one_or_none()
        return KeptPartner(*tuple[Any, ...](row)) if row else None

    def named(self, organisation_id: int, plain: str) -> KeptPartner | None:
        """By the name as it is compared."""
        query = sa.select(*PARTNER).where(p.organisation_id == organisation_id, p.plain == plain, p.ended_at.is_(None))
        row = self.connection.execute(query).one_or_none()
        return KeptPartner(*tuple[Any, ...](row)) if row else None

    def add(self, organisation_id: int, name: str, plain: str, by: int | None, now: datetime) -> int:
        """The number of a partner of this name; one that had ended is worked with again."""
        there = sa.and_(p.organisation_id == organisation_id, p.plain == plain)
        id = self.connection.execute(sa.select(p.id).where(there)).scalar()
        if id is not None:
            self.change(id, ended_at=None, name=name[:120])
            return int(id)
        values = {"organisation_id": organisation_id, "name": name[:120], "plain": plain[:120]}
        return made(self.connection, partner, **values, made_by=by, made_at=now)

    def add_all(self, organisation_id: int, names: Mapping[str, str], by: int | None, now: datetime) -> None:
        """Many at once, by their names as they are compared; none of them is worked with yet. Those that had ended are again."""
        query = sa.select(p.plain, p.id).where(p.organisation_id == organisation_id, p.ended_at.is_not(None))
        ended = {plain: id for plain, id in self.connection.execute(query) if plain in names}
        for plain, id in ended.items():
            self.change(id, ended_at=None, name=names[plain][:120])
        new = [
            {"organisation_id": organisation_id, "name": name[:120], "plain": plain, "made_by": by, "made_at": now}
            for plain, name in names.items() if plain not in ended
        ]  # fmt: skip
        if new:
            self.connection.execute(sa.insert(partner).values(part="", country="", risk=""), new)

    def change(self, id: int, **values: object) -> None:
        self.connection.execute(sa.update(partner).where(p.id == id).values(**values))

    # What shows where they stand.

    def evidence(self, partner_ids: Iterable[int], *, ready: bool = True) -> dict[int, list[KeptEvidence]]:
        """What counts of some partners, the newest first."""
        wanted = list(partner_ids)
        query = sa.select(*EVIDENCE).outerjoin(person, person.c.id == e.checked_by).where(e.partner_id.in_(wanted))
        query = query.where(e.ready == ready).order_by(e.dated.desc(), e.id.desc())
        found: dict[int, list[KeptEvidence]] = {}
        for row in self.connection.execute(query) if wanted else ():
            one = _evidence(tuple(row))
            found.setdefault(one.partner_id, []).append(one)
        return found

    def piece(self, organisation_id: int, id: int) -> KeptEvidence | None:
        wanted = (e.id == sa.bindparam(None, id, type_=sa.BigInteger), e.organisation_id == organisation_id)
        query = sa.select(*EVIDENCE).outerjoin(person, person.c.id == e.checked_by).where(*wanted)
        row = self.connection.execute(query).one_or_none()
        return _evidence(tuple(row)) if row else None

    def show(self, organisation_id: int, partner_id: int, proof: str, **values: object) -> int:
        """Evidence is entered; it counts once it is ready."""
        files = json.dumps(list(values.pop("files", ())))  # type: ignore[call-overload]
        points = json.dumps([list(one) for one in values.pop("points", ())])  # type: ignore[attr-defined]
        given = {
            "organisation_id": organisation_id,
            "partner_id": partner_id,
            "proof": proof,
            "files": files,
            "points": points,
        }
        return made(self.connection, partner_evidence, **given, **values)

    def show_all(self, some: Sequence[Mapping[str, object]]) -> None:
        """Many pieces at once, each with every column that has one."""
        if some:
            self.connection.execute(sa.insert(partner_evidence), [dict(one) for one in some])

    def amend(self, id: int, **values: object) -> None:
        self.connection.execute(sa.update(partner_evidence).where(e.id == id).values(**values))

    # Who is there.

    def contacts(self, partner_id: int) -> list[KeptContact]:
        query = sa.select(*CONTACT).where(k.partner_id == partner_id, KNOWN).order_by(k.id)
        return [KeptContact(*tuple[Any, ...](row)) for row in self.connection.execute(query)]

    def contacts_of(self, partner_ids: Iterable[int]) -> dict[int, list[KeptContact]]:
        """Of some partners."""
        found: dict[int, list[KeptContact]] = {}
        wanted = list(partner_ids)
        query = sa.select(*CONTACT).where(k.partner_id.in_(wanted), KNOWN).order_by(k.id)
        for row in self.connection.execute(query) if wanted else ():
            one = KeptContact(*tuple[Any, ...](row))
            found.setdefault(one.partner_id, []).append(one)
        return found

    def contact_all(self, some: Sequence[Mapping[str, object]]) -> None:
        if some:
            self.connection.execute(sa.insert(partner_contact), [dict(one) for one in some])

    def contact(self, organisation_id: int, partner_id: int, now: datetime, **values: object) -> int:
        given = {"organisation_id": organisation_id, "partner_id": partner_id, "made_at": now}
        return made(self.connection, partner_contact, **given, **values)

    def one_contact(self, organisation_id: int, id: int) -> KeptContact | None:
        mine = (k.id == sa.bindparam(None, id, type_=sa.BigInteger), k.organisation_id == organisation_id)
        row = self.connection.execute(sa.select(*CONTACT).where(*mine)).one_or_none()
        return KeptContact(*tuple[Any, ...](row)) if row else None

    def change_contact(self, id: int, **values: object) -> None:
        self.connection.execute(sa.update(partner_contact).where(k.id == id).values(**values))

    def forget_contact(self, id: int) -> None:
        """Nobody works there by that name anymore."""
        self._forget(k.id == id)

    def forget_contacts(self, partner_id: int) -> None:
        """Of a partner that is none anymore."""
        self._forget(k.partner_id == partner_id)

    def _forget(self, which: sa.ColumnElement[bool]) -> None:
        """Whoever was asked something stays as a row that says nothing: what they answered stays too."""
        asked = sa.exists().where(questionnaire.c.contact_id == k.id)
        self.connection.execute(sa.delete(partner_contact).where(which, ~asked))
        self.connection.execute(sa.update(partner_contact).where(which).values(**NOBODY))

    def came(self, contact_id: int, person_id: int, name: str) -> None:
        """A contact has come in with their invitation, by the name that they have here."""
        values = {"person_id": person_id, "invitation_id": None, "name": name[:80]}
        self.connection.execute(sa.update(partner_contact).where(k.id == contact_id).values(**values))

    def evidence_of_run(self, run_id: int) -> KeptEvidence | None:
        """What a finished questionnaire or audit shows."""
        query = sa.select(*EVIDENCE).outerjoin(person, person.c.id == e.checked_by).where(e.run_id == run_id)
        row = self.connection.execute(query).one_or_none()
        return _evidence(tuple(row)) if row else None

    def of_person(self, person_id: int) -> KeptPartner | None:
        """The partner at which somebody works."""
        query = sa.select(*PARTNER).join(partner_contact, k.partner_id == p.id).where(k.person_id == person_id)
        row = self.connection.execute(query.where(p.ended_at.is_(None)).order_by(k.id).limit(1)).one_or_none()
        return KeptPartner(*tuple[Any, ...](row)) if row else None

    # Which runs are about them.

    def about(self, run_id: int, partner_id: int) -> None:
        self.connection.execute(sa.insert(partner_run).values(run_id=run_id, partner_id=partner_id))

    def of_run(self, run_id: int) -> int | None:
        """The number of the partner that a run is about."""
        query = sa.select(partner_run.c.partner_id).where(partner_run.c.run_id == run_id)
        return self.connection.execute(query).scalar()


def _evidence(row: Sequence[Any]) -> KeptEvidence:
    values = list(row)
    values[8] = tuple(json.loads(values[8]))
    values[14] = tuple(tuple(one) for one in json.loads(values[14]))
    return KeptEvidence(*values)
