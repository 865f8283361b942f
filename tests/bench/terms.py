"""What every contestant of the yardstick is given, and what it must offer. Knows no platform and no program."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parents[2]
VENV = ROOT / ".venv/bin/python"
PYTHON = str(VENV) if VENV.exists() else sys.executable
PEERS = str(ROOT / ".venv/peers/bin/python")  # libraries that ask for other versions than ours: see pyproject.toml


@dataclass(frozen=True)
class Cfg:
    """One contestant's own folder, the platform's address, and its database server if it asked for one."""

    dir: str
    api_base: str
    pg_dsn: str = ""
    sync: str = "FULL"  # of SQLite: what was acknowledged survives a power cut
    outgoing: str = "http"

    @property
    def http(self) -> bool:
        return self.outgoing == "http"


@dataclass(frozen=True, slots=True)
class Payload:
    """One webhook: turn `t` of user `i`."""

    body: bytes
    headers: Mapping[str, str]
    i: int
    t: int


Answers = Mapping[int, list[dict[str, str]]]  # by user, one dictionary for each finished inspection


class Contestant(Protocol):
    """A module. It may also have `prepare(cfg)`, `button(...)`, `dump(cfg, lo, hi)`, `settled()`, `seed_open`, `seed_done`."""

    CHANNEL: str
    KIND: str
    DURABLE: bool
    SERVICES: list[str]
    PYTHON: str

    def setup(self, cfg: Any) -> Awaitable[None]: ...

    def feed(self, payload: Payload) -> Awaitable[bytes | None]:
        """Returns when the answer is durable and acknowledged, and the next question is out."""
        ...

    def teardown(self) -> Awaitable[None]: ...
