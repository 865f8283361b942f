"""Types for what is stamped and painted on units: seals, container numbers, plates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from bot.engine.identifiers import container_fits, containers_meant
from bot.engine.kinds.files import Photo
from bot.engine.kinds.keys import Earlier, written
from bot.engine.kinds.kind import Ask, Draft, Drafted, Kind
from bot.engine.kinds.texts import FreeText
from bot.engine.kinds.typed import code
from bot.engine.talk import Answers, Control, Entry, Option, Pressed, Refused, Said, Text, Value

PLACEHOLDERS = {"PENDING", "PENDIENTE", "NONE", "NINGUNO", "NA", "NOSEAL", "SINSELLO", "UNKNOWN", "XXXX", "TEST"}
# There is no world-wide form of a seal number: letters and digits, three to twenty of them is our own bound.
SEAL = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{3,20}")
UNIT = re.compile(r"(?=.*[0-9])[A-Z0-9]{4,20}")  # what may be meant as a container number, whether it fits or not
PLATE = re.compile(r"[A-Z0-9Ñ]{2,12}")


@dataclass(frozen=True)
class Seal(Kind):
    """A seal number: the letters and digits stamped on the seal, exactly as they are, zeros in front included.

    With `matches:` and the id of an earlier seal question, a different number is a finding, and conditions can ask
    for `same` or `differs`.
    """

    word = "seal"
    kept = "capitals and digits, without spaces or dashes"
    matches: str = field(default="", metadata=written(Earlier(("seal",))))

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("code")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the letters and digits stamped on the seal.")
        number = code(said, wanted)
        if number in PLACEHOLDERS or not SEAL.fullmatch(number):
            raise wanted
        return number

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

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("code")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the container number: four letters and seven digits.")
        number = code(said, wanted)
        if not UNIT.fullmatch(number):
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
            return Refused("The check digit in {number} is wrong. Did you mean one of these?", fill, (*meant, keep))
        return Refused("The check digit in {number} is wrong. Please read it again.", fill, (keep,))

    def asks(self) -> tuple[Ask, ...]:
        """Why a number was kept that does not fit, and how it looks."""
        kept = ("unverified",)
        why = Text("Why are you keeping a number with a wrong check digit?")
        photo = Text("Please send a photo of the number on the unit.")
        reason = FreeText(at_most=300, voice=True)
        return Ask("why", why, reason, kept), Ask("photo", photo, Photo(), kept, optional=True)

    def named(self) -> tuple[Option, ...]:
        fits, not_fits = Text("check digit is right"), Text("check digit is wrong")
        return Option("verified", fits), Option("unverified", not_fits)

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
        plate = code(said, wanted)
        if not PLATE.fullmatch(plate):
            raise wanted
        return plate
