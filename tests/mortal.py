"""A life of the program that may end, without a word, at a chosen moment inside its own transaction.

Runs in a process of its own; what it kills is itself.
"""

import asyncio
import os
import signal
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.app import App
from bot.settings import read
from bot.store import writing


@dataclass(frozen=True)
class Fate:
    """`where` is `before` (a statement that begins with `what`), `commit` or `kept`: just before a commit, just after.

    `call` and `called` (before and after a call to a platform) and `time` (hundredths of a second after the start) are
    for whoever watches from outside. `number`: the how manieth.
    """

    where: str
    what: str = ""
    number: int = 0


def live(settings: dict[str, str], fate: Fate, log: str) -> None:
    """`sello run`, without the checks of the flows that were made for the first life."""
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    meet(fate)
    asyncio.run(App(read(settings)).serve())


def live_by(settings: dict[str, str], stands_at: str, runs_from: Any, log: str) -> None:
    """The same by a clock that stands at a time until `runs_from` says since which second of this machine it runs."""
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    stood = datetime.fromisoformat(stands_at)

    def clock() -> datetime:
        return stood + timedelta(seconds=time.time() - runs_from.value) if runs_from.value else stood

    asyncio.run(App(read(settings), clock=clock).serve())


def meet(fate: Fate) -> None:
    left = fate.number
    lock = threading.Lock()

    def struck() -> None:
        nonlocal left
        with lock:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    turn = threading.local()
    told = writing._told

    def before(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if fate.where == "before" and statement.startswith(fate.what):
            struck()
        if statement.startswith("INSERT INTO delivery"):
            turn.open = True

    def commit(_connection: sa.Connection) -> None:
        if getattr(turn, "open", False) and fate.where == "commit":
            struck()

    def kept(done: list[writing.Done]) -> None:
        """It is durable, and nobody has heard of it."""
        if getattr(turn, "open", False) and fate.where == "kept":
            struck()
        turn.open = False
        told(done)

    writing._told = kept
    sa.event.listen(sa.Engine, "before_cursor_execute", before)
    sa.event.listen(sa.Engine, "commit", commit)
