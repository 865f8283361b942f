"""What a channel is: what it hears, what it is asked to show, and how it says that it cannot.

Knows no platform. Everything a channel shows is already in the reader's language.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from bot.engine.talk import Said

if TYPE_CHECKING:  # what the commands load stays small
    from bot.channels.pace import Pause

PHOTOS = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/avif")  # the last two come as JPEG
ALBUM = 10  # photos: https://core.telegram.org/bots/api#sendmediagroup
DATA = 64  # bytes of a button's data: https://core.telegram.org/bots/api#inlinekeyboardbutton
FETCHING = 20.0  # seconds to get a file, however often it is tried
UNSAVED = 5.0  # seconds until somebody hears that what they said is not saved yet
FILE = 20 * 1024 * 1024  # bytes; what a Telegram bot may download: https://core.telegram.org/bots/api#getfile


class NotFetched(Exception):
    """A file cannot be had: too_big, unavailable, or the reason an attachment would have given."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class Attachment:
    """A file as it came. `type` is photo, video, voice or document, as the channel calls it; `album` joins those sent at once.

    `fetch` gets the bytes, or raises NotFetched; nothing is fetched before. Where it is known that they cannot be had
    there is none, and `trouble` says why: too_big, unsupported, unavailable, gone, hidden, kept elsewhere (link, canvas), or
    unread of what is no file at all.
    """

    type: str
    name: str
    album: str = ""
    trouble: str = ""
    fetch: Callable[[], Awaitable[bytes]] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Forwarded:
    """What somebody passed on: who wrote it first, as far as the platform says, and when."""

    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Heard:
    """One thing a person did, with its address.

    `delivery` is the platform's own id, the same when it is delivered again. `account` says who (Telegram user id,
    Slack TEAM:USER), `address` where to answer. What was done is `press`, the data of a button; or `command`, its word
    (with the `rest` of the line); or else `said`, what was typed or shared, or `files`, or both: files with a caption.

    `ref` is that of the person's own message; if it `edits`, that was heard before and says this now. It `quotes` a
    message as a sure sign which one it answers; a `thread` is the message below which it was said, in a place of its own.
    At the `door` the person opens the private conversation, which can still be closed to us. A `member` is vouched for.
    """

    channel: str
    delivery: str
    account: str
    address: str
    at: datetime
    name: str = ""
    language: str = ""
    said: Said | None = None
    press: str = ""
    message: str = ""
    """The ref of the message whose button was pressed, where it is one of ours in the private conversation."""
    command: str = ""
    rest: str = ""
    files: tuple[Attachment, ...] = ()
    line: int = 0
    """The bot that heard it, by its number in the database."""
    elsewhere: bool = False
    """Said where others read along, a command in a `place` of that name: the answer goes to the private conversation."""
    ref: str = ""
    edits: bool = False
    quotes: str = ""
    thread: str = ""
    forwarded: Forwarded | None = None
    door: str = ""
    place: str = ""
    place_name: str = ""
    member: bool = False


@dataclass(frozen=True)
class Button:
    """`tone` is plain, good, bad or primary; `data` at most 64 bytes."""

    label: str
    data: str
    tone: str = "plain"


@dataclass(frozen=True)
class Group:
    """Buttons under a heading, in a menu."""

    title: str
    buttons: tuple[Button, ...]
    text: str = ""


@dataclass(frozen=True)
class Line:
    """A question and its answer in an overview or a notice. `mark` is finding, good, empty, call, link, command or point.

    Of a point the label is what to look at, the value how. Of a command the label is its word, such as `menu`: the channel
    writes it as it is typed there. A tap calls the number that is the value of a call, and opens the address of a link.
    """

    label: str
    value: str
    mark: str = ""


@dataclass(frozen=True)
class Picture:
    """A kept file to be sent along: by digest, fetched when it is sent. `alt` says in words what is seen on it."""

    digest: str
    mime: str
    name: str
    alt: str = ""

    @property
    def photo(self) -> bool:
        return self.mime in PHOTOS


def albums(pictures: Sequence[Picture]) -> tuple[tuple[Picture, ...], ...]:
    """Files as they are sent, each group in a message of its own: photos in albums, all else one by one, in order."""
    photos = [picture for picture in pictures if picture.photo]
    full = [tuple(photos[start : start + ALBUM]) for start in range(0, len(photos), ALBUM)]
    single = [(picture,) for picture in pictures if not picture.photo]
    return tuple(sorted((*full, *single), key=lambda album: pictures.index(album[0])))


@dataclass(frozen=True)
class Message:
    """What a channel should show, in the reader's language, as plain text: the channel escapes and formats.

    From top to bottom: note (what went wrong, or what is new), title, progress (this many of so many), head (what must be
    seen first), lead, text (the question), hint, lines, groups, options (the answers), controls (back, cancel, …).
    """

    title: str = ""
    progress: tuple[int, int] | None = None
    note: str = ""
    head: tuple[Line, ...] = ()
    lead: tuple[str, ...] = ()
    text: str = ""
    hint: str = ""
    lines: tuple[Line, ...] = ()
    groups: tuple[Group, ...] = ()
    options: tuple[Button, ...] = ()
    controls: tuple[Button, ...] = ()
    columns: int = 0
    """Options side by side; 0 lets the channel decide by their length."""
    page: int = 0
    """Which page of a long list of options is shown; the data of the buttons that turn it is `pages` + its number."""
    pages: str = ""
    choose: str = ""
    """What a select menu of many options is called: “Choose…”, “Change an answer…”."""
    entry: str = ""
    """What may be typed: text, code, number, date, time, phone, place, person or name; empty if nothing."""
    placeholder: str = ""
    place: str = ""
    """The label of a button that shares the location."""
    upload: tuple[str, ...] = ()
    """Sorts of file that may be sent."""
    calls: tuple[str, ...] = ()
    """Telephone numbers in the words, each in parentheses: a tap calls them, where a channel can have it so."""
    pictures: tuple[Picture, ...] = ()
    """One of the `albums`, in a message without words; shown beside words they are left out."""
    fallback: str = ""
    """What it is about in one line, for notifications and screen readers."""
    only_in_place: bool = False
    """Changes an earlier message and is worth none of its own: where that one is gone, nothing is shown."""
    about: str = ""
    """The id of the question it asks, or asked. Not shown."""
    home: bool = False
    """Belongs on the desk (Slack's App Home) and not in the conversation."""

    @property
    def pushed(self) -> str:
        """One line for notifications and screen readers: what went wrong and what to do come before the question."""
        about = self.fallback or " · ".join(filter(None, (self.title, self.text)))
        before = (part for part in (self.note, *self.lead) if part and part not in about)
        return " · ".join(filter(None, (*before, about)))

    @property
    def album(self) -> bool:
        """Nothing but files."""
        return bool(self.pictures) and not (self.title or self.text or self.lines or self.lead)


class Fault(Enum):
    """Whose fault it is that a message is not shown, and so what is to be done about it.

    LATER: the network, an ill platform, too fast a pace, or a word we do not know. Tried again, but not for ever.
    CREDENTIALS: our token, or what it may do. Tried again until the operator has mended it.
    ADDRESS, LETTER: this person cannot be reached there any more, this message cannot be shown to anybody. For good.
    """

    LATER = "later"
    CREDENTIALS = "credentials"
    ADDRESS = "address"
    LETTER = "letter"


class Undeliverable(Exception):
    """A message could not be shown. `after`: seconds we are asked to wait, of any length; `moved`: where the chat goes on."""

    def __init__(self, reason: str, fault: Fault, after: float = 0, moved: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = fault
        self.after = after
        self.moved = moved

    @property
    def permanent(self) -> bool:
        """No use in trying again."""
        return self.fault in (Fault.ADDRESS, Fault.LETTER)


@dataclass(frozen=True)
class Ack:
    """What becomes of something heard, once it is safely kept.
    `toast` is a short word to the one who did it: the answer to a button, else a line only that person sees.
    """

    toast: str = ""
    alert: bool = False


class NotHeard(Exception):
    """It could not be saved. A channel leaves it unacknowledged where the platform will deliver it again.

    Where it will not, the person is told `ack`. Whoever waits longer than a moment for what comes again is told `meanwhile`.
    """

    def __init__(self, ack: Ack, meanwhile: Ack = Ack()) -> None:
        super().__init__("not saved")
        self.ack = ack
        self.meanwhile = meanwhile


Hear = Callable[[Heard], Awaitable[Ack]]  # or raises NotHeard
# The bytes of a kept file as it is shown, by digest. Raises FileNotFoundError if it is not there as it was kept, OSError
# if the store does not answer.
Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True)
class Command:
    """An entry of the command menu: a word of a-z, 0-9 and _, at most 32, and what it does."""

    word: str
    description: str


Commands = Mapping[str, Sequence[Command]]  # by language


class Channel(Protocol):
    """Slack, Telegram, the terminal."""

    name: str
    pause: Pause
    rate: float
    """Messages a second that the platform lets one bot send."""

    def same(self, ref: str, other: str) -> bool:
        """Do two refs name the same message?"""
        ...

    async def show(self, address: str, message: Message, ref: str = "") -> str:
        """Shows a message, in the place of an earlier one if `ref` names it; returns the ref of what is there now.

        Falls back to a new message if the old one is gone. Tries once, in little time, and not at all during the pause.
        Raises Undeliverable.
        """
        ...
