"""What a button can mean about corrective actions, and how its data says so."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.pieces import count_in, id_in, word_in


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
    days: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class Writing:
    """Never mind. While this stands on the screen, what is typed or sent is what `Write` asked for."""

    action: int
    what: str
    days: int = 0
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
    finding: int = 0
    owner: int = 0
    days: int = 0
    at_home: bool = False


Acting = ShowTasks | OpenAction | DoAction | Write | Writing | GiveAction | OpenOne

MARK = "ac"  # what all of their data begins with


def acting(press: Acting) -> str:
    match press:
        case ShowTasks():
            return MARK
        case OpenAction(action):
            return f"{MARK}:{action}"
        case DoAction(action, what):
            return f"{MARK}:{action}:d:{what}"
        case Write(action, what, days):
            return f"{MARK}:{action}:w:{what}:{days}"
        case Writing(action, what, days):
            return f"{MARK}:{action}:y:{what}:{days}"
        case GiveAction(action, person):
            return f"{MARK}:{action}:g:{person}"
        case OpenOne(run, finding, owner, days):
            return f"{MARK}:{run}:n:{finding}:{owner}:{days}"


def acting_in(rest: str) -> Acting | None:
    if not rest:
        return ShowTasks()
    written, sign, *more = (*rest.split(":"), "")
    id, more = id_in(written), more[:-1] if more else more
    if id is None:
        return None
    if not sign:
        return OpenAction(id) if not more else None
    return _about(id, sign, more)


def _about(id: int, sign: str, more: list[str]) -> Acting | None:
    match sign, more:
        case "d", [what] if word_in(what):
            return DoAction(id, what)
        case "w", [what, days] if word_in(what) and (many := count_in(days)) is not None:
            return Write(id, what, many)
        case "y", [what, days] if word_in(what) and (many := count_in(days)) is not None:
            return Writing(id, what, many)
        case "g", [person] if (who := id_in(person)) is not None:
            return GiveAction(id, who)
        case "n", [finding, owner, days]:
            return _opening(id, count_in(finding), id_in(owner), count_in(days))
    return None


def _opening(run: int, finding: int | None, owner: int | None, days: int | None) -> OpenOne | None:
    if finding is None or owner is None or days is None:
        return None
    return OpenOne(run, finding, owner, days)
