"""What a button can mean about what is planned and what is due, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count


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
class InTime:
    """From the next time on it is in time for so many minutes; how many is asked while that is 0."""

    schedule: int
    minutes: Count = 0
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


Scheduling = Plan | ShowPlan | ShowPlans | InTime | StopPlan | ShowDue | BeginDue

FORMS: dict[type, str] = {
    Plan: "pl:{sort}:{flow}:{site}:{whom}:{often}:{at}:{draws}",
    ShowPlan: "ps:{schedule}",
    ShowPlans: "pp:{site}",
    InTime: "pi:{schedule}:{minutes}",
    StopPlan: "px:{schedule}",
    ShowDue: "du:{site}",
    BeginDue: "db:{due}",
}
