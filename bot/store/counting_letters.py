"""Letters of a summary that did not come, whom nothing reaches, and the forms that were changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.counting import Listed, Span
from bot.store.letters import LEFT, OVERTAKEN
from bot.store.sql import letter, person, published, site
from bot.store.transaction import Transaction

FAILED = letter.c.failed != sa.literal_column("''")  # as the index says it, which has these letters only


@dataclass(frozen=True)
class Unreached:
    """Somebody whom notices have not reached since then."""

    person_id: int
    name: str
    site: str
    at: datetime


@dataclass(frozen=True)
class Changed:
    """A form that was published, or published anew."""

    digest: str
    flow_id: str
    title: str
    revision: int
    at: datetime


def undelivered(span: Span) -> Listed:
    """Letters that could not be delivered for good."""
    lost = (
        FAILED,
        letter.c.failed.not_in((OVERTAKEN, LEFT)),
        span.has(letter.c.written_at),
        span.here(person.c.site_id),
    )
    rows = sa.select(letter.c.id, letter.c.written_at.label("at"), person.c.site_id, letter.c.person_id)
    return Listed(rows.join(person, person.c.id == letter.c.person_id).where(*lost))


def unreached(span: Span) -> Listed:
    """People who work there whom notices do not reach now."""
    p = person.c
    mine = (
        p.organisation_id == span.organisation_id,
        p.left_at.is_(None),
        p.missed_at.is_not(None),
        span.here(p.site_id),
    )
    return Listed(sa.select(p.id, p.missed_at.label("at"), p.site_id).where(*mine))


def unreached_lines(tx: Transaction, ids: Sequence[int]) -> list[Unreached]:
    p = person.c
    query = sa.select(p.id, p.name, site.c.name, p.missed_at).join(site, site.c.id == p.site_id).where(p.id.in_(ids))
    read = {row[0]: Unreached(*tuple[Any, ...](row)) for row in tx.connection.execute(query)}
    return [read[id] for id in ids]


def changed(span: Span) -> Listed:
    """Forms that were published in the time, without those that the program came with."""
    p = published.c
    first = sa.select(sa.func.min(p.published_at, type_=p.published_at.type)).scalar_subquery()
    return Listed(
        sa.select(p.digest.label("id"), p.published_at.label("at")).where(
            span.has(p.published_at), p.published_at > first
        )
    )


def changed_lines(tx: Transaction, ids: Sequence[str]) -> list[Changed]:
    p = published.c
    query = sa.select(p.digest, p.flow_id, p.title, p.revision, p.published_at).where(p.digest.in_(ids))
    read = {row[0]: Changed(*tuple[Any, ...](row)) for row in tx.connection.execute(query)}
    return [read[id] for id in ids]


def senders(tx: Transaction, ids: Sequence[int]) -> list[tuple[str, datetime, str]]:
    """Of some letters: to whom, when, and why they did not come."""
    query = sa.select(letter.c.id, person.c.name, letter.c.written_at, letter.c.failed)
    query = query.join(person, person.c.id == letter.c.person_id).where(letter.c.id.in_(ids))
    read = {row[0]: (row[1], row[2], row[3]) for row in tx.connection.execute(query)}
    return [read[id] for id in ids]
