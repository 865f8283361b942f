"""slack-bolt alone: verifies, parses, finds one listener that acknowledges. Keeps nothing and says nothing."""

from __future__ import annotations

import re
from typing import Any

from tests.bench import terms

CHANNEL = "slack"
TITLE = "slack-bolt, nothing kept or said"
KIND = "bare"
DURABLE = False
SERVICES: list[str] = []
PYTHON = terms.PYTHON
RUNNING: dict[str, Any] = {}


async def setup(cfg: Any) -> None:
    from tests.bench.peers.bolt import Shell

    async def nothing(ack: Any) -> None:
        await ack()

    RUNNING["shell"] = shell = Shell(cfg.api_base)
    shell.app.command("/inspect")(nothing)
    shell.app.event("message")(nothing)
    shell.app.action(re.compile("."))(nothing)


async def feed(payload: Any) -> None:
    await RUNNING["shell"].feed(payload)


async def teardown() -> None:
    await RUNNING["shell"].close()
