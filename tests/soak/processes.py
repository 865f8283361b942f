"""The processes of the program: started, known to the front while they answer, killed, and started under another name."""

from __future__ import annotations

import asyncio
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.running import PATIENCE, environment, free_port
from tests.soak.front import Front


@dataclass
class Process:
    """One life. Times are monotonic; `killed` is 0 while it lives. `held` are the letters it held when it was killed.

    `ended` is the exit code of one that was found to have ended by itself.
    """

    port: int
    popen: subprocess.Popen[bytes]
    log: Path
    began: float
    ready: float = 0.0
    killed: float = 0.0
    held: list[int] = field(default_factory=list)
    ended: int | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def name(self) -> str:
        """What the program calls its worker."""
        return f"{socket.gethostname()}:{self.port}"


@dataclass
class Processes:
    """`held_by` tells which open letters a worker of that name holds."""

    front: Front
    settings: dict[str, str]
    folder: Path
    dice: random.Random
    held_by: Callable[[str], list[int]]
    lives: list[Process] = field(default_factory=list)

    @property
    def living(self) -> list[Process]:
        return [one for one in self.lives if not one.killed]

    async def start(self) -> Process:
        """A new process; takes part as soon as it answers."""
        port = free_port()
        log = self.folder / f"life-{len(self.lives) + 1}.log"
        with log.open("wb") as out:
            popen = subprocess.Popen(
                [sys.executable, "-m", "tests.soak.life"],
                env=environment(self.settings | {"SELLO_BIND": f"127.0.0.1:{port}"}),
                stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        life = Process(port, popen, log, time.monotonic())
        self.lives.append(life)
        await self._answers(life)
        return life

    async def _answers(self, life: Process) -> None:
        """Until it listens. It may not be ready: a platform may be ill."""
        until = time.monotonic() + PATIENCE
        async with aiohttp.ClientSession() as http:
            while time.monotonic() < until:
                assert life.popen.poll() is None, f"ended with {life.popen.returncode}: {life.log.read_text()[-3000:]}"
                try:
                    async with http.get(f"{life.address}/healthz"):
                        break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        life.ready = time.monotonic()
        self.front.living.append(life.address)

    async def kill_one(self) -> None:
        """Kills any of them without warning, and starts another."""
        life = self.dice.choice([one for one in self.living if one.ready])
        life.ended = life.popen.poll()
        life.popen.kill()
        life.popen.wait()
        life.killed = time.monotonic()
        self.front.living.remove(life.address)
        life.held = await asyncio.to_thread(self.held_by, life.name)
        await self.start()

    def end(self) -> None:
        for life in self.living:
            life.ended = life.popen.poll()
            life.popen.kill()
            life.popen.wait()
