"""What a look into the outbox costs when little is due among much that was ever sent: `python -m tests.sweep`.

Prints a line for each database: the median of several looks, in milliseconds, with 20 letters due among a million
kept. Fills a SQLite file and a PostgreSQL database of its own, which are gone afterwards.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bot.store.database import Storage
from bot.store.migrate import migrate
from tests.postgres import Postgres

KEPT, DUE, LOOKS = 1_000_000, 20, 15
FILL = """
insert into letter (line_id, address, slot, body, edit, ref, notice, written_at, due_at, worker, tries, settled_at, failed)
with recursive n(i) as (select 1 union all select i + 1 from n where i < :count)
select 1, 'chat' || (i % 5000), 'run:' || i, :body, false, '', false, :at, :at, 0, 1, {settled}, ''
from n
"""
MOMENT = sa.DateTime(timezone=True)


def filled(url: str) -> Storage:
    storage = Storage(url)
    migrate(storage.engine)
    for count, settled in ((KEPT, ":at"), (DUE, "null")):
        statement = sa.text(FILL.format(settled=settled)).bindparams(sa.bindparam("at", type_=MOMENT))
        given = {"count": count, "body": "x" * 400, "at": datetime.now(UTC)}
        storage.now(lambda tx, s=statement, g=given: tx.connection.execute(s, g))  # type: ignore[misc]
    return storage


def look(storage: Storage) -> float:
    """Milliseconds to see that something is due, take it, and put it back."""
    now = datetime.now(UTC)
    began = time.perf_counter()
    assert storage.read_now(lambda tx: (tx.letters.waiting(now), tx.timers.due(now), tx.lines.paused(now)))[0] == [1]
    taken = storage.now(lambda tx: tx.letters.claim(1, now, 64))
    took = (time.perf_counter() - began) * 1000
    assert len(taken) == DUE
    storage.now(lambda tx: tx.letters.free([one.id for one in taken]))
    return took


def measured(name: str, url: str) -> None:
    storage = filled(url)
    storage.worker = storage.now(lambda tx: tx.workers.join("sweep"))
    if not storage.lite:
        with storage.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("vacuum analyze letter")
    took = [look(storage) for _ in range(LOOKS)]
    print(f"{name}: {statistics.median(took):.1f} ms, at most {max(took):.1f} ms")  # noqa: T201  it is what the command is for
    storage.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measured("SQLite", f"sqlite:///{Path(folder) / 'sello.db'}")
    server = Postgres()
    try:
        measured("PostgreSQL", server.url(server.create()))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
