"""Types that are answered in words: a text, a place, a signature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.kinds.reading.names import may_be_a_name, same_person, tidied
from bot.engine.kinds.typed import clean, says_something, typed_line, within
from bot.engine.talk import Control, Entry, Option, Placed, Pressed, Refused, Said, Sent, Text, Typed, Value

BOOKS, TYPED = "books", "typed"  # the buttons of a signature that is asked about

VIDEO = "video"  # how a file is called that is more than a voice note

# A location as a URI of RFC 5870: latitude, longitude, and how many meters it may be off; behind it what it is called.
GEO = re.compile(r"geo:(-?[0-9.]+),(-?[0-9.]+)(?:;u=([0-9]+))?(?: (.+))?", re.ASCII)
CALLED = 200  # characters of the title and address of a place
# A location as people copy it from a map: 27.50640, -99.50750.
COPIED = re.compile(r"(-?[0-9]{1,2}\.[0-9]{3,15}) *[,;] *(-?[0-9]{1,3}\.[0-9]{3,15})", re.ASCII)
# Digits behind the point of a degree, and from how many meters on no more of them are shown: they would look exact.
DIGITS = ((2, 1000), (3, 100), (4, 10), (5, 0))


@dataclass(frozen=True)
class FreeText(Kind):
    """Typed words, at most `at_most:` characters (1000 unless given). With `voice: yes` a voice note or a video will do."""

    word = "text"
    kept = "the text; of a voice note the digest (SHA-256), of a video the digest and the word `video`"
    can_default = True
    at_most: int = 1000
    voice: bool = False

    def impossible(self) -> tuple[str, str] | None:
        return None if self.at_most else ("at_most", "nobody can type anything in 0 characters")

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("text", voice=self.voice)

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Sent) and said.type in ("voice", VIDEO) and self.voice:
            return (said.digest,) if said.type == "voice" else (said.digest, VIDEO)
        words = clean(said.text) if isinstance(said, Typed) else ""
        told = says_something(words, in_pictures=True)
        if not told and self.voice:
            raise Refused("Please type it, or send a voice note or a video.")
        if not told:
            raise Refused("Please type your answer as a message.")
        return within(words, self.at_most)

    def shown(self, value: Value) -> object:
        if not isinstance(value, tuple):
            return value or ""
        return Text("video") if VIDEO in value else Text("voice note")


@dataclass(frozen=True)
class Partner(FreeText):
    """A company of the supply chain, by its name, as a text. Whoever types one that is in the list of partners reads where
    it stands, and goes on.
    """

    word = "partner"
    kept = "the name as typed"


def placed(value: Value) -> Placed | None:
    """The location that an answer to where holds; None if the place was described, or is no place."""
    found = GEO.fullmatch(value) if isinstance(value, str) else None
    return Placed(float(found[1]), float(found[2]), int(found[3] or 0), found[4] or "") if found else None


def located(there: Placed) -> str:
    """A location as it is kept."""
    meters = f";u={there.meters}" if there.meters else ""
    called = " ".join(clean(there.called).split())[:CALLED]
    return f"geo:{there.latitude:.5f},{there.longitude:.5f}{meters} {called}".rstrip()


def copied(words: str) -> Placed | None:
    """The location that was copied from a map; None if the words are anything else."""
    found = COPIED.fullmatch(words)
    there = Placed(float(found[1]), float(found[2])) if found else None
    return there if there and abs(there.latitude) <= 90 and abs(there.longitude) <= 180 else None


@dataclass(frozen=True)
class Place(Kind):
    """Where: a shared location or a description. A location is kept with how far it may be off, in meters, and with the
    title and address of a place that was chosen on a map.
    """

    word = "place"
    kept = "`geo:19.43260,-99.13320;u=25`, with what the place is called behind it, or the text"
    can_default = True

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("place")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Describe the place, or share your location if this chat can.")
        words = "" if isinstance(said, Placed) else within(typed_line(said, wanted), 300)
        there = said if isinstance(said, Placed) else copied(words)
        if there:
            return located(there)
        if not says_something(words):
            raise wanted
        return words

    def shown(self, value: Value) -> object:
        found = placed(value)
        if found is None:
            return value if isinstance(value, str) else ""
        digits = next(digits for digits, off in DIGITS if found.meters >= off)
        place = ", ".join(f"{degrees:.{digits}f}" for degrees in (found.latitude, found.longitude))
        if found.called:
            return f"{found.called} ({place})"
        return Text("{place} (± {meters} m)", {"place": place, "meters": found.meters}) if found.meters else place


@dataclass(frozen=True)
class Sign(Kind):
    """A signature: the full name, typed. Kept with the person, the chat account and the time.

    A name that is not the one in the books is asked about once. When an answer is changed afterwards, it is signed again.
    """

    word = "sign"
    kept = "the name as typed"
    can_default = True
    seals = True

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("name")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type your full name, first name and last name.")
        if isinstance(said, Pressed) and said.choice in (BOOKS, TYPED) and len(draft) == 2:
            return draft[said.choice == BOOKS]
        line = typed_line(said, wanted)
        book = said.name if isinstance(said, Typed) else ""
        name = tidied(line)
        if book and (line.casefold() == book.casefold() or name.casefold() == tidied(book).casefold()):
            return name or line
        if not may_be_a_name(name):
            raise wanted
        if book and not same_person(name, book) and draft[:1] != (name,):
            raise self._somebody_else(name, book)
        return name

    def _somebody_else(self, name: str, book: str) -> Refused:
        """Nobody signs for another without being asked."""
        as_book = Option(BOOKS, Text("Sign as {name}", {"name": book}), "good")
        as_typed = Option(TYPED, Text("Sign as {name}", {"name": name}))
        fill = {"name": book}
        return Refused(
            "You are in our books as {name}. Whose name do you sign with?", fill, (as_book, as_typed), (name, book)
        )
