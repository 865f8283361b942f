"""The numbers of a summary on both databases: what they count, and that they cost what happened in the week."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.content.library import Library
from bot.figures.asked import Asked, lists
from bot.figures.decisions import waiting
from bot.figures.period import week_of
from bot.figures.summing import summed
from bot.store import counting_incidents, counting_letters, counting_runs
from bot.store.counting import Span
from bot.store.counting_runs import ABANDONED, Count, counts
from bot.store.database import Storage
from bot.store.findings import of_runs
from bot.store.runs import Given, KeptRun
from bot.store.sql import finding, letter, published
from bot.store.transaction import Transaction
from tests.conftest import World

LIBRARY = Library(Path(__file__).parent.parent.parent)
MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)
REPORT = "e" * 64


@pytest.fixture
def span(world: World, now: datetime) -> Span:
    return Span(world.organisation, now, now + WEEK)


def begun(tx: Transaction, world: World, at: datetime, digest: str = "") -> KeptRun:
    id = tx.runs.begin(world.who(tx, "Juan"), "seal-check", digest or world.digest, {}, at)
    kept = tx.runs.get(id)
    assert kept
    return kept


def ended(tx: Transaction, world: World, at: datetime, digest: str = "", severity: str = "") -> KeptRun:
    """A run that was begun and finished."""
    kept = begun(tx, world, at, digest)
    tx.runs.finish(kept, at, "go", severity, 80, passed=True)
    return kept


def given(step: str, *, finding: bool = False) -> Given:
    return Given(step, "yes", f"{step}?", "Yes", finding)


def published_report(tx: Transaction, now: datetime) -> None:
    row = {"flow_id": "incident", "revision": 1, "genre": "report", "title": "Incident", "source": "", "digest": REPORT}
    tx.connection.execute(sa.insert(published), {**row, "published_at": now})


def test_what_ended_in_the_week_is_counted_by_flow_and_site(
    storage: Storage, world: World, now: datetime, span: Span
) -> None:
    def working(tx: Transaction) -> None:
        ended(tx, world, now - MINUTE)
        ended(tx, world, now)
        tx.runs.finish(begun(tx, world, now - 3 * WEEK), now + MINUTE, "stop", "high", 41, passed=False)
        tx.runs.cancel(begun(tx, world, now), now + MINUTE)
        ended(tx, world, now + WEEK)

    storage.now(working)

    assert storage.read_now(lambda tx: counts(tx, counting_runs.finished(span))) == [
        Count("inspection", "Seal check", "Patio Vallejo", runs=2, passed=1, score=121, site_id=world.site)
    ]
    other = Span(world.organisation + 1, span.start, span.end)
    assert storage.read_now(lambda tx: counts(tx, counting_runs.finished(other))) == []


def test_what_was_not_finished_at_the_end_of_the_week_is_left_open_unless_it_was_abandoned(
    storage: Storage, world: World, now: datetime, span: Span
) -> None:
    def working(tx: Transaction) -> None:
        begun(tx, world, now - WEEK)
        tx.runs.finish(begun(tx, world, now), span.end, "go", "", 80, passed=True)
        tx.runs.finish(begun(tx, world, now), span.end + ABANDONED, "go", "", 80, passed=True)  # taken up again, late
        tx.runs.cancel(begun(tx, world, now), span.end + MINUTE)
        begun(tx, world, span.end - ABANDONED - MINUTE)
        begun(tx, world, span.end)
        ended(tx, world, now)

    storage.now(working)

    (count,) = storage.read_now(lambda tx: counts(tx, counting_runs.left_open(span)))
    assert (count.title, count.site, count.runs) == ("Seal check", "Patio Vallejo", 2)


def test_a_finding_that_was_corrected_is_none(storage: Storage, world: World, now: datetime, span: Span) -> None:
    def working(tx: Transaction) -> None:
        who = world.who(tx, "Juan")
        for _ in range(2):
            kept = begun(tx, world, now)
            tx.runs.record(kept, given("lamp", finding=True), who, now)
            tx.runs.record(kept, given("tire", finding=True), who, now)
            tx.runs.record(kept, given("lamp"), who, now)
            tx.runs.finish(kept, now, "go", "", 80, passed=True)

    storage.now(working)

    found = counting_runs.found(span, ("inspection",))
    (point,) = storage.read_now(lambda tx: counting_runs.points(tx, found))
    assert (point.digest, point.step, point.count, point.site_id) == (world.digest, "tire", 2, world.site)
    assert storage.read_now(_kept) == storage.read_now(_worked_out) != set()


def _kept(tx: Transaction) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in tx.connection.execute(sa.select(finding))}


def _worked_out(tx: Transaction) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in tx.connection.execute(of_runs())}


def test_of_a_confidential_run_and_of_one_that_is_not_finished_no_finding_is_kept(
    storage: Storage, world: World, now: datetime
) -> None:
    def working(tx: Transaction) -> None:
        secret, canceled, left = (begun(tx, world, now) for _ in range(3))
        for kept in (secret, canceled, left):
            tx.runs.record(kept, given("lamp", finding=True), world.who(tx, "Juan"), now)
        tx.runs.keep_secret(secret.id, confidential=True)
        tx.runs.finish(secret, now, "go", "", 80, passed=True)
        tx.runs.cancel(canceled, now)

    storage.now(working)

    assert storage.read_now(_kept) == storage.read_now(_worked_out) == set()


def test_a_site_has_its_own_numbers_and_another_organisation_none_of_them(
    storage: Storage, world: World, now: datetime, span: Span
) -> None:
    def working(tx: Transaction) -> int:
        ended(tx, world, now)
        begun(tx, world, now)
        return tx.organisations.open_site(world.organisation, "Muelle", "America/Tijuana").id

    other = storage.now(working)

    def counts(organisation: int, site: int) -> tuple[int, int]:
        asked = Span(organisation, span.start, span.end, (site,))
        finished, left = counting_runs.finished(asked), counting_runs.left_open(asked)
        return storage.read_now(lambda tx: (finished.count(tx), left.count(tx)))

    assert counts(world.organisation, world.site) == (1, 1)
    assert counts(world.organisation, other) == (0, 0)
    assert counts(world.organisation + 1, world.site) == (0, 0)


def test_the_gravest_reports_come_first_and_the_rest_is_a_number(
    storage: Storage, world: World, now: datetime, span: Span
) -> None:
    severities = ("high", "low", "high", "critical", "", "high")

    def working(tx: Transaction) -> list[int]:
        published_report(tx, now)
        ended(tx, world, now, severity="critical")
        made = [ended(tx, world, now + n * MINUTE, REPORT, severity) for n, severity in enumerate(severities)]
        tx.reports.take(made[0].id, world.people["Ana"], now)
        return [kept.id for kept in made]

    ids = storage.now(working)
    taken = counting_incidents.decided(span, ("report",))
    free = counting_incidents.undecided(span, ("report",))

    assert storage.read_now(lambda tx: (taken.ids(tx), free.ids(tx, 0, 3), free.ids(tx, 3, 3))) == (
        [ids[0]],
        [ids[3], ids[2], ids[5]],
        [ids[1], ids[4]],
    )
    assert storage.read_now(lambda tx: (taken.count(tx), free.count(tx))) == (1, 5)
    (first,) = storage.read_now(lambda tx: counting_incidents.lines(tx, [ids[3]]))
    assert (first.site, first.person, first.at, first.taken) == ("Patio Vallejo", "Juan", now + 3 * MINUTE, False)


def test_letters_that_could_not_be_delivered_are_counted(
    storage: Storage, world: World, now: datetime, span: Span
) -> None:
    def working(tx: Transaction) -> None:
        for at in (now - MINUTE, now, now + MINUTE):
            tx.letters.write(world.who(tx, "Juan"), "", "{}", at, edit=False)
        tx.connection.execute(sa.update(letter).where(letter.c.written_at <= now).values(failed="blocked"))

    storage.now(working)

    assert storage.read_now(counting_letters.undelivered(span).count) == 1


def test_a_week_asks_no_more_questions_however_much_happened(storage: Storage, world: World, now: datetime) -> None:
    storage.now(lambda tx: LIBRARY.publish(tx, now))
    monday = (now - timedelta(days=now.weekday())).date()
    asked: list[str] = []
    sa.event.listen(storage.readers, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def fill(tx: Transaction, count: int) -> None:
        for n in range(count):
            kept = ended(tx, world, now, LIBRARY.today["incident" if n % 2 else "seal-vvtt"].digest, "high")
            if n % 4 == 1:
                tx.reports.take(kept.id, world.people["Ana"], now)

    def questions(count: int) -> int:
        asked.clear()
        storage.now(lambda tx: fill(tx, count))
        made = storage.read_now(lambda tx: summed(tx, LIBRARY, Asked(week_of(monday), "UTC", world.organisation)))
        assert len(made.undecided.first) == len(made.taken.first) == 8
        return len(asked)

    assert questions(60) == questions(240) < 100


def test_a_week_looks_at_nothing_that_is_not_of_the_week(storage: Storage, world: World, now: datetime) -> None:
    """No row of what is kept for ever is looked at one after the other: each question has its index."""
    storage.now(lambda tx: LIBRARY.publish(tx, now))
    asked: list[tuple[str, Any]] = []
    sa.event.listen(storage.readers, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    today = now.date()

    def plan(tx: Transaction) -> list[str]:
        week = Asked(week_of(today), "UTC", world.organisation, (world.site,), today)
        summed(tx, LIBRARY, week)
        for listed in (*lists(week).values(), *waiting(week).values()):
            listed.ids(tx)
        questions = [one for one in asked if "SELECT" in one[0]]
        if not storage.lite:
            tx.connection.exec_driver_sql("set local enable_seqscan = off")
        explain = "explain query plan " if storage.lite else "explain "
        return [
            str(line[-1]) for ask, given in questions for line in tx.connection.exec_driver_sql(explain + ask, given)
        ]

    told = storage.read_now(plan)

    scan = re.compile(
        r"(SCAN|Seq Scan on) (run|answer|finding|letter|due|action|incident|incident_event|seal_event|sign_off|unit_hold)\b"
    )
    assert [line for line in told if scan.search(line)] == []
    used = "\n".join(told)
    findings = "autoindex_finding" if storage.lite else "finding_pkey"
    wanted = ["runs_of_sites", findings, "failed_letters", "loose_seals", "due_at_sites"]
    wanted += ["open_incidents", "runs_of_people"] if storage.lite else []  # without a row PostgreSQL takes any index
    assert [name for name in wanted if name not in used] == []


def test_what_was_told_and_never_finished_stays_visible_also_when_it_was_canceled(
    storage: Storage, world: World, now: datetime, span: Span
) -> None:
    def working(tx: Transaction) -> None:
        published_report(tx, now)
        for severity, at in (("high", now), ("critical", now + MINUTE), ("low", span.end)):
            tx.runs.tell(begun(tx, world, now, REPORT), at, "any", severity)
        canceled = begun(tx, world, now, REPORT)
        tx.runs.tell(canceled, now, "any", "medium")
        tx.runs.cancel(canceled, now + MINUTE)
        sent = begun(tx, world, now, REPORT)
        tx.runs.tell(sent, now, "any", "critical")
        tx.runs.finish(sent, now + MINUTE, "any", "critical", 100, passed=True)
        begun(tx, world, now, REPORT)

    storage.now(working)

    found = counting_incidents.unfinished(span)
    assert storage.read_now(found.count) == 3
    told = storage.read_now(lambda tx: counting_incidents.lines(tx, found.ids(tx, 0, 2)))
    assert [(one.severity, one.person) for one in told] == [("critical", "Juan"), ("high", "Juan")]
