"""Sizes: what an answer and all that comes with it weigh on the disk, on both databases; and how long their upkeep takes."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import closing

import psycopg

from tests import postgres
from tests.bench import journey
from tests.bench.crew import Place, place, sitting
from tests.bench.table import Scale, Table, number

TABLES = ("answer", "run", "letter", "place", "delivery")
HEAD = ("bytes an answer", "SQLite", "PostgreSQL")
NOTES = (
    "An inspection of {answers} answers is played through the program and copied inside the database until there are {until} "
    "answers; the bytes of a table and of each index are divided by the answers. The words of letters go after a week and "
    "deliveries after eight days, so the sum of what stays leaves both out."
)
PAGES = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name"
MASTER = "SELECT name, tbl_name FROM sqlite_master WHERE type IN ('table', 'index')"
RELATIONS = """
SELECT c.relname, t.relname, pg_table_size(c.oid) FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
JOIN pg_class t ON t.oid = coalesce(i.indrelid, c.oid)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')
"""
WORDS = "SELECT sum(length(body)) FROM letter"
Weights = Mapping[tuple[str, str], float]  # bytes, by table and by the table or its index


def sizes(names: Sequence[str], scale: Scale) -> Table:
    lite, upkept = {}, []
    with place("own_telegram") as at:
        _filled(at, scale.until)
        lite = _of_sqlite(at)
    with place("own_pg_telegram") as at:
        _filled(at, scale.until)
        upkept = list(upkeep(at.cfg.pg_dsn))
        server = _of_postgres(at)
    rows = [_row(key, lite.get(key), server.get(key), scale.until) for key in _order(lite, server)]
    rows += [
        _sum("all of it", lite, server, scale.until, ("",)),
        _sum("what stays", lite, server, scale.until, ("delivery", "words")),
    ]
    rows += [(f"PostgreSQL, seconds: {what}", "", number(seconds, 1)) for what, seconds in upkept]
    return Table("Sizes", "", HEAD, rows, NOTES.format(answers=journey.ANSWERS, until=f"{scale.until:,}"))


def _filled(at: Place, answers: int) -> None:
    with sitting(at, ready=False) as seeding:
        seeding.ask("seed_done", answers=answers)


def _of_sqlite(at: Place) -> Weights:
    with closing(sqlite3.connect(f"{at.cfg.dir}/sello.db")) as database:
        tables = dict(database.execute(MASTER).fetchall())
        weights = {(tables.get(name, ""), name): float(size) for name, size in database.execute(PAGES)}
        return weights | {("letter", "words"): float(database.execute(WORDS).fetchone()[0])}


def _of_postgres(at: Place) -> Weights:
    with psycopg.connect(at.cfg.pg_dsn) as connection:
        weights = {(table, name): float(size) for name, table, size in connection.execute(RELATIONS).fetchall()}
        words = connection.execute("SELECT sum(pg_column_size(body)) FROM letter").fetchone()
        return weights | {("letter", "words"): float(words[0] if words else 0)}


def _order(*weights: Weights) -> list[tuple[str, str]]:
    keys = {key for each in weights for key in each if key[0] in TABLES}
    return sorted(keys, key=lambda key: (TABLES.index(key[0]), key[1] != key[0], key[1]))


def _row(key: tuple[str, str], lite: float | None, server: float | None, answers: int) -> Sequence[str]:
    table, name = key
    title = table if name == table else "letter: its words" if name == "words" else f"{table}: index `{name}`"
    return title, *("" if size is None else number(size / answers, 1) for size in (lite, server))


def _sum(title: str, lite: Weights, server: Weights, answers: int, without: Sequence[str]) -> Sequence[str]:
    return title, *(number(_weight(weights, without) / answers) for weights in (lite, server))


def _weight(weights: Weights, without: Sequence[str]) -> float:
    """Words lie inside the table of letters: where they are left out they are taken off."""
    stays = sum(
        size for (table, name), size in weights.items() if table in TABLES and table not in without and name != "words"
    )
    return stays - (weights["letter", "words"] if "words" in without else 0)


def upkeep(dsn: str) -> list[tuple[str, float]]:
    """What an operator does with a whole database, and how long each takes."""
    orders = {
        "vacuum and freeze everything": "VACUUM (FREEZE, ANALYZE)",
        "make the index of answers anew beside the work": "REINDEX INDEX CONCURRENTLY answered_steps",
        "add a column with a constant to answer": "ALTER TABLE answer ADD COLUMN noted boolean NOT NULL DEFAULT false",
        "rewrite answer, as a change of a type would": "ALTER TABLE answer ALTER COLUMN version TYPE bigint",
    }
    return [*((what, timed(dsn, order)) for what, order in orders.items()), ("dump it, compressed", _dumped(dsn))]


def timed(dsn: str, order: str) -> float:
    with psycopg.connect(dsn, autocommit=True) as connection:
        began = time.perf_counter()
        connection.execute(order.encode())
        return time.perf_counter() - began


def _dumped(dsn: str) -> float:
    began = time.perf_counter()
    command = [postgres.binaries() / "pg_dump", "--format=custom", dsn]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
