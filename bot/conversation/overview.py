"""The overview: what was answered, before a run is finished, each with a button that opens it.

Problems come first, then what was typed or chosen. Points without a problem are counted, and shown on demand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.channels.channel import Button, Line, Message
from bot.conversation.pen import Pen, answer_lines, cut
from bot.engine.flow import Flow
from bot.engine.kinds import Check
from bot.engine.talk import Back, Confirm, Text
from bot.engine.view import Overview
from bot.engine.walk import Item
from bot.presses import acts

SHORT = 60  # characters of an answer in a list
LABEL = 30  # characters of a button
PAGE = 14  # answers on a page: what every report and most inspections need
FOLDED = 100  # the pages from here on show the points without a problem
CHECK = Text("Check your answers")

Placed = tuple[int, Item]  # an answer, and its place among all of them


@dataclass(frozen=True)
class _Page:
    """One page of some answers. `wanted` counts from 0; `base` is added to it in the data of buttons."""

    every: Sequence[Placed]
    wanted: int
    base: int

    @property
    def count(self) -> int:
        return max(1, -(-len(self.every) // PAGE))

    @property
    def number(self) -> int:
        return min(max(self.wanted, 0), self.count - 1)

    @property
    def shown(self) -> Sequence[Placed]:
        return self.every[self.number * PAGE : (self.number + 1) * PAGE]

    @property
    def last(self) -> bool:
        return self.number + 1 == self.count


def overview(pen: Pen, flow: Flow, view: Overview, note: str, page: int) -> Message:
    matters, fine = _sorted(view.items)
    if page >= FOLDED and fine:
        return _page(pen, flow, view, note, _Page(fine, page - FOLDED, FOLDED))
    made = _page(pen, flow, view, note, _Page(matters, 0 if page >= FOLDED else page, 0))
    if not fine:
        return made
    fill = {"count": len(fine)}
    return replace(
        made,
        lines=(*made.lines, Line(pen.say(Text("Points without a problem")), str(len(fine)), "good")),
        options=(*made.options, pen.button(Text("Show the {count} OK", fill), acts.Page(FOLDED))),
    )


def _sorted(items: Sequence[Item]) -> tuple[list[Placed], list[Placed]]:
    """What is worth reading, problems first, then what was not simply OK; and the points without a problem."""
    placed = list(enumerate(items))
    fine = [one for one in placed if _is_fine(one[1])]
    grave = {item.step.id: 0 if item.finding else 1 for item in items if item.finding or _is_odd(item)}
    rest = [one for one in placed if not _is_fine(one[1])]
    rest.sort(key=lambda one: grave.get(one[1].step.id, grave.get(one[1].step.follows, 2)))
    return rest, fine


def _is_point(item: Item) -> bool:
    return isinstance(item.step.kind, Check)


def _is_fine(item: Item) -> bool:
    return _is_point(item) and item.value == item.step.wanted


def _is_odd(item: Item) -> bool:
    """A point with another answer than OK and Problem."""
    return _is_point(item) and item.value not in (item.step.wanted, "na")


def _page(pen: Pen, flow: Flow, view: Overview, note: str, page: _Page) -> Message:
    lines = answer_lines(pen.wording, pen.lang, [item for _, item in page.shown])
    return Message(
        title=pen.say(Text(flow.title)),
        note=note,
        lead=pen.leads(view.lead),
        text=pen.say(CHECK),
        hint=pen.say(Text("To change an answer, press its button.")),
        lines=tuple(replace(line, label=cut(line.label, 90), value=cut(line.value, SHORT)) for line in lines),
        options=tuple(_opening(pen, place, item) for place, item in page.shown),
        choose=pen.say(Text("Change an answer")),
        controls=(
            *_onwards(pen, flow, page),
            pen.button(Text("Back"), Back()),
            pen.button(Text("Cancel"), acts.Cancel()),
            *pen.languages(),
        ),
        fallback=pen.say(CHECK),
    )


def _opening(pen: Pen, place: int, item: Item) -> Button:
    label = pen.say(item.label).removesuffix(".")
    return pen.sign(cut(label, LABEL), acts.OpenStep(place), "bad" if item.finding else "plain")


def _onwards(pen: Pen, flow: Flow, page: _Page) -> list[Button]:
    """Nobody finishes before the last page; the points without a problem lead back to where that is possible."""
    turns = [pen.sign("‹", acts.Page(page.base + page.number - 1))] if page.number else []
    if not page.last:
        return [*turns, pen.button(Text("Next ›"), acts.Page(page.base + page.number + 1), "primary")]
    if page.base:
        return [*turns, pen.button(Text("To the overview"), acts.Page(0), "primary")]
    return [pen.button(flow.ways.last, Confirm(), "good"), *turns]
