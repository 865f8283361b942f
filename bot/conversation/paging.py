"""Lines as pages that fit a card of either platform: none is left out, and none is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.channels.channel import Button, Line
from bot.presses.buttons import button
from bot.presses.every import MenuPress

ROOM = 2900  # units of UTF-16 for the lines of a card: Telegram takes 4,096, and titles and buttons want theirs
MOST = 40  # lines: Slack counts what each of them costs beside its words
PIECE = 1000  # characters of an answer in one line; what is longer goes on in the next
LINKED = "@#$/:."  # before which a sign may be set, so that no link comes of it


def cost(line: Line) -> int:
    words = line.label + line.value
    return len(words.encode("utf-16-le", "surrogatepass")) // 2 + sum(map(words.count, LINKED)) + 6


def pages(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The lines in pages; there is always one."""
    made: list[list[Line]] = [[]]
    room = ROOM
    for line in (piece for one in lines for piece in _pieces(one)):
        if made[-1] and (cost(line) > room or len(made[-1]) == MOST):
            made.append([])
            room = ROOM
        made[-1].append(line)
        room -= cost(line)
    return [tuple(page) for page in made]


def _pieces(line: Line) -> Iterator[Line]:
    """A long answer in several lines, broken between words."""
    value = line.value
    while len(value) > PIECE:
        end = max(value.rfind(" ", PIECE // 2, PIECE), value.rfind("\n", PIECE // 2, PIECE))
        end = end if end > 0 else PIECE
        yield replace(line, value=f"{value[:end].rstrip()} …")
        line, value = replace(line, label="…"), value[end:].lstrip()
    yield replace(line, value=value)


def turning(before: MenuPress | None, after: MenuPress | None, place: tuple[str, str] = ("", "")) -> tuple[Button, ...]:
    """The buttons to the page before and the one after; with their places among all the pages, if that is known."""
    both = (f"‹ {place[0]}", before), (f"{place[1]} ›", after)
    return tuple(button(label.strip(), press) for label, press in both if press)


def turning_of(page: int, pages: int, to: Callable[[int], MenuPress]) -> tuple[Button, ...]:
    """The same, of so many pages: which one each leads to."""
    before, after = to(page - 1) if page else None, to(page + 1) if page + 1 < pages else None
    return turning(before, after, (f"{page}/{pages}", f"{page + 2}/{pages}"))
