"""Telephone numbers as lines that can be tapped, and what roles are called.

Knows no database: whoever shows them has asked which numbers hold at the site.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.channel import Line
from bot.engine.talk import Text
from bot.policy import Numbers

CALL = "call"  # the mark of a line whose value is a number to call
ROLE = {
    "driver": Text("driver"),
    "guard": Text("guard"),
    "warehouse": Text("warehouse"),
    "supervisor": Text("supervisor"),
    "manager": Text("manager"),
    "auditor": Text("auditor"),
    "admin": Text("administrator"),
    "dispatch": Text("dispatcher"),
    "security": Text("security"),
    "it": Text("IT"),
    "hr": Text("human resources"),
    "partner": Text("partner's contact"),
}
NUMBER = {
    "emergency": Text("Call emergency services"),
    "supervisor": Text("Call the supervisor"),
    "dispatch": Text("Call dispatch"),
    "security": Text("Call security"),
}


def call_lines(numbers: Numbers, say: Callable[[Text], str]) -> tuple[Line, ...]:
    """Whom to call, as far as the organisation has said."""
    known = ((label, getattr(numbers, name)) for name, label in NUMBER.items())
    return tuple(Line(say(label), number, CALL) for label, number in known if number)
