"""Photos, voice notes and documents, kept by the SHA-256 of their bytes: in a folder, or in a bucket that speaks S3.

Knows what a file is by its content, never by its name. Does not know which answer it belongs to.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import obstore
import puremagic
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url
from PIL import Image

PIXELS = 100_000_000  # more than any phone takes; a larger one is a bomb, not a photo
TRIES = 3  # after the first, against a bucket that does not answer
PATIENCE = timedelta(seconds=20)  # somebody waits for the next question
PHOTOS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "MPO": "image/jpeg"}
VOICES = {
    "audio/ogg",
    "application/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/x-m4a",
    "video/mp4",
    "audio/wav",
    "audio/aac",
}


class NotAFile(Exception):
    """The content is not what such a file must be. `sort` is what was sent."""

    def __init__(self, type: str) -> None:
        super().__init__(type)
        self.type = type


@dataclass(frozen=True)
class Kept:
    """`sort` is photo, voice or document: what the content is, whatever it was sent as. `size` in bytes."""

    digest: str
    mime: str
    size: int
    type: str


def examine(data: bytes, type: str) -> Kept:
    """What the bytes are; raises NotAFile if they are nothing we keep."""
    digest = hashlib.sha256(data).hexdigest()
    mime = _picture(data)
    if mime:
        return Kept(digest, mime, len(data), "photo")
    if type == "photo":
        raise NotAFile(type)
    if data.startswith(b"%PDF-"):
        return Kept(digest, "application/pdf", len(data), "document")
    guesses = {match.mime_type for match in _magic(data)}
    voice = sorted(guesses & VOICES)
    if voice:
        return Kept(digest, "audio/ogg" if data.startswith(b"OggS") else voice[0], len(data), "voice")
    raise NotAFile(type)


def _picture(data: bytes) -> str:
    """The kind of picture, decoded to the last line; empty if it is none."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF", "MPO")) as image:
            if image.width * image.height > PIXELS:
                return ""
            image.load()
            return PHOTOS[image.format or ""]
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        return ""


def _magic(data: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(data))
    except (puremagic.PureError, ValueError):
        return []


class Files:
    """The store of files. `url` is a folder or `s3://bucket/prefix`; S3 settings come from AWS_* variables."""

    def __init__(self, url: str) -> None:
        self._folder = None if "://" in url and not url.startswith("file://") else Path(url.removeprefix("file://"))
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._store: ObjectStore = LocalStore(self._folder)
        else:
            self._store = from_url(url, retry_config={"max_retries": TRIES, "retry_timeout": PATIENCE})

    async def keep(self, data: bytes, type: str) -> Kept:
        """Keeps the bytes, durable when it returns; the same bytes are kept once. Raises NotAFile or OSError."""
        kept = await asyncio.to_thread(examine, data, type)
        await asyncio.to_thread(self._put, _path(kept.digest), data)
        return kept

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a kept file, checked against its digest. Raises OSError."""
        data = await asyncio.to_thread(self._get, _path(digest))
        if hashlib.sha256(data).hexdigest() != digest:
            raise OSError(f"the kept file {digest} has changed")
        return data

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
        except (BaseError, OSError) as wrong:
            raise OSError(f"the file {path} cannot be read: {type(wrong).__name__}") from wrong


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _write(path: Path, data: bytes) -> None:
    """Written beside, flushed to the disk, then put in place: whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with beside.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
