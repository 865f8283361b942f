"""slack-bolt with SQLite."""

from __future__ import annotations

from typing import Any

from tests.bench import from_telegram, terms
from tests.bench.peers import lite

CHANNEL = "slack"
TITLE = "slack-bolt, SQLite"
KIND = "peer"
DURABLE = True
SERVICES: list[str] = []
PYTHON = terms.PYTHON
RUNNING: dict[str, Any] = {}


def button(kind: str, i: int, n: int = 0, value: str = "") -> tuple[str, str]:
    carried = from_telegram.button(kind, i, n, value)  # one name does for both platforms
    return carried, carried


async def setup(cfg: Any) -> None:
    from tests.bench.peers.bolt import Inspector

    RUNNING["store"] = store = lite.Lite(cfg.dir, cfg.sync)
    RUNNING["bot"] = Inspector(cfg.api_base, store)


async def feed(payload: Any) -> None:
    await RUNNING["bot"].shell.feed(payload)


async def teardown() -> None:
    await RUNNING["bot"].shell.close()
    RUNNING["store"].close()


def dump(cfg: Any, lo: int, hi: int) -> dict[int, list[dict[str, str]]]:
    return lite.dump(cfg.dir, 0, lo, hi)
