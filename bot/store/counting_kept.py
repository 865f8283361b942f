"""What an organisation keeps besides its forms, of a year: what shows where partners stand, who has read which procedure, bulletins
that were seen, sealed days; and the list behind each number.

Does not know which criterion anything is about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.store.counting import Listed, Span
from bot.store.sql import (
    acknowledgement,
    bulletin,
    bulletin_copy,
    edition,
    partner,
    partner_contact,
    partner_evidence,
    person,
    proof_day,
    site,
)
from bot.store.transaction import Transaction

OURS = sa.literal(0)  # a site's number for what is the whole organisation's
e, a, b, d = partner_evidence.c, acknowledgement.c, bulletin.c, proof_day.c


def shown(span: Span, proofs: Sequence[str]) -> Listed:
    """What somebody looked at in the time that shows where a partner stands, of some sorts; of partners that are worked with, and
    neither suspended nor withdrawn since."""
    here = (e.organisation_id == span.organisation_id, e.ready, e.ended.is_(None), span.has(e.checked_at))
    rows = sa.select(e.id, OURS.label("site_id"), e.checked_at.label("at"))
    rows = rows.join(partner, partner.c.id == e.partner_id).where(partner.c.ended_at.is_(None))
    return Listed(rows.where(*here, e.proof.in_(proofs)))


def readings(span: Span, editions: Sequence[int]) -> Listed:
    """Who has read some editions of procedures in the time and answered what was asked about them, each an edition and a person."""
    read = (a.read_at.is_not(None), span.has(a.read_at), a.edition_id.in_(editions))
    rows = sa.select(a.edition_id.label("id"), a.person_id, person.c.site_id, a.read_at.label("at"))
    rows = rows.join(person, person.c.id == a.person_id)
    return Listed(rows.where(person.c.organisation_id == span.organisation_id, *read), ("at", "id", "person_id"))


def seen(span: Span, *, partners: bool = False) -> Listed:
    """Bulletins of the time that somebody said to have seen: somebody who works here, or a contact of a partner."""
    theirs = sa.exists().where(partner_contact.c.person_id == bulletin_copy.c.person_id)
    mine = (bulletin_copy.c.bulletin_id == b.id, bulletin_copy.c.seen_at.is_not(None), theirs if partners else ~theirs)
    here = (b.organisation_id == span.organisation_id, span.has(b.sent_at), sa.exists().where(*mine))
    return Listed(sa.select(b.id, OURS.label("site_id"), b.sent_at.label("at")).where(*here))


def days(span: Span) -> Listed:
    """Days that were sealed in the time, by their numbers."""
    here = (d.organisation_id == span.organisation_id, span.has(d.made_at))
    columns = (d.number.label("id"), d.organisation_id, OURS.label("site_id"), d.made_at.label("at"))
    return Listed(sa.select(*columns).where(*here), ("at", "id", "organisation_id"))


@dataclass(frozen=True)
class OfPartner:
    """A piece of evidence as the line of a list."""

    id: int
    name: str
    proof: str
    dated: date
    until: date | None
    by: str
    at: datetime


@dataclass(frozen=True)
class HasRead:
    """Somebody has read an edition of a procedure. `said` is its title by language."""

    edition: int
    number: int
    said: Mapping[str, Any]
    name: str
    site: str
    zone: str
    at: datetime


@dataclass(frozen=True)
class WasSeen:
    """A bulletin that was sent, and how many of how many have seen it."""

    id: int
    words: str
    source: str
    at: datetime
    seen: int
    of: int


@dataclass(frozen=True)
class SealedDay:
    """A sealed day, how many things it has, and its chained hash."""

    date: date
    size: int
    hash: str
    at: datetime


def lines(tx: Transaction, what: str, keys: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The lines of a list, in its order."""
    wanted = [one["id"] for one in keys]
    if what == "shown":
        return _pieces(tx, wanted)
    if what == "readings":
        return _readings(tx, [(one["id"], one["person_id"]) for one in keys])
    return _bulletins(tx, wanted) if what == "bulletins" else _days(tx, keys)


def _pieces(tx: Transaction, wanted: Sequence[int]) -> list[Any]:
    by = sa.func.coalesce(person.c.name, "")
    rows = tx.connection.execute(
        sa.select(e.id, partner.c.name, e.proof, e.dated, e.until, by, e.checked_at)
        .join(partner, partner.c.id == e.partner_id)
        .outerjoin(person, person.c.id == e.checked_by)
        .where(e.id.in_(wanted))
    )
    there = {row[0]: OfPartner(*tuple[Any, ...](row)) for row in rows}
    return [there[id] for id in wanted]


def _readings(tx: Transaction, wanted: Sequence[tuple[int, int]]) -> list[Any]:
    columns = (edition.c.id, person.c.id, edition.c.number, edition.c.said, person.c.name, site.c.name, site.c.zone)
    rows = tx.connection.execute(
        sa.select(*columns, a.read_at)
        .select_from(acknowledgement)
        .join(edition, edition.c.id == a.edition_id)
        .join(person, person.c.id == a.person_id)
        .join(site, site.c.id == person.c.site_id)
        .where(sa.tuple_(a.edition_id, a.person_id).in_(wanted))
    )
    there = {(row[0], row[1]): HasRead(row[0], row[2], json.loads(row[3]), *tuple(row)[4:]) for row in rows}
    return [there[key] for key in wanted]


def _bulletins(tx: Transaction, wanted: Sequence[int]) -> list[Any]:
    copy = bulletin_copy.c
    counts = (sa.func.count(copy.seen_at), sa.func.count())
    rows = tx.connection.execute(
        sa.select(b.id, b.words, b.source, b.sent_at, *counts)
        .join(bulletin_copy, copy.bulletin_id == b.id)
        .where(b.id.in_(wanted))
        .group_by(b.id, b.words, b.source, b.sent_at)
    )
    there = {row[0]: WasSeen(*tuple[Any, ...](row)) for row in rows}
    return [there[id] for id in wanted]


def _days(tx: Transaction, keys: Sequence[Mapping[str, Any]]) -> list[Any]:
    ours = {one["organisation_id"] for one in keys}
    mine = (d.organisation_id.in_(ours), d.number.in_([one["id"] for one in keys]))
    rows = tx.connection.execute(sa.select(d.number, d.date, d.size, d.hash, d.made_at).where(*mine))
    there = {row[0]: SealedDay(*tuple[Any, ...](row)[1:]) for row in rows}
    return [there[one["id"]] for one in keys]
