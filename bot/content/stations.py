"""Stations of a flow file: points that are shown on one card. Their steps are read like any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content.marks import Entry, Listed, Mapped, Words, nearest
from bot.content.reading import Reading
from bot.engine.flow import Repeat, Station, Step
from bot.engine.kinds import KINDS

TITLE = 60  # characters
LABEL = 30  # characters; what is seen of a button on a small phone
INSIDE = ("check", "say")
ReadEntry = Callable[[Mapped], list[Step | Repeat]]


def read_station(reading: Reading, item: Mapped, first: Entry, read: ReadEntry) -> list[Step | Repeat]:
    """The steps of a station, each of which knows where it belongs."""
    reading.known_keys(item, ("station", "title", "steps"))
    id = reading.new_id(first, "step")
    comment = f"Where the inspector stands, in '{reading.title}'"
    title = reading.text(item, "title", comment, TITLE, needed=f"the station '{id}'", braces=())
    reading.stations[id] = Station(id, title)
    return [
        replace(step, station=id) for node in _points(reading, item) for step in read(node) if isinstance(step, Step)
    ]


def _points(reading: Reading, item: Mapped) -> list[Mapped]:
    entry = item.entry("steps")
    if entry is None or not isinstance(entry.value, Listed) or not entry.value.items:
        reading.problem(entry.value.at if entry else item.at, "missing-key", "a station has 'steps:', a list of checks")
        return []
    points = reading.begun(entry.value, "steps")
    for point in points:
        _fits(reading, point)
    return [point for point in points if point.entries[0].key in INSIDE]


def _fits(reading: Reading, point: Mapped) -> None:
    """Nothing but points and sayings stands on one card, and a point is called something short."""
    first = point.entries[0]
    if first.key not in INSIDE:
        known = nearest(first.key, INSIDE) if first.key not in (*KINDS, "repeat", "station") else ""
        reading.problem(first.at, "station", f"a station has only 'check' and 'say', not '{first.key}'{known}")
    prompt = point.entry("prompt")
    words = prompt.value.text if prompt and isinstance(prompt.value, Words) else ""
    if first.key == "check" and point.entry("label") is None and len(words) > LABEL:
        message = f"a point of a station needs a 'label:' where its prompt has more than {LABEL} characters"
        reading.problem(first.at, "missing-key", message)
