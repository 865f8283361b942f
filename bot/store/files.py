"""Photos, videos, voice notes and documents, kept by the SHA-256 of their bytes: in a folder, or in a bucket that speaks S3.

Does not know which answer a file belongs to.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from bot.store import private, qr
from bot.store.contents import Kept, NotAFile, examine
from bot.store.likeness import likeness
from bot.store.pictures import bare, shown, small

UNFINISHED = "unfinished"  # the folder of files that are being written
ABANDONED = timedelta(hours=1)  # after that nobody is writing an unfinished file any more
DAY = 86_400  # seconds
TRIES = 3  # after the first, against a bucket that does not answer
PATIENCE = timedelta(seconds=20)  # somebody waits for the next question


class Files:
    """The store of files. `url` is a folder or `s3://bucket/prefix`; S3 settings come from AWS_* variables."""

    def __init__(self, url: str) -> None:
        self._folder = None if "://" in url and not url.startswith("file://") else Path(url.removeprefix("file://"))
        self._examining = ThreadPoolExecutor(max_workers=1, thread_name_prefix="picture")
        if self._folder is not None:
            private.folder(self._folder)
            _clean(self._folder / UNFINISHED)
            self._store: ObjectStore = LocalStore(self._folder)
        else:
            self._store = from_url(url, retry_config={"max_retries": TRIES, "retry_timeout": PATIENCE})

    @property
    def objects(self) -> ObjectStore:
        """Where the files are, each under the first two digits of its digest and the digest."""
        return self._store

    async def keep(self, data: bytes, type: str, *, read: bool = False) -> Kept:
        """Keeps the bytes, durable when it returns; the same bytes are kept once. `read`: with the barcodes of a photo.

        Raises NotAFile or OSError.
        """
        kept = await asyncio.get_running_loop().run_in_executor(self._examining, _looked_at, data, type, read)
        await asyncio.to_thread(self._put, _path(kept.digest), data)
        return kept

    async def keep_bare(self, data: bytes, type: str) -> Kept:
        """A photo that says nothing of who took it, kept with a time that says nothing of when. Raises NotAFile or OSError."""
        kept, photo = await asyncio.get_running_loop().run_in_executor(self._examining, _bared, data, type)
        await asyncio.to_thread(self._put, _path(kept.digest), photo)
        if self._folder is not None:
            await asyncio.to_thread(_undate, self._folder / _path(kept.digest))
        return kept

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a kept file, checked against its digest.

        Raises FileNotFoundError if it is not there as it was kept, OSError if the store does not answer.
        """
        data = await asyncio.to_thread(self._get, _path(digest))
        if hashlib.sha256(data).hexdigest() != digest:
            raise FileNotFoundError(f"the kept file {digest} has changed")
        return data

    async def shown(self, digest: str) -> bytes:
        """A kept file as platforms show it: a photo they cannot open comes as a JPEG, and a link as its QR code. Raises as
        `fetch` does."""
        if link := qr.link_in(digest):
            return await asyncio.to_thread(qr.drawn, link)
        data = await self.fetch(digest)
        return await asyncio.get_running_loop().run_in_executor(self._examining, shown, data)

    async def small(self, digest: str, longest: int) -> bytes:
        """A kept photo as a JPEG of at most so many pixels on its longer side; empty if it cannot be opened. Raises as
        `fetch` does."""
        data = await self.fetch(digest)
        return await asyncio.get_running_loop().run_in_executor(self._examining, small, data, longest)

    # In threads of ours: obstore's own async calls end the process with SIGABRT if it exits right after one.

    def _put(self, path: str, data: bytes) -> None:
        if self._folder is not None:
            _write(self._folder / path, data)
            return
        try:
            obstore.put(self._store, path, data)
        except BaseError as wrong:
            raise OSError(f"the file {path} cannot be kept: {type(wrong).__name__}") from wrong

    def _get(self, path: str) -> bytes:
        try:
            return bytes(obstore.get(self._store, path).bytes())
        except (FileNotFoundError, NotFoundError) as wrong:
            raise FileNotFoundError(f"there is no file {path}") from wrong
        except (BaseError, OSError) as wrong:
            raise OSError(f"the file {path} cannot be read: {type(wrong).__name__}") from wrong


def _looked_at(data: bytes, type: str, read: bool) -> Kept:
    """What it is and what it looks like: of what nobody is to be found by, not even that is kept."""
    kept = examine(data, type, read)
    return replace(kept, bits=likeness(data)) if kept.type == "photo" else kept


def _bared(data: bytes, type: str) -> tuple[Kept, bytes]:
    if examine(data, type).type != "photo":
        raise NotAFile(type, "telling")
    photo = bare(data)
    return examine(photo, "photo"), photo


def _undate(path: Path) -> None:
    """As if it had come when the day was over; so it is not taken either for one that nobody wanted."""
    over = time.time() // DAY * DAY + DAY
    os.utime(path, (over, over))


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _write(path: Path, data: bytes) -> None:
    """Written in another folder, flushed to the disk, then put in place: whole or not at all."""
    if path.exists():
        os.utime(path)  # wanted anew: it is not to be removed as one that nobody wanted
        return
    private.folder(path.parent)
    beside = path.parent.parent / UNFINISHED / f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}"
    private.folder(beside.parent)
    try:
        with private.new(beside) as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def _flush(folder: Path) -> None:
    """Makes sure that the folder knows its new file after a loss of power."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _clean(folder: Path) -> None:
    """Removes what processes that died have left half-written. Other processes may share the folder."""
    for left in folder.glob("*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED.total_seconds():
                left.unlink()
