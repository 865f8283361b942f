"""slack-bolt with PostgreSQL."""

from __future__ import annotations

from typing import Any

from tests.bench import from_telegram, terms

CHANNEL = "slack"
TITLE = "slack-bolt, PostgreSQL"
KIND = "peer"
DURABLE = True
SERVICES: list[str] = ["pg"]
PYTHON = terms.PEERS
RUNNING: dict[str, Any] = {}


def button(kind: str, i: int, n: int = 0, value: str = "") -> tuple[str, str]:
    carried = from_telegram.button(kind, i, n, value)  # one name does for both platforms
    return carried, carried


async def setup(cfg: Any) -> None:
    from tests.bench.peers.bolt import Inspector
    from tests.bench.peers.postgres import Pooled

    RUNNING["store"] = store = await Pooled.opened(cfg.pg_dsn)
    RUNNING["bot"] = Inspector(cfg.api_base, store)


async def feed(payload: Any) -> None:
    await RUNNING["bot"].shell.feed(payload)


async def teardown() -> None:
    await RUNNING["bot"].shell.close()
    await RUNNING["store"].close()


async def dump(cfg: Any, lo: int, hi: int) -> dict[int, list[dict[str, str]]]:
    from tests.bench.peers import postgres

    return await postgres.dump(cfg.pg_dsn, lo, hi)
