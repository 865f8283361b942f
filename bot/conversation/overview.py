"""The overview: every answer of a run before it is finished, each with a button that opens it."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Message
from bot.conversation import presses
from bot.conversation.pen import Pen, answer_lines, cut
from bot.engine.flow import Flow
from bot.engine.run import Overview
from bot.engine.talk import Back, Confirm, Text

SHORT = 60  # characters of an answer in a list
PAGE = 24  # answers on a page: as many as there are letters for
CHECK = Text("Check your answers")


def overview(pen: Pen, flow: Flow, view: Overview, note: str, page: int) -> Message:
    pages = max(1, -(-len(view.items) // PAGE))
    page = min(max(page, 0), pages - 1)
    first = page * PAGE
    some = answer_lines(pen.wording, pen.lang, view.items[first : first + PAGE])
    lettered = tuple(
        replace(line, label=f"{_letter(n)}. {cut(line.label, 90)}", value=cut(line.value, SHORT))
        for n, line in enumerate(some)
    )
    turns = [pen.sign("‹", presses.Page(page - 1))] if page else []
    turns += [pen.sign("›", presses.Page(page + 1))] if page + 1 < pages else []
    return Message(
        title=pen.say(Text(flow.title)),
        note=note,
        lead=pen.leads(view.lead),
        text=pen.say(CHECK),
        hint=pen.say(Text("To change an answer, press its letter.")),
        lines=lettered,
        options=tuple(pen.sign(_letter(n), presses.OpenStep(first + n)) for n in range(len(some))),
        columns=6,
        choose=pen.say(Text("Change an answer")),
        controls=(
            pen.button(flow.ways.last, Confirm(), "good"),
            *turns,
            pen.button(Text("Back"), Back()),
            pen.button(Text("Cancel"), presses.Cancel()),
            *pen.languages(),
        ),
        fallback=pen.say(CHECK),
    )


def _letter(place: int) -> str:
    """What an answer is called on its page. Not a number: the points of an inspection have those."""
    return chr(ord("A") + place)
