"""Records on hold, and those that are removed when their time is over. Of each a line stays, so that no number is missing without a
reason; what is not over yet, or on hold, is left alone.

Does not know how long anything is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store import proof_marks, recalls, second_looks, spare_files, tallies
from bot.store.sql import (
    action,
    action_event,
    answer,
    aside,
    finding,
    incident,
    incident_event,
    letter,
    made,
    person,
    place,
    published,
    record_hold,
    removal,
    run,
    run_unit,
    sign_off,
    sign_off_event,
    site,
    taken,
    unit_hold,
)
from bot.store.tables import REMOVED
from bot.store.transaction import Transaction

RETAIN, SPARE_FILES = "retain", "spare_files"  # timers; the subject of the first is the number of the organisation
# What the slots of letters about a run begin with.
SLOTS = (
    "run", "report", "signoff", "history", "writing", "resolving", "handing", "actions", "files", "note", "obliged", "shown",
    "record", "look", "lesson", "scored",
)  # fmt: skip
OVER = ("finished", "cancelled")
HELD = sa.exists().where(record_hold.c.run_id == run.c.id, record_hold.c.released_at.is_(None))
# What has to be over first.
UNDER_WAY = (
    HELD,
    sa.exists().where(incident.c.run_id == run.c.id, incident.c.state != "closed"),
    sa.exists().where(action.c.run_id == run.c.id, action.c.state != "closed"),
    sa.exists().where(unit_hold.c.run_id == run.c.id, unit_hold.c.released_at.is_(None)),
    sa.exists().where(sign_off.c.run_id == run.c.id, sign_off.c.state == "waiting"),
)


@dataclass(frozen=True)
class KeptHold:
    """A record on hold: its number, why, since when and by whom; nobody at the keyboard."""

    run_id: int
    number: str
    flow_id: str
    why: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Removed:
    """What is left of a record that was removed."""

    number: str
    flow_id: str
    site: str
    began_at: datetime
    finished_at: datetime
    at: datetime
    rule: str
    answers: int
    files: int


def numbered(tx: Transaction, organisation_id: int, number: str) -> int | None:
    """The run whose record has this number, or R- and its id."""
    mine = run.c.organisation_id == organisation_id
    id = number[2:] if number[:2] in ("R-", "r-") and number[2:].isdecimal() and len(number) < 20 else ""
    wanted = run.c.id == int(id) if id else run.c.number == number.upper()
    return tx.connection.execute(sa.select(run.c.id).where(mine, wanted, run.c.status != REMOVED)).scalar()


def hold(tx: Transaction, organisation_id: int, run_id: int, why: str, by: int | None, now: datetime) -> bool:
    """Not removed until it is released; False if it is on hold already, or was removed just now."""
    kept = tx.runs.lock(run_id)
    if kept is None or kept.organisation_id != organisation_id or held(tx, run_id):
        return False
    made(tx.connection, record_hold, organisation_id=organisation_id, run_id=run_id, why=why[:200], at=now, by=by)
    return True


def release(tx: Transaction, organisation_id: int, run_id: int, by: int | None, now: datetime) -> bool:
    """False if it is not on hold."""
    c = record_hold.c
    mine = sa.and_(c.organisation_id == organisation_id, c.run_id == run_id, c.released_at.is_(None))
    values = {"released_at": now, "released_by": by}
    return tx.connection.execute(sa.update(record_hold).where(mine).values(**values)).rowcount == 1


def _holds() -> sa.Select[Any]:
    c = record_hold.c
    return (
        sa.select(c.run_id, run.c.number, run.c.flow_id, c.why, c.at, sa.func.coalesce(person.c.name, ""))
        .join(run, run.c.id == c.run_id)
        .outerjoin(person, person.c.id == c.by)
        .where(c.released_at.is_(None))
        .order_by(c.id)
    )


def held(tx: Transaction, run_id: int) -> KeptHold | None:
    row = tx.connection.execute(_holds().where(record_hold.c.run_id == run_id)).one_or_none()
    return KeptHold(*row) if row else None


def holds(tx: Transaction, organisation_id: int) -> list[KeptHold]:
    mine = record_hold.c.organisation_id == organisation_id
    return [KeptHold(*row) for row in tx.connection.execute(_holds().where(mine))]


def removed(tx: Transaction, organisation_id: int) -> list[Removed]:
    """The lines that are left, in the order in which they were removed."""
    c = removal.c
    rows = tx.connection.execute(
        sa.select(
            run.c.number,
            run.c.flow_id,
            site.c.name,
            run.c.began_at,
            run.c.finished_at,
            c.at,
            c.rule,
            c.answers,
            c.files,
        )
        .join(run, run.c.id == c.run_id)
        .join(site, site.c.id == run.c.site_id)
        .where(c.organisation_id == organisation_id)
        .order_by(c.at, c.run_id)
    )
    return [Removed(*tuple[Any, ...](row)) for row in rows]


def old(tx: Transaction, organisation_id: int, genre: str, before: datetime, most: int) -> list[int]:
    """Some runs of a genre that ended before then, and with them what became of them, or that nobody has touched since; the
    oldest first. They are locked, and those are left out that somebody else has."""
    sites = tx.connection.execute(sa.select(site.c.id).where(site.c.organisation_id == organisation_id)).scalars().all()
    ended = sa.and_(run.c.status.in_(OVER), run.c.finished_at < before)
    left = sa.and_(run.c.status == "open", run.c.touched_at < before)
    query = (
        sa.select(run.c.id)
        .join(published, published.c.digest == run.c.digest)
        .where(run.c.site_id.in_(sites), sa.or_(ended, left), published.c.genre == genre)
        .where(*(~one for one in (*UNDER_WAY, *_lately(before))))
        .order_by(run.c.touched_at, run.c.id)
        .limit(most)
        .with_for_update(of=run, skip_locked=True)
    )
    return list(tx.connection.execute(query).scalars())


def _lately(before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What became of it ended only after that."""
    return (
        sa.exists().where(incident.c.run_id == run.c.id, incident.c.since >= before),
        sa.exists().where(action.c.run_id == run.c.id, action.c.closed_at >= before),
    )


def remove(tx: Transaction, organisation_id: int, runs: Sequence[int], rule: str, now: datetime) -> None:
    """What is in these runs, which are locked: answers, photos nobody else has, letters, what was done about them. The lines stay."""
    if not runs:
        return
    files = _files(tx, runs)
    counted = sa.select(answer.c.run_id, sa.func.count()).where(answer.c.run_id.in_(runs)).group_by(answer.c.run_id)
    answers = {row[0]: row[1] for row in tx.connection.execute(counted)}
    lines = [
        {"run_id": id, "organisation_id": organisation_id, "at": now, "rule": rule, "answers": answers.get(id, 0), "files": len(files[id])}
        for id in runs
    ]  # fmt: skip
    tx.connection.execute(sa.insert(removal), lines)
    proof_marks.removed(tx, runs)
    spare_files.may_go(tx, {digest for some in files.values() for digest in some}, now)
    _letters(tx, runs)
    actions = action_event.c.action_id.in_(sa.select(action.c.id).where(action.c.run_id.in_(runs)))
    tx.connection.execute(sa.delete(action_event).where(actions))
    for table in (action, sign_off_event, sign_off, incident_event, incident, taken, finding, answer, aside):
        tx.connection.execute(sa.delete(table).where(table.c.run_id.in_(runs)))
    second_looks.forget(tx.connection, runs)
    recalls.forget_runs(tx.connection, runs)
    u = run_unit.c
    tx.connection.execute(sa.delete(run_unit).where(u.organisation_id == organisation_id, u.run_id.in_(runs)))
    less = tallies.those(tx.connection, run.c.id.in_(runs))
    ended = sa.func.coalesce(run.c.finished_at, run.c.touched_at, type_=run.c.touched_at.type)
    bare = dict.fromkeys(("outcome", "severity", "unit"), "") | dict.fromkeys(("score", "passed", "told_at"))
    gone = {"status": REMOVED, "finished_at": ended, "state": "{}"} | bare
    tx.connection.execute(sa.update(run).where(run.c.id.in_(runs)).values(**gone))
    tallies.take_away(tx.connection, less)


def _files(tx: Transaction, runs: Sequence[int]) -> dict[int, set[str]]:
    """The files of each run: of its answers and drafts, of what was said beside it, and of what was said about it."""
    events = sa.select(action.c.run_id, action_event.c.files).join(action, action.c.id == action_event.c.action_id)
    queries = (
        sa.select(run.c.id, run.c.state).where(run.c.id.in_(runs)),
        sa.select(aside.c.run_id, aside.c.files).where(aside.c.run_id.in_(runs)),
        sa.select(answer.c.run_id, answer.c.value).where(answer.c.run_id.in_(runs)),
        sa.select(incident_event.c.run_id, incident_event.c.files).where(incident_event.c.run_id.in_(runs)),
        events.where(action.c.run_id.in_(runs)),
    )
    found: dict[int, set[str]] = {id: set() for id in runs}
    for query in queries:
        for id, written in tx.connection.execute(query):
            found[id].update(spare_files.digests(written))
    return found


def _letters(tx: Transaction, runs: Sequence[int]) -> None:
    """What was sent about them, and where it stands."""
    threads = sa.select(incident_event.c.run_id, incident_event.c.id).where(incident_event.c.run_id.in_(runs))
    slots = [f"{of}:{id}:{event}" for id, event in tx.connection.execute(threads) for of in ("thread", "sent")]
    slots += [slot for id in runs for slot in (*(f"{about}:{id}" for about in SLOTS), f"thread:{id}:0")]
    done = sa.select(action.c.id).where(action.c.run_id.in_(runs))
    slots += [f"{about}:{id}" for id in tx.connection.execute(done).scalars() for about in ("action", "shown-action")]
    for some in (slots[start : start + 500] for start in range(0, len(slots), 500)):
        tx.connection.execute(sa.delete(letter).where(letter.c.slot.in_(some), letter.c.settled_at.is_not(None)))
        tx.connection.execute(sa.delete(place).where(place.c.slot.in_(some)))
