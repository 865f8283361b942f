"""Photos, voice notes and documents, kept by the SHA-256 of their bytes: in a folder, or in a bucket that speaks S3.

Knows what a file is by its content, never by its name. Does not know which answer it belongs to.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import obstore
import puremagic
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url
from PIL import Image, JpegImagePlugin

from bot.store import private

PIXELS = 100_000_000  # more than any phone takes; a larger one is a bomb, not a photo
# Bytes to decode one picture. Pictures are decoded one at a time, so that this and the program itself (some 120 MB) fit
# into a container of 512 MB. It holds a PNG of 50 megapixels. JPEGs, which is what cameras make, are decoded at an
# eighth of their size and pass up to PIXELS.
DECODED = 200_000_000
# Bytes a pixel as Pillow holds it; four in every other mode.
WIDTHS = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}
CANVASES = 16  # bytes a pixel of WebP: the decoder has two canvases, and Pillow two copies of the result; measured
SCANS = 40  # passes over a JPEG: a progressive one has about ten, with a preview twice that; thousands take hours
EIGHTH = 8  # the smallest scale at which libjpeg decodes
UNFINISHED = "unfinished"  # the folder of files that are being written
ABANDONED = timedelta(hours=1)  # after that nobody is writing an unfinished file any more
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
    """The content is not what such a file must be. `type` is what was sent."""

    def __init__(self, type: str) -> None:
        super().__init__(type)
        self.type = type


@dataclass(frozen=True)
class Kept:
    """`type` is photo, voice or document: what the content is, whatever it was sent as. `size` in bytes."""

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
            if image.width * image.height > PIXELS or _cost(image, data) > DECODED:
                return ""
            if isinstance(image, JpegImagePlugin.JpegImageFile):
                # A smaller result needs every byte of the file all the same, so that half a photo is noticed.
                image.draft(None, (image.width // EIGHTH or 1, image.height // EIGHTH or 1))
            image.load()  # of an animation the first frame; the others are not decoded, whatever they would become
            return PHOTOS[image.format or ""]
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        return ""


def _cost(image: Image.Image, data: bytes) -> float:
    """The bytes that decoding the picture takes at most."""
    pixels = image.width * image.height
    match image.format:
        case "WEBP":
            return pixels * CANVASES
        case "GIF":
            return pixels * 2  # the frame, and the canvas it is put on
        case "JPEG" | "MPO":
            assert isinstance(image, JpegImagePlugin.JpegImageFile)
            return pixels * 4 / EIGHTH**2 + _coefficients(image, data)
    return pixels * WIDTHS.get(image.mode, 4)


def _coefficients(image: JpegImagePlugin.JpegImageFile, data: bytes) -> float:
    """The bytes that libjpeg keeps until the last scan: none if each line is decoded as it comes."""
    if data.count(b"\xff\xda") > SCANS:
        return float("inf")
    if not image.info.get("progressive") and _components(data) == image.layers:
        return 0
    blocks = sum(across * down for _, across, down, _ in image.layer)
    largest = max(across for _, across, _, _ in image.layer) * max(down for _, _, down, _ in image.layer)
    return image.width * image.height * 2 * blocks / max(largest, 1)


def _components(data: bytes) -> int:
    """How many colour components the first scan of a JPEG carries; 0 where its segments are not in good order."""
    place = 2
    while data[place : place + 1] == b"\xff" and data[place + 1 : place + 2] != b"\xda":
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return data[place + 4] if data[place : place + 2] == b"\xff\xda" and len(data) > place + 4 else 0


def _magic(data: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(data))
    except (puremagic.PureError, ValueError):
        return []


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

    async def keep(self, data: bytes, type: str) -> Kept:
        """Keeps the bytes, durable when it returns; the same bytes are kept once. Raises NotAFile or OSError."""
        kept = await asyncio.get_running_loop().run_in_executor(self._examining, examine, data, type)
        await asyncio.to_thread(self._put, _path(kept.digest), data)
        return kept

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a kept file, checked against its digest.

        Raises FileNotFoundError if it is not there as it was kept, OSError if the store does not answer.
        """
        data = await asyncio.to_thread(self._get, _path(digest))
        if hashlib.sha256(data).hexdigest() != digest:
            raise FileNotFoundError(f"the kept file {digest} has changed")
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
        except (FileNotFoundError, NotFoundError) as wrong:
            raise FileNotFoundError(f"there is no file {path}") from wrong
        except (BaseError, OSError) as wrong:
            raise OSError(f"the file {path} cannot be read: {type(wrong).__name__}") from wrong


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
