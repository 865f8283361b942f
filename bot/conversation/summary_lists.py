"""What stands behind the numbers of a summary as plain lists, for where there is nothing to press: the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.channel import Group
from bot.conversation.summary_rows import Reader
from bot.engine.talk import Text
from bot.figures.details import Counted
from bot.figures.summary import Incidents, Summary

MOST = 8  # lines of one part; the rest is a number


def lists_of(made: Summary, reader: Reader) -> tuple[Group, ...]:
    parts = (
        (Text("Nobody is handling these yet"), _incidents(made.undecided, reader), made.undecided.count),
        (Text("Incidents"), _incidents(made.taken, reader), made.taken.count),
        (Text("Reports begun, not finished"), _incidents(made.unfinished, reader), made.unfinished.count),
        (Text("Finished"), _counted(made.finished, reader), len(made.finished)),
        (Text("Not finished"), _counted(made.open, reader), len(made.open)),
        (Text("Planned and missed"), _counted(made.missed, reader), len(made.missed)),
    )
    return tuple(_part(reader.say(heading), lines, count) for heading, lines, count in parts if lines)


def _incidents(some: Incidents, reader: Reader) -> list[str]:
    return [reader.row(one) for one in some.first]


def _counted(counts: Mapping[tuple[str, str], int], reader: Reader) -> list[str]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [reader.row(Counted(Text(title), count, site)) for (title, site), count in ordered]


def _part(heading: str, lines: list[str], count: int) -> Group:
    left = count - MOST
    shown = (*lines[:MOST], *([f"… +{left}"] if left > 0 else []))
    return Group(heading, (), "\n".join(f"• {line}" for line in shown))
