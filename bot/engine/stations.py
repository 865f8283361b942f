"""Stations: points that are shown together, on one card, where the inspector stands.

A station is walked as its ordinary steps; what is shown of it is worked out from the answers, never stored. Knows no run.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.engine.flow import Flow, Station, Step
from bot.engine.progress import progress
from bot.engine.talk import Answers, Text
from bot.engine.walk import Item, filled, items


@dataclass(frozen=True)
class Point:
    """A point of the station that is shown; what `item` holds as its answer means nothing until it is answered."""

    item: Item
    hint: Text | None
    answered: bool


@dataclass(frozen=True)
class AtStation:
    """All points of a station that apply. `number` is the place of the first of them that has no answer."""

    station: Station
    lead: tuple[Text, ...]
    points: tuple[Point, ...]
    number: int
    count: int
    can_go_back: bool

    @property
    def open(self) -> bool:
        """Has a point no answer yet?"""
        return not all(point.answered for point in self.points)


def points_of(asked: Sequence[Step], station: str) -> list[Step]:
    """The points themselves, without what is asked after a problem."""
    return [s for s in asked if s.point and s.station == station]


def has_card(flow: Flow, asked: Sequence[Step], station: str) -> bool:
    """A single point needs no other card than its own."""
    return station in flow.stations and len(points_of(asked, station)) > 1


def standing(flow: Flow, asked: Sequence[Step], at: str, here: Step | None) -> str:
    """The station whose card is shown: the one that was opened, or that of the first point without an answer."""
    if has_card(flow, asked, at):
        return at
    waiting = here is not None and here.point and here.id != at
    return here.station if here and waiting and has_card(flow, asked, here.station) else ""


def following(asked: Sequence[Step], answers: Answers, again: Collection[str] = ()) -> Step | None:
    """The first question without an answer; at a station, what is asked of a problem comes before the other points."""
    first = next((s for s in asked if s.id not in answers or s.id in again), None)
    if first is None or not first.point:
        return first
    after = (s for s in asked if s.station == first.station and s.follows and s.id not in answers)
    return next(after, first)


def at_station(flow: Flow, station: str, walked: Sequence[Step], answers: Answers) -> AtStation:
    asked = [s for s in walked if s.kind]
    points = points_of(asked, station)
    now = next((s for s in points if s.id not in answers), points[0])
    number, count = progress(flow, asked, now)
    return AtStation(
        station=flow.stations[station],
        lead=_lead(flow, walked, points, answers),
        points=tuple(_point(one, asked, answers) for one in items(points, asked, answers)),
        number=number,
        count=count,
        can_go_back=asked[0] is not points[0],
    )


def _point(shown: Item, asked: list[Step], answers: Answers) -> Point:
    step = shown.step
    hint = filled(step.hint, step, asked, answers) if step.hint else None
    return Point(shown, hint, step.id in answers)


def _lead(flow: Flow, walked: Sequence[Step], points: Sequence[Step], answers: Answers) -> tuple[Text, ...]:
    """What is said at the station; and on the way to it, until the first point is answered."""
    asked = [s for s in walked if s.kind]
    first = next(n for n, s in enumerate(walked) if s is points[0])
    before = next((n for n in range(first - 1, -1, -1) if walked[n].kind), -1)
    inside = (s for s in walked[first:] if s.station == points[0].station and not s.kind and not s.follows)
    arrived = not any(s.id in answers for s in points)
    coming = walked[before + 1 : first] if arrived else ()
    intro = [Text(flow.intro)] if flow.intro and before < 0 else []
    return (*intro, *(filled(s.prompt, s, asked, answers) for s in (*coming, *inside)))
