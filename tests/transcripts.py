"""Conversations as text: who takes part, what they do, what they see. A compliance manager can read and correct them.

Knows how a transcript is written; does not play it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "conversations"
WIDTH = 112
INDENT = " " * 6

# "Juan Pérez is a driver, speaks es, writes on slack and telegram." "Ana is a manager at Tijuana dock, speaks en."
ACTOR = re.compile(r"([^.,]+?) is an? (\w+)(?: worker)?(?: at ([^.,]+))?, speaks (\w+)(?:, writes on ([\w ]+))?\.\s*")
# "Juan: /menu", "Juan (slack): [OK] twice", "Juan sends 2 photos", "Juan picks 2026-11-20", "Juan opens Home", "Lucía blocks the bot"
ACT = re.compile(r"(\w+)(?: \((slack|telegram)\))?(?:: (.+)| (sends|shares|picks|opens|blocks|unblocks) (.+))")
PRESS = re.compile(r"\[(.+)\]( twice| again| further up| at home)?")
CLOCK = re.compile(r"It is (\d{4}-\d\d-\d\d \d\d:\d\d)\.")
EXPECTED = re.compile(r"\s+\S|kept: |recorded: |told \w+")


@dataclass(frozen=True)
class Actor:
    """Somebody who takes part. A stranger has no role; without `channels` they write on the one that is played.

    Without a site they work where most do.
    """

    name: str
    role: str
    site: str
    lang: str
    channels: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Act:
    """One thing somebody does. `what` is says, presses, sends, shares, picks, opens, blocks or unblocks; `how` is a press's manner."""

    line: str
    first: str
    channel: str
    what: str
    words: str
    how: str = ""


@dataclass(frozen=True)
class Clock:
    """From here on it is this time, where the people work."""

    line: str
    at: str


@dataclass(frozen=True)
class Transcript:
    """`parts` are what is done, and the lines between that are left as they are."""

    name: str
    cast: tuple[Actor, ...]
    parts: tuple[str | Act | Clock, ...]
    text: str

    @property
    def anywhere(self) -> bool:
        """Whether it is the same on each platform: not if everybody's channels are given."""
        return any(not actor.channels for actor in self.cast)


def read(path: Path) -> Transcript:
    text = path.read_text(encoding="utf-8")
    cast: list[Actor] = []
    parts: list[str | Act | Clock] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            parts.append(line)
        elif found := ACTOR.findall(line):
            cast += [Actor(n, "" if r == "stranger" else r, at, lang, _channels(c)) for n, r, at, lang, c in found]
            parts.append(line)
        elif not EXPECTED.match(line):
            parts.append(_part(line, {a.first for a in cast}, f"{path.name}:{number}"))
    return Transcript(path.stem, tuple(cast), tuple(parts), text)


def _channels(words: str) -> tuple[str, ...]:
    return tuple(words.split(" and ")) if words else ()


def _part(line: str, names: set[str], where: str) -> Act | Clock:
    if clock := CLOCK.fullmatch(line):
        return Clock(line, clock[1])
    act = ACT.fullmatch(line)
    if not act or act[1] not in names:
        raise ValueError(f"{where}: nobody here does that: {line!r}")
    first, channel, said, what, words = act.groups(default="")
    if press := PRESS.fullmatch(said):
        return Act(line, first, channel, "presses", press[1], (press[2] or "").strip())
    return Act(line, first, channel, what or "says", words or said)


def block(head: str, lines: Iterable[str], buttons: Iterable[str]) -> list[str]:
    """Something that was shown: after the head its lines, long ones folded, and its buttons in brackets."""
    made: list[str] = []
    for line in lines:
        made += textwrap.wrap(
            line, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT + "  ", break_on_hyphens=False
        )
    made += _brackets(buttons)
    first = made[0].strip() if made else ""
    return [f"{head} {first}", *made[1:]]


def _brackets(labels: Iterable[str]) -> list[str]:
    rows = [""]
    for label in labels:
        if rows[-1] and len(rows[-1]) + len(label) + 3 > WIDTH - len(INDENT):
            rows.append("")
        rows[-1] += f" [{label}]" if rows[-1] else f"[{label}]"
    return [INDENT + row for row in rows if row]
