"""The words that pass between the engine and the rest: what was said, how a question can be answered, sentences.

Knows no language: a Text is an English sentence with holes, translated by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence not yet translated. `source` is the English sentence (the msgid), `fill` goes into its {braces}.

    A filling is put in as it is (str), formatted for the reader's language (int, dates and times, a tuple becomes
    a list "a, b and c"), or translated first (Text).
    """

    source: str
    fill: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):
    """An answer that cannot be accepted: a sentence that says what to do next, and what the person may have meant.

    `draft` is what the question remembers of it until it is answered, the value that was typed first.
    """

    def __init__(
        self,
        source: str,
        fill: Mapping[str, object] | None = None,
        meant: tuple[Option, ...] = (),
        draft: tuple[str, ...] = (),
    ) -> None:
        super().__init__(source)
        self.text = Text(source, fill or {})
        self.meant = meant
        self.draft = draft


# What a person can say.


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the question, by the id of its option."""

    choice: str


@dataclass(frozen=True, slots=True)
class Typed:
    """`lang` is the language of whoever typed it, such as es_MX, `name` what our books call them; empty if unknown."""

    text: str
    lang: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that is already kept. `type` is photo, video, voice or document; files of one album share `album`.

    `caption` are the words that came with it, `codes` what the barcodes in a photo say; None where nobody looked for any.
    """

    digest: str
    type: str
    album: str = ""
    caption: str = ""
    codes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A shared location, in degrees (WGS 84). It may be off by so many `meters`; 0 where nobody says.

    `called` is what the map calls it: its title and address in one line, if it was chosen there.
    """

    latitude: float
    longitude: float
    meters: int = 0
    called: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """No more choices or files for this question."""


@dataclass(frozen=True, slots=True)
class Skip:
    pass


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class Forward:
    """Keep the answer that is there and go on where the run had got to."""


@dataclass(frozen=True, slots=True)
class Open:
    """Change the answer to this step, or give one to this point of the station that is shown."""

    step: str


@dataclass(frozen=True, slots=True)
class AllOk:
    """Every point of a station that has no answer yet is as it should be."""

    station: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A point of the station that is shown has a problem."""

    step: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """The overview is right: finish."""


@dataclass(frozen=True, slots=True)
class Belongs:
    """What was sent and no question asked for belongs to this place of those that were offered."""

    place: int


@dataclass(frozen=True, slots=True)
class Nowhere:
    """It belongs to none of them, and is not kept."""


Said = (
    Pressed
    | Typed
    | Sent
    | Placed
    | Done
    | Skip
    | Back
    | Forward
    | Open
    | AllOk
    | Problem
    | Confirm
    | Belongs
    | Nowhere
)

# How a question can be answered: three ways, every kind is spelt with them.


@dataclass(frozen=True, slots=True)
class Option:
    """One button. `tone` is good, bad or plain; `chosen` marks what is already picked."""

    id: str
    label: Text
    tone: str = "plain"
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """One of the options or, with `many`, any of them and then Done."""

    options: tuple[Option, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Something typed. `type` is text, code, number, date, time, phone, place, person or name; `options` are quick answers."""

    type: str = "text"
    options: tuple[Option, ...] = ()
    voice: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """Files: `types` are those accepted, `got` how many are here already."""

    types: tuple[str, ...]
    at_least: int
    at_most: int
    got: int = 0


Control = Buttons | Entry | Upload

# What is kept: words, several ids or digests, or None for a question that was skipped.
Value = str | tuple[str, ...] | None
Answers = Mapping[str, Value]
