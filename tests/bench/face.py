"""What a contestant's module offers, for the program on one platform. Importable without the program: it is imported late."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.bench import own
from tests.bench.terms import Payload


class Face:
    """`own_telegram.py` and its likes lend these methods their names."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.button = own.pressed if channel == "telegram" else own.action
        self._own: own.Own | None = None

    @property
    def own(self) -> own.Own:
        assert self._own, "setup() comes first"
        return self._own

    def prepare(self, cfg: Any) -> None:
        from tests.bench import own_store

        own_store.prepare(cfg, self.channel)

    async def setup(self, cfg: Any) -> None:
        self._own = own.Own(cfg, self.channel)
        await self._own.setup()

    async def feed(self, payload: Payload) -> bytes | None:
        return await self.own.feed(payload)

    async def made(self, name: str) -> int:
        """A file as a letter asks for it: its bytes."""
        return len(await self.own.app.sent_files.fetch(name))

    async def apart(self) -> None:
        """Until the process that reads is there."""
        beside = self.own.app.beside
        beside.begin()
        while not (beside.other and beside.other.there):
            await asyncio.sleep(0.05)

    async def settled(self) -> None:
        await self.own.settled()

    async def teardown(self) -> None:
        await self.own.teardown()

    def dump(self, cfg: Any, lo: int, hi: int) -> dict[int, list[dict[str, str]]]:
        from tests.bench import own_store

        return own_store.dump(cfg, lo, hi)

    async def seed_open(self, cfg: Any, lo: int, hi: int) -> None:
        from tests.bench import own_store

        await own_store.seed_open(cfg, self.channel, lo, hi)

    async def seed_done(self, cfg: Any, answers: int) -> None:
        from tests.bench import own_store

        await own_store.seed_done(cfg, self.channel, answers)
