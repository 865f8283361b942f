"""Ids beyond 32 bits, from the first button to the last: what is read, written and put into buttons holds them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.store.database import Storage
from bot.store.sql import run
from bot.store.transaction import Transaction
from tests.conftest import World
from tests.saying import LIBRARY, buttons, pressed, saying, told

BEYOND = 5_000_000_000  # more than 32 bits


def number_runs_from(tx: Transaction, world: World, id: int, now: datetime) -> None:
    """The next run has this number: PostgreSQL counts by itself, SQLite on from the largest there is."""
    if tx.connection.dialect.name == "postgresql":
        for name in ("run", "answer"):
            tx.connection.execute(sa.text(f"select setval(pg_get_serial_sequence('{name}', 'id'), {id - 1})"))
        return
    first = tx.runs.begin(world.who(tx, "Luis"), "incident", LIBRARY.today["incident"].digest, {}, now)
    tx.connection.execute(sa.update(run).where(run.c.id == first).values(id=id - 1))


def test_a_run_whose_number_has_more_than_32_bits_goes_its_whole_way(
    storage: Storage, world: World, now: datetime
) -> None:
    say = saying(storage, now)
    storage.now(lambda tx: number_runs_from(tx, world, BEYOND, now))

    shown = say("Greta", press="s:incident")
    for label in ("Seal broken, missing or wrong", "Seals missing from stock", "Today", "Skip"):
        shown = say("Greta", press=pressed(shown, label))
    for words in ("Office, safe number 2", "04820914", "They were there yesterday."):
        shown = say("Greta", typed=words)
    for label in ("Skip", "Send the report"):
        shown = say("Greta", press=pressed(shown, label))
    notice = told(storage, world.people["Ana"])[-1]
    say("Ana", press=next(one.data for one in buttons(notice) if one.label == "I'll handle it"))

    kept = storage.now(lambda tx: tx.runs.get(BEYOND))
    assert kept
    assert kept.status == "finished"
    assert len(storage.now(lambda tx: tx.runs.answers(BEYOND))) == 8
    assert [taker.name for taker in storage.now(lambda tx: tx.reports.takers(BEYOND))] == ["Ana"]


def test_every_id_has_64_bits() -> None:
    ids = [
        column
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if (column.primary_key or column.foreign_keys) and isinstance(column.type, sa.Integer)
    ]

    assert ids
    assert [str(column) for column in ids if not isinstance(column.type, sa.BigInteger)] == []
