"""What is in the tables and in no sealed day, or the other way round; the forms that were answered; and who holds a file."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from bot.proof.canonical import digest
from bot.store.proof_contents import RECORD, SORTS
from bot.store.proof_found import Broken, Told, Wrong
from bot.store.proofs import LATE, begins, sealed, unsealed, zone_of
from bot.store.sql import action, action_event, answer, file, incident_event, proof_leaf, published, run
from bot.store.transaction import Transaction

SOME = 200  # files named at once
c = proof_leaf.c


def stray(tx: Transaction, organisation_id: int, days: int) -> None:
    """A leaf of a day that is not there."""
    row = tx.connection.execute(
        sa.select(proof_leaf).where(c.organisation_id == organisation_id, c.day > days).limit(1)
    ).first()
    if row:
        raise Broken(Wrong("day missing", row=row.day))


def waiting(tx: Transaction, organisation_id: int, told: Told, now: datetime) -> None:
    """What is sealed in no day yet; and what should have been, since its day was, and it cannot have come so late."""
    zone = zone_of(tx, organisation_id)
    if told.last:
        _added(tx, organisation_id, begins(date.fromisoformat(told.last.link.date), zone) - LATE)
    left = [sa.select(run.c.finished_at.label("at")).where(run.c.organisation_id == organisation_id, run.c.status == "finished",
                                                           ~sealed(RECORD, run.c.id, run.c.version))]  # fmt: skip
    left += [
        sa.select(sort.at.label("at")).select_from(sort.place)
        .where(sort.organisation == organisation_id, sort.at <= now, ~sealed(sort.kind, sort.subject)) for sort in SORTS
    ]  # fmt: skip
    left.append(sa.select(c.at.label("at")).where(c.organisation_id == organisation_id, c.day.is_(None)))
    for query in left:
        part = query.subquery()
        count, first = tx.connection.execute(sa.select(sa.func.count(), sa.func.min(part.c.at, type_=c.at.type))).one()
        told.waiting += count
        told.since = min(filter(None, (told.since, first)), default=None)


def _added(tx: Transaction, organisation_id: int, before: datetime) -> None:
    mine = (run.c.organisation_id == organisation_id, run.c.status == "finished", run.c.finished_at < before)
    query = sa.select(run.c.id, run.c.number, run.c.finished_at).where(*mine, ~sealed(RECORD, run.c.id, run.c.version))
    row = tx.connection.execute(query.order_by(run.c.finished_at).limit(1)).first()
    if row:
        raise Broken(Wrong("not sealed", row.number or f"R-{row.id}", RECORD, row.id, _date(row.finished_at)))
    for sort in SORTS:
        for one in unsealed(tx, sort, organisation_id, None, before)[:1]:
            raise Broken(
                Wrong("not sealed", f"R-{one.run_id}" if one.run_id else "", sort.kind, one.subject, _date(one.at))
            )


def _date(at: datetime) -> str:
    return at.date().isoformat()


def forms(tx: Transaction) -> None:
    """Every form that was ever answered is the text whose hash the records name."""
    for name, hash, source in tx.connection.execute(
        sa.select(published.c.flow_id, published.c.digest, published.c.source)
    ):
        if digest(source) != hash:
            raise Broken(Wrong("form changed", detail=name))


def files_after(tx: Transaction, after: str) -> list[str]:
    """Some more of the digests of kept files, in their order."""
    query = sa.select(file.c.digest).where(file.c.digest > after).order_by(file.c.digest).limit(SOME)
    return list(tx.connection.execute(query).scalars())


def holder(tx: Transaction, name: str) -> tuple[str, str]:
    """A record with a file, and at which question; looked for through everything, since it is asked once."""
    said = f"%{name}%"
    given = sa.select(run.c.number, run.c.id, answer.c.step).join(answer, answer.c.run_id == run.c.id)
    done = sa.select(run.c.number, run.c.id, action.c.step).join(action, action.c.run_id == run.c.id)
    told = sa.select(run.c.number, run.c.id, incident_event.c.kind).join(
        incident_event, incident_event.c.run_id == run.c.id
    )
    for query in (
        given.where(answer.c.value.like(said)),
        done.join(action_event, action_event.c.action_id == action.c.id).where(action_event.c.files.like(said)),
        told.where(incident_event.c.files.like(said)),
    ):
        if row := tx.connection.execute(query.limit(1)).first():
            return row[0] or f"R-{row[1]}", row[2]
    return "", ""
