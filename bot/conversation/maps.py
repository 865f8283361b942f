"""Where something is, as a line that opens a map."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.channel import Line
from bot.engine.kinds.texts import placed
from bot.engine.talk import Placed, Text, Value

LINK = "link"  # the mark of a line whose value is an address that a tap opens
# Opens the map of the phone, or a page: https://developers.google.com/maps/documentation/urls/get-started
MAP = "https://www.google.com/maps/search/?api=1&query={latitude:.5f},{longitude:.5f}"


def map_lines(value: Value, say: Callable[[Text], str]) -> tuple[Line, ...]:
    """A map of an answer that is a location; nothing for a place that was described."""
    there = placed(value)
    return (Line(say(Text("Map")), address(there), LINK),) if there else ()


def address(there: Placed) -> str:
    return MAP.format(latitude=there.latitude, longitude=there.longitude)
