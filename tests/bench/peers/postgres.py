"""Inspections in PostgreSQL, through asyncpg's pool of ten, which prepares its statements."""

from __future__ import annotations

from typing import Any

import asyncpg

from tests.bench.peers.inspection import Position
from tests.bench.peers.lite import gathered

TABLES = """
CREATE TABLE IF NOT EXISTS inspection (id BIGSERIAL PRIMARY KEY, "user" BIGINT NOT NULL, lang TEXT NOT NULL, state TEXT NOT NULL,
  n INT NOT NULL DEFAULT 1, began_at TIMESTAMPTZ DEFAULT now());
CREATE INDEX IF NOT EXISTS users ON inspection ("user");
CREATE TABLE IF NOT EXISTS answer (id BIGSERIAL PRIMARY KEY, inspection BIGINT NOT NULL REFERENCES inspection (id),
  key TEXT NOT NULL, value TEXT NOT NULL, at TIMESTAMPTZ DEFAULT now());
CREATE INDEX IF NOT EXISTS answers ON answer (inspection);
"""
WHERE = 'SELECT id, lang, state, n FROM inspection WHERE "user" = $1 ORDER BY id DESC LIMIT 1'
ANSWER = "INSERT INTO answer (inspection, key, value) VALUES ($1, $2, $3)"
ONWARD = "UPDATE inspection SET state = $1, n = $2 WHERE id = $3"
FOUND = (
    'SELECT i."user", i.id, a.key, a.value FROM inspection i JOIN answer a ON a.inspection = i.id '
    'WHERE i.state = \'done\' AND i."user" >= $1 AND i."user" < $2 ORDER BY a.id'
)


class Pooled:
    """A Store, as the inspection wants it."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    @classmethod
    async def opened(cls, dsn: str) -> Pooled:
        pool = await asyncpg.create_pool(dsn, min_size=2, max_size=10)
        await pool.execute(TABLES)
        return cls(pool)

    async def begin(self, user: int, lang: str) -> None:
        await self._pool.execute("INSERT INTO inspection (\"user\", lang, state) VALUES ($1, $2, 'truck')", user, lang)

    async def position(self, user: int) -> Position | None:
        row = await self._pool.fetchrow(WHERE, user)
        return Position(*row) if row else None

    async def answer(self, at: Position, key: str, value: str, state: str, n: int) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(ANSWER, at.inspection, key, value)
            await connection.execute(ONWARD, state, n, at.inspection)

    async def answers(self, inspection: int) -> dict[str, str]:
        return dict(await self._pool.fetch("SELECT key, value FROM answer WHERE inspection = $1", inspection))

    async def close(self) -> None:
        await self._pool.close()


async def dump(dsn: str, lo: int, hi: int) -> dict[int, list[dict[str, str]]]:
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(FOUND, lo, hi)
    await connection.close()
    return gathered(rows, 0)
