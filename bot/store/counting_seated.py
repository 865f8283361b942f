"""What an auditor's seat is shown, as lists: records, findings and seals of some days at some sites, without anything confidential."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.store.counting import Listed, Span, of_genres
from bot.store.ledger import STANDS
from bot.store.sql import finding, run, seal_event

c = run.c


def records(span: Span, genres: Sequence[str], silent: Sequence[str]) -> Listed:
    """What was finished; of what is confidential, or was begun by a silent word, not even that it is there."""
    rows = sa.select(c.id, c.site_id, c.digest, c.finished_at.label("at"))
    return Listed(rows.where(*_open(span, genres, silent)))


def _open(span: Span, genres: Sequence[str], silent: Sequence[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return span.finished, c.confidential.is_(False), of_genres(c.digest, genres), c.flow_id.not_in(silent)


def findings(span: Span, genres: Sequence[str], silent: Sequence[str]) -> Listed:
    """What was found wrong in these records, by its point."""
    f = finding.c
    rows = sa.select(f.run_id.label("id"), f.finished_at.label("at"), f.site_id, f.digest, f.step)
    return Listed(rows.join(run, c.id == f.run_id).where(*_open(span, genres, silent)), ("at", "id", "step"))


def seals(span: Span) -> Listed:
    """What was entered in the seal ledger, but for what was taken back."""
    s = seal_event.c
    rows = sa.select(s.id, s.at, s.site_id, s.event).join(run, c.id == s.run_id)
    ours = (s.organisation_id == span.organisation_id, span.here(s.site_id), span.has(s.at))
    return Listed(rows.where(*ours, STANDS, c.confidential.is_(False)))
