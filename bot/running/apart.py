"""A program of its own that makes one file, in a folder that only we may read; ended when it takes too long.

Does not know what it makes. None of our tokens is handed on to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

OLD = 3600  # seconds after which nobody works in a folder anymore
HANDED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR")


@dataclass(frozen=True)
class Program:
    """What is run: the words behind the interpreter's name, what it hears, how many seconds it may take, and what of our
    environment it needs beside the usual, or has to have. `humble`: others come first; else it has the priority that we have."""

    words: Sequence[str]
    patience: float
    heard: bytes = b""
    needs: Sequence[str] = ()
    has: Mapping[str, str] = field(default_factory=dict)
    humble: bool = True


@dataclass(frozen=True)
class Ended:
    """How it ended: 0 is well. `why` is the sort of its error alone: the rest may quote what somebody wrote."""

    code: int
    why: str


def environment(needs: Sequence[str], has: Mapping[str, str]) -> dict[str, str]:
    """What a program of ours knows of our environment."""
    return {name: os.environ[name] for name in (*HANDED_ON, *needs) if name in os.environ} | dict(has)


def gives_way(pid: int = 0, by: int = 10) -> None:
    """That process, or ours, has a smaller share of a core that others want: somebody waits for what it makes, so that it
    must not be kept from working altogether (as SCHED_IDLE would) where the machine is busy."""
    with contextlib.suppress(AttributeError, OSError):  # not on Windows; it has ended
        os.setpriority(os.PRIO_PROCESS, pid, by)


async def ended(program: Program) -> Ended:
    """Runs it. Raises OSError if it takes too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", *program.words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE, env=environment(program.needs, program.has),
    )  # fmt: skip
    if program.humble:
        gives_way(process.pid)
    try:
        async with asyncio.timeout(program.patience):
            _, said = await process.communicate(program.heard)
    except BaseException as wrong:
        if process.returncode is None:
            process.kill()
            await process.wait()
        if isinstance(wrong, TimeoutError):
            raise OSError("it takes too long") from None
        raise
    last = said.decode(errors="replace").strip().rpartition("\n")[2]
    return Ended(process.returncode or 0, last.partition(":")[0][:60])


@asynccontextmanager
async def folder(called: str) -> AsyncIterator[Path]:
    """A folder to work in, which is gone afterwards; as are those that processes have left that were killed."""
    made = await asyncio.to_thread(_made, called)
    try:
        yield made
    finally:
        await asyncio.to_thread(shutil.rmtree, made, ignore_errors=True)


def _made(called: str) -> Path:
    _tidy(Path(tempfile.gettempdir()), called)
    return Path(tempfile.mkdtemp(prefix=called))


def _tidy(there: Path, called: str) -> None:
    for left in there.glob(f"{called}*"):
        try:
            if time.time() - left.stat().st_mtime > OLD:
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue
