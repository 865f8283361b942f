"""The question types, one class each: how it can be answered and what is kept.

The docstrings are the manual: flows/README.md is made from them. The fields of a class are the keys an author may write.
Adding a class to KINDS is all it takes to add a type.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar

from bot.engine.identifiers import container_fits, containers_meant, tidy
from bot.engine.talk import (
    Answers,
    Buttons,
    Control,
    Done,
    Entry,
    Option,
    Placed,
    Pressed,
    Refused,
    Said,
    Sent,
    Text,
    Typed,
    Upload,
    Value,
)

Drafted = tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A beginning of an answer: some choices, some files."""

    items: Drafted


@dataclass(frozen=True)
class Kind(ABC):
    """What every type can do. `today` is the date where the person is."""

    word: ClassVar[str]
    kept: ClassVar[str]

    @abstractmethod
    def control(self, draft: Drafted, today: date) -> Control:
        """How it can be answered, with what has been chosen or sent so far."""

    @abstractmethod
    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        """What is kept for what was said, or a Draft when more may come; raises Refused."""

    def classes(self) -> tuple[str, ...]:
        """What conditions may ask about an answer of this type."""
        return ()

    def classify(self, value: Value, answers: Answers) -> str | None:
        """Which of `classes` an answer belongs to."""
        return value if isinstance(value, str) and value in self._known else None

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.classes())

    def shown(self, value: Value) -> object:
        """The answer as people read it: something to fill into a Text."""
        return value if isinstance(value, str) else ""


INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, bidirectional overrides, lone surrogates, unassigned
KEPT_CONTROLS = {"\n", "\u200d", "\ufe0f"}  # line ends; the joiner and selector that emoji are made of
EMOJI = ("\U0001f000", "\U0001faff")  # the planes of emoji: those newer than this Python are unassigned to it


def clean(typed: str) -> str:
    """What was typed without characters nobody can see, so that what is shown is what is kept."""
    spaced = typed.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in spaced if _visible(c)).strip()


def _visible(character: str) -> bool:
    if character in KEPT_CONTROLS or EMOJI[0] <= character <= EMOJI[1]:
        return True
    return unicodedata.category(character) not in INVISIBLE


def typed_line(said: Said, wanted: Refused) -> str:
    """One typed line, or the refusal that says what is wanted."""
    words = said.text if isinstance(said, Typed) else said.choice if isinstance(said, Pressed) else ""
    line = clean(words)
    if not line:
        raise wanted
    return " ".join(line.split())


def pick(said: Said, options: tuple[Option, ...], wanted: Text) -> str:
    """The option that was pressed, or whose id or English label was typed."""
    if isinstance(said, Pressed) and any(o.id == said.choice for o in options):
        return said.choice
    if isinstance(said, Typed):
        typed = said.text.strip().casefold()
        for option in options:
            if typed and typed in (option.id.casefold(), option.label.source.casefold()):
                return option.id
    raise Refused(wanted.source)


PRESS = Text("Please press one of the buttons.")


@dataclass(frozen=True)
class Choice(Kind):
    """One of several answers, by button. `choices:` has two or more lines `id: text`; a text has at most 75 characters."""

    word = "choice"
    kept = "the id of the choice"
    choices: tuple[Option, ...] = ()

    def control(self, draft: Drafted, today: date) -> Control:
        return Buttons(self.choices)

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        return pick(said, self.choices, PRESS)

    def classes(self) -> tuple[str, ...]:
        return tuple(o.id for o in self.choices)

    def shown(self, value: Value) -> object:
        return next((o.label for o in self.choices if o.id == value), "")


@dataclass(frozen=True)
class YesNo(Choice):
    """Yes or no."""

    word = "yes_no"
    kept = "`yes` or `no`"
    choices: tuple[Option, ...] = (Option("yes", Text("Yes")), Option("no", Text("No")))


@dataclass(frozen=True)
class Check(Choice):
    """A point of an inspection: OK or Problem, and with `may_not_apply: yes` also Not applicable.

    A problem asks what was found and for a photo; not applicable asks for the reason.
    """

    word = "check"
    kept = "`ok`, `problem` or `na`"
    may_not_apply: bool = False
    choices: tuple[Option, ...] = (
        Option("ok", Text("OK"), "good"),
        Option("problem", Text("Problem"), "bad"),
        Option("na", Text("Not applicable")),
    )

    def __post_init__(self) -> None:
        if not self.may_not_apply:
            object.__setattr__(self, "choices", self.choices[:2])


@dataclass(frozen=True)
class MultiChoice(Kind):
    """Any number of the choices, ticked one by one. `at_least:` and `at_most:` bound how many."""

    word = "several"
    kept = "the ids of the choices"
    choices: tuple[Option, ...] = ()
    at_least: int = 1
    at_most: int = 0

    def control(self, draft: Drafted, today: date) -> Control:
        ticked = tuple(Option(o.id, o.label, o.tone, o.id in draft) for o in self.choices)
        return Buttons(ticked, many=True)

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Done):
            return self._enough(draft)
        ticked = pick(said, self.choices, Text("Please choose what applies, then press Done."))
        chosen = set(draft) ^ {ticked}
        if self.at_most and len(chosen) > self.at_most:
            raise Refused("Please choose at most {limit}.", {"limit": self.at_most})
        return Draft(tuple(o.id for o in self.choices if o.id in chosen))

    def _enough(self, draft: Drafted) -> Value:
        if len(draft) < self.at_least:
            raise Refused("Please choose at least {limit}.", {"limit": self.at_least})
        return draft

    def classes(self) -> tuple[str, ...]:
        return tuple(o.id for o in self.choices)

    def shown(self, value: Value) -> object:
        return tuple(o.label for o in self.choices if isinstance(value, tuple) and o.id in value)


@dataclass(frozen=True)
class FreeText(Kind):
    """Typed words, at most `at_most:` characters (1000 unless given). With `voice: yes` a voice note will do."""

    word = "text"
    kept = "the text"
    at_most: int = 1000
    voice: bool = False

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("text", voice=self.voice)

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Sent) and said.type == "voice" and self.voice:
            return (said.digest,)
        words = clean(said.text) if isinstance(said, Typed) else ""
        if not words and self.voice:
            raise Refused("Please type it, or send a voice note.")
        if not words:
            raise Refused("Please type your answer as a message.")
        if len(words) > self.at_most:
            fill = {"limit": self.at_most, "count": len(words)}
            raise Refused("That is {count} characters. Please keep it under {limit}.", fill)
        return words

    def shown(self, value: Value) -> object:
        return Text("voice note") if isinstance(value, tuple) else value or ""


PLACEHOLDERS = {"PENDING", "PENDIENTE", "NONE", "NINGUNO", "NA", "NOSEAL", "SINSELLO", "UNKNOWN", "XXXX", "TEST"}
# There is no world-wide form of a seal number: letters and digits, three to twenty of them is our own bound.
SEAL = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{3,20}")


@dataclass(frozen=True)
class Seal(Kind):
    """A seal number: the letters and digits stamped on the seal, exactly as they are, zeros in front included.

    With `matches:` and the id of an earlier seal question, a different number is a finding, and conditions can ask
    for `same` or `differs`.
    """

    word = "seal"
    kept = "capitals and digits, without spaces or dashes"
    matches: str = ""

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("code")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the letters and digits stamped on the seal.")
        number = tidy(unicodedata.normalize("NFKC", typed_line(said, wanted)))
        if number in PLACEHOLDERS or not SEAL.fullmatch(number):
            raise wanted
        return number

    def classes(self) -> tuple[str, ...]:
        return ("same", "differs") if self.matches else ()

    def classify(self, value: Value, answers: Answers) -> str | None:
        earlier = answers.get(self.matches)
        if value is None or earlier is None:
            return None
        return "same" if earlier == value else "differs"


@dataclass(frozen=True)
class Container(Kind):
    """A container number (ISO 6346), checked by its last digit.

    A number that does not fit is asked again with what may have been meant. It can be kept on purpose: then the
    reason and a photo are asked. Conditions can ask for `verified` or `unverified`.
    """

    word = "container"
    kept = "four letters and seven digits"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("code")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the container number: four letters and seven digits.")
        number = tidy(unicodedata.normalize("NFKC", typed_line(said, wanted)))
        if not re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{4,20}", number):
            raise wanted
        if container_fits(number) or isinstance(said, Pressed):
            return number
        raise self._misread(number)

    def _misread(self, number: str) -> Refused:
        """Never in the way of the work: say it, offer what fits, and let it be kept on purpose."""
        meant = tuple(Option(n, Text("{number}", {"number": n}), "good") for n in containers_meant(number))
        keep = Option(number, Text("Keep {number}", {"number": number}))
        fill = {"number": number}
        if meant:
            return Refused("The check digit of {number} does not fit. Did you mean this one?", fill, (*meant, keep))
        return Refused("The check digit of {number} does not fit. Please read it again.", fill, (keep,))

    def classes(self) -> tuple[str, ...]:
        return ("verified", "unverified")

    def classify(self, value: Value, answers: Answers) -> str | None:
        if not isinstance(value, str):
            return None
        return "verified" if container_fits(value) else "unverified"


@dataclass(frozen=True)
class Plate(Kind):
    """A license plate or unit number. There is no international form: letters and digits, at most 12."""

    word = "plate"
    kept = "capitals and digits, without spaces or dashes"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("code")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the letters and digits on the plate.")
        plate = tidy(unicodedata.normalize("NFKC", typed_line(said, wanted)))
        if not re.fullmatch(r"[A-Z0-9Ñ]{2,12}", plate):
            raise wanted
        return plate


@dataclass(frozen=True)
class Phone(Kind):
    """A telephone number: 7 to 15 digits, a plus in front if it is written from abroad (ITU-T E.164)."""

    word = "phone"
    kept = "digits, with a plus if one was typed"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("phone")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the telephone number, digits only, with + in front if it is from another country.")
        number = re.sub(r"[\s().\-/]", "", unicodedata.normalize("NFKC", typed_line(said, wanted)))
        if not re.fullmatch(r"\+?[0-9]{7,15}", number, re.ASCII):
            raise wanted
        return number


@dataclass(frozen=True)
class Number(Kind):
    """A whole number, from `at_least:` to `at_most:` if they are given."""

    word = "number"
    kept = "the number"
    at_least: int | None = None
    at_most: int | None = None

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("number")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type a whole number, in digits.")
        digits = unicodedata.normalize("NFKC", typed_line(said, wanted)).replace(" ", "")
        if not re.fullmatch(r"-?[0-9]{1,12}", digits, re.ASCII):
            raise wanted
        number = int(digits)
        if self.at_least is not None and number < self.at_least:
            raise Refused("Type a number of at least {limit}.", {"limit": self.at_least})
        if self.at_most is not None and number > self.at_most:
            raise Refused("Type a number of at most {limit}.", {"limit": self.at_most})
        return str(number)

    def shown(self, value: Value) -> object:
        return int(value) if isinstance(value, str) else ""


@dataclass(frozen=True)
class Date(Kind):
    """A day, typed or chosen. Not in the future unless `future: yes`."""

    word = "date"
    kept = "`2026-11-21`"
    future: bool = False

    def control(self, draft: Drafted, today: date) -> Control:
        yesterday = today - timedelta(days=1)
        days = (Option(today.isoformat(), Text("Today")), Option(yesterday.isoformat(), Text("Yesterday")))
        return Entry("date", days)

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the day like this: {example}", {"example": today.isoformat()})
        line = unicodedata.normalize("NFKC", typed_line(said, wanted))
        days = _days(line)
        if not days:
            raise wanted
        if not self.future:
            days = tuple(d for d in days if d <= today)
            if not days:
                raise Refused("That day is still to come. Type the day like this: {example}", wanted.text.fill)
        if len(days) > 1:
            meant = tuple(Option(d.isoformat(), Text("{day}", {"day": d})) for d in days)
            raise Refused("Which of these days do you mean?", meant=meant)
        return days[0].isoformat()

    def shown(self, value: Value) -> object:
        return date.fromisoformat(value) if isinstance(value, str) else ""


def _days(line: str) -> tuple[date, ...]:
    """The days a line can mean: one for 2026-11-21, up to two for 3/4/2026, where people differ on the order."""
    parts = [int(p) for p in re.split(r"[-/. ]+", line) if re.fullmatch(r"[0-9]{1,4}", p, re.ASCII)]
    if len(parts) != 3 or re.search(r"[^0-9\-/. ]", line):
        return ()
    a, b, c = parts
    readings = [(a, b, c)] if a > 31 else [(c, b, a), (c, a, b)]
    return tuple(dict.fromkeys(d for year, month, day in readings if (d := _day(year, month, day))))


def _day(year: int, month: int, day: int) -> date | None:
    """The day, if there is one; a year of three digits is a slip of the finger."""
    year = year + 2000 if year < 100 else year
    try:
        return date(year, month, day) if year > 1900 else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Time(Kind):
    """A time of day."""

    word = "time"
    kept = "`17:30`"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("time")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the time like this: {example}", {"example": "17:30"})
        line = unicodedata.normalize("NFKC", typed_line(said, wanted)).lower().replace(" ", "")
        found = re.fullmatch(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?:h|hrs)?(am|pm|a\.m\.|p\.m\.)?", line, re.ASCII)
        if not found or not (found[2] or found[3]):
            raise wanted
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
        if half and not 1 <= hour <= 12:
            raise wanted
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        if hour > 23 or minute > 59:
            raise wanted
        return f"{hour:02}:{minute:02}"


@dataclass(frozen=True)
class Photo(Kind):
    """A photo. `photos: {at_least: 2, at_most: 5}` asks for several; an album sent at once is kept whole."""

    word = "photo"
    kept = "the digests (SHA-256) of the stored files"
    at_least: int = 1
    at_most: int = 1
    types: ClassVar[tuple[str, ...]] = ("photo",)
    wanted: ClassVar[Text] = Text("Please send a photo.")
    one: ClassVar[Text] = Text("1 photo")
    many: ClassVar[Text] = Text("{count} photos")

    def control(self, draft: Drafted, today: date) -> Control:
        return Upload(self.types, self.at_least, self.at_most, len(draft))

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Done) and draft:
            return self._enough(draft)
        if not isinstance(said, Sent) or said.type not in self.types:
            raise Refused(self.wanted.source)
        files = tuple(dict.fromkeys((*draft, said.digest)))
        if self.at_most == 1 or len(files) >= self.at_most:
            return files
        return Draft(files)

    def _enough(self, draft: Drafted) -> Value:
        if len(draft) < self.at_least:
            raise Refused("Please send at least {limit}.", {"limit": self.at_least})
        return draft

    def shown(self, value: Value) -> object:
        count = len(value) if isinstance(value, tuple) else 0
        return self.one if count == 1 else Text(self.many.source, {"count": count})


@dataclass(frozen=True)
class File(Photo):
    """Photos, voice notes or documents (PDF), as they come. `files:` bounds how many, as with photos."""

    word = "file"
    types: ClassVar[tuple[str, ...]] = ("photo", "voice", "document")
    wanted: ClassVar[Text] = Text("Please send a photo, a voice note or a document.")
    one: ClassVar[Text] = Text("1 file")
    many: ClassVar[Text] = Text("{count} files")


@dataclass(frozen=True)
class Place(Kind):
    """Where: a shared location or a description."""

    word = "place"
    kept = "`geo:19.43260,-99.13320`, or the text"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("place")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Placed):
            return f"geo:{said.latitude:.5f},{said.longitude:.5f}"
        place = typed_line(said, Refused("Describe the place, or share your location if this chat can."))
        if len(place) > 300:
            raise Refused(
                "That is {count} characters. Please keep it under {limit}.", {"limit": 300, "count": len(place)}
            )
        return place

    def shown(self, value: Value) -> object:
        if not isinstance(value, str):
            return ""
        return value.removeprefix("geo:").replace(",", ", ") if value.startswith("geo:") else value


@dataclass(frozen=True)
class Sign(Kind):
    """A signature: the full name, typed. Kept with the person, the chat account and the time."""

    word = "sign"
    kept = "the name as typed"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("name")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type your full name, first name and last name.")
        name = typed_line(said, wanted)
        names = [n for n in re.split(r"[\s.]+", name) if n]
        if len(names) < 2 or len(name) > 80 or not all(any(c.isalpha() for c in n) for n in names):
            raise wanted
        return name


KINDS: dict[str, type[Kind]] = {
    kind.word: kind
    for kind in (
        Choice, YesNo, Check, MultiChoice, FreeText, Seal, Container, Plate, Phone, Number, Date, Time, Photo, File, Place, Sign,
    )
}  # fmt: skip
