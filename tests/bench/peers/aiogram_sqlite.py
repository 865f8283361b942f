"""aiogram with SQLite."""

from __future__ import annotations

from typing import Any

from tests.bench import from_telegram, terms
from tests.bench.peers import lite

CHANNEL = "telegram"
TITLE = "aiogram, SQLite"
KIND = "peer"
DURABLE = True
SERVICES: list[str] = []
PYTHON = terms.PEERS
RUNNING: dict[str, Any] = {}


async def setup(cfg: Any) -> None:
    from tests.bench.peers.fsm import Inspector

    RUNNING["store"] = store = lite.Lite(cfg.dir, cfg.sync)
    RUNNING["bot"] = Inspector(cfg.api_base, store)


async def feed(payload: Any) -> None:
    await RUNNING["bot"].feed(payload)


async def teardown() -> None:
    await RUNNING["bot"].bot.session.close()
    RUNNING["store"].close()


def dump(cfg: Any, lo: int, hi: int) -> dict[int, list[dict[str, str]]]:
    return lite.dump(cfg.dir, from_telegram.FIRST, lo, hi)
