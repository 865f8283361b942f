"""The card that asks where something belongs that no question asked for.

Knows no run: how a button of its card is made is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from bot.channels.channel import Button, Message
from bot.engine.beside import files_shown
from bot.engine.offer import Offer
from bot.engine.talk import Belongs, Nowhere, Text

LABEL = 75  # characters of a button: https://docs.slack.dev/reference/block-kit/block-elements/button-element
LONG = 300  # characters of what is held

Say = Callable[[Text], str]
Make = Callable[[Text, Belongs | Nowhere, str], Button]


def offered(say: Say, make: Make, title: Text, offer: Offer, note: str) -> Message:
    """Yes or no; where there is a choice, the questions it may belong to."""
    asked = say(offer.asked)
    return Message(
        title=say(title), note=note, lead=_held(say, offer), text=asked, options=_options(say, make, offer),
        fallback=asked,
    )  # fmt: skip


def _held(say: Say, offer: Offer) -> tuple[str, ...]:
    files = (say(files_shown(len(offer.held.files))),) if offer.held.files else ()
    return (*files, *((f"“{cut(offer.held.words, LONG)}”",) if offer.held.words else ()))


def _options(say: Say, make: Make, offer: Offer) -> tuple[Button, ...]:
    if len(offer.places) == 1:
        return (make(Text("Yes"), Belongs(0), "good"), make(Text("No"), Nowhere(), "plain"))
    labels = (Text(cut(say(point), LABEL)) for point in offer.places)
    return (
        *(make(label, Belongs(number), "plain") for label, number in zip(labels, count(), strict=False)),
        make(Text("None of these"), Nowhere(), "plain"),
    )


def cut(text: str, most: int) -> str:
    """One line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
