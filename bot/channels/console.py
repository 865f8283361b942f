"""The terminal: a message as text, and a conversation with a flow without any account.

Knows no database: what is tried here is kept nowhere.
"""

from __future__ import annotations

import re

from bot.channels.channel import Button, Line, Message
from bot.engine.talk import Placed, Said, Sent, Typed

PLACE = re.compile(r"geo:(-?[0-9.]+),(-?[0-9.]+)", re.ASCII)


# C0 and C1 (escape sequences begin there), line and paragraph separators, the signs that turn the direction of writing,
# the mark of byte order, and halves of characters, which cannot be written at all.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def visible(text: str, *, lines: bool = False) -> str:
    """The text with what would steer a terminal shown instead, such as \\x1b; `lines` lets it go over several lines."""
    return UNSEEN.sub(lambda found: "\n" if lines and found[0] == "\n" else ascii(found[0])[1:-1], text)


def draw(message: Message) -> str:
    """The message as a terminal shows it; buttons are numbered. What people wrote cannot steer the terminal."""
    parts = [visible(message.title)]
    if message.progress:
        parts[0] += f"  {message.progress[0]}/{message.progress[1]}"
    if message.note:
        parts.append(f"! {visible(message.note, lines=True)}")
    parts += [_line(line) for line in message.head]
    parts += [visible(p, lines=True) for p in (*message.lead, message.text, message.hint)]
    parts += [_line(line) for line in message.lines]
    number = 0
    for group in message.groups:
        parts += [visible(group.title), visible(group.text, lines=True)]
        for button in group.buttons:
            number += 1
            parts.append(f"  [{number}] {visible(button.label)}")
    row = [f"[{number + n}] {visible(b.label)}" for n, b in enumerate((*message.options, *message.controls), start=1)]
    parts += ["  " + "  ".join(row)] if row else []
    parts += [f"({visible(message.placeholder)})"] if message.placeholder else []
    return "\n".join(p for p in parts if p)


def _line(line: Line) -> str:
    label, value = visible(line.label), visible(line.value)
    if line.mark == "command":
        return f"/{label} {value}".rstrip()
    if line.mark == "point":
        return f"* {label}: {value}" if value else f"* {label}"
    return f"{'!' if line.mark == 'finding' else '-'} {label}: {value}"


def buttons(message: Message) -> list[Button]:
    """Every button, in the order of its number."""
    return [*(b for g in message.groups for b in g.buttons), *message.options, *message.controls]


def hear(line: str, message: Message) -> Button | Said | None:
    """A line typed at the prompt: a number or the words of a button, a file as `photo:`, a place as `geo:1,2`."""
    line = line.strip()
    known = buttons(message)
    if line.isascii() and line.isdigit() and 1 <= int(line) <= len(known) and not _wants_digits(message):
        return known[int(line) - 1]
    if line.startswith("#") and line[1:].isdigit() and 1 <= int(line[1:]) <= len(known):
        return known[int(line[1:]) - 1]
    for button in known:
        if line.casefold() == button.label.casefold():
            return button
    if line.startswith(("photo:", "video:", "voice:", "document:")):
        type, _, name = line.partition(":")
        return Sent((name or "0").rjust(64, "0"), type)
    if found := PLACE.fullmatch(line):
        return Placed(float(found[1]), float(found[2]))
    return Typed(line) if line else None


def _wants_digits(message: Message) -> bool:
    """Where a number is the answer, buttons are pressed as #1."""
    return bool(message.entry)
