"""What a file of sounds and moving pictures is: one with a track of pictures is a video, one without is a voice note.

Reads the two families that phones and platforms make, ISO (mp4, mov, 3gp, m4a) and Matroska (webm). Decodes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

MOST = 10_000  # boxes or elements looked at; a film of twenty megabytes has some hundreds
QUICKTIME = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")  # what such a file begins with
HANDLERS = (b"moov", b"trak", b"mdia", b"hdlr")  # the way to what a track is: ISO/IEC 14496-12, section 8
SOUND_ALONE = (b"M4A ", b"M4B ")  # brands
EBML = b"\x1a\x45\xdf\xa3"
TRACK_TYPES = (0x18538067, 0x1654AE6B, 0xAE, 0x83)  # segment, tracks, track, its type: RFC 9559, section 5.1
CLUSTER = 0x1F43B675
PICTURES = 1  # a track type

Box = tuple[bytes, bytes]


def film(data: bytes, sent_as: str) -> tuple[str, str] | None:
    """Kind (MIME) and sort, video or voice, of a file with tracks; None if it is none.

    Where it does not say what its tracks are, it is what it was sent as.
    """
    if data.startswith(EBML):
        return _sorted(data, [str(kind) for kind in islice(_track_types(data), MOST)], str(PICTURES), sent_as)
    if data[4:8] in QUICKTIME:
        return _sorted(data, [kind.decode("latin-1") for kind in _handlers(data)], "vide", sent_as)
    if data.startswith(b"RIFF") and data[8:12] == b"AVI ":
        return "video/x-msvideo", "video"
    return None


def _sorted(data: bytes, tracks: list[str], pictures: str, sent_as: str) -> tuple[str, str] | None:
    kind = _kind(data)
    if not tracks and data[4:8] != b"ftyp" and not data.startswith(EBML):
        return None
    if pictures in tracks or not (tracks or sent_as == "voice" or data[8:12] in SOUND_ALONE):
        return f"video/{kind}", "video"
    return f"{'video' if kind == 'quicktime' else 'audio'}/{kind}", "voice"


def _kind(data: bytes) -> str:
    if data.startswith(EBML):
        return "webm" if b"webm" in data[:64] else "x-matroska"
    if data[8:11] in (b"3gp", b"3g2"):
        return "3gpp"
    return "mp4" if data[4:8] == b"ftyp" and data[8:12] != b"qt  " else "quicktime"


# ISO


def _handlers(data: bytes) -> list[bytes]:
    """What each track is: vide, soun and others."""
    return [body[8:12] for body in islice(_found(data, HANDLERS), MOST)]


def _found(data: bytes, way: Sequence[bytes]) -> Iterator[bytes]:
    """The boxes at the end of a way."""
    for name, body in islice(_boxes(data), MOST):
        if name == way[0] and len(way) == 1:
            yield body
        elif name == way[0]:
            yield from _found(body, way[1:])


def _boxes(data: bytes) -> Iterator[Box]:
    place = 0
    while place + 8 <= len(data):
        size, head = int.from_bytes(data[place : place + 4]), 8
        if size == 1:
            size, head = int.from_bytes(data[place + 8 : place + 16]), 16
        size = size or len(data) - place
        if size < head:
            return
        yield data[place + 4 : place + 8], data[place + head : place + size]
        place += size


# Matroska


def _track_types(data: bytes, way: Sequence[int] = TRACK_TYPES) -> Iterator[int]:
    for id, body in islice(_elements(data), MOST):
        if id == way[0] and len(way) == 1:
            yield int.from_bytes(body)
        elif id == way[0]:
            yield from _track_types(body, way[1:])
        elif id == CLUSTER:  # the film itself; what its tracks are was said before
            return


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each with its contents. One of unknown size, as a film has that was written while it was filmed, goes to the end."""
    place = 0
    while place < len(data):
        width, id = _number(data, place, keep_mark=True)
        place += width
        length, size = _number(data, place, keep_mark=False)
        place += length
        if not width or not length:
            return
        unknown = size == (1 << 7 * length) - 1
        yield id, data[place:] if unknown else data[place : place + size]
        place = len(data) if unknown else place + size


def _number(data: bytes, place: int, *, keep_mark: bool) -> tuple[int, int]:
    """A number of variable width: its width and its value; width 0 where there is none."""
    first = data[place] if place < len(data) else 0
    width = 9 - first.bit_length()
    if width > 8 or place + width > len(data):
        return 0, 0
    value = int.from_bytes(data[place : place + width])
    return width, value if keep_mark else value & ((1 << 7 * width) - 1)
