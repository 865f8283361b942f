"""What a button can mean about corrective actions, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count


@dataclass(frozen=True)
class ShowTasks:
    """What is to be done."""

    at_home: bool = False


@dataclass(frozen=True)
class OpenAction:
    """The card of an action, below everything."""

    action: int
    at_home: bool = False


@dataclass(frozen=True)
class DoAction:
    """Something that is done with an action at once: take, later, quiet, check, grant, keep, photos."""

    action: int
    what: str
    at_home: bool = False


@dataclass(frozen=True)
class Write:
    """Say something about an action: done, note, back, or time for so many days more."""

    action: int
    what: str
    days: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class Writing:
    """Never mind. While this stands on the screen, what is typed or sent is what `Write` asked for."""

    action: int
    what: str
    days: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class GiveAction:
    """Who is to do it; asked while there is nobody."""

    action: int
    person: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class OpenOne:
    """Open an action about a finding of a run, by its place: for whom, within how many days; each is asked while it is 0."""

    run: int
    finding: Count = 0
    owner: int = 0
    days: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowOfRun:
    """What is to be done about the findings of a run."""

    run: int
    at_home: bool = False


Acting = ShowTasks | ShowOfRun | OpenAction | DoAction | Write | Writing | GiveAction | OpenOne

FORMS: dict[type, str] = {
    ShowTasks: "ac",
    OpenAction: "ac:{action}",
    ShowOfRun: "ac:{run}:f",
    DoAction: "ac:{action}:d:{what}",
    Write: "ac:{action}:w:{what}:{days}",
    Writing: "ac:{action}:y:{what}:{days}",
    GiveAction: "ac:{action}:g:{person}",
    OpenOne: "ac:{run}:n:{finding}:{owner}:{days}",
}
