"""What a person sees and does on each platform, in words that are the same on both.

A platform's own ways end here: formatting, select menus, pickers, how a command is typed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from PIL import Image

from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.surface import Control, Surface, controls
from bot.sandbox.telegram.person import TelegramPerson

Json = dict[str, Any]

LAREDO = (27.50640, -99.50750)
JOINER = "\u2060"  # keeps Telegram from making links
BAR = re.compile(r"[▰▱]+ (\d+/\d+)")
MARKS = {"❗ ": "! ", "🔺 ": "! ", "✅ ": "✓ ", "• ": ""}
SLASH = re.compile(r"/sello (?=[a-zñ])")  # how a command is typed in Slack
SORTS = {"photo": "photo", "voice": "voice note", "document": "document"}


@dataclass(frozen=True)
class Seen:
    """One message as it is on the screen. An aside is a short word that has no card."""

    key: str
    lines: tuple[str, ...]
    buttons: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    aside: bool = False


class Seat(Protocol):
    """Somebody's chat with the bot, and their hands."""

    pressed: str

    def seen(self) -> list[Seen]: ...
    def toasts(self) -> int: ...
    def toast(self, number: int) -> str: ...
    def say(self, words: str) -> None: ...
    def press(self, label: str, how: str) -> None: ...
    def send(self, what: str) -> None: ...
    def place(self) -> None: ...
    def pick(self, value: str) -> None: ...
    def open_home(self) -> None: ...
    async def settled(self) -> None: ...


def spaced(text: str) -> str:
    """With ordinary spaces, where a date or a number has others."""
    return text.replace(JOINER, "").replace("\u202f", " ").replace("\xa0", " ")


def said(text: str) -> tuple[str, ...]:
    """The lines of a message without a platform's marks and ways; how far one is stands beside the title."""
    lines: list[str] = []
    for raw in spaced(text).splitlines():
        line = raw.strip()
        if bar := BAR.fullmatch(line):
            lines[-1] += f"  {bar[1]}"
        elif line:
            mark = next((m for m in MARKS if line.startswith(m)), "")
            lines.append(MARKS.get(mark, "") + SLASH.sub("/", line.removeprefix(mark)))
    return tuple(lines)


@cache
def photo(number: int) -> bytes:
    """A small picture; each number another one."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (40 * number % 256, 90, 120)).save(out, "JPEG")
    return out.getvalue()


VOICE = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(40)
SHEET = b"container,seal\nMSCU6639871,4820914\n"


def files(what: str) -> list[tuple[str, str, str, bytes]]:
    """What "a photo", "2 photos" or "a voice note" is: sort, name, type and bytes of each."""
    count = re.fullmatch(r"(\d+) photos", what)
    if count or what == "a photo":
        return [("photo", f"{n}.jpg", "image/jpeg", photo(n)) for n in range(1, int(count[1] if count else 1) + 1)]
    known = {
        "a broken photo": ("photo", "1.jpg", "image/jpeg", b"not a picture at all"),
        "a voice note": ("voice", "note.ogg", "audio/ogg", VOICE),
        "a spreadsheet": ("document", "seals.csv", "text/csv", SHEET),
    }
    return [known[what]]


class TelegramSeat:
    def __init__(self, person: TelegramPerson) -> None:
        self.person = person
        self.pressed = ""
        self._last: tuple[Json, Json] | None = None

    def seen(self) -> list[Seen]:
        return [_telegram(m) for m in self._cards()]

    def _cards(self) -> list[Json]:
        """What the bot wrote, but for the short message that brings the key for the location."""
        return [m for m in self.person.messages if m["from"]["is_bot"] and not m.get("text", "").startswith("📍")]

    def toasts(self) -> int:
        return len(self.person.toasts)

    def toast(self, number: int) -> str:
        return str(self.person.toasts[number]["text"])

    def say(self, words: str) -> None:
        self.person.say(words)

    def press(self, label: str, how: str) -> None:
        if how != "again":
            self._last = self._find(label, oldest=how == "further up")
        assert self._last, "nothing was pressed before"
        self.pressed = str(self._last[0]["message_id"])
        for _ in range(2 if how == "twice" else 1):
            self.person._press_inline(*self._last)

    def _find(self, label: str, *, oldest: bool) -> tuple[Json, Json]:
        cards = self._cards()
        for message in cards if oldest else reversed(cards):
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    if spaced(button["text"]) == label:
                        return message, button
        raise LookupError(f"no button [{label}]; there are {self.person.buttons()}")

    def send(self, what: str) -> None:
        sent = files(what)
        type, name, mime, data = sent[0]
        if len(sent) > 1:
            self.person.send_album([one[3] for one in sent])
        elif type == "photo":
            self.person.send_photo(data)
        elif type == "voice":
            self.person.send_voice(data, mime)
        else:
            self.person.send_document(data, name, mime)

    def place(self) -> None:
        rows = (self.person.keyboard or {}).get("keyboard", [])
        if not any(key.get("request_location") for row in rows for key in row):
            raise LookupError("there is no key that shares the location")
        self.person.send_location(*LAREDO)

    def pick(self, value: str) -> None:
        """There is no picker: it is typed."""
        self.person.say(value)

    def open_home(self) -> None:
        raise LookupError("Telegram has no Home")

    async def settled(self) -> None:
        await self.person.settled(quiet=0, anyone=False)


def _telegram(message: Json) -> Seen:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", ())
    text = message.get("text") or message.get("caption", "")
    types = tuple(SORTS[type] for type in SORTS if type in message)
    plain = not message.get("entities") and not keyboard and not types
    labels = tuple(spaced(button["text"]) for row in keyboard for button in row)
    return Seen(str(message["message_id"]), said(text), labels, types, aside=plain)


class SlackSeat:
    def __init__(self, person: SlackPerson) -> None:
        self.person = person
        self.pressed = ""
        self._last: Control | None = None

    def seen(self) -> list[Seen]:
        cards = [_slack(m) for m in self.person.messages if m.get("bot_id") and not m.get("ephemeral")]
        return [*cards, Seen("home", *drawn(self.person.home["blocks"]))] if self.person.home else cards

    def _whispers(self) -> list[Json]:
        return [m for m in self.person.messages if m.get("ephemeral")]

    def toasts(self) -> int:
        return len(self._whispers())

    def toast(self, number: int) -> str:
        return " ".join(drawn(self._whispers()[number]["blocks"])[0])

    def say(self, words: str) -> None:
        if words.startswith("/"):
            self.person.command("/sello", words.removeprefix("/"))
        else:
            self.person.say(words)

    def press(self, label: str, how: str) -> None:
        if how != "again":
            self._last = self._find(label, how)
        control = self._last
        assert control, "nothing was pressed before"
        self.pressed = "home" if control.surface.kind == "home" else control.surface.key
        for _ in range(2 if how == "twice" else 1):
            if control.element["type"] == "button":
                self.person._act(control, {n: control.element[n] for n in ("text", "value") if n in control.element})
            else:
                self.person._set(control, label)

    def _find(self, label: str, how: str) -> Control:
        surfaces: list[Surface] = list(self.person.screen.surfaces(None, "home" if how == "at home" else None))
        for surface in reversed(surfaces) if how == "further up" else surfaces:
            for control in controls(surface):
                if label in _labels(control.element):
                    return control
        raise LookupError(f"no button [{label}]; there are {self.person.buttons()}")

    def send(self, what: str) -> None:
        self.person.upload_several([(data, name, mime) for _, name, mime, data in files(what)])

    def place(self) -> None:
        """A location cannot be shared in Slack: it is typed."""
        self.person.say(f"{LAREDO[0]:.5f}, {LAREDO[1]:.5f}")

    def pick(self, value: str) -> None:
        self.person.pick(value)

    def open_home(self) -> None:
        self.person.open_home()

    async def settled(self) -> None:
        await self.person.settled(quiet=0)


def _slack(message: Json) -> Seen:
    types = tuple(SORTS[_sort(file["mimetype"])] for file in message.get("files", ()))
    return Seen(message["ts"], *drawn(message.get("blocks", ())), types)


def _sort(mime: str) -> str:
    return {"image": "photo", "audio": "voice"}.get(mime.partition("/")[0], "document")


def drawn(blocks: Iterable[Json]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines and the labels of blocks, from top to bottom."""
    lines: list[str] = []
    labels: list[str] = []
    for block in blocks:
        lines += _prose(block)
        for element in block["elements"] if block["type"] == "actions" else ():
            labels += _labels(element)
    return said("\n".join(lines)), tuple(labels)


def _prose(block: Json) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            yield "".join(word["text"] for section in block["elements"] for word in section["elements"])
        case "context":
            yield "\n".join(element["text"] for element in block["elements"])
        case "actions":
            yield from (
                e["placeholder"]["text"] for e in block["elements"] if e["type"] in ("datepicker", "timepicker")
            )
        case other:
            raise ValueError(f"a block nobody reads here: {other}")


def _labels(element: Json) -> list[str]:
    if element["type"] == "button":
        return [spaced(element["text"]["text"])]
    grouped = [o for group in element.get("option_groups", ()) for o in group["options"]]
    return [spaced(option["text"]["text"]) for option in (*element.get("options", ()), *grouped)]
