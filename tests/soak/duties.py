"""The timers of the duties, as they are soaked: what is planned comes due, what is open is reminded of, and what nobody takes is
passed on. Each must happen once, however many processes look at the clock, and late rather than never."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.content.escalation import Escalation, Escalations, Rung
from bot.conversation.action_card import slot_of
from bot.conversation.reminding import TIMER as ACTIONS
from bot.duties.reminding import slot
from bot.store.actions import Opening
from bot.store.database import Storage, engine_for
from bot.store.reports import slot_of as notice_of
from bot.store.schedules import DUE, Planned
from bot.store.transaction import Transaction

READER = "supervisor"
PASSED_ON = Escalations({"default": Escalation("default", (Rung(1, (READER,)),), repeat=1, times=1)})
STEPS = (timedelta(minutes=1), timedelta(minutes=1))  # of it
LATE = timedelta(seconds=60)  # until what a killed process had begun is with another
STEP = "soak"  # of the actions that are opened here


@dataclass(frozen=True)
class Site:
    id: int
    organisation_id: int


@dataclass
class Duties:
    """What is set for the duties: the ids of schedules and of actions."""

    url: str
    dice: random.Random
    schedules: list[int] = field(default_factory=list)
    actions: list[int] = field(default_factory=list)

    def plan(self, seconds: float, every: float) -> None:
        """Something comes due all over these seconds, at every site in turn."""
        now, storage = datetime.now(UTC), Storage(self.url)

        def work(tx: Transaction) -> None:
            sites = _sites(tx.connection)
            for number in range(int(seconds / every)):
                site, at = sites[number % len(sites)], now + timedelta(seconds=self.dice.uniform(0, seconds))
                planned = Planned(
                    site.organisation_id, site.id, "walk-access", READER, None, each=True, draws=False,
                    rule="FREQ=DAILY", begins=now.date(), at=f"{(now + timedelta(hours=3)):%H:%M}", grace=60,
                )  # fmt: skip
                kept = tx.schedules.make(planned, at, now)
                tx.timers.set(DUE, at, str(kept.id))
                self.schedules.append(kept.id)

        storage.now(work)
        storage.close()

    def open(self, seconds: float) -> None:
        """An action at every site that has a finished inspection, of which its reader is reminded within these seconds."""
        now, storage = datetime.now(UTC), Storage(self.url)

        def work(tx: Transaction) -> list[int]:
            opened = (self._opened(tx, site, now) for site in _sites(tx.connection))
            return [id for id in opened if id]

        self.actions += storage.now(work)
        storage.close()

    def _opened(self, tx: Transaction, site: Site, now: datetime) -> int | None:
        run = tx.connection.execute(sa.text(FINISHED), {"site": site.id}).scalar()
        reader = self.dice.choice(tx.people.staff(site.organisation_id, (READER,), site.id))
        if run is None:
            return None
        new = Opening(
            site.organisation_id,
            site.id,
            run,
            STEP,
            "Look again",
            "high",
            READER,
            now.date(),
            owner_id=reader.person_id,
        )
        kept = tx.actions.open(new, None, now)
        assert kept
        tx.timers.set(ACTIONS, now + timedelta(seconds=self.dice.uniform(0, 5)), str(site.id))
        return kept.id


def _sites(connection: sa.Connection) -> list[Site]:
    return [Site(*row) for row in connection.execute(sa.text("SELECT id, organisation_id FROM site ORDER BY id"))]


@dataclass(frozen=True)
class Books:
    """What the books say came of it. `fresh` are the letters that ring, by slot and person."""

    fresh: Counter[tuple[str, int]]
    due: dict[int, list[tuple[int, int]]]
    owners: dict[int, int]
    incidents: list[Any]
    escalated: Counter[int]
    read_at: datetime

    @staticmethod
    def read(url: str) -> Books:
        engine = engine_for(url)
        with engine.begin() as books:

            def rows(sentence: str) -> list[Any]:
                return list(books.execute(sa.text(sentence)).all())

            due: dict[int, list[tuple[int, int]]] = {}
            for schedule, id, person in rows("SELECT schedule_id, id, person_id FROM due"):
                due.setdefault(schedule, []).append((id, person))
            found = Books(
                Counter({(slot, person): count for slot, person, count in rows(FRESH)}),
                due,
                dict(tuple(row) for row in rows("SELECT id, owner_id FROM action WHERE step = 'soak'")),
                rows(INCIDENTS),
                Counter(dict(tuple(row) for row in rows(ESCALATED))),
                datetime.now(UTC),
            )
        engine.dispose()
        return found


def never_due(duties: Duties, books: Books) -> Iterator[str]:
    yield from (f"schedule {id}" for id in duties.schedules if not books.due.get(id))


def reminders(books: Books) -> Iterator[str]:
    """Of each thing due, and each action, one letter rings for whoever has to do it."""
    wanted = [(slot(id), person) for some in books.due.values() for id, person in some]
    wanted += [(slot_of(id), owner) for id, owner in books.owners.items()]
    yield from (f"{where} of {who}: {books.fresh[where, who]}" for where, who in wanted if books.fresh[where, who] != 1)


def passed_on(books: Books) -> Iterator[str]:
    """Each step of a report that nobody takes rings once for each reader, beside the notice itself."""
    for (where, person), count in books.fresh.items():
        if where.startswith(notice_of(0).removesuffix("0")):
            run = int(where.rpartition(":")[2])
            if count != 1 + books.escalated[run]:
                yield f"{where} of {person}: rang {count} times, passed on {books.escalated[run]} times"


def not_passed_on(books: Books) -> Iterator[str]:
    """Nobody has taken it, and the next step is long over."""
    for run, state, since, rung, rung_at in books.incidents:
        waits = state in ("reported", "reopened") and rung < len(STEPS)
        if waits and _moment(rung_at or since) + STEPS[rung] + LATE < books.read_at:
            yield f"run {run}: step {rung} since {rung_at or since}"


def _moment(written: Any) -> datetime:
    at = datetime.fromisoformat(written) if isinstance(written, str) else written
    return at if at.tzinfo else at.replace(tzinfo=UTC)


FINISHED = """
    SELECT run.id FROM run WHERE site_id = :site AND status = 'finished' AND flow_id = 'seal-vvtt'
    AND NOT EXISTS (SELECT 1 FROM action WHERE action.run_id = run.id) ORDER BY run.id DESC LIMIT 1
"""
FRESH = """
    SELECT slot, person_id, count(*) FROM letter
    WHERE NOT edit AND person_id IS NOT NULL AND slot != '' GROUP BY slot, person_id
"""
INCIDENTS = """
    SELECT run_id, state, since, rung, rung_at FROM incident
    WHERE NOT EXISTS (SELECT 1 FROM action WHERE action.run_id = incident.run_id AND action.owner_id IS NOT NULL)
"""
ESCALATED = "SELECT run_id, count(*) FROM incident_event WHERE kind = 'escalated' GROUP BY run_id"
