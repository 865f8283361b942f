"""What a button of a run's card says to the flow.

Knows no run: its place is that on the card, whose order is the run's own.
"""

from __future__ import annotations

from bot.conversation import presses
from bot.engine.offer import Offer
from bot.engine.run import Overview, Question, View
from bot.engine.talk import (
    Back,
    Belongs,
    Buttons,
    Confirm,
    Done,
    Entry,
    Forward,
    Nowhere,
    Open,
    Pressed,
    Said,
    Skip,
)


def meaning(shown: View, act: presses.Act) -> Said | None:
    """None if the card has no such button."""
    match act:
        case Belongs() | Nowhere():
            return act if isinstance(shown, Offer) else None
        case Back() | Skip() | Forward() | Done() | Confirm():
            return act
        case presses.Meant(option):
            return Pressed(option)
        case presses.OpenStep(place) if isinstance(shown, Overview) and place < len(shown.items):
            return Open(shown.items[place].step.id)
        case presses.Answer(place) if isinstance(shown, Question) and isinstance(shown.control, Buttons | Entry):
            options = shown.control.options
            return Pressed(options[place].id) if place < len(options) else None
        case _:
            return None
