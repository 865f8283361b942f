"""Contestants side by side: each in a process of its own, stopped while others are measured; their databases, the platform.

Contestants and their databases share one core, the platforms' stand-in and whoever measures the other.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from tests import postgres
from tests.bench.standin import StandIn
from tests.bench.terms import ROOT, Cfg

CORES = sorted(os.sched_getaffinity(0))
CONTESTANT, OTHERS = (CORES[0], CORES[1]) if len(CORES) > 1 else (-1, -1)


class Failed(Exception):
    """A contestant could not do what it was asked."""


@contextlib.contextmanager
def pinned(core: int) -> Iterator[None]:
    """What is started meanwhile stays on this core."""
    if core < 0:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass
class Stock:
    """A contestant's store as it is before anybody comes, made once: a folder, or a server with a database to copy."""

    name: str
    settings: tuple[tuple[str, str], ...] = ()  # of its server, beside what all have

    def __post_init__(self) -> None:
        self.module: ModuleType = importlib.import_module(f"tests.bench.{self.name}")
        self.folder = Path(tempfile.mkdtemp(prefix="bench-"))
        self.server: postgres.Postgres | None = None
        self.database = ""
        atexit.register(self.close)
        if "pg" in self.module.SERVICES:
            with pinned(CONTESTANT):
                self.server = postgres.Postgres(postgres.DURABLE | dict(self.settings))
            self.database = self.server.create()
        self._prepare()

    def _prepare(self) -> None:
        if hasattr(self.module, "prepare"):
            self.module.prepare(Cfg(str(self.folder), "", self.dsn(self.database)))

    def dsn(self, database: str) -> str:
        return self.server.url(database) if self.server else ""

    def close(self) -> None:
        if self.server:
            self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


stock = cache(Stock)


@dataclass
class Place:
    """What outlives a contestant's process: its folder, its database, the platform."""

    name: str
    delay: float = 0.0
    settings: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        self._stock = stock(self.name, self.settings)
        self.module = self._stock.module
        self._folder = tempfile.mkdtemp(prefix="bench-")
        shutil.copytree(self._stock.folder, self._folder, dirs_exist_ok=True)
        server = self._stock.server
        self._database = server.create(self._stock.database) if server else ""
        self._platform = StandIn(self.delay, OTHERS)
        self.cfg = Cfg(self._folder, self._platform.address, self._stock.dsn(self._database))
        self.pids = [server.pid] if server else []

    @property
    def title(self) -> str:
        return str(self.module.TITLE)

    def calls(self) -> dict[str, int]:
        return self._platform.calls()

    def close(self) -> None:
        self._platform.close()
        if self._stock.server:
            self._stock.server.drop(self._database)
        shutil.rmtree(self._folder, ignore_errors=True)


class Sitting:
    """One contestant's process."""

    def __init__(self, place: Place, core: int = CONTESTANT) -> None:
        self.place, self.began = place, time.monotonic()
        command = [
            place.module.PYTHON, "-m", "tests.bench.seat", place.module.__name__,
            json.dumps(asdict(place.cfg)), json.dumps(place.pids), str(core),
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )  # fmt: skip

    def ask(self, verb: str, **order: Any) -> dict[str, Any]:
        self.give(verb, **order)
        return self.take()

    def give(self, verb: str, **order: Any) -> None:
        _of(self._process.stdin).write(json.dumps({"verb": verb, **order}) + "\n")
        _of(self._process.stdin).flush()

    def take(self) -> dict[str, Any]:
        line = _of(self._process.stdout).readline()
        told = json.loads(line) if line else {"failed": "its process has ended"}
        if "failed" in told:
            raise Failed(f"{self.place.name}: {told['failed']}")
        return told

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def killed(self) -> None:
        """In the middle of it, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        if self._process.poll() is None:
            self.go_on()
            _of(self._process.stdin).close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
        self._process.wait()
        _of(self._process.stdout).close()


def _of(stream: IO[str] | None) -> IO[str]:
    assert stream
    return stream


@contextlib.contextmanager
def place(name: str, delay: float = 0.0, settings: tuple[tuple[str, str], ...] = ()) -> Iterator[Place]:
    made = Place(name, delay, settings)
    try:
        yield made
    finally:
        made.close()


@contextlib.contextmanager
def sitting(at: Place, *, ready: bool = True, core: int = CONTESTANT) -> Iterator[Sitting]:
    made = Sitting(at, core)
    try:
        if ready:
            made.ask("setup")
        yield made
    finally:
        made.close()


@contextlib.contextmanager
def side_by_side(names: Sequence[str], delay: float = 0.0) -> Iterator[list[Sitting]]:
    """Ready, and stopped: whoever is measured is let go on, and stopped again."""
    with contextlib.ExitStack() as all_of_them:
        sittings = []
        for name in names:
            one = all_of_them.enter_context(sitting(all_of_them.enter_context(place(name, delay))))
            one.stop()
            sittings.append(one)
        yield sittings


@contextlib.contextmanager
def turn(of: Sitting) -> Iterator[Sitting]:
    of.go_on()
    time.sleep(0.2)  # what it missed meanwhile is over
    try:
        yield of
    finally:
        of.stop()


def there(name: str) -> str:
    """Why a contestant cannot take part; empty if it can."""
    python = importlib.import_module(f"tests.bench.{name}").PYTHON
    return "" if Path(python).exists() else f"`{Path(python).relative_to(ROOT)}` is not there; `make bench` makes it"
