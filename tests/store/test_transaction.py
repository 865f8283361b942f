"""Every question asked of the database, on both databases."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot.store.database import Storage
from bot.store.runs import Given, KeptRun
from bot.store.tables import FileRow, Handle, Organisation, Person, Site
from bot.store.transaction import Transaction
from tests.conftest import LINES, World, people_of

STATE = {"at": "", "done": False}
MINUTE = timedelta(minutes=1)


def begun(tx: Transaction, world: World, now: datetime, name: str = "Juan") -> KeptRun:
    """A run that somebody has just begun."""
    id = tx.runs.begin(world.who(tx, name), "seal-check", world.digest, STATE, now)
    kept = tx.runs.get(id)
    assert kept
    return kept


def given(step: str, value: str | tuple[str, ...] | None, *, finding: bool = False) -> Given:
    return Given(step, value, f"{step}?", str(value), finding)


# Deliveries


def test_a_delivery_has_its_effect_once(storage: Storage, now: datetime) -> None:
    assert storage.now(lambda tx: tx.deliveries.heard(LINES["telegram"], "9001", now)) is True

    assert storage.now(lambda tx: tx.deliveries.heard(LINES["telegram"], "9001", now)) is False
    assert storage.now(lambda tx: tx.deliveries.heard(LINES["slack"], "9001", now)) is True


def test_a_delivery_whose_turn_failed_is_heard_again(storage: Storage, now: datetime) -> None:
    def failing(tx: Transaction) -> None:
        assert tx.deliveries.heard(LINES["telegram"], "9001", now)
        raise LookupError

    with pytest.raises(LookupError):
        storage.now(failing)

    assert storage.now(lambda tx: tx.deliveries.heard(LINES["telegram"], "9001", now)) is True


def test_old_deliveries_are_forgotten(storage: Storage, now: datetime) -> None:
    storage.now(lambda tx: [tx.deliveries.heard(LINES["telegram"], str(n), now + n * MINUTE) for n in range(3)])

    assert storage.now(lambda tx: tx.deliveries.forget(now + 2 * MINUTE, 10)) == 2
    assert storage.now(lambda tx: tx.deliveries.heard(LINES["telegram"], "2", now)) is False
    assert storage.now(lambda tx: tx.deliveries.heard(LINES["telegram"], "1", now)) is True


# People


def test_an_account_tells_who_is_speaking(storage: Storage, world: World) -> None:
    who = storage.now(lambda tx: tx.people.who(LINES["telegram"], "77"))

    assert who
    assert (who.person_id, who.name, who.role, who.lang, who.focus) == (
        world.people["Juan"],
        "Juan",
        "driver",
        "es",
        None,
    )
    assert (who.organisation, who.site, who.zone) == ("Transportes del Norte", "Patio Vallejo", "America/Mexico_City")
    assert (who.channel, who.account, who.address) == ("telegram", "77", "77")
    assert (who.region, who.pass_mark) == ("", None)


def test_the_country_and_the_pass_mark_of_the_organisation_come_along(storage: Storage, world: World) -> None:
    with Session(storage.engine) as session:
        organisation = session.get(Organisation, world.organisation)
        assert organisation
        organisation.region, organisation.pass_mark = "CO", 90
        session.commit()

    staff = storage.now(lambda tx: tx.people.staff(world.organisation, ("manager",)))
    who = storage.now(lambda tx: world.who(tx, "Juan"))
    assert {(w.region, w.pass_mark) for w in (who, *staff)} == {("CO", 90)}


def test_an_unknown_account_is_nobody(storage: Storage, world: World) -> None:
    assert storage.now(lambda tx: tx.people.who(LINES["slack"], "77")) is None


def test_somebody_who_left_is_nobody_and_keeps_a_name(storage: Storage, world: World, now: datetime) -> None:
    with Session(storage.engine) as session:
        juan = session.get(Person, world.people["Juan"])
        assert juan
        juan.left_at = now
        session.commit()

    assert storage.now(lambda tx: tx.people.who(LINES["telegram"], "77")) is None
    assert storage.now(lambda tx: tx.people.named(world.people["Juan"])) == ("Juan", "driver", "Patio Vallejo")
    assert storage.now(lambda tx: tx.people.named(999)) is None


def test_where_somebody_answers_from_is_remembered(storage: Storage, world: World, now: datetime) -> None:
    storage.now(lambda tx: tx.people.heard_from(LINES["slack"], "T1:U1", "D42", now))

    who = storage.now(lambda tx: tx.people.who(LINES["slack"], "T1:U1"))
    assert who
    assert who.address == "D42"


def test_a_person_chooses_a_language_and_the_run_that_a_word_answers(
    storage: Storage, world: World, now: datetime
) -> None:
    def choosing(tx: Transaction) -> int:
        run = begun(tx, world, now)
        tx.people.language(world.people["Juan"], "en")
        tx.people.focus(world.people["Juan"], run.id)
        return run.id

    run_id = storage.now(choosing)

    who = storage.now(lambda tx: world.who(tx, "Juan"))
    assert (who.lang, who.focus) == ("en", run_id)


def test_the_staff_of_a_site_are_those_with_a_role_who_are_here(storage: Storage, world: World, now: datetime) -> None:
    with Session(storage.engine) as session:
        other = Site(organisation_id=world.organisation, name="Manzanillo", zone="America/Mexico_City")
        session.add(other)
        session.flush()
        assert other.id
        for name, left in (("Rosa", None), ("Gone", now)):
            person = Person(
                organisation_id=world.organisation, site_id=other.id, name=name, role="manager", lang="",
                joined_at=now, left_at=left,
            )  # fmt: skip
            session.add(person)
            session.flush()
            assert person.id
            session.add(Handle(person_id=person.id, line_id=LINES["slack"], account=f"T1:{name}", address=name))
        session.commit()

    def names(tx: Transaction) -> tuple[list[str], list[str]]:
        roles = ("manager", "supervisor")
        here = tx.people.staff(world.organisation, roles, world.site)
        return [w.name for w in here], [w.name for w in tx.people.staff(world.organisation, roles)]

    assert storage.now(names) == (["Luis", "Ana"], ["Luis", "Ana", "Rosa"])


def test_somebody_with_two_accounts_is_told_once_where_they_last_were(
    storage: Storage, world: World, now: datetime
) -> None:
    with Session(storage.engine) as session:
        session.add(
            Handle(
                person_id=world.people["Ana"],
                line_id=LINES["telegram"],
                account="55",
                address="55",
                heard_at=now + MINUTE,
            )
        )
        session.commit()

    storage.now(lambda tx: tx.people.heard_from(LINES["slack"], "T1:U1", "D1", now))
    first = storage.now(lambda tx: tx.people.staff(world.organisation, ("manager",), world.site))
    storage.now(lambda tx: tx.people.heard_from(LINES["slack"], "T1:U1", "D1", now + 2 * MINUTE))
    then = storage.now(lambda tx: tx.people.staff(world.organisation, ("manager",), world.site))

    assert [(w.name, w.channel) for w in first] == [("Ana", "telegram")]
    assert [(w.name, w.channel) for w in then] == [("Ana", "slack")]


def test_a_stranger_is_written_down_and_answered_now_and_then(storage: Storage, now: datetime) -> None:
    assert storage.now(lambda tx: tx.people.stranger("telegram", "5", "x" * 100, now)) is None
    assert storage.now(lambda tx: tx.people.stranger("telegram", "5", "X", now + MINUTE)) == now

    storage.now(lambda tx: tx.people.told_stranger("telegram", "5", now + MINUTE))

    assert storage.now(lambda tx: tx.people.stranger("telegram", "5", "X", now)) == now + MINUTE


# Runs and answers


def test_a_run_begins_open_at_turn_nought(storage: Storage, world: World, now: datetime) -> None:
    kept = storage.now(lambda tx: begun(tx, world, now))

    assert (kept.person_id, kept.flow_id, kept.status, kept.version, kept.state) == (
        world.people["Juan"],
        "seal-check",
        "open",
        0,
        STATE,
    )
    assert (kept.began_at, kept.touched_at, kept.finished_at, kept.outcome, kept.score) == (now, now, None, "", None)
    assert storage.now(lambda tx: tx.runs.get(999)) is None


def test_a_run_moves_one_turn_for_whoever_read_it_last(storage: Storage, world: World, now: datetime) -> None:
    """A button pressed twice, a button of an old card, two workers: the second finds that it has moved."""
    kept = storage.now(lambda tx: begun(tx, world, now))

    assert storage.now(lambda tx: tx.runs.move(kept, {"at": "a"}, now + MINUTE)) is True
    assert storage.now(lambda tx: tx.runs.move(kept, {"at": "b"}, now + MINUTE)) is False

    moved = storage.now(lambda tx: tx.runs.get(kept.id))
    assert moved
    assert (moved.version, moved.state, moved.touched_at) == (1, {"at": "a"}, now + MINUTE)


def test_of_two_workers_at_the_same_time_one_moves_the_run(
    database_url: str, storage: Storage, opened: Callable[[str], Storage], world: World, now: datetime
) -> None:
    other = opened(database_url)
    kept = storage.now(lambda tx: begun(tx, world, now))

    moves = [s.writers.put(lambda tx: tx.runs.move(kept, STATE, now)) for s in (storage, other) * 4]

    assert sorted(move.result(10) for move in moves) == [False] * 7 + [True]


def test_a_finished_run_does_not_move(storage: Storage, world: World, now: datetime) -> None:
    kept = storage.now(lambda tx: begun(tx, world, now))
    storage.now(lambda tx: tx.runs.finish(kept, now + MINUTE, "stop", "high", 50, passed=False))

    assert storage.now(lambda tx: tx.runs.move(kept, STATE, now)) is False
    finished = storage.now(lambda tx: tx.runs.get(kept.id))
    assert finished
    assert (finished.status, finished.finished_at, finished.outcome, finished.severity, finished.score) == (
        "finished",
        now + MINUTE,
        "stop",
        "high",
        50,
    )


def test_a_run_ends_once_and_only_where_it_was_read(storage: Storage, world: World, now: datetime) -> None:
    def working(tx: Transaction) -> list[bool]:
        ended, moved = begun(tx, world, now), begun(tx, world, now)
        tx.runs.move(moved, STATE, now)
        return [
            tx.runs.cancel(ended, now),
            tx.runs.cancel(ended, now),
            tx.runs.finish(ended, now, "go", "", 100, passed=True),
            tx.runs.finish(moved, now, "go", "", 100, passed=True),
            tx.runs.cancel(moved, now),
        ]

    assert storage.now(working) == [True, False, False, False, False]


def test_what_is_not_finished_comes_with_the_last_touched_first(storage: Storage, world: World, now: datetime) -> None:
    def working(tx: Transaction) -> list[int]:
        runs = [begun(tx, world, now) for _ in range(4)]
        tx.runs.finish(runs[1], now, "go", "", 100, passed=True)
        tx.runs.cancel(runs[2], now)
        tx.runs.move(runs[0], STATE, now + MINUTE)
        return [run.id for run in runs]

    ids = storage.now(working)

    assert [r.id for r in storage.now(lambda tx: tx.runs.open(world.people["Juan"]))] == [ids[0], ids[3]]
    assert storage.now(lambda tx: tx.runs.open(world.people["Ana"])) == []
    cancelled = storage.now(lambda tx: tx.runs.get(ids[2]))
    assert cancelled
    assert (cancelled.status, cancelled.finished_at) == ("cancelled", now)


def test_the_last_answer_holds_and_the_journal_keeps_the_first(storage: Storage, world: World, now: datetime) -> None:
    kept = storage.now(lambda tx: begun(tx, world, now))

    def answering(tx: Transaction) -> None:
        who = world.who(tx, "Juan")
        tx.runs.record(kept, given("a", "problem", finding=True), who, now)
        tx.runs.record(kept, given("b", ("x", "y")), who, now)
        tx.runs.record(replace(kept, version=1), given("c", None), who, now + MINUTE)
        tx.runs.record(replace(kept, version=2), given("a", "ok"), who, now + 2 * MINUTE)

    storage.now(answering)

    assert storage.now(lambda tx: tx.runs.answers(kept.id)) == {"a": "ok", "b": ["x", "y"], "c": None}
    journal = storage.now(lambda tx: [tuple(row._mapping.values()) for row in tx.runs.journal(kept.id)])
    lines = storage.now(
        lambda tx: [
            (r.version, r.step, json.loads(r.value), r.asked, r.finding, r.at) for r in tx.runs.journal(kept.id)
        ]
    )
    assert lines == [
        (1, "a", "problem", "a?", True, now),
        (1, "b", ["x", "y"], "b?", False, now),
        (2, "c", None, "c?", False, now + MINUTE),
        (3, "a", "ok", "a?", False, now + 2 * MINUTE),
    ]
    assert all("telegram" in line and "77" in line and "es" in line for line in journal)


def test_what_a_person_has_begun_comes_with_the_latest_first(storage: Storage, world: World, now: datetime) -> None:
    def beginning(tx: Transaction) -> None:
        who = world.who(tx, "Juan")
        for flow_id in ("a", "b", "a", "c", "b"):
            tx.runs.begin(who, flow_id, world.digest, STATE, now)

    storage.now(beginning)

    assert storage.now(lambda tx: tx.runs.begun(world.people["Juan"])) == ["b", "c", "a"]
    attempts = storage.now(lambda tx: [tx.runs.attempts(world.people["Juan"], f) for f in ("a", "c", "d")])
    assert attempts == [2, 1, 0]


def test_a_report_is_taken_once_by_each(storage: Storage, world: World, now: datetime) -> None:
    kept = storage.now(lambda tx: begun(tx, world, now))

    def taking(tx: Transaction, name: str, at: datetime) -> bool:
        return tx.reports.take(kept.id, world.people[name], at)

    assert storage.now(lambda tx: taking(tx, "Luis", now + MINUTE)) is True
    assert storage.now(lambda tx: taking(tx, "Ana", now)) is True
    assert storage.now(lambda tx: taking(tx, "Luis", now)) is False
    takers = storage.now(lambda tx: tx.reports.takers(kept.id))
    assert [(taker.name, taker.at) for taker in takers] == [("Ana", now), ("Luis", now + MINUTE)]


# Files and flows


def test_a_file_is_written_down_once(storage: Storage, now: datetime) -> None:
    for _ in range(2):
        storage.now(lambda tx: tx.files.keep("a" * 64, "image/jpeg", 10, "photo", now))
    storage.now(lambda tx: tx.files.keep("b" * 64, "application/pdf", 10, "document", now))

    found = storage.now(lambda tx: tx.files.by_digest(["a" * 64, "b" * 64, "c" * 64]))
    assert found == {"a" * 64: ("image/jpeg", "photo"), "b" * 64: ("application/pdf", "document")}
    assert storage.now(lambda tx: tx.files.by_digest([])) == {}
    with Session(storage.engine) as session:
        assert len(session.exec(select(FileRow)).all()) == 2


def test_a_published_revision_keeps_its_text(storage: Storage, now: datetime) -> None:
    first = {
        "digest": "1" * 64, "flow_id": "f", "revision": 1, "genre": "quiz", "title": "F", "source": "quiz: f\n",
        "published_at": now,
    }  # fmt: skip

    assert storage.now(lambda tx: tx.flows.publish(first)) == "1" * 64
    assert storage.now(lambda tx: tx.flows.publish(first)) == "1" * 64
    assert storage.now(lambda tx: tx.flows.publish({**first, "digest": "2" * 64})) == "1" * 64
    assert storage.now(lambda tx: tx.flows.publish({**first, "digest": "3" * 64, "revision": 2})) == "3" * 64
    assert storage.now(lambda tx: tx.flows.get("1" * 64)) == ("f", "quiz: f\n")
    assert storage.now(lambda tx: tx.flows.get("2" * 64)) is None


# One at a time


def test_a_person_is_worked_for_one_turn_at_a_time(
    postgres_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    """PostgreSQL has several threads: a second turn of the same person waits for the first."""
    storage = opened(postgres_url)
    world = people_of(storage, now)
    kept = storage.now(lambda tx: begun(tx, world, now))

    def turn(tx: Transaction) -> int:
        world.who(tx, "Juan")
        run = tx.runs.get(kept.id)
        assert run
        tx.connection.execute(sa.text("select pg_sleep(0.01)"))
        assert tx.runs.move(run, STATE, now)
        return run.version

    turns = [storage.writers.put(turn) for _ in range(6)]

    assert sorted(one.result(10) for one in turns) == [0, 1, 2, 3, 4, 5]
