"""Files that no answer holds: sent when no question wanted them, or refused. Their bytes are removed a day later.

Does not know how a file is kept, only where.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import ObjectStore

from bot.store.database import NotRead, Storage
from bot.store.files import Files

log = logging.getLogger("sello.files")

AGE = timedelta(days=1)  # a file is kept before its answer is
PAUSE = 3600.0  # seconds
FOLDERS = 256  # by the first two digits of the digests; a 24th of them in an hour, so that large stores are no burden
TOGETHER = 500  # digests in a question to the database


async def tidy(files: Files, storage: Storage, clock: Callable[[], datetime]) -> None:
    """Until cancelled: every hour a part, in a day all."""
    while True:
        try:
            for number in range(clock().hour, FOLDERS, 24):
                await remove(files, storage, f"{number:02x}", clock() - AGE)
        except (NotRead, BaseError, OSError) as wrong:
            log.warning("files.untidy reason=%s", type(wrong).__name__)
        await asyncio.sleep(PAUSE)


async def remove(files: Files, storage: Storage, folder: str, before: datetime) -> int:
    """The files of one folder that came before and have no row; how many there were."""
    aged = await asyncio.to_thread(lambda: list(_aged(files.objects, folder, before)))
    removed = 0
    for start in range(0, len(aged), TOGETHER):
        some = {path.rpartition("/")[2]: path for path in aged[start : start + TOGETHER]}
        known = await storage.reading(lambda tx, some=some: tx.files.by_digest(list(some)))  # type: ignore[misc]
        lost = [path for digest, path in some.items() if digest not in known]
        removed += await asyncio.to_thread(_removed, files.objects, lost, before)
    if removed:
        log.info("files.removed count=%d", removed)
    return removed


def _aged(objects: ObjectStore, folder: str, before: datetime) -> Iterator[str]:
    for some in obstore.list(objects, folder):
        yield from (one["path"] for one in some if one["last_modified"] < before)


def _removed(objects: ObjectStore, paths: list[str], before: datetime) -> int:
    """Removes those that nobody has sent again meanwhile, and another process has not removed."""
    count = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError, NotFoundError):
            if obstore.head(objects, path)["last_modified"] < before:
                obstore.delete(objects, path)
                count += 1
    return count
