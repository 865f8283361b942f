"""Who is told next when nobody takes a report: the files in flows/escalation, read and checked.

The minutes are what a company decides. Knows no people and no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.content.marks import Entry, Mapped, Page, Problem, nearest, read_text
from bot.content.reading import NUMBERS, Reading
from bot.content.roles import known_roles
from bot.engine.flow import SEVERITIES

FOLDER = "flows/escalation"
DEFAULT, NOBODY = "default", "none"  # names that an organisation can choose, whatever files there are
KEYS = ("escalation", "quiet", "steps", "repeat", "times", "call")
DAY = 24 * 60  # minutes: who waits longer has nobody
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)  # 22:00


@dataclass(frozen=True)
class Rung:
    """So many minutes after the first was told: these roles, at the site or everywhere. Of some severities, or of all."""

    after: int
    tell: tuple[str, ...]
    everywhere: bool = False
    severity: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quiet:
    """Hours of the site's clock, over midnight where they end before they begin; `loud` severities do not heed them."""

    since: time
    until: time
    loud: tuple[str, ...] = ()

    def over(self, at: datetime, zone: str) -> datetime:
        """The end of these hours, if they hold at that moment; else the moment itself."""
        local = at.astimezone(ZoneInfo(zone))
        now, over = local.time(), self.until < self.since
        holds = now >= self.since or now < self.until if over else self.since <= now < self.until
        if not holds:
            return at
        day = local.date() + timedelta(days=1 if over and now >= self.since else 0)
        return datetime.combine(day, self.until, local.tzinfo).astimezone(at.tzinfo)


@dataclass(frozen=True)
class Escalation:
    """`call` are the names of numbers; the last step is repeated `times` times, every `repeat` minutes."""

    id: str
    steps: tuple[Rung, ...]
    repeat: int = 0
    times: int = 0
    quiet: Quiet | None = None
    call: tuple[str, ...] = ()

    def rung(self, number: int, severity: str) -> Rung | None:
        """The step of this number for a report of this severity; None after the last."""
        mine = [step for step in self.steps if not step.severity or severity in step.severity]
        more = number - len(mine) + 1
        if more <= 0:
            return mine[number]
        if not mine or not self.repeat or more > self.times:
            return None
        return Rung(mine[-1].after + more * self.repeat, mine[-1].tell, mine[-1].everywhere, mine[-1].severity)

    def due(self, number: int, since: datetime, last: datetime | None, severity: str, zone: str) -> datetime | None:
        """When the step of this number is to be taken; `last` is when the one before was, late or not."""
        rung, before = self.rung(number, severity), self.rung(number - 1, severity) if number else None
        if rung is None:
            return None
        at = since + timedelta(minutes=rung.after)
        if last is not None and before is not None:
            at = last + timedelta(minutes=rung.after - before.after)
        return at if self.quiet is None or severity in self.quiet.loud else self.quiet.over(at, zone)


@dataclass(frozen=True)
class Escalations:
    """Every policy by its name, and what is wrong with their files."""

    by_id: dict[str, Escalation] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def named(self, name: str) -> Escalation | None:
        """The one an organisation has chosen; the default, if it has chosen none that is there. It can choose that nobody is
        told next."""
        return None if name == NOBODY else self.by_id.get(name) or self.by_id.get(DEFAULT)


def read_escalations(root: Path) -> Escalations:
    """All files below `root`; none where there is no folder: then nobody is told next."""
    found: dict[str, Escalation] = {}
    problems: list[Problem] = []
    for path in sorted((root / FOLDER).glob("*.y*ml")):
        page = Page(str(path.relative_to(root)))
        one = _read(page, path)
        problems += page.problems
        if one:
            found[one.id] = one
    return Escalations(found, tuple(sorted(problems)))


def _read(page: Page, path: Path) -> Escalation | None:
    tree = page.parse(read_text(path))
    if not isinstance(tree, Mapped):
        return None
    reading = Reading(page, title="escalation")
    reading.known_keys(tree, KEYS)
    first = tree.entry("escalation")
    if first is None:
        reading.problem(tree.at, "missing-key", "the file has no 'escalation:'")
    id = reading.new_id(first, "escalation") if first else ""
    if first and id not in ("", path.stem):
        reading.problem(first.value.at, "id", f"the file name must be {id}.yaml")
    steps = _steps(reading, tree)
    times = reading.number(tree, "times", 0, most=100)
    return Escalation(
        id=id,
        steps=steps,
        repeat=reading.number(tree, "repeat", 0, least=1, most=DAY, needed="'times:'" if times else ""),
        times=times,
        quiet=_quiet(reading, tree.entry("quiet")),
        call=_listed(reading, tree.entry("call"), "number", NUMBERS),
    )


def _steps(reading: Reading, tree: Mapped) -> tuple[Rung, ...]:
    entry = tree.entry("steps")
    if entry is None:
        reading.problem(tree.at, "missing-key", "the file has no 'steps:'")
        return ()
    last, found = 0, []
    for item in reading.items(tree, "steps"):
        step = _step(reading, item)
        if step.after < last:
            reading.problem(item.at, "steps", f"after {step.after} comes before after {last}; put the steps in order")
        last = max(last, step.after)
        found.append(step)
    return tuple(found)


def _step(reading: Reading, item: Mapped) -> Rung:
    reading.known_keys(item, ("after", "tell", "everywhere", "severity"))
    tell = item.entry("tell")
    if tell is None:
        reading.problem(item.at, "missing-key", "this step has no 'tell:'")
    return Rung(
        after=reading.number(item, "after", 1, needed="this step", least=1, most=DAY),
        tell=known_roles(reading, tell),
        everywhere=reading.yes(item, "everywhere"),
        severity=_listed(reading, item.entry("severity"), "severity", SEVERITIES),
    )


def _quiet(reading: Reading, entry: Entry | None) -> Quiet | None:
    if entry is None:
        return None
    if not isinstance(entry.value, Mapped):
        reading.problem(entry.value.at, "hour", "'quiet:' needs 'from:' and 'until:'")
        return None
    reading.known_keys(entry.value, ("from", "until", "except"))
    since, until = (_clock(reading, entry.value, key) for key in ("from", "until"))
    loud = _listed(reading, entry.value.entry("except"), "severity", SEVERITIES)
    return None if since is None or until is None else Quiet(since, until, loud)


def _clock(reading: Reading, mapped: Mapped, key: str) -> time | None:
    entry = mapped.entry(key)
    if entry is None:
        reading.problem(mapped.at, "missing-key", f"'quiet:' has no '{key}:'")
        return None
    written = reading.words(entry)
    if CLOCK.fullmatch(written):
        return time.fromisoformat(written)
    if written:
        reading.problem(entry.value.at, "hour", f"a time such as 22:00 is needed here, not '{written}'")
    return None


def _listed(reading: Reading, entry: Entry | None, of: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = reading.listed(entry) if entry else []
    for word, at in found:
        if word not in known:
            reading.problem(at, "unknown-choice", f"unknown {of} '{word}'{nearest(word, known)}")
    return tuple(word for word, _ in found)
