"""Training: what was done by title; how everybody stands with each topic that is asked of their role, and when it is due again.

One rule (`due_again`) and one reading (`standings`): card, list, page, sheet and summary have their numbers from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content.library import Library
from bot.engine.flow import Flow
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.recurring import next_after
from bot.store import counting_training
from bot.store.counting_runs import Count
from bot.store.counting_training import Learner, Passed
from bot.store.schedules import Planned
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Standing:
    """Somebody and a topic: the last time it was passed, from when on it is due, and whether it is.

    `revision` is today's edition. `again` is None as long as it was never passed: then it is due.
    """

    learner: Learner
    flow_id: str
    title: Text
    revision: int
    passed: Passed | None
    again: datetime | None
    due: bool

    @property
    def older(self) -> bool:
        """Was it passed by an edition that is not today's?"""
        return self.passed is not None and self.passed.revision != self.revision


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


def due_again(last: datetime | None, days: int, plans: Sequence[Planned], zone: str) -> datetime | None:
    """From when on it is due again: the next time of a plan where there is one, else so many days after it was passed.

    Both are the company's own. None if it was never passed: then it is due, whatever is planned.
    """
    if last is None:
        return None
    times = [next_after(one.rule, one.begins, one.hour, zone, last) for one in plans]
    return min((at for at in times if at), default=last + timedelta(days=days))


def standings(tx: Transaction, library: Library, asked: Asked, person_id: int = 0) -> list[Standing]:
    """In the order of their names and then of the topics, as it is at the end of the period, or of today; of all or of one."""
    flows = [flow for flow in library.today.values() if flow.again]
    roles = sorted({role for flow in flows for role in flow.roles})
    ids = [flow.id for flow in flows]
    people = counting_training.learners(tx, asked.span, ids, roles, asked.until, person_id) if flows else []
    going = [one.planned for one in tx.schedules.going(asked.organisation_id)] if people else []
    plans = [one for one in going if one.flow_id in ids]
    return [_standing(one, flow, plans, asked.until) for one in people for flow in flows if one.role in flow.roles]


def _standing(one: Learner, flow: Flow, plans: Sequence[Planned], until: datetime) -> Standing:
    passed = one.passed.get(flow.id)
    theirs = [plan for plan in plans if plan.flow_id == flow.id and _meant(plan, one)]
    again = due_again(passed.at if passed else None, flow.again, theirs, one.zone)
    due = again is None or again < until
    return Standing(one, flow.id, Text(flow.title), flow.revision, passed, again, due)


def _meant(plan: Planned, one: Learner) -> bool:
    """Is it planned for them? What any one does for a whole role trains nobody else."""
    role = plan.each and plan.role == one.role and plan.person_id is None
    return plan.site_id == one.site_id and (plan.person_id == one.person_id or role)


def owing(tx: Transaction, library: Library, asked: Asked) -> list[Owing]:
    """In the order of their names, as it is today, or was at the end of the period before; nothing of a period that is long over."""
    return [_owing(one) for one in standings(tx, library, asked) if one.due] if asked.lately else []


def _owing(one: Standing) -> Owing:
    who, last = one.learner, one.passed.at if one.passed else None
    return Owing(who.person_id, who.name, who.site, one.title, last, who.role, who.zone)


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
