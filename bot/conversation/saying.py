"""What a button of a run's card says to the flow.

Knows no run: its place is that on the card, whose order is the run's own.
"""

from __future__ import annotations

from hashlib import blake2b

from bot.engine.defaults import Offer
from bot.engine.offer import Stray
from bot.engine.stations import AtStation
from bot.engine.talk import (
    AllOk,
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
    Problem,
    Said,
    Skip,
    Typed,
)
from bot.engine.view import Overview, Question, View
from bot.presses import acts


def meaning(shown: View, act: acts.Act) -> Said | None:
    """What a button of the card says to the flow. Its place is that on the card, whose order is this run's."""
    match act:
        case Belongs() | Nowhere():
            return act if isinstance(shown, Stray) else None
        case Back() | Skip() | Forward() | Done() | Confirm():
            return act
        case acts.Meant(option):
            return Pressed(option)
        case acts.OpenStep(place) if isinstance(shown, Overview) and place < len(shown.items):
            return Open(shown.items[place].step.id)
        case acts.Offered(mark) if isinstance(shown, Question | Stray):
            return next((Typed(offer.value) for offer in shown.offered if mark_of(offer) == mark), None)
        case _ if isinstance(shown, AtStation):
            return _meant_at_station(shown, act)
        case acts.Answer(place) if isinstance(shown, Question) and isinstance(shown.control, Buttons | Entry):
            options = shown.control.options
            return Pressed(options[place].id) if place < len(options) else None
        case _:
            return None


def _meant_at_station(shown: AtStation, act: acts.Act) -> Said | None:
    steps = [point.item.step.id for point in shown.points]
    match act:
        case acts.AllHere():
            return AllOk(shown.station.id)
        case acts.ProblemAt(place) if place < len(steps):
            return Problem(steps[place])
        case acts.OpenStep(place) if place < len(steps):
            return Open(steps[place])
        case _:
            return None


def mark_of(offer: Offer) -> str:
    """Says which answer was offered when the card was drawn: by now, another may be the last."""
    return blake2b(offer.value.encode(errors="surrogatepass"), digest_size=6).hexdigest()
