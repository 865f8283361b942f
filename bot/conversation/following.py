"""What a button can mean about an incident that is followed up, and how its data says so."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.pieces import id_in, word_in


@dataclass(frozen=True)
class NotMine:
    """ "Not for me": whoever has it gives it back."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class TakeOver:
    """Takes it from whoever has it."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class HandOver:
    """Gives it to somebody; asks to whom while there is no person."""

    run: int
    person: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class Resolve:
    run: int
    at_home: bool = False


@dataclass(frozen=True)
class CloseIncident:
    run: int
    at_home: bool = False


@dataclass(frozen=True)
class Reopen:
    run: int
    at_home: bool = False


@dataclass(frozen=True)
class WriteTo:
    """Write to the others in it: the reporter to who has it, and back."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class ShowTimeline:
    run: int
    at_home: bool = False


@dataclass(frozen=True)
class Leave:
    """Write nothing after all, or nothing more; `what` says what was asked for. A screen with this button asks for words."""

    run: int
    what: str
    at_home: bool = False


@dataclass(frozen=True)
class NoWords:
    """Go on without the cause, or without the measures."""

    run: int
    what: str
    at_home: bool = False


Alone = NotMine | TakeOver | Resolve | CloseIncident | Reopen | WriteTo | ShowTimeline
Following = Alone | HandOver | Leave | NoWords
SIGN = "q"  # what the data of all of them begins with
ALONE: dict[str, type[Alone]] = {
    "n": NotMine, "o": TakeOver, "r": Resolve, "c": CloseIncident, "p": Reopen, "w": WriteTo, "t": ShowTimeline,
}  # fmt: skip
WORDED: dict[str, type[Leave | NoWords]] = {"x": Leave, "s": NoWords}
LETTER = {press: letter for letter, press in (ALONE | WORDED).items()}


def following(press: Following) -> str:
    if isinstance(press, HandOver):
        return f"{SIGN}:h:{press.run}:{press.person or ''}".rstrip(":")
    if isinstance(press, Leave | NoWords):
        return f"{SIGN}:{LETTER[type(press)]}:{press.run}:{press.what}"
    return f"{SIGN}:{LETTER[type(press)]}:{press.run}"


def following_in(rest: str) -> Following | None:
    letter, written, more = (*rest.split(":", 2), "", "")[:3]
    run, person = id_in(written), id_in(more or "0")
    if run is None:
        return None
    if letter == "h":
        return None if person is None else HandOver(run, person)
    if letter in WORDED:
        return WORDED[letter](run, more) if word_in(more) else None
    return ALONE[letter](run) if letter in ALONE and not more else None
