"""What an evidence pack is made of: which finished records, and the leaves of each sealed day with what of them is packed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.proof.checking import media
from bot.store.counting_evidence import Form, of_forms
from bot.store.incidents import NOTED
from bot.store.proof_contents import RECORD, Content
from bot.store.proofs import as_of, contents
from bot.store.sql import answer, file, proof_day, proof_leaf, run, run_unit, seal_event, site
from bot.store.transaction import Transaction
from bot.store.unit_books import about

SOME = 40  # leaves with their contents that are read at once
LONG = 64  # signs of an answer that can name a file
c, r = proof_leaf.c, run.c


@dataclass(frozen=True)
class Narrow:
    """Which of a period's records: those about a unit or with a seal, or one; those of some forms, or in which some questions of
    them were answered. Nothing given leaves nothing out."""

    unit: str = ""
    seal: str = ""
    run_id: int = 0
    forms: tuple[Form, ...] | None = None

    @property
    def whole(self) -> bool:
        return self == Narrow()


@dataclass(frozen=True)
class Wanted:
    """Finished records of an organisation between two moments, the second not included; of some sites, or of all."""

    organisation_id: int
    start: datetime
    end: datetime
    sites: tuple[int, ...] = ()
    narrow: Narrow = Narrow()


@dataclass(frozen=True)
class Leaf:
    """A leaf of a day; `content` where it is packed, and `current` of a record as it is now."""

    row: Any
    content: Content | None = None
    current: Content | None = None


def condition(tx: Transaction, wanted: Wanted) -> sa.ColumnElement[bool]:
    narrow, ours = wanted.narrow, wanted.organisation_id
    here = sa.select(site.c.id).where(site.c.organisation_id == ours)
    here = here.where(site.c.id.in_(wanted.sites)) if wanted.sites else here
    made = [r.organisation_id == ours, r.site_id.in_(here)]
    made += [r.finished_at >= wanted.start, r.finished_at < wanted.end]
    made += [r.id == narrow.run_id] if narrow.run_id else []
    made += [_of_unit(tx, ours, narrow.unit)] if narrow.unit else []
    made += [_with_seal(ours, narrow.seal)] if narrow.seal else []
    made += [of_forms(narrow.forms)] if narrow.forms is not None else []
    return sa.and_(r.status == "finished", *made)


def _of_unit(tx: Transaction, ours: int, unit: str) -> sa.ColumnElement[bool]:
    besides = sa.select(run_unit.c.run_id).where(run_unit.c.organisation_id == ours, run_unit.c.unit == unit)
    return sa.or_(about(tx.connection.dialect.name, unit), r.id.in_(besides))


def _with_seal(ours: int, seal: str) -> sa.ColumnElement[bool]:
    mine = sa.select(seal_event.c.run_id).where(seal_event.c.organisation_id == ours, seal_event.c.number == seal)
    return r.id.in_(mine)


def chosen(tx: Transaction, wanted: Wanted) -> dict[int, str]:
    """What the records are called, without confidential ones, in the order in which they ended."""
    query = sa.select(r.id, r.number).where(condition(tx, wanted), ~r.confidential).order_by(r.finished_at, r.id)
    return {id: number or f"R-{id}" for id, number in tx.connection.execute(query)}


def count(tx: Transaction, wanted: Wanted, *, confidential: bool) -> int:
    which = r.confidential if confidential else ~r.confidential
    query = sa.select(sa.func.count()).select_from(run).where(condition(tx, wanted), which)
    return int(tx.connection.execute(query).scalar_one())


def days_with(tx: Transaction, organisation_id: int, runs: Collection[int]) -> list[int]:
    """The sealed days in which anything of these runs is, in order."""
    found: set[int] = set()
    some = sorted(runs)
    for start in range(0, len(some), 500):
        mine = (c.organisation_id == organisation_id, c.run_id.in_(some[start : start + 500]), c.day.is_not(None))
        found |= set(tx.connection.execute(sa.select(c.day).where(*mine).distinct()).scalars())
    return sorted(found)


def leaves(tx: Transaction, organisation_id: int, day: int, start: int, runs: Collection[int]) -> list[Leaf]:
    """Some leaves of a day, from a place on."""
    mine = (c.organisation_id == organisation_id, c.day == day, c.place >= start, c.place < start + SOME)
    rows = tx.connection.execute(sa.select(proof_leaf).where(*mine).order_by(c.place)).all()
    packed = [row for row in rows if row.run_id in runs and not row.gone]
    there: dict[tuple[str, int], Content] = {}
    for kind in {row.kind for row in packed}:
        found = contents(tx, kind, [row.subject for row in packed if row.kind == kind])
        there |= {(kind, subject): content for subject, content in found.items()}
    return [_leaf(row, there.get((row.kind, row.subject))) for row in rows]


def _leaf(row: Any, content: Content | None) -> Leaf:
    """A note within an incident is for those who follow it up, and in no pack."""
    if content is None or (row.kind == "incident" and content.head["kind"] == NOTED):
        return Leaf(row)
    if row.kind != RECORD:
        return Leaf(row, content)
    return Leaf(row, as_of(content, row.version, row.head), content)


def size_of(tx: Transaction, organisation_id: int, day: int) -> int:
    d = proof_day.c
    query = sa.select(d.size).where(d.organisation_id == organisation_id, d.number == day)
    return int(tx.connection.execute(query).scalar() or 0)


def days(tx: Transaction, organisation_id: int) -> Sequence[Any]:
    """The whole chain, as it is kept."""
    d = proof_day.c
    return tx.connection.execute(
        sa.select(proof_day).where(d.organisation_id == organisation_id).order_by(d.number)
    ).all()


@dataclass(frozen=True)
class Weight:
    """How many records, how many confidential ones are left out, and the bytes of the files that the others name."""

    records: int
    hidden: int
    bytes: int


def weight(tx: Transaction, wanted: Wanted, most: int) -> Weight:
    """Files are looked at only where there are no more than so many records."""
    count_of, hidden = count(tx, wanted, confidential=False), count(tx, wanted, confidential=True)
    return Weight(count_of, hidden, _bytes(tx, wanted) if count_of <= most else 0)


def _bytes(tx: Transaction, wanted: Wanted) -> int:
    runs = sa.select(r.id).where(condition(tx, wanted), ~r.confidential)
    values = sa.select(answer.c.value).where(answer.c.run_id.in_(runs), sa.func.length(answer.c.value) > LONG)
    names = sorted({name for value in tx.connection.execute(values).scalars() for name in media(value)})
    total = 0
    for start in range(0, len(names), 500):
        query = sa.select(sa.func.sum(file.c.size)).where(file.c.digest.in_(names[start : start + 500]))
        total += int(tx.connection.execute(query).scalar() or 0)
    return total


def numbered(tx: Transaction, wanted: Wanted, number: str) -> Narrow | None:
    """What is called so: a unit, or else a seal. None if nothing of a period is about it."""
    for narrow in (Narrow(unit=number), Narrow(seal=number)):
        if count(tx, replace(wanted, narrow=narrow), confidential=False):
            return narrow
    return None
