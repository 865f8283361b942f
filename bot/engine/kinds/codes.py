"""Types for what is stamped and painted on units: seals, container numbers, plates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from bot.engine.identifiers import (
    container_fits,
    containers_in,
    containers_meant,
    is_size_and_type,
    look_alike,
    without_size,
)
from bot.engine.kinds.files import Photo
from bot.engine.kinds.keys import Earlier, written
from bot.engine.kinds.kind import Ask, Draft, Drafted, Kind
from bot.engine.kinds.reading.marks import KNOWN, marks
from bot.engine.kinds.reading.states import apart, without_state
from bot.engine.kinds.texts import FreeText
from bot.engine.kinds.typed import capitals, clean, code, number_option, plain_line
from bot.engine.talk import Answers, Control, Entry, Option, Pressed, Refused, Said, Text, Typed, Value

PLACEHOLDERS = {"PENDING", "PENDIENTE", "NONE", "NINGUNO", "NA", "NOSEAL", "SINSELLO", "UNKNOWN", "XXXX", "TEST"}
# There is no world-wide form of a seal number: letters and digits, three to twenty of them is our own bound.
SEAL = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{3,20}")
UNIT = re.compile(r"(?=.*[0-9])[A-Z0-9]{4,20}")  # what may be meant as a container number, whether it fits or not
PLATE = re.compile(r"(?=.*[0-9])[A-Z0-9Ñ]{2,12}")
# A unit without a plate: kept as words that no plate has, whether they were pressed or typed.
NO_PLATE = "no plate"
SAID_OF_NONE = re.compile(
    r"(it has |there is )?(no|without a?|sin|no (tiene|trae|hay)) ?(license )?(plates?|placas?)( or number| ni n[uú]mero)?[.!]?"
)
SERIAL = 9  # a number with so few signs or less is no container number
OFFERED = re.compile(r"[A-Z0-9]{1,24}")  # what the data of a button can carry


def one_code(said: Said, shape: re.Pattern[str], wanted: Refused) -> str:
    """The one number of this shape in what was typed; asked back where the words around it leave a doubt."""
    return (
        code(said, wanted) if isinstance(said, Pressed) else _one_in(capitals(plain_line(said, wanted)), shape, wanted)
    )


def _one_in(line: str, shape: re.Pattern[str], wanted: Refused) -> str:
    found = marks(line)
    codes = tuple(c for c in found.codes if shape.fullmatch(c))
    if not codes or not codes[0].strip("0"):
        raise wanted
    meant = tuple(number_option(c) for c in codes[:4] if OFFERED.fullmatch(c))
    if found.several and len(codes) > 1:
        raise Refused("One number at a time: which one belongs here?", meant=meant)
    if len(codes) > 1 or not found.sure:
        raise Refused("Which is the number? Press it, or type it alone.", meant=meant)
    return codes[0]


@dataclass(frozen=True)
class Seal(Kind):
    """A seal number: the letters and digits stamped on the seal, exactly as they are, zeros in front included.

    With `matches:` and the id of an earlier seal question, a different number is a finding, and conditions can ask
    for `same` or `differs`. A seal is entered once: the number of the same question in another round of a repeat is
    refused, and with `other_than:` and the id of an earlier seal question that one's, too.
    """

    word = "seal"
    kept = "capitals and digits, without spaces or dashes"
    matches: str = field(default="", metadata=written(Earlier(("seal",))))
    other_than: str = field(default="", metadata=written(Earlier(("seal",))))

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("code")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the letters and digits stamped on the seal.")
        number = one_code(said, SEAL, wanted)
        if number in PLACEHOLDERS or not SEAL.fullmatch(number):
            raise wanted
        return number

    def weigh(self, value: Value, draft: Drafted, answers: Answers, today: date) -> None:
        earlier = answers.get(self.matches)
        if not isinstance(value, str) or not isinstance(earlier, str) or draft or not look_alike(value, earlier):
            return
        meant = number_option(earlier), number_option(value)
        fill = {"number": value, "earlier": earlier}
        raise Refused(
            "{number} and {earlier} differ only in signs that look alike, such as the letter O and the zero. "
            "Look at it once more: which one is it?", fill, meant, (value,),
        )  # fmt: skip

    def refers(self) -> tuple[str, ...]:
        """Another seal has a number of its own, and nothing to be compared."""
        return (self.matches,) if self.matches else ()

    def named(self) -> tuple[Option, ...]:
        if not self.matches:
            return ()
        return Option("same", Text("the same number")), Option("differs", Text("another number"))

    def wants(self) -> str:
        return "same" if self.matches else ""

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
    can_default = True

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("code")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the container number: four letters and seven digits.")
        typed = code(said, wanted)
        if isinstance(said, Pressed):
            return self._unit(typed, wanted)
        line = capitals(plain_line(said, wanted))
        found, fitting = marks(line), containers_in(re.sub(r"[^A-Z0-9Ñ]", "", line))
        if len(fitting) > 1 or (found.several and all(len(c) > SERIAL for c in found.codes)):
            meant = tuple(number_option(n) for n in [n for n, _ in fitting] or found.codes[:4] if OFFERED.fullmatch(n))
            raise Refused("One number at a time: which one belongs here?", meant=meant)
        if not fitting:
            whole = found.codes[0] if found.codes and not found.several else typed
            raise self._misread(self._unit(without_size(whole), wanted))
        number, _ = fitting[0]
        if (found.sure or found.several) and all(_only_size_around(c, number) for c in found.codes):
            return number
        raise Refused("Which is the number? Press it, or type it alone.", meant=(number_option(number),))

    def _unit(self, number: str, wanted: Refused) -> str:
        if not UNIT.fullmatch(number):
            raise wanted
        return number

    def _misread(self, number: str) -> Refused:
        """Never in the way of the work: say it, offer what fits, and let it be kept on purpose."""
        meant = tuple(number_option(n) for n in containers_meant(number))
        keep = Option(number, Text("Keep {number}", {"number": number}))
        fill = {"number": number}
        if not meant:
            return Refused("The check digit in {number} is wrong. Please read it again.", fill, (keep,), (number,))
        return Refused(
            "The check digit in {number} is wrong. Did you mean one of these?", fill, (*meant, keep), (number,)
        )

    def asks(self) -> tuple[Ask, ...]:
        """Why a number was kept that does not fit, and how it looks."""
        kept = ("unverified",)
        why = Text("Why are you keeping a number with a wrong check digit?")
        photo = Text("Please send a photo of the number on the unit.")
        reason = FreeText(at_most=300, voice=True)
        return (
            Ask("why", why, Text("Why it was kept"), reason, kept),
            Ask("photo", photo, Text("Photo of the number"), Photo(), kept, optional=True),
        )

    def named(self) -> tuple[Option, ...]:
        fits, not_fits = Text("check digit is right"), Text("check digit is wrong")
        return Option("verified", fits), Option("unverified", not_fits)

    def classify(self, value: Value, answers: Answers) -> str | None:
        if not isinstance(value, str):
            return None
        return "verified" if container_fits(value) else "unverified"


def _only_size_around(typed: str, number: str) -> bool:
    """Is there nothing beside the number but its size and type, or the word container?"""
    rest = typed.replace(number, "", 1)
    return not rest or rest in KNOWN or is_size_and_type(rest)


@dataclass(frozen=True)
class Plate(Kind):
    """A license plate or unit number: at most 12 letters and digits, at least one digit. There is no international form.

    A button says that the unit has none. A state of the United States or province of Canada that is typed with it is kept
    before it, and makes no other unit of it.
    """

    word = "plate"
    kept = "capitals and digits, without spaces or dashes; `TX ABC1234` with its state; `no plate` where there is none"
    can_default = True

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("code", (Option(NO_PLATE, Text("It has no plate or number")),))

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused(
            "Type the letters and digits on the plate. Without a plate, type the number painted on the unit."
        )
        if _says_none(said):
            return NO_PLATE
        if isinstance(said, Pressed):
            return _pressed(said.choice, wanted)
        state, line = apart(capitals(plain_line(said, wanted)))
        return f"{state} {_one_in(line, PLATE, wanted)}".lstrip()

    def shown(self, value: Value) -> object:
        return Text("no plate") if value == NO_PLATE else super().shown(value)


def _pressed(plate: str, wanted: Refused) -> str:
    if not PLATE.fullmatch(without_state(plate)):
        raise wanted
    return plate


def _says_none(said: Said) -> bool:
    if isinstance(said, Pressed):
        return said.choice == NO_PLATE
    return isinstance(said, Typed) and SAID_OF_NONE.fullmatch(clean(said.text).casefold()) is not None
