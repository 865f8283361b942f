"""How long somebody was at each station, worked out from the times of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.engine.flow import Flow, Station, Step

Stay = tuple[Station, int]  # whole minutes, rounded


def minutes(
    flow: Flow, asked: Iterable[Step], given: Sequence[tuple[str, datetime]], began: datetime
) -> tuple[Stay, ...]:
    """From the answer before a station to the last one there. `given` are steps and times, in the order of the answers."""
    stations = {step.id: step.station for step in asked if step.station in flow.stations}
    arrived: dict[str, datetime] = {}
    left: dict[str, datetime] = {}
    before = began
    for step, at in given:
        if here := stations.get(step, ""):
            arrived.setdefault(here, before)
            left[here] = at
        before = at
    return tuple((flow.stations[id], round((left[id] - arrived[id]) / timedelta(minutes=1))) for id in arrived)
