"""A file of schedules, read and checked: what is planned, or every mistake in it at once.

Knows the flows; does not know which sites and people there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.marks import Mapped, Mark, Page, Problem, nearest
from bot.content.reading import Reading
from bot.engine.flow import ROLES, Flow
from bot.recurring import hour, trouble

SCHEDULES = re.compile(r"^schedules:", re.MULTILINE)  # what a file of schedules begins with, below its comments
KEYS = ("schedule", "flow", "site", "role", "person", "each", "rule", "at", "grace", "draw")
GRACE, WEEK = 120, 7 * 24 * 60  # minutes in which it is in time, if nothing else is said; and the most


@dataclass(frozen=True)
class Written:
    """One schedule as it stands in a file: for a `role`, or for a `person` by name."""

    line: int
    name: str
    flow: str
    site: str
    role: str
    person: str
    each: bool
    rule: str
    at: str
    grace: int
    draws: bool


def read_schedules(
    path: str, source: str, flows: Mapping[str, Flow]
) -> tuple[tuple[Written, ...], tuple[Problem, ...]]:
    """What a file plans, and what is wrong with it."""
    page = Page(path)
    tree = page.parse(source)
    reading = Reading(page)
    if isinstance(tree, Mapped):
        reading.known_keys(tree, ("schedules",))
        found = [_schedule(reading, item, flows) for item in reading.items(tree, "schedules")]
        return tuple(found), tuple(sorted(page.problems))
    if tree is not None:
        page.problem(tree.at, "syntax", "a file of schedules begins with 'schedules:'")
    return (), tuple(page.problems)


def _schedule(reading: Reading, item: Mapped, flows: Mapping[str, Flow]) -> Written:
    reading.known_keys(item, KEYS)
    first = item.entry("schedule")
    name = reading.new_id(first, "schedule") if first else _missing(reading, item, "schedule")
    flow = _flow(reading, item, flows)
    role = reading.one_of(item, "role", ROLES)
    person = _words(reading, item, "person")
    _somebody(reading, item, flows.get(flow), role)
    return Written(
        line=item.at.line, name=name, flow=flow, site=_words(reading, item, "site", needed=True), role=role,
        person=person, each=reading.yes(item, "each"), rule=_rule(reading, item), at=_at(reading, item),
        grace=reading.number(item, "grace", GRACE, least=1, most=WEEK), draws=reading.yes(item, "draw"),
    )  # fmt: skip


def _words(reading: Reading, item: Mapped, key: str, *, needed: bool = False) -> str:
    entry = item.entry(key)
    if entry:
        return reading.words(entry)
    return _missing(reading, item, key) if needed else ""


def _missing(reading: Reading, item: Mapped, key: str) -> str:
    reading.problem(item.at, "missing-key", f"the schedule has no '{key}:'")
    return ""


def _flow(reading: Reading, item: Mapped, flows: Mapping[str, Flow]) -> str:
    """A flow that somebody can begin, and that is no report."""
    flow = _words(reading, item, "flow", needed=True)
    known = [id for id, one in flows.items() if one.ways.from_menu and not (one.begun_by or one.ways.incident)]
    if flow and flow not in known:
        reading.problem(_at_key(item, "flow"), "unknown-flow", f"no flow '{flow}' can be planned{nearest(flow, known)}")
    return flow


def _at_key(item: Mapped, key: str) -> Mark:
    entry = item.entry(key)
    return entry.value.at if entry else item.at


def _somebody(reading: Reading, item: Mapped, flow: Flow | None, role: str) -> None:
    """A role that may begin the flow, or a person."""
    given = [key for key in ("role", "person") if item.entry(key)]
    if len(given) != 1:
        reading.problem(item.at, "who", "a schedule has either 'role:' or 'person:'")
    if flow and role and role not in flow.roles:
        message = f"'{flow.id}' is not for the role '{role}', but for {', '.join(flow.roles)}"
        reading.problem(_at_key(item, "role"), "who", message)
    if item.entry("each") and "role" not in given:
        reading.problem(_at_key(item, "each"), "who", "'each:' stands beside 'role:'")


def _rule(reading: Reading, item: Mapped) -> str:
    rule = _words(reading, item, "rule", needed=True).upper()
    if rule and (wrong := trouble(rule)):
        reading.problem(_at_key(item, "rule"), "rule", wrong)
    return rule


def _at(reading: Reading, item: Mapped) -> str:
    at = _words(reading, item, "at", needed=True)
    if at and not hour(at):
        reading.problem(_at_key(item, "at"), "hour", f"a time of day is needed here, such as 07:00, not '{at}'")
    return at
