"""What a file is, by its content and never by its name: a photo, a video, a voice note, a document, or nothing we keep."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import puremagic

from bot.store.films import film
from bot.store.pictures import TooLarge, misplaced, picture, taken

VOICES = {"audio/mpeg", "audio/wav", "audio/aac", "audio/flac"}
AMR = b"#!AMR"  # what old phones record


class NotAFile(Exception):
    """The content is not what such a file must be. `type` is what was sent; `large` that it is more than we can open."""

    def __init__(self, type: str, *, large: bool = False) -> None:
        super().__init__(type)
        self.type = type
        self.large = large


@dataclass(frozen=True)
class Kept:
    """`type` is photo, video, voice or document: what the content is, whatever it was sent as. `size` in bytes.

    `taken` is when a photo was taken, by the clock of its camera (2024-05-03T14:20:11); empty if it does not say.
    """

    digest: str
    mime: str
    size: int
    type: str
    taken: str = ""


def examine(data: bytes, type: str) -> Kept:
    """What the bytes are; raises NotAFile if they are nothing we keep."""
    try:
        mime, sort = _told(data, type)
    except TooLarge:
        raise NotAFile(type, large=True) from None
    if type == "photo" != sort:
        raise NotAFile(type)
    return Kept(hashlib.sha256(data).hexdigest(), mime, len(data), sort, taken(data) if sort == "photo" else "")


def _told(data: bytes, type: str) -> tuple[str, str]:
    """Kind (MIME) and sort."""
    if mime := picture(data):
        return mime, "photo"
    if found := film(data, type):
        return found
    if data.startswith(b"%PDF-"):
        return "application/pdf", "document"
    if mime := _voice(data):
        return mime, "voice"
    if mime := misplaced(data):
        return mime, "photo"
    raise NotAFile(type)


def _voice(data: bytes) -> str:
    """The kind of a recording; empty if it is none."""
    if data.startswith(AMR):
        return "audio/amr"
    if data.startswith(b"OggS"):
        return "" if b"theora" in data[:512] else "audio/ogg"
    return next(iter(sorted({match.mime_type for match in _magic(data)} & VOICES)), "")


def _magic(data: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(data))
    except (puremagic.PureError, ValueError):
        return []
