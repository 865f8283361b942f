"""A workbook made by a program of its own, so that no turn waits for it: an interpreter does one thing at a time.

One after the other. What is wanted goes over its input, as JSON, since an address of a database can hold a password; the workbook
is a file in a folder that only we may read.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bot.sheets.ordered import NOT_THEIRS, UNREAD, Order

log = logging.getLogger("sello.sheets")

PATIENCE = 600.0  # seconds until it is tried later; the largest that a chat may have takes a minute of one core
PACKAGES = Path(__file__).parents[2]
HANDED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "PGPASSFILE",
    "PGSERVICEFILE",
    "PGSSLROOTCERT",
    "HOME",
)  # no token of ours


class Apart:
    """Makes one workbook after the other: memory and a core for one are there."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def made(self, order: Order) -> bytes:
        """Raises FileNotFoundError where its reader may not read it, or OSError while it cannot be made."""
        async with self._turn:
            with tempfile.TemporaryDirectory(prefix="sello-") as folder:
                code = await _run(order, Path(folder))
                if code == NOT_THEIRS:
                    raise FileNotFoundError(f"no workbook for {order.person_id}")
                if code:
                    raise OSError(f"a workbook was not made: {code}")
                return await asyncio.to_thread((Path(folder) / "out").read_bytes)


async def _run(order: Order, folder: Path) -> int:
    kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot.sheets.ordered", str(folder), stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, env=kept | {"PYTHONPATH": str(PACKAGES)},
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            _, said = await process.communicate(json.dumps(asdict(order)).encode())
    except BaseException as wrong:
        if process.returncode is None:
            process.kill()
            await process.wait()
        if isinstance(wrong, TimeoutError):
            raise OSError("a workbook takes too long") from None
        raise
    code = process.returncode or 0
    if code not in (0, NOT_THEIRS, UNREAD):
        log.error("sheets.failed code=%d why=%s", code, _kind(said))
    return code


def _kind(said: bytes) -> str:
    """What is wrong, without the values that an error can quote."""
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1].partition(":")[0] if lines else ""
