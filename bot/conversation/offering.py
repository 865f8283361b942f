"""The card that asks where something belongs that no question asked for.

Knows no run.
"""

from __future__ import annotations

from bot.channels.channel import Button, Message
from bot.conversation.pen import Pen, cut
from bot.engine.beside import files_shown
from bot.engine.offer import Stray
from bot.engine.talk import Belongs, Nowhere, Text

LABEL = 75  # characters of a button: https://docs.slack.dev/reference/block-kit/block-elements/button-element
LONG = 300  # characters of what is held


def offered(pen: Pen, title: Text, stray: Stray, note: str) -> Message:
    """Yes or no; where there is a choice, the questions it may belong to."""
    asked = pen.say(stray.asked)
    return Message(
        title=pen.say(title),
        note=note,
        lead=_held(pen, stray),
        text=asked,
        options=_options(pen, stray),
        fallback=asked,
    )


def _held(pen: Pen, stray: Stray) -> tuple[str, ...]:
    files = (pen.say(files_shown(len(stray.held.files))),) if stray.held.files else ()
    return (*files, *((f"“{cut(stray.held.words, LONG)}”",) if stray.held.words else ()))


def _options(pen: Pen, stray: Stray) -> tuple[Button, ...]:
    if len(stray.places) == 1:
        return (pen.button(Text("Yes"), Belongs(0), "good"), pen.button(Text("No"), Nowhere()))
    labels = [cut(pen.say(point), LABEL) for point in stray.places]
    return (
        *(pen.sign(label, Belongs(number)) for number, label in enumerate(labels)),
        pen.button(Text("None of these"), Nowhere()),
    )
