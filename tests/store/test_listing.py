"""The lists behind the numbers of a summary, on both databases: as long as the number, in order, along indexes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.duties.lists import TITLES
from bot.figures.asked import Asked, lists
from bot.figures.period import week_of
from bot.store import listing, search
from bot.store.actions import Opening
from bot.store.database import Storage
from bot.store.ledger import lost_sight_of
from bot.store.people import Who
from bot.store.search import Sight, Sought
from bot.store.sql import due, letter, published, run, schedule, seal_event, second_look
from bot.store.transaction import Transaction
from tests.conftest import World
from tests.store.test_counting import MINUTE, REPORT, WEEK, begun, given, published_report

QUIZ = "f" * 64
FAR = date(2026, 12, 1)


def filled(tx: Transaction, world: World, now: datetime) -> None:
    """Two weeks at two sites, with something of every sort in them, and at their edges."""
    published_report(tx, now)
    row = {"flow_id": "quiz", "revision": 2, "genre": "quiz", "title": "Quiz", "source": "", "digest": QUIZ}
    tx.connection.execute(sa.insert(published), {**row, "published_at": now + MINUTE})
    far = tx.organisations.open_site(world.organisation, "Muelle", "America/Tijuana").id
    who = world.who(tx, "Juan")
    for at in (now - MINUTE, now, now + MINUTE, now + WEEK - MINUTE, now + WEEK):
        for digest in ("", REPORT, QUIZ):
            _one(tx, world, who, at, digest)
        tx.people.change(who.person_id, site_id=far)
        _one(tx, world, world.who(tx, "Juan"), at, REPORT)
        tx.people.change(who.person_id, site_id=world.site)
        tx.letters.write(who, "report:1", "{}", at, edit=False)
        _due(tx, world, at)
        _sealed(tx, world, at)
    tx.connection.execute(sa.update(letter).values(failed="blocked"))
    told = sa.and_(run.c.status == "open", run.c.digest == REPORT)
    tx.connection.execute(sa.update(run).where(told).values(told_at=run.c.began_at))


def _one(tx: Transaction, world: World, who: Who, at: datetime, digest: str) -> None:
    begun(tx, world, at, digest)
    kept = begun(tx, world, at, digest)
    tx.runs.record(kept, given("lamp", finding=True), who, at)
    tx.runs.finish(kept, at, "go", "high", 80, passed=True)
    if digest == REPORT and at.minute % 2:
        tx.reports.take(kept.id, world.people["Ana"], at)
    look = {"site_id": who.site_id, "run_id": kept.id, "person_id": who.person_id, "step": "lamp", "what": "photo"}
    more = {"organisation_id": world.organisation, "facts": "{}", "at": at, "asked": True}
    tx.connection.execute(sa.insert(second_look), {**look, **more})
    day = at.date() if digest else FAR
    tx.actions.open(
        Opening(world.organisation, who.site_id, kept.id, "lamp", "Mend it", "high", "guard", day), None, at
    )


def _due(tx: Transaction, world: World, at: datetime) -> None:
    planned = {
        "organisation_id": world.organisation, "site_id": world.site, "flow_id": "seal-check", "each": False, "draws": False,
        "rule": "FREQ=DAILY", "begins": at.date(), "at": "07:00", "grace": 60, "made_at": at,
    }  # fmt: skip
    id = tx.connection.execute(sa.insert(schedule).returning(schedule.c.id), planned).scalar_one()
    for person, state in enumerate(("due", "late", "missed", "done", "dropped")):
        row = {"schedule_id": id, "site_id": world.site, "flow_id": "seal-check", "role": "guard", "person_id": person}
        tx.connection.execute(sa.insert(due), {**row, "at": at, "until": at, "state": state})


def _sealed(tx: Transaction, world: World, at: datetime) -> None:
    row = {
        "organisation_id": world.organisation, "site_id": world.site, "run_id": 1, "step": "number", "unit": "", "whom": "",
        "person_id": world.people["Juan"], "photo": "", "disputed": "", "at": at,
    }  # fmt: skip
    name = f"UL{at:%d%H%M}"
    for more in (
        {"event": "issued", "number": name},
        {"event": "issued", "number": f"{name}A"},
        {"event": "affixed", "number": f"{name}A"},
        {"event": "verified", "number": f"{name}B", "disputed": "unknown"},
    ):
        tx.connection.execute(sa.insert(seal_event), {**row, **more})
    lost_sight_of(tx.connection, seal_event.c.site_id == world.site)


def asked_of(world: World, now: datetime, *sites: int) -> Asked:
    return Asked(week_of(now.date()), "UTC", world.organisation, sites, (now + timedelta(days=2)).date())


@pytest.mark.parametrize("what", TITLES)
def test_pages_have_every_line_once_and_turn_no_further_than_the_last(
    storage: Storage, world: World, now: datetime, what: str
) -> None:
    storage.now(lambda tx: filled(tx, world, now))
    rows = lists(asked_of(world, now))[what]

    def page(number: int) -> listing.Page:
        return storage.read_now(lambda tx: listing.page_of(tx, rows, what, number))

    shown: list[Any] = []
    for number in range(50):
        there = page(number)
        shown += there.entries
        assert there.page == number
        if not there.more:
            break
    assert len(shown) == there.count == storage.read_now(rows.count) > 0
    assert len({str(one) for one in shown}) == len(shown)
    assert page(99).page == number
    if what != "changed":  # forms are everybody's
        other = replace(asked_of(world, now), organisation_id=world.organisation + 1)
        assert storage.read_now(lambda tx: listing.page_of(tx, lists(other)[what], what, 0)).entries == ()


def test_lists_and_searches_look_at_nothing_one_after_the_other(storage: Storage, world: World, now: datetime) -> None:
    """Every question of runs, findings, letters, actions, dues and seals has its index."""
    asked: list[tuple[str, Any]] = []
    sa.event.listen(storage.readers, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    sight = Sight(world.organisation, world.people["Ana"], everywhere=True)
    guard = Sight(world.organisation, world.people["Greta"])
    ways = (
        Sought(numbers=frozenset(("PV-26-0001",))), Sought(codes=(frozenset(("TR11",)),)), Sought(people=frozenset((1,))),
        Sought(sites=frozenset((world.site,))), Sought(days=frozenset((now.date(),))), Sought(forms=frozenset(("seal-check",))),
    )  # fmt: skip

    def plan(tx: Transaction) -> list[str]:
        for what in TITLES:
            listing.page_of(tx, lists(asked_of(world, now))[what], what, 0)
        for seen in (sight, guard):
            search.found(tx, seen, ways, {world.site: "America/Mexico_City"}, 9)
        search.gone(tx, world.organisation, frozenset(("PV-26-0001",)))
        questions = [one for one in asked if one[0].lstrip().startswith("SELECT")]
        if not storage.lite:
            tx.connection.exec_driver_sql("set local enable_seqscan = off")
        explain = "explain query plan " if storage.lite else "explain "
        return [
            f"{line[-1]}  <<< {ask}"
            for ask, given in questions
            for line in tx.connection.exec_driver_sql(explain + ask, given)
        ]

    told = storage.read_now(plan)

    scan = re.compile(r"(SCAN|Seq Scan on) (run|answer|finding|letter|action|due|seal_event)\b")
    assert [line for line in told if scan.search(line)] == []
    used = "\n".join(told)
    names = ("record_numbers", "runs_of_forms", "runs_of_sites", "due_at_sites")
    assert [name for name in names if name not in used] == []
