"""Inspections in SQLite, over one connection on a thread of its own: the loop waits for no disk. synchronous=FULL."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from tests.bench.peers.inspection import Position

T = TypeVar("T")
NAME = "peer.db"
TABLES = """
CREATE TABLE IF NOT EXISTS inspection (id INTEGER PRIMARY KEY, user INTEGER NOT NULL, lang TEXT NOT NULL, state TEXT NOT NULL,
  n INTEGER NOT NULL DEFAULT 1, began_at TEXT DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX IF NOT EXISTS users ON inspection (user);
CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, inspection INTEGER NOT NULL REFERENCES inspection (id),
  key TEXT NOT NULL, value TEXT NOT NULL, at TEXT DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX IF NOT EXISTS answers ON answer (inspection);
"""
WHERE = "SELECT id, lang, state, n FROM inspection WHERE user = ? ORDER BY id DESC LIMIT 1"
FOUND = (
    "SELECT i.user, i.id, a.key, a.value FROM inspection i JOIN answer a ON a.inspection = i.id "
    "WHERE i.state = 'done' AND i.user >= ? AND i.user < ? ORDER BY a.id"
)


def connected(folder: str, sync: str) -> sqlite3.Connection:
    connection = sqlite3.connect(Path(folder, NAME), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={sync}")
    connection.executescript(TABLES)
    return connection


class Lite:
    """A Store, as the inspection wants it."""

    def __init__(self, folder: str, sync: str) -> None:
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self.connection = connected(folder, sync)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self.connection)

    async def begin(self, user: int, lang: str) -> None:
        row = (user, lang)
        await self.run(
            lambda c: c.execute("INSERT INTO inspection (user, lang, state) VALUES (?, ?, 'truck')", row) and None
        )

    async def position(self, user: int) -> Position | None:
        row = await self.run(lambda c: c.execute(WHERE, (user,)).fetchone())
        return Position(*row) if row else None

    async def answer(self, at: Position, key: str, value: str, state: str, n: int) -> None:
        def both(c: sqlite3.Connection) -> None:
            c.execute("BEGIN IMMEDIATE")
            c.execute("INSERT INTO answer (inspection, key, value) VALUES (?, ?, ?)", (at.inspection, key, value))
            c.execute("UPDATE inspection SET state = ?, n = ? WHERE id = ?", (state, n, at.inspection))
            c.execute("COMMIT")

        await self.run(both)

    async def answers(self, inspection: int) -> dict[str, str]:
        query = "SELECT key, value FROM answer WHERE inspection = ?"
        return dict(await self.run(lambda c: c.execute(query, (inspection,)).fetchall()))

    def close(self) -> None:
        self._thread.shutdown()
        self.connection.close()


def dump(folder: str, first: int, lo: int, hi: int) -> dict[int, list[dict[str, str]]]:
    """Finished inspections, read over a fresh connection."""
    connection = sqlite3.connect(Path(folder, NAME))
    rows = connection.execute(FOUND, (first + lo, first + hi)).fetchall()
    connection.close()
    return gathered(rows, first)


def gathered(rows: Any, first: int) -> dict[int, list[dict[str, str]]]:
    found: dict[int, dict[int, dict[str, str]]] = {}
    for user, inspection, key, value in rows:
        found.setdefault(user - first, {}).setdefault(inspection, {})[key] = value
    return {i: list(each.values()) for i, each in found.items()}
