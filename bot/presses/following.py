"""What a button can mean about an incident that is followed up, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


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
class WriteNote:
    """A note that its reporter cannot read."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class ShowFiles:
    """Its photos, voice notes and places, once more."""

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


Following = (
    NotMine
    | TakeOver
    | HandOver
    | Resolve
    | CloseIncident
    | Reopen
    | WriteTo
    | WriteNote
    | ShowFiles
    | ShowTimeline
    | Leave
    | NoWords
)

FORMS: dict[type, str] = {
    NotMine: "q:n:{run}",
    TakeOver: "q:o:{run}",
    HandOver: "q:h:{run}:{person}",
    Resolve: "q:r:{run}",
    CloseIncident: "q:c:{run}",
    Reopen: "q:p:{run}",
    WriteTo: "q:w:{run}",
    WriteNote: "q:k:{run}",
    ShowFiles: "q:f:{run}",
    ShowTimeline: "q:t:{run}",
    Leave: "q:x:{run}:{what}",
    NoWords: "q:s:{run}:{what}",
}
