"""The card of a station: all its points with what to look for, one button for all of them, one for each problem.

Its second page has a button a point that opens the point's own card, where every answer can be given or changed.
"""

from __future__ import annotations

from bot.channels.channel import Button, Line, Message
from bot.conversation.pen import Pen
from bot.engine.flow import Flow
from bot.engine.stations import AtStation, Point
from bot.engine.talk import Back, Forward, Text
from bot.presses import acts

ONE_BY_ONE = 1  # the page with a button a point


def at_station(pen: Pen, flow: Flow, view: AtStation, note: str, page: int) -> Message:
    title = pen.say(Text(view.station.title))
    return Message(
        title=pen.say(Text(flow.title)),
        progress=(view.number, view.count),
        note=note,
        lead=pen.leads(view.lead),
        text=title,
        lines=tuple(_line(pen, point) for point in view.points),
        options=_each(pen, view) if page == ONE_BY_ONE else _fast(pen, view),
        columns=1,
        controls=_controls(pen, view, page),
        fallback=title,
    )


def _line(pen: Pen, point: Point) -> Line:
    """What to look for, until there is an answer."""
    label = pen.say(point.item.label).removesuffix(".")
    if not point.answered:
        return Line(label, pen.say(point.hint) if point.hint else "", "point")
    mark = "finding" if point.item.finding else "good" if point.item.value == point.item.step.wanted else ""
    return Line(label, pen.wording.fill(point.item.shown, pen.lang), mark)


def _fast(pen: Pen, view: AtStation) -> tuple[Button, ...]:
    """The common answer on top, and the only one in colour: it must not be looked for."""
    fine = Text("The rest is OK") if any(point.answered for point in view.points) else Text("All OK here")
    all_ok = (pen.button(fine, acts.AllHere(), "good"),) if view.open else ()
    problems = (
        pen.button(Text("Problem: {point}", {"point": point.item.label}), acts.ProblemAt(place))
        for place, point in enumerate(view.points)
        if not point.item.finding
    )
    return (*all_ok, *problems)


def _each(pen: Pen, view: AtStation) -> tuple[Button, ...]:
    return tuple(pen.button(point.item.label, acts.OpenStep(place)) for place, point in enumerate(view.points))


def _controls(pen: Pen, view: AtStation, page: int) -> tuple[Button, ...]:
    every = page == ONE_BY_ONE
    more = (
        pen.button(Text("All together"), acts.Page(0))
        if every
        else pen.button(Text("Another answer"), acts.Page(ONE_BY_ONE))
    )
    on = (pen.button(Text("Keep it and continue"), Forward(), "primary"),) if not view.open else ()
    back = (pen.button(Text("Back"), Back()),) if view.can_go_back else ()
    return (*on, more, *back, pen.button(Text("Cancel"), acts.Cancel()), *pen.languages())
