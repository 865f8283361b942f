"""Months: the first steps towards a store that one table does not hold. Answers, letters in parts, a part taken away, a second
server that follows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from statistics import median
from typing import Any

import psycopg
import sqlalchemy as sa

from tests import postgres
from tests.bench.crew import Place, Sitting, place, sitting
from tests.bench.own_store import SEEDED
from tests.bench.plans.sizes import timed
from tests.bench.table import Scale, Table, number

MONTHS = 12
WARM, USERS, IN_FLIGHT = 64, 64, 16
SETTINGS = (("wal_level", "logical"), ("max_wal_size", "8GB"), ("autovacuum", "on"))
# The new answers and letters of a month have higher numbers than those of the months before: a part is a stretch of numbers.
PARTS = {"answer": "run_id", "letter": "id"}
NOTES = (
    "`answer` is parted by the number of its run and `letter` by its own, twelve parts with {until} answers. The program runs on them as it is. A statement is asked with `EXPLAIN (ANALYZE)`; counted are the "
    "parts whose table or index it opened."
)


def months(names: Sequence[str], scale: Scale) -> Table:
    rows: list[Sequence[str]] = []
    with place("own_pg_telegram", settings=SETTINGS) as at:
        with sitting(at, ready=False) as seeding:
            seeding.ask("seed_done", answers=scale.until)
        before = _cost(at, 0, scale.rounds)
        rows.append(
            ("seconds to move everything into parts", number(timed_all(at.cfg.pg_dsn, _parting(at.cfg.pg_dsn)), 1))
        )
        after = _cost(at, WARM + scale.rounds * USERS, scale.rounds)
        rows.append(("CPU µs a turn: whole tables", number(before)))
        rows.append(("CPU µs a turn: in parts", number(after)))
        rows += _opened(at.cfg.pg_dsn)
        rows += _followed(at, WARM + (2 * scale.rounds + 2) * USERS)
        rows += _gone(at.cfg.pg_dsn)
    return Table("Months", "", ("step", "figure"), rows, NOTES.format(until=f"{scale.until:,}"))


def _cost(at: Place, first: int, rounds: int) -> float:
    with sitting(at) as one:
        one.ask("walk", lo=first, hi=first + WARM, in_flight=IN_FLIGHT)
        return median(_round(one, first + WARM + n * USERS) for n in range(rounds))


def _round(one: Sitting, lo: int) -> float:
    return float(one.ask("closed", lo=lo, hi=lo + USERS, in_flight=IN_FLIGHT)["cpu_us"])


# In parts.


def timed_all(dsn: str, orders: Sequence[str]) -> float:
    return sum(timed(dsn, order) for order in orders)


def _parting(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        return [order for table in PARTS for order in _parted(connection, table)]


def _parted(connection: psycopg.Connection, table: str) -> list[str]:
    """The rows of a table, in parts; every unique index has to have the column by which they are parted."""
    by = PARTS[table]
    indexes = [row[0] for row in connection.execute(
        "SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE 'CREATE UNIQUE%%'", [table]
    )]  # fmt: skip
    names = [row[0] for row in connection.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])]
    key = "PRIMARY KEY (id)" if by == "id" else f"PRIMARY KEY ({by}, id)"
    return [
        f"ALTER SEQUENCE {table}_id_seq OWNED BY NONE",
        f"ALTER TABLE {table} RENAME TO whole_{table}",
        *(f'ALTER INDEX "{name}" RENAME TO "whole_{name}"' for name in names),
        f"CREATE TABLE {table} (LIKE whole_{table} INCLUDING DEFAULTS, {key}) PARTITION BY RANGE ({by})",
        *_stretches(connection, table, by),
        f"INSERT INTO {table} SELECT * FROM whole_{table}",
        *indexes,
        f"DROP TABLE whole_{table}",
        "VACUUM (ANALYZE) " + table,
    ]


def _stretches(connection: psycopg.Connection, table: str, by: str) -> Iterator[str]:
    """As many in each; what is new on the runs of the measured people has low numbers and lies in the first."""
    low, high = connection.execute(
        f"SELECT min({by}), max({by}) FROM {table} WHERE {by} >= {SEEDED if by == 'run_id' else 0}".encode()
    ).fetchone() or (0, 0)
    ends = ["MINVALUE", *(str(low + (high - low) * n // MONTHS) for n in range(1, MONTHS)), "MAXVALUE"]
    for n, (start, end) in enumerate(pairwise(ends), 1):
        yield f"CREATE TABLE {table}_{n:02} PARTITION OF {table} FOR VALUES FROM ({start}) TO ({end})"


# Which parts a statement opens.


def _hot() -> dict[str, tuple[Any, dict[str, Any]]]:
    """The program's own statements, with values of a run that is there."""
    from datetime import UTC, datetime

    from bot.store import letters, runs
    from bot.store.prepared import Prepared

    now, run = datetime.now(UTC), SEEDED + 5
    lane = {"b_line": 1, "b_address": "5000000005"}
    return {
        "the answers of a run": (runs.ANSWERS, {"b_run": run}),
        "what somebody answered last to a question": (runs.LAST, {"b_person": 6, "b_step": "truck"}),
        "a letter is settled": (letters.SETTLE, {"b_id": 5, "b_at": now, "b_failed": "", "b_shown": "1"}),
        "is there a later change of the card": (letters.LATER_EDIT, {**lane, "b_slot": f"run:{run}", "b_id": 5}),
        "which lines have letters that wait": (letters.WAITING, {"b_now": now, "b_never": now}),
        "who was sent a letter of a run": (Prepared(_told(f"run:{run}")), {}),
        "the findings of a stretch of runs": (Prepared(_found(SEEDED + 10, SEEDED + 60)), {}),
    }


def _told(slot: str) -> Any:
    from bot.store.sql import letter

    return sa.select(letter.c.person_id).where(letter.c.slot == sa.literal_column(f"'{slot}'"))


def _found(low: int, high: int) -> Any:
    """As the summary asks, and with what lets a server see in which part they are: the numbers of the runs."""
    from bot.store.sql import answer

    mine = answer.c.run_id.between(sa.literal_column(str(low)), sa.literal_column(str(high)))
    return sa.select(answer.c.step, sa.func.count()).where(mine, answer.c.finding).group_by(answer.c.step)


def _opened(dsn: str) -> list[Sequence[str]]:
    from bot.store.database import engine_for

    engine = engine_for(dsn)
    with engine.connect() as connection:
        rows = [(f"parts opened: {what}", _parts(connection, *asked)) for what, asked in _hot().items()]
    engine.dispose()
    return rows


def _parts(connection: sa.Connection, asked: Any, values: dict[str, Any]) -> str:
    from bot.store.prepared import order

    text = asked._worked_out(connection, values)
    with connection.begin_nested() as nothing_stays:
        row = order(connection, "EXPLAIN (ANALYZE, FORMAT JSON) " + text.sql, text.filled(values)).fetchone()
        nothing_stays.rollback()
    plan = row[0][0]
    opened = {one for one in _relations(plan["Plan"]) if one.rpartition("_")[2].isdigit()}
    return f"{len(opened)}, {plan['Execution Time']:.2f} ms and {plan['Planning Time']:.2f} to plan"


def _relations(node: dict[str, Any]) -> Iterator[str]:
    if "Relation Name" in node and node.get("Actual Loops", 0):
        yield str(node["Relation Name"])
    for part in node.get("Plans", ()):
        yield from _relations(part)


# A second server follows.


def _followed(at: Place, first: int) -> list[Sequence[str]]:
    """The answers and runs go to a warehouse while turns are driven."""
    with (
        _warehouse(at) as (server, copied),
        sitting(at) as one,
        psycopg.connect(at.cfg.pg_dsn, autocommit=True) as asking,
    ):
        one.give("closed", lo=first, hi=first + 3 * USERS, in_flight=IN_FLIGHT)
        lags = list(_lags(asking, seconds=5.0))
        told = one.take()
        there = _same(at.cfg.pg_dsn, server)
    return [
        ("logical replication: seconds to copy what was there", number(copied, 1)),
        ("logical replication: answers on both servers afterwards", there),
        ("logical replication: turns a second meanwhile", number(1e6 / told["wall_us"])),
        ("logical replication: behind, ms, median and most", f"{1e3 * median(lags):,.1f} and {1e3 * max(lags):,.1f}"),
    ]


@contextmanager
def _warehouse(at: Place) -> Iterator[tuple[str, float]]:
    """A second server with the tables and nothing in them, which then has what the first one has."""
    from bot.store.migrate import migrate

    second = postgres.Postgres(postgres.DURABLE)
    try:
        dsn = second.url(second.create())
        engine = sa.create_engine(dsn.replace("postgresql:", "postgresql+psycopg:", 1))
        migrate(engine)
        engine.dispose()
        for order in (
            "ALTER TABLE answer DROP CONSTRAINT answer_run_id_fkey",
            "ALTER TABLE answer DROP CONSTRAINT answer_person_id_fkey",
        ):
            timed(dsn, order)
        timed(at.cfg.pg_dsn, "CREATE PUBLICATION warehouse FOR TABLE answer WITH (publish_via_partition_root = true)")
        began = time.perf_counter()
        timed(dsn, f"CREATE SUBSCRIPTION warehouse CONNECTION '{at.cfg.pg_dsn}' PUBLICATION warehouse")
        while not _ready(dsn):
            time.sleep(0.1)
        yield dsn, time.perf_counter() - began
        timed(dsn, "DROP SUBSCRIPTION warehouse")
    finally:
        second.stop()


def _ready(dsn: str) -> bool:
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel").fetchone() == (True,)


def _lags(asking: psycopg.Connection, seconds: float) -> Iterator[float]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        row = asking.execute("SELECT extract(epoch FROM replay_lag) FROM pg_stat_replication").fetchone()
        if row and row[0] is not None:
            yield float(row[0])
        time.sleep(0.02)


def _same(first: str, second: str) -> str:
    for _ in range(300):
        counts = [_count(dsn) for dsn in (first, second)]
        if counts[0] == counts[1]:
            return f"{counts[0]:,}"
        time.sleep(0.1)
    return f"**{counts[0]:,} and {counts[1]:,}**"


def _count(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM answer").fetchone()
    assert row
    return int(row[0])


# A part goes.


def _gone(dsn: str) -> list[Sequence[str]]:
    """The same number of rows twice: as a part that is taken off, and deleted from a part."""
    taken_off = timed(dsn, f"ALTER TABLE answer DETACH PARTITION answer_{2:02} CONCURRENTLY")
    dropped = timed(dsn, f"DROP TABLE answer_{2:02}")
    deleted = timed(dsn, f"DELETE FROM answer_{3:02}")
    vacuumed = timed(dsn, f"VACUUM answer_{3:02}")
    return [
        ("ms to take off a month of answers, and to drop it", f"{1e3 * taken_off:,.0f} and {1e3 * dropped:,.0f}"),
        ("ms to delete as many, and to clear up after it", f"{1e3 * deleted:,.0f} and {1e3 * vacuumed:,.0f}"),
    ]
