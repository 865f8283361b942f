"""The card of a summary: what needs a decision first, then the numbers that matter in short lines; all numbers, each with a
button to what it counts, are one tap away.

Knows no database. Which buttons a reader may have is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.channels.channel import Button, Group, Message
from bot.conversation.summary_rows import Reader
from bot.conversation.summary_upkeep import STANDS, open_buttons, open_lines
from bot.conversation.summary_words import USUAL, WORDS
from bot.engine.talk import Text
from bot.figures.summary import Decision, Summary
from bot.presses.buttons import button
from bot.presses.every import MenuPress, ShowSummary
from bot.presses.summarizing import ShowNumbers, ShowPart

STANDING = ("actions", "overdue")  # of now, and not of the time that the summary is about
FEW = 3  # decisions on the card, which a phone shows at once with their buttons
POINTS = 3  # findings that are named on the card
OTHERS = 3  # sites
MAIN = 2  # lines about incidents: how many, and how many nobody is handling


# A number of the summary is on this button, which shows what it counts.
PARTS: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    "incidents": (Text("Incidents ({count})"), ("incidents", "unfinished")),
    "actions": (Text("Corrective actions ({count})"), ("actions",)),
    "due": (Text("What was due ({count})"), ("missed", "late", "due", "done")),
    "training": (Text("Training ({count})"), ("training", "owing")),
    "findings": (Text("Findings ({count})"), ("findings",)),
    "seals": (Text("Seals ({count})"), ("seals",)),
    "looks": (Text("Worth a second look ({count})"), ("looks",)),
    "finished": (Text("Finished ({count})"), ("finished",)),
    "open": (Text("Not finished ({count})"), ("open",)),
    "changed": (Text("Forms changed ({count})"), ("changed",)),
    "undelivered": (Text("Not delivered ({count})"), ("undelivered",)),
}


@dataclass(frozen=True)
class Drawn:
    """How a card is drawn: for whom, of which site (0 is all), what they may open of what waits, and the way on."""

    reader: Reader
    name: str = ""
    site: int = 0
    opens: tuple[MenuPress | None, ...] = ()
    controls: tuple[Button, ...] = ()
    buttons: bool = True
    short: bool = False
    """Without the numbers that are one tap away."""


def title_of(made: Summary, drawn: Drawn) -> str:
    title = Text(WORDS[made.period.unit].title.source, {"period": made.period.name})
    return ", ".join(filter(None, (drawn.reader.say(title), drawn.name)))


def message_of(made: Summary, drawn: Drawn) -> Message:
    """The summary in the reader's language."""
    say, title, waiting = drawn.reader.say, title_of(made, drawn), made.decisions.count
    empty = not any(count for what, count in made.counts.items() if what not in STANDING)
    return Message(
        title=title,
        note=say(Text("Needs a decision: {count}", {"count": waiting})) if waiting else "",
        text=say(WORDS[made.period.unit].nothing) if empty else "",
        hint=say(days_of(made)),
        groups=(*_decisions(made, drawn), *(_short(made, drawn) if drawn.short else _numbers(made, drawn))),
        options=_ways(made, drawn) if drawn.buttons else (),
        choose=say(Text("Choose")),
        controls=drawn.controls,
        fallback=title,
    )


def days_of(made: Summary) -> Text:
    """From its first day to its last; a day is one."""
    days = {"first": made.period.first, "last": made.period.last}
    return Text("{day}", {"day": made.period.first}) if made.period.unit == "day" else Text("{first} to {last}", days)


def numbers_of(made: Summary, drawn: Drawn) -> Message:
    """All numbers, and a button to what each counts."""
    say, title = drawn.reader.say, title_of(made, drawn)
    return Message(
        title=title,
        hint=say(days_of(made)),
        groups=_numbers(made, drawn),
        options=_parts(made, drawn),
        choose=say(Text("Choose")),
        controls=drawn.controls,
        fallback=title,
    )


def _ways(made: Summary, drawn: Drawn) -> tuple[Button, ...]:
    """To every number, or to all of them."""
    parts = _parts(made, drawn)
    if not drawn.short or not parts:
        return parts
    return (button(drawn.reader.say(Text("All numbers")), ShowNumbers(made.period.name, drawn.site)),)


def _short(made: Summary, drawn: Drawn) -> tuple[Group, ...]:
    """What a manager looks at first, in a line each."""
    reader = drawn.reader
    incidents, training = _incidents(made, reader), _owing(made, reader)
    lines = [*_inspected(made, reader), *_totals(made, reader), *incidents[:MAIN], *_planned(made, reader), *training]
    lines += open_lines(made, reader)
    opens = open_buttons(made, reader) if drawn.buttons else ()
    return (Group(reader.say(Text("In numbers")), opens, listed(lines)),) if lines else ()


def listed(lines: Sequence[str]) -> str:
    return "\n".join(f"• {' '.join(line.splitlines())}" for line in lines)


def _decisions(made: Summary, drawn: Drawn) -> tuple[Group, ...]:
    """The first of what waits, each with the way to it, and the way to the others."""
    first, say = made.decisions.first, drawn.reader.say
    first = first[:FEW] if drawn.short else first
    if not first:
        return ()
    group = decided("" if drawn.short else say(Text("Needs a decision")), first, drawn)
    left = made.decisions.count - len(first)
    if left <= 0:
        return (group,)
    more = say(Text("and {count} more", {"count": left}))
    if not drawn.buttons:
        return group, Group("", (), more)
    return group, Group("", (button(more, ShowPart("decisions", made.period.name, drawn.site)),))


def decided(heading: str, some: tuple[Decision, ...], drawn: Drawn, after: int = 0) -> Group:
    """Numbered lines, and a button for each that the reader may open."""
    lines = [f"{n}. {drawn.reader.row(one)}" for n, one in enumerate(some, after + 1)]
    buttons = (
        button(f"{n}. {drawn.reader.name_of(one)}"[:75], press, "primary")
        for n, (one, press) in enumerate(zip(some, drawn.opens, strict=False), after + 1)
        if press
    )
    return Group(heading, tuple(buttons), "\n".join(lines))


def _numbers(made: Summary, drawn: Drawn) -> tuple[Group, ...]:
    say = drawn.reader.say
    parts = (
        (Text("Inspections"), _inspections(made, drawn.reader)),
        (Text("Totals"), _totals(made, drawn.reader)),
        (Text("Incidents"), _incidents(made, drawn.reader)),
        (Text("What was due"), _due(made, drawn.reader)),
        (Text("Training"), _training(made, drawn.reader)),
        (Text("Sites"), _sites(made, drawn.reader)),
    )
    groups = tuple(Group(say(heading), (), listed(lines)) for heading, lines in parts if lines)
    open_now = open_lines(made, drawn.reader)
    opens = open_buttons(made, drawn.reader) if drawn.buttons else ()
    return (*groups, *((Group(say(STANDS), opens, listed(open_now)),) if open_now else ()))


def _inspections(made: Summary, reader: Reader) -> list[str]:
    """How they went, and which points were worst."""
    return _inspected(made, reader) + [f"{reader.say(point)}: {count}" for point, count in made.findings[:POINTS]]


def _inspected(made: Summary, reader: Reader) -> list[str]:
    """Against the time before."""
    now, usual = made.latest, made.usual
    said = reader.inspected(now) if now and now.finished else ""
    lines = [said[0].upper() + said[1:]] if said else []
    if usual and usual.finished:
        lines.append(reader.say(Text(USUAL[made.period.unit].source, {"inspected": reader.inspected(usual)})))
    return lines


def _totals(made: Summary, reader: Reader) -> list[str]:
    """Against the period before."""
    labels = (
        ("finished", Text("Finished: {count}")),
        ("open", Text("Not finished: {count}")),
        ("findings", Text("Findings: {count}")),
    )
    lines = [_compared(made, reader, what, label) for what, label in labels if made.counts[what] or made.before[what]]
    if made.counts.get("actions"):
        fill = {"count": made.counts["actions"], "late": made.counts["overdue"]}
        lines.append(reader.say(Text("Corrective actions open: {count}, overdue: {late}", fill)))
    for what, label in (
        ("looks", Text("Worth a second look: {count}")),
        ("changed", Text("Forms changed: {count}")),
        ("undelivered", Text("Messages not delivered: {count}")),
    ):
        if made.counts[what]:
            lines.append(reader.say(Text(label.source, {"count": made.counts[what]})))
    return lines


def _compared(made: Summary, reader: Reader, what: str, label: Text) -> str:
    both = WORDS[made.period.unit].before
    fill = {"total": Text(label.source, {"count": made.counts[what]}), "before": made.before[what]}
    return reader.say(Text(both.source, fill))


def _incidents(made: Summary, reader: Reader) -> list[str]:
    counts = made.counts
    if not (counts["incidents"] or counts["unfinished"] or made.before["incidents"]):
        return []
    lines = [_compared(made, reader, "incidents", Text("Incidents: {count}"))]
    if counts["undecided"]:
        lines.append(reader.say(Text("Nobody is handling: {count}", {"count": counts["undecided"]})))
    if counts["unfinished"]:
        lines.append(reader.say(Text("Begun, not finished: {count}", {"count": counts["unfinished"]})))
    if made.to_take is not None:
        lines.append(
            reader.say(Text("Until somebody took it, in the median: {time}", {"time": reader.took(made.to_take)}))
        )
    if made.to_close is not None:
        lines.append(
            reader.say(Text("Until it was closed, in the median: {time}", {"time": reader.took(made.to_close)}))
        )
    return lines


def _due(made: Summary, reader: Reader) -> list[str]:
    counts = made.counts
    if not any(counts[what] for what in ("done", "late", "missed", "due")):
        return []
    fill = {what: counts[what] for what in ("done", "late", "missed", "due")}
    return [reader.say(Text("Done: {done}, late: {late}, missed: {missed}, still due: {due}", fill))]


def _planned(made: Summary, reader: Reader) -> list[str]:
    """The same, where no heading stands above it."""
    said = Text("What was due: {done} in time, {late} late, {missed} missed, {due} still due")
    fill = {what: made.counts[what] for what in ("done", "late", "missed", "due")}
    return [reader.say(Text(said.source, fill))] if any(fill.values()) else []


def _training(made: Summary, reader: Reader) -> list[str]:
    result = Text("{title}: {passed} of {attempts} passed, {score}% on average")
    lines = [
        reader.say(Text(result.source, {"title": Text(title), "passed": passed, "attempts": attempts, "score": score}))
        for title, (attempts, passed, score) in sorted(made.quizzes.items())[:POINTS]
    ]
    owing = [Text("Overdue: {count}", {"count": made.overdue_quizzes})] if made.overdue_quizzes else []
    return [*lines, *map(reader.say, owing)]


def _owing(made: Summary, reader: Reader) -> list[str]:
    count = made.overdue_quizzes
    return [reader.say(Text("Training overdue: {count}", {"count": count}))] if count else []


def _sites(made: Summary, reader: Reader) -> list[str]:
    """Side by side: those with the most findings."""
    some = [one for one in made.sites if one.finished or one.missed]
    if len(made.sites) < 2 or not some:
        return []
    worst = sorted(some, key=lambda one: (-one.incidents, -one.findings, -one.missed, one.name.casefold()))
    return [reader.row(one) for one in worst[:OTHERS]]


def count_of(made: Summary, what: str) -> int:
    return made.overdue_quizzes if what == "owing" else made.counts.get(what, 0)


def _parts(made: Summary, drawn: Drawn) -> tuple[Button, ...]:
    """A button for each number that counts anything; and the comparisons."""
    shown = []
    for what, (label, lists) in PARTS.items():
        if count := sum(count_of(made, one) for one in lists):
            named = drawn.reader.say(Text(label.source, {"count": count}))
            shown.append(button(named, ShowPart(what, made.period.name, drawn.site)))
    if len(made.sites) > 1 and any(one.finished or one.missed for one in made.sites):
        shown.append(button(drawn.reader.say(Text("Sites")), ShowPart("sites", made.period.name, drawn.site)))
    if any(one.finished for one in made.series):
        label = Text("Week by week") if made.period.unit == "week" else Text("One after the other")
        shown.append(button(drawn.reader.say(label), ShowPart("weeks", made.period.name, drawn.site)))
    return tuple(shown)


def turns(made: Summary, site: int, *, later: bool) -> tuple[Button, ...]:
    """To the period before, and to the next one if it has begun."""
    before, after = made.period.before.name, made.period.next.name
    next_one = (button(f"{after} ›", ShowSummary(after, site)),) if later else ()
    return (button(f"‹ {before}", ShowSummary(before, site)), *next_one)
