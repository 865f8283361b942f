"""The files people and the bot sent, on a bounded shelf, and how a Message describes them.

Pictures are measured, never changed: the smaller sizes of a photo carry the same bytes as the largest.
"""

import struct
from collections import OrderedDict
from dataclasses import dataclass
from itertools import count

from bot.sandbox.ids import first_id
from bot.sandbox.telegram.wire import Json, bad_request

MAX_DOWNLOAD = 20 << 20  # telegram-bot-api/Client.h, MAX_DOWNLOAD_FILE_SIZE
MAX_SHELF_BYTES = 256 * 1024 * 1024  # ours: the oldest files go first
MAX_SHELF_FILES = 5_000  # ours
THUMBNAILS = (90, 320, 800)  # the longer side of the sizes Telegram makes of a photo
UNMEASURED = (1280, 960)  # what is said of a picture whose header is not understood
STARTS_OF_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")
EXTENSIONS = {"photos": ".jpg", "voice": ".oga", "video_notes": ".mp4"}


@dataclass(frozen=True)
class Stored:
    """A file under its file_id."""

    id: str
    unique_id: str
    path: str
    data: bytes
    mime: str
    name: str
    owner: int

    def description(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


class Shelf:
    """Files by id and by path. Keeps the newest that fit."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, Stored] = OrderedDict()
        self._by_path: dict[str, Stored] = {}
        self._numbers = count(first_id())
        self._bytes = 0

    def store(self, folder: str, data: bytes, owner: int, *, mime: str = "", name: str = "") -> Stored:
        number = next(self._numbers)
        extension = EXTENSIONS.get(folder) or ("." + name.rsplit(".", 1)[1] if "." in name else "")
        stored = Stored(
            id=f"AgACAgEAAxkBAAI{number}-sandbox-file",
            unique_id=f"AQAD{number}",
            path=f"{folder}/file_{number}{extension}",
            data=data,
            mime=mime,
            name=name,
            owner=owner,
        )
        self._by_id[stored.id] = stored
        self._by_path[stored.path] = stored
        self._bytes += len(data)
        self._make_room()
        return stored

    def _make_room(self) -> None:
        while len(self._by_id) > 1 and (self._bytes > MAX_SHELF_BYTES or len(self._by_id) > MAX_SHELF_FILES):
            _, oldest = self._by_id.popitem(last=False)
            del self._by_path[oldest.path]
            self._bytes -= len(oldest.data)

    def known(self, file_id: object) -> Stored | None:
        return self._by_id.get(str(file_id).split("~")[0])  # "~90" is the thumbnail of 90 pixels

    def file(self, file_id: object) -> Stored:
        stored = self.known(file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return stored

    def at(self, path: str) -> Stored | None:
        return self._by_path.get(path)


def as_video(stored: Stored, duration: int) -> Json:
    """The video of a Message. Nobody measures it: the size is that of a phone held upright."""
    named = {"file_name": stored.name} if stored.name else {}
    shape = {"width": 1080, "height": 1920, "duration": duration, "mime_type": stored.mime or "video/mp4"}
    return stored.description() | shape | named


def photo_sizes(stored: Stored) -> list[Json]:
    """The photo array of a Message, smallest first."""
    width, height = measured(stored.data) or UNMEASURED
    whole = stored.description() | {"width": width, "height": height}
    longer = max(width, height)
    return [_thumbnail(whole, side, side / longer) for side in THUMBNAILS if side < longer] + [whole]


def _thumbnail(whole: Json, side: int, scale: float) -> Json:
    return {
        "file_id": f"{whole['file_id']}~{side}",
        "file_unique_id": f"{whole['file_unique_id']}~{side}",
        "file_size": max(1, int(whole["file_size"] * scale * scale)),
        "width": max(1, round(whole["width"] * scale)),
        "height": max(1, round(whole["height"] * scale)),
    }


def is_picture(data: bytes) -> bool:
    return data.startswith(STARTS_OF_PICTURES)


def measured(data: bytes) -> tuple[int, int] | None:
    """Width and height, read from the header of a PNG, GIF or JPEG."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith(b"GIF8") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"\xff\xd8"):
        return _measured_jpeg(data)
    return None


def _measured_jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a start-of-frame segment
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None
