"""What a button can mean about what is kept, of somebody and for how long; the forms of its data, and how a letter asks for a
file about its reader."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What stands in the place of a digest in a letter: the file is made for this person, in this language.
WANTED = re.compile(r"own:([0-9]{1,18}):([a-z]{2}(?:_[A-Z]{2})?)", re.ASCII)


def wanted(person_id: int, lang: str) -> str:
    """What a letter says in the place of a digest."""
    return f"own:{person_id}:{lang}"


@dataclass(frozen=True)
class SendOwn:
    """Send me what is kept about me, as a file."""

    at_home: bool = False


@dataclass(frozen=True)
class AskErasure:
    """My data are to be erased, for sure."""

    sure: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class DecideErasure:
    """Erase whoever asked for it, for sure; or not now."""

    erasure: int
    erase: bool = False
    sure: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class KeepRecord:
    """This record is on hold from now on; or not anymore."""

    run: int
    keep: bool = False
    at_home: bool = False


Owning = SendOwn | AskErasure | DecideErasure | KeepRecord

FORMS: dict[type, str] = {
    SendOwn: "od",
    AskErasure: "oe:{sure}",
    KeepRecord: "oh:{run}:{keep}",
    DecideErasure: "ox:{erasure}:{erase}:{sure}",
}
