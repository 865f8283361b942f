"""Types that are answered in words: a text, a place, a signature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.kinds.typed import clean, typed_line, within
from bot.engine.talk import Control, Entry, Placed, Refused, Said, Sent, Text, Typed, Value

# A location as a URI of RFC 5870: latitude, longitude, and how many meters it may be off.
GEO = re.compile(r"geo:(-?[0-9.]+),(-?[0-9.]+)(?:;u=([0-9]+))?", re.ASCII)
# Digits behind the point of a degree, and from how many meters on no more of them are shown: they would look exact.
DIGITS = ((2, 1000), (3, 100), (4, 10), (5, 0))


@dataclass(frozen=True)
class FreeText(Kind):
    """Typed words, at most `at_most:` characters (1000 unless given). With `voice: yes` a voice note will do."""

    word = "text"
    kept = "the text"
    at_most: int = 1000
    voice: bool = False

    def impossible(self) -> tuple[str, str] | None:
        return None if self.at_most else ("at_most", "nobody can type anything in 0 characters")

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
        return within(words, self.at_most)

    def shown(self, value: Value) -> object:
        return Text("voice note") if isinstance(value, tuple) else value or ""


@dataclass(frozen=True)
class Place(Kind):
    """Where: a shared location or a description. A location is kept with how far it may be off, in meters."""

    word = "place"
    kept = "`geo:19.43260,-99.13320;u=25`, or the text"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("place")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Placed):
            return f"geo:{said.latitude:.5f},{said.longitude:.5f}" + (f";u={said.meters}" if said.meters else "")
        wanted = Refused("Describe the place, or share your location if this chat can.")
        return within(typed_line(said, wanted), 300)

    def shown(self, value: Value) -> object:
        found = GEO.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return value if isinstance(value, str) else ""
        meters = int(found[3] or 0)
        digits = next(digits for digits, off in DIGITS if meters >= off)
        place = ", ".join(f"{float(degrees):.{digits}f}" for degrees in (found[1], found[2]))
        return Text("{place} (± {meters} m)", {"place": place, "meters": meters}) if meters else place


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
