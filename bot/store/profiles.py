"""The security profile of an organisation: narratives of criteria, the earlier ones too, and what is attached to each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import made, person, profile_entry
from bot.store.transaction import Transaction

NARRATIVE = "narrative"
c = profile_entry.c


@dataclass(frozen=True)
class Entry:
    """What stands in the profile about a criterion: who said it when, in which language."""

    id: int
    criterion: str
    kind: str
    words: str
    files: tuple[str, ...]
    lang: str
    by: str
    at: datetime


def add(
    tx: Transaction, organisation_id: int, criterion: str, kind: str, by: int, at: datetime, *, words: str = "",
    files: Sequence[str] = (), lang: str = "",
) -> int:  # fmt: skip
    row = {"organisation_id": organisation_id, "criterion": criterion, "kind": kind, "words": words, "lang": lang}
    return made(tx.connection, profile_entry, **row, files=json.dumps(list(files)), person_id=by, at=at)


def entries(tx: Transaction, organisation_id: int, criterion: str = "") -> list[Entry]:
    """All that stands, of one criterion or of all, in the order in which it was said."""
    mine = (
        c.organisation_id == organisation_id,
        c.back_at.is_(None),
        *((c.criterion == criterion,) if criterion else ()),
    )
    rows = tx.connection.execute(
        sa.select(c.id, c.criterion, c.kind, c.words, c.files, c.lang, person.c.name, c.at)
        .join(person, person.c.id == c.person_id)
        .where(*mine)
        .order_by(c.id)
    )
    return [Entry(*row[:4], tuple(json.loads(row[4])), *row[5:]) for row in rows]


def take_back(tx: Transaction, organisation_id: int, id: int, by: int, at: datetime) -> str:
    """What was attached counts no more; of which criterion it was, empty if there is no such thing. A narrative stays."""
    mine = (c.organisation_id == organisation_id, c.id == id, c.back_at.is_(None), c.kind != NARRATIVE)
    values = {"back_at": at, "back_by": by}
    query = sa.update(profile_entry).where(*mine).values(**values).returning(c.criterion)
    return tx.connection.execute(query).scalar() or ""


def begun(tx: Transaction, organisation_id: int) -> bool:
    """Was anything written into it?"""
    return (
        tx.connection.execute(sa.select(c.id).where(c.organisation_id == organisation_id).limit(1)).scalar() is not None
    )
