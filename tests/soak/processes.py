"""The processes of the program: started, known to the front while they answer, killed, and started under another name."""

from __future__ import annotations

import asyncio
import random
import signal
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


@dataclass(frozen=True)
class Blow:
    """What was done to a process: from when until when it did nothing, and which letters it held."""

    kind: str
    at: float
    until: float
    held: list[int]


@dataclass
class Process:
    """One life. Times are monotonic; `killed` is 0 while it lives. `ended` is the exit code if it ended by itself."""

    port: int
    popen: subprocess.Popen[bytes]
    log: Path
    began: float
    ready: float = 0.0
    killed: float = 0.0
    ended: int | None = None
    blows: list[Blow] = field(default_factory=list)

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
    freezes: tuple[float, float]
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

    async def strike(self) -> None:
        """Does something bad to any of them."""
        life = self.dice.choice([one for one in self.living if one.ready])
        life.ended = life.popen.poll()
        blows = [self._kill] * 6 + [self._ask_to_end] * 2 + ([self._freeze] * 2 if len(self.living) > 1 else [])
        await self.dice.choice(blows)(life)

    async def _kill(self, life: Process) -> None:
        """Without warning; and starts another."""
        life.popen.kill()
        self.front.living.remove(life.address)
        await self._gone(life, "killed")

    async def _ask_to_end(self, life: Process) -> None:
        """As a service manager does; and starts another."""
        life.popen.terminate()
        self.front.living.remove(life.address)
        await asyncio.to_thread(life.popen.wait, PATIENCE)
        await self._gone(life, "asked to end")

    async def _gone(self, life: Process, kind: str) -> None:
        life.popen.wait()
        life.killed = time.monotonic()
        life.blows.append(Blow(kind, life.killed, float("inf"), await self._held(life)))
        await self.start()

    async def _held(self, life: Process) -> list[int]:
        """What it held; also what the database made durable for it a moment after."""
        at_once = await asyncio.to_thread(self.held_by, life.name)
        await asyncio.sleep(0.5)
        return [*at_once, *await asyncio.to_thread(self.held_by, life.name)]

    async def _freeze(self, life: Process) -> None:
        """It stands still, is perhaps taken for dead, and goes on as if nothing had been."""
        self.front.living.remove(life.address)
        life.popen.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        held = await self._held(life)
        await asyncio.sleep(self.dice.uniform(*self.freezes))
        life.popen.send_signal(signal.SIGCONT)
        life.blows.append(Blow("frozen", began, time.monotonic(), held))
        await asyncio.sleep(1.0)  # until whoever balances the load sends it something again
        self.front.living.append(life.address)

    def end(self) -> None:
        for life in self.living:
            life.ended = life.popen.poll()
            life.popen.kill()
            life.popen.wait()
