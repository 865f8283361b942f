"""The journal: every answer ever given, page by page, with what a sheet needs beside it.

A page is one short transaction; who wants everything asks for the next page after the last answer of this one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import answer, organisation, person, published, run, site
from bot.store.transaction import Transaction

PAGE = 1000  # answers read at once
SOME = 200  # runs read at once


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as it was given. `holds` is no for an answer that was changed later.

    `passed_on` is who wrote it first, where it was forwarded, and `first_at` when.
    """

    organisation: str
    site: str
    run: int
    flow: str
    revision: int
    status: str
    outcome: str
    severity: str
    began: datetime
    finished: datetime | None
    version: int
    step: str
    asked: str
    shown: str
    value: str
    finding: bool
    holds: bool
    lang: str
    person: str
    role: str
    channel: str
    account: str
    at: datetime
    passed_on: str | None = None
    first_at: datetime | None = None
    confidential: bool = False

    def discreet(self) -> Entry:
        """What may be known of it: of an answer in a confidential record, that there is one."""
        if not self.confidential:
            return self
        blank = dict.fromkeys(("outcome", "step", "asked", "shown", "lang", "person", "role", "channel", "account"), "")
        return replace(self, **blank, value="null", finding=False, passed_on=None, first_at=None)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Page:
    """Some answers in order, and where the next page begins; None after the last one."""

    entries: tuple[Entry, ...]
    next: int | None


def newest(tx: Transaction) -> int:
    """The number of the last answer; 0 if there is none."""
    return int(tx.connection.execute(sa.select(sa.func.coalesce(sa.func.max(answer.c.id), 0))).scalar_one())


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which runs are wanted: nothing given leaves nothing out. `since` and `until` are moments, the second one not included. `runs`
    are the numbers of those that are meant."""

    organisation_id: int | None = None
    site_ids: tuple[int, ...] = ()
    flow_ids: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    runs: tuple[int, ...] | None = None


def inspections(tx: Transaction, chosen: Chosen, after: int) -> list[int]:
    """The numbers of some runs that somebody may want to see, in order: finished, or told before they were. What was not finished
    belongs to the time when it was told."""
    c = run.c
    when = sa.case((c.status == "finished", c.finished_at), else_=c.told_at)
    told = sa.and_(c.status.in_(("open", "cancelled")), c.told_at.is_not(None))
    wanted = [c.id > after, sa.or_(c.status == "finished", told)]
    wanted += [c.organisation_id == chosen.organisation_id] if chosen.organisation_id else []
    wanted += [c.site_id.in_(chosen.site_ids)] if chosen.site_ids else []
    wanted += [c.flow_id.in_(chosen.flow_ids)] if chosen.flow_ids else []
    wanted += [when >= chosen.since] if chosen.since else []
    wanted += [when < chosen.until] if chosen.until else []
    if chosen.runs is not None:
        wanted.append(c.id.in_(sorted(one for one in chosen.runs if one > after)[:SOME]))
    return list(tx.connection.execute(sa.select(c.id).where(*wanted).order_by(c.id).limit(SOME)).scalars())


def flow_ids(tx: Transaction) -> list[str]:
    """Every flow that was ever published."""
    return list(tx.connection.execute(sa.select(published.c.flow_id).distinct()).scalars())


b = sa.bindparam
later = answer.alias()
CHANGED = sa.exists().where(
    later.c.run_id == answer.c.run_id, later.c.step == answer.c.step, later.c.id > answer.c.id, later.c.id <= b("b_last")
)  # fmt: skip


def _entries() -> sa.Select[Any]:
    """The number of each answer, then the fields of an Entry in their order."""
    c = answer.c
    return (
        sa.select(
            c.id, organisation.c.name, site.c.name, run.c.id, run.c.flow_id, published.c.revision, run.c.status,
            run.c.outcome, run.c.severity, run.c.began_at, run.c.finished_at, c.version, c.step, c.asked, c.shown,
            c.value, c.finding, ~CHANGED, c.lang, person.c.name, person.c.role, c.channel, c.account, c.at,
            c.passed_on, c.first_at, run.c.confidential,
        )
        .select_from(answer)
        .join(run, run.c.id == c.run_id)
        .join(published, published.c.digest == run.c.digest)
        .join(site, site.c.id == run.c.site_id)
        .join(organisation, organisation.c.id == run.c.organisation_id)
        .join(person, person.c.id == c.person_id)
        .where(c.id > b("b_after"), c.id <= b("b_last"))
        .order_by(c.id)
        .limit(PAGE)
    )  # fmt: skip


EVERYBODY = _entries()
ONE_ORGANISATION = _entries().where(organisation.c.name == b("b_name"))


def page(tx: Transaction, after: int, last: int, organisation_name: str = "") -> Page:
    """The answers after one, up to the last that is wanted: what came later is not there and changes nothing."""
    given: dict[str, int | str] = {"b_after": after, "b_last": last}
    if organisation_name:
        given["b_name"] = organisation_name
    rows = tx.connection.execute(ONE_ORGANISATION if organisation_name else EVERYBODY, given).all()
    return Page(tuple(Entry(*row[1:]) for row in rows), rows[-1][0] if len(rows) == PAGE else None)
