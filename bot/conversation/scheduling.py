"""What a button can mean about what is planned and what is due, and how its data says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.pieces import id_in, word_in


@dataclass(frozen=True)
class Plan:
    """Plan something: which sort of flow, which flow, for whom, how often, at which hour, at which site; each is asked while
    it is empty. `whom` is a role, a role and .each, or the number of a person; `draws` a unit by lot."""

    sort: str = ""
    flow: str = ""
    site: int = 0
    whom: str = ""
    often: str = ""
    at: str = ""
    draws: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class ShowPlan:
    """Show something that is planned."""

    schedule: int
    at_home: bool = False


@dataclass(frozen=True)
class ShowPlans:
    """Show what is planned at a site."""

    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class StopPlan:
    """From now on it is not due anymore."""

    schedule: int
    at_home: bool = False


@dataclass(frozen=True)
class ShowDue:
    """Show what is due, at a site or where the person works."""

    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class BeginDue:
    """Begin what is due."""

    due: int
    at_home: bool = False


Scheduling = Plan | ShowPlan | ShowPlans | StopPlan | ShowDue | BeginDue


def scheduling(press: Scheduling) -> str:
    match press:
        case Plan(sort, flow, site, whom, often, at, draws):
            return f"pl:{sort}:{flow}:{site or ''}:{whom}:{often}:{at}:{'y' if draws else ''}".rstrip(":")
        case ShowPlan(schedule):
            return f"ps:{schedule}"
        case ShowPlans(site):
            return f"pp:{site}" if site else "pp"
        case StopPlan(schedule):
            return f"px:{schedule}"
        case ShowDue(site):
            return f"du:{site}" if site else "du"
        case BeginDue(due):
            return f"db:{due}"


def _plan_in(rest: str) -> Plan | None:
    pieces = rest.split(":") if rest else []
    sort, flow, site, whom, often, at, draws, *more = (*pieces, *[""] * 7)
    place = id_in(site or "0")
    words = (sort, flow, whom, often, at)
    if any(more) or place is None or draws not in ("", "y") or not all(not word or word_in(word) for word in words):
        return None
    return Plan(sort, flow, place, whom, often, at, bool(draws))


def _one(make: Callable[[int], Scheduling]) -> Callable[[str], Scheduling | None]:
    def read(rest: str) -> Scheduling | None:
        id = id_in(rest or "0")
        return None if id is None else make(id)

    return read


READ: dict[str, Callable[[str], Scheduling | None]] = {
    "pl": _plan_in,
    "ps": _one(ShowPlan),
    "pp": _one(ShowPlans),
    "px": _one(StopPlan),
    "du": _one(ShowDue),
    "db": _one(BeginDue),
}
