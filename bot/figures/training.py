"""Training: what was done by title, and who has still to do which quiz, by the days after which it is due again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content.library import Library
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.store import counting_training
from bot.store.counting_runs import Count
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Owing:
    """Somebody has not passed a quiz that is asked of their role, or did so too long ago: `last` is when, if ever."""

    person_id: int
    name: str
    site: str
    title: Text
    last: datetime | None
    role: str = ""
    zone: str = ""


def owing(tx: Transaction, library: Library, asked: Asked) -> list[Owing]:
    """In the order of their names, as it is today, or was at the end of the period before; nothing of a period that is long over."""
    if not asked.lately:
        return []
    flows = [flow for flow in library.today.values() if flow.again]
    roles = sorted({role for flow in flows for role in flow.roles})
    until = asked.until
    people = counting_training.learners(tx, asked.span, [flow.id for flow in flows], roles, until) if flows else []
    found = []
    for one in people:
        for flow in (flow for flow in flows if one.role in flow.roles):
            last = one.passed.get(flow.id)
            if last is None or until - last > timedelta(days=flow.again):
                found.append(Owing(one.person_id, one.name, one.site, Text(flow.title), last, one.role, one.zone))
    return found


def results(finished: Iterable[Count]) -> dict[str, tuple[int, int, int]]:
    """By title: attempts, passed, mean score in percent."""
    by_title: defaultdict[str, list[Count]] = defaultdict(list)
    for count in finished:
        if GENRES[count.genre].scored:
            by_title[count.title].append(count)
    return {title: _result(counts) for title, counts in by_title.items()}


def _result(counts: list[Count]) -> tuple[int, int, int]:
    attempts = sum(count.runs for count in counts)
    return attempts, sum(count.passed for count in counts), round(sum(count.score for count in counts) / attempts)
