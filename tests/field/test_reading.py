"""Managers whose summary is read by the other process, whatever becomes of that."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.field.house import House, house


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Eva, a manager, on Telegram and Slack."""
    async with house(tmp_path, database_url) as made:
        made.enrol("Eva Castro", "manager", "es", "telegram", "slack")
        yield made


async def begun(home: House) -> int:
    reads = home.apps[0].beside
    reads.begin()
    async with asyncio.timeout(120):
        while not (reads.other and reads.other.there):
            await asyncio.sleep(0.02)
    return reads.other.process.pid


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_a_summary_comes_once_also_when_the_process_is_killed_that_reads_it(home: House, channel: str) -> None:
    other = await begun(home)
    os.kill(other, signal.SIGSTOP)  # it takes long
    asyncio.get_running_loop().call_later(1.0, os.kill, other, signal.SIGKILL)

    await home.say("Eva", "/resumen", channel)

    assert sum("Resumen semanal 2026-W47" in one for one in home.screen("Eva", channel)) == 1
    assert await begun(home) != other
    await home.say("Eva", "/resumen", channel)
    assert "Resumen semanal 2026-W47" in home.newest("Eva", channel)
