"""The card that asks where something belongs that no question asked for.

Knows no run.
"""

from __future__ import annotations

from bot.channels.channel import Button, Message
from bot.conversation.pen import Pen, cut
from bot.conversation.saying import mark_of
from bot.engine.beside import files_shown
from bot.engine.offer import Stray
from bot.engine.talk import Belongs, Nowhere, Option, Text
from bot.presses import acts

LABEL = 75  # characters of a button: https://docs.slack.dev/reference/block-kit/block-elements/button-element
LONG = 300  # characters of what is held
UNREAD = Text("No barcode could be read in the photo. Please type the number.")


def offered(pen: Pen, title: Text, stray: Stray, note: str, meant: tuple[Option, ...] = ()) -> Message:
    """Yes or no; where there is a choice, the questions it may belong to. Before that what was read from it, or may have
    been `meant`."""
    asked = pen.say(stray.asked)
    return Message(
        title=pen.say(title),
        note=note,
        lead=_held(pen, stray),
        text=asked,
        options=(*_answers(pen, stray, meant), *_options(pen, stray)),
        fallback=asked,
    )


def _held(pen: Pen, stray: Stray) -> tuple[str, ...]:
    files = (pen.say(files_shown(len(stray.held.files))),) if stray.held.files else ()
    unread = (pen.say(UNREAD),) if stray.unread else ()
    return (*files, *unread, *((f"“{cut(stray.held.words, LONG)}”",) if stray.held.words else ()))


def _answers(pen: Pen, stray: Stray, meant: tuple[Option, ...]) -> tuple[Button, ...]:
    if meant:
        return tuple(pen.button(one.label, acts.Meant(one.id), one.tone) for one in meant)
    return tuple(pen.button(one.label, acts.Offered(mark_of(one)), "primary") for one in stray.offered)


def _options(pen: Pen, stray: Stray) -> tuple[Button, ...]:
    if len(stray.places) == 1:
        return (pen.button(Text("Yes"), Belongs(0), "good"), pen.button(Text("No"), Nowhere()))
    labels = [cut(pen.say(point), LABEL) for point in stray.places]
    return (
        *(pen.sign(label, Belongs(number)) for number, label in enumerate(labels)),
        pen.button(Text("None of these"), Nowhere()),
    )
