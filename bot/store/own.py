"""What is kept about one person: counted for a card, and all of it for a file. Of others only what they wrote themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.incidents import MET, PUT_TOGETHER, UNMET, about
from bot.store.second_looks import COLUMNS as LOOK
from bot.store.second_looks import Look, look_of
from bot.store.sql import (
    action,
    action_event,
    answer,
    due,
    file,
    incident_event,
    organisation,
    person,
    run,
    second_look,
    sign_off_event,
    site,
)
from bot.store.transaction import Transaction

SOME = 100  # forms read at once


@dataclass(frozen=True)
class Forms:
    """How many forms of one flow somebody began, and when the last time."""

    flow_id: str
    count: int
    last_at: datetime


@dataclass(frozen=True)
class Own:
    """Their telephone number, and their forms."""

    phone: str
    forms: tuple[Forms, ...]


def own(tx: Transaction, person_id: int) -> Own:
    mine = sa.select(run.c.flow_id, sa.func.count(), sa.func.max(run.c.began_at)).where(run.c.person_id == person_id)
    forms = tx.connection.execute(mine.group_by(run.c.flow_id).order_by(run.c.flow_id)).all()
    return Own(tx.people.phone(person_id), tuple(Forms(*row) for row in forms))


@dataclass(frozen=True)
class Books:
    """Somebody as they stand in the books, also after they have left."""

    id: int
    name: str
    role: str
    lang: str
    phone: str
    site: str
    zone: str
    organisation: str
    region: str
    joined_at: datetime
    left_at: datetime | None


def books(tx: Transaction, person_id: int) -> Books | None:
    p = person.c
    both = person.join(site, site.c.id == p.site_id).join(organisation, organisation.c.id == p.organisation_id)
    row = tx.connection.execute(
        sa.select(
            p.id, p.name, p.role, p.lang, p.phone, site.c.name, site.c.zone, organisation.c.name, organisation.c.region,
            p.joined_at, p.left_at,
        )
        .select_from(both)
        .where(p.id == sa.bindparam("b_id", person_id, type_=sa.BigInteger))
    ).one_or_none()  # fmt: skip
    return Books(*row) if row else None


@dataclass(frozen=True)
class OwnAnswer:
    """An answer as it was given. Of one that was changed later it says so."""

    step: str
    asked: str
    shown: str
    value: Any
    at: datetime
    channel: str
    account: str
    changed: bool


@dataclass(frozen=True)
class OwnForm:
    id: int
    flow_id: str
    digest: str
    number: str
    status: str
    site: str
    zone: str
    began_at: datetime
    finished_at: datetime | None
    score: int | None
    answers: tuple[OwnAnswer, ...] = ()


def forms_before(tx: Transaction, person_id: int, before: int) -> list[OwnForm]:
    """Some forms that somebody began, the newest first, of those with a smaller id; with their own answers."""
    r = run.c
    rows = tx.connection.execute(
        sa.select(
            r.id, r.flow_id, r.digest, r.number, r.status, site.c.name, site.c.zone, r.began_at, r.finished_at, r.score
        )
        .join(site, site.c.id == r.site_id)
        .where(r.person_id == person_id, r.id < before)
        .order_by(r.id.desc())
        .limit(SOME)
    ).all()
    given = _answers(tx, person_id, [row[0] for row in rows])
    forms = (OwnForm(*tuple[Any, ...](row)) for row in rows)
    return [replace(form, answers=tuple(given.get(form.id, ()))) for form in forms]


def _answers(tx: Transaction, person_id: int, run_ids: Sequence[int]) -> dict[int, list[OwnAnswer]]:
    c = answer.c
    rows = tx.connection.execute(
        sa.select(c.run_id, c.step, c.asked, c.shown, c.value, c.at, c.channel, c.account)
        .where(c.run_id.in_(run_ids), c.person_id == person_id)
        .order_by(c.id)
    ).all()
    last = {(row.run_id, row.step): row for row in rows}
    found: dict[int, list[OwnAnswer]] = {}
    for row in rows:
        changed = last[row.run_id, row.step] is not row
        one = OwnAnswer(*row[1:4], json.loads(row.value), row.at, row.channel, row.account, changed)
        found.setdefault(row.run_id, []).append(one)
    return found


@dataclass(frozen=True)
class Wrote:
    """Words and files of theirs about a record: an incident, a corrective action, or one that they signed off."""

    run_id: int
    flow_id: str
    number: str
    at: datetime
    words: str
    files: tuple[str, ...]


def wrote(tx: Transaction, person_id: int) -> list[Wrote]:
    """What somebody wrote beside forms, in order."""
    i, a, s = incident_event.c, action_event.c, sign_off_event.c
    record = (run.c.id, run.c.flow_id, run.c.number)
    none, plain = sa.literal("[]"), sa.literal("")
    said = (
        sa.select(*record, i.at, i.words, i.files, i.kind)
        .join(run, run.c.id == i.run_id)
        .where(i.person_id == person_id, i.kind.not_in(PUT_TOGETHER)),
        sa.select(*record, a.at, a.note, a.files, plain)
        .join(action, action.c.id == a.action_id)
        .join(run, run.c.id == action.c.run_id)
        .where(a.person_id == person_id),
        sa.select(*record, s.at, s.note, none, plain).join(run, run.c.id == s.run_id).where(s.person_id == person_id),
    )
    found = [_wrote(*row) for one in said for row in tx.connection.execute(one)]
    return sorted((one for one in found if one.words or one.files), key=lambda one: one.at)


def _wrote(run_id: int, flow: str, number: str, at: datetime, words: str, files: str, kind: str) -> Wrote:
    """Without what the program wrote before their words: which step of an incident they are about."""
    own = about(words)[1] if kind in (MET, UNMET) else words
    return Wrote(run_id, flow, number, at, own, tuple(json.loads(files)))


def ordered(tx: Transaction, person_id: int) -> Ordered | None:
    """The summary that comes to somebody by itself."""
    order = tx.subscriptions.of(person_id)
    if order is None:
        return None
    there = tx.connection.execute(sa.select(site.c.name).where(site.c.id.in_(order.sites)).order_by(site.c.name))
    return Ordered(order.day, order.at, tuple(there.scalars()), order.next_at)


@dataclass(frozen=True)
class Ordered:
    """Every week on a `day` (0 is Monday) `at` an hour, of these sites or of all, the next time `next_at`."""

    day: int
    at: str
    sites: tuple[str, ...]
    next_at: datetime


@dataclass(frozen=True)
class WasDue:
    flow_id: str
    at: datetime
    state: str


@dataclass(frozen=True)
class Noticed:
    """What was noticed about an inspection of theirs."""

    number: str
    flow_id: str
    look: Look


def noticed(tx: Transaction, person_id: int) -> list[Noticed]:
    """What was worth a second look about somebody's inspections, in order, whether they were asked or not."""
    c = second_look.c
    rows = tx.connection.execute(
        sa.select(*LOOK, run.c.number, run.c.flow_id)
        .join(run, run.c.id == c.run_id)
        .where(c.person_id == person_id)
        .order_by(c.id)
    ).mappings()
    return [Noticed(row["number"], row["flow_id"], look_of(row)) for row in rows]


def was_due(tx: Transaction, person_id: int) -> list[WasDue]:
    """What was due for somebody by name, in order."""
    d = due.c
    rows = tx.connection.execute(sa.select(d.flow_id, d.at, d.state).where(d.person_id == person_id).order_by(d.at))
    return [WasDue(*row) for row in rows]


def sizes(tx: Transaction, digests: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Kind (MIME) and size in bytes of kept files, by digest."""
    found: dict[str, tuple[str, int]] = {}
    for start in range(0, len(digests), 500):
        some = file.c.digest.in_(digests[start : start + 500])
        rows = tx.connection.execute(sa.select(file.c.digest, file.c.mime, file.c.size).where(some))
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found
