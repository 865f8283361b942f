"""What a file is, by its content and never by its name: a photo, a video, a voice note, a document, or nothing we keep."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import puremagic

from bot.store.barcodes import codes
from bot.store.films import film
from bot.store.pictures import AVIFS, BEFORE, HEIFS, WHAT_HAS_JPEGS_INSIDE, TooLarge, misplaced, picture, taken

VOICES = {"audio/mpeg", "audio/wav", "audio/aac", "audio/flac"}
AMR = b"#!AMR"  # what old phones record
PDF = b"%PDF-"
RAW = b"crx "  # a brand: what Canon's cameras make beside a JPEG
MPEG_LAYER_3 = (
    b"\xfb",
    b"\xfa",
    b"\xf3",
    b"\xf2",
    b"\xe3",
    b"\xe2",
)  # after 0xFF: MPEG-1, -2 and -2.5, which puremagic misses
# TIFF and with it most raw files, BMP, Photoshop, JPEG 2000 and JPEG XL: pictures, but none that a phone shows.
PICTURES = (
    b"II*\x00",
    b"MM\x00*",
    b"IIU\x00",
    b"BM",
    b"8BPS",
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x0a",
    b"\x00\x00\x00\x0cJXL ",
)


class NotAFile(Exception):
    """The content is nothing we keep. `type` is what it was sent as; `why`, where that is known: empty, pixels for more of
    them than we can open, picture for one of a kind that we cannot, telling for what can say whose it is where nobody is to know."""

    def __init__(self, type: str, why: str = "") -> None:
        super().__init__(type)
        self.type = type
        self.why = why


@dataclass(frozen=True)
class Kept:
    """`type` is photo, video, voice or document: what the content is, whatever it was sent as. `size` in bytes.

    `taken` is when a photo was taken, by the clock of its camera (2024-05-03T14:20:11); empty if it does not say. `codes` is
    what the barcodes in a photo say; None where nobody looked for any. `bits` is what a photo looks like, where it was looked at.
    """

    digest: str
    mime: str
    size: int
    type: str
    taken: str = ""
    codes: tuple[str, ...] | None = None
    bits: str = ""


def examine(data: bytes, type: str, read: bool = False) -> Kept:
    """What the bytes are, the barcodes of a photo `read`; raises NotAFile if they are nothing we keep."""
    try:
        mime, sort = _told(data, type)
    except TooLarge:
        raise NotAFile(type, "pixels") from None
    photo = sort == "photo"
    said = codes(data) if photo and read else None
    return Kept(hashlib.sha256(data).hexdigest(), mime, len(data), sort, taken(data) if photo else "", said)


def _told(data: bytes, type: str) -> tuple[str, str]:
    """Kind (MIME) and sort."""
    if mime := picture(data):
        return mime, "photo"
    if not _is_still(data) and (found := film(data, type)):
        return found
    if _is_pdf(data):
        return "application/pdf", "document"
    if mime := _voice(data):
        return mime, "voice"
    if mime := misplaced(data):
        return mime, "photo"
    raise NotAFile(type, _why(data))


def _is_still(data: bytes) -> bool:
    """A picture in the form of a film: what cannot be opened of it is no film either."""
    return data[4:8] == b"ftyp" and data[8:12] in (*HEIFS, *AVIFS, RAW)


def _is_pdf(data: bytes) -> bool:
    """Readers find its head within the first kilobyte: what a mail or a form left before it does no harm."""
    return data.startswith(PDF) or (PDF in data[:BEFORE] and not data.startswith(WHAT_HAS_JPEGS_INSIDE))


def _why(data: bytes) -> str:
    """What can be said of a file that is nothing we keep."""
    if not data:
        return "empty"
    known = data.startswith(PICTURES) or b"<svg" in data[:BEFORE] or data[4:12] == b"ftyp" + RAW
    return "picture" if known else ""


def _voice(data: bytes) -> str:
    """The kind of a recording; empty if it is none."""
    if data.startswith(AMR):
        return "audio/amr"
    if data[:1] == b"\xff" and data[1:2] in MPEG_LAYER_3:
        return "audio/mpeg"
    if data.startswith(b"OggS"):
        return "" if b"theora" in data[:512] else "audio/ogg"
    return next(iter(sorted({match.mime_type for match in _magic(data)} & VOICES)), "")


def _magic(data: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(data))
    except (puremagic.PureError, ValueError):
        return []
