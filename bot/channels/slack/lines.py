"""Labels and their values as rich text: several to a block, as many as there is room for, long ones over several blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels.channel import Line
from bot.channels.slack.text import ELLIPSIS, SECTION, cut, pieces, size, tidy

Json = dict[str, Any]

CONTAINER = 40  # what one line costs beside its words
VALUE = 1_500  # characters of one value, and what the others leave
COMMAND = "/sello"  # deploy/slack-manifest.yaml; what is typed after it is the word
MARKS = {"finding": "🔺 ", "good": "✅ "}


def overview(lines: Sequence[Line], room: int) -> Iterator[Json]:
    """Label and value, several lines to a block, as many as there is room for."""
    made: list[Json] = []
    used = 0
    spare = max(room - sum(_cost(*_line(line)) for line in lines), 0)
    for number, line in enumerate(lines):
        label, value = _line(line, VALUE + spare)
        spare -= max(size(value) - VALUE, 0)
        cost = _cost(label, value)
        room -= cost
        if room < 0:
            made.append(words(f"{ELLIPSIS} {number}/{len(lines)}"))
            break
        if made and used + cost > SECTION:
            yield rich(made)
            made, used = [], 0
        first, *more = pieces(value)
        made += [*([words(label, bold=True)] if label else []), *_valued(line.mark, first)]
        for piece in more:
            yield rich(made)
            made, used, cost = [words(piece)], 0, size(piece)
        used += cost
    if made:
        yield rich(made)


def _cost(label: str, value: str) -> int:
    return size(label) + size(value) + CONTAINER


def _line(line: Line, most: int = VALUE) -> tuple[str, str]:
    label, value = cut(tidy(line.label), 900), cut(tidy(line.value), most)
    if line.mark == "command":
        return f"{COMMAND} {label}", f" – {value}\n" if value else "\n"
    if line.mark == "point":
        return f"{label}\n", f"{value}\n\n" if value else "\n"
    if not label:
        return MARKS.get(line.mark, ""), f"{value}\n"
    colon = "" if not value or label.endswith(("?", ":", ".")) else ":"
    return f"{MARKS.get(line.mark, '')}{label}{colon} ", f"{value}\n"


def rich(words: list[Json]) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}


def words(text: str, *, bold: bool = False) -> Json:
    return {"type": "text", "text": text, "style": {"bold": True}} if bold else {"type": "text", "text": text}


def _called(value: str) -> list[Json]:
    """A telephone number that a tap calls."""
    number = "".join(sign for sign in value if sign.isdigit() or sign == "+")
    shown = value.strip()
    return [{"type": "link", "url": f"tel:{number}", "text": shown}, words("\n")] if number else [words(value)]


def _valued(mark: str, value: str) -> list[Json]:
    match mark:
        case "call":
            return _called(value)
        case "link":
            return [{"type": "link", "url": value.strip(), "text": value.strip()}, words("\n")]
    return [words(value)]


def dialled(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit() or sign in "+*#")
