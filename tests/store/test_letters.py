"""The outbox: in whose hands a letter is, which of a lane may go, and where it will stand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot.store.counting import Span
from bot.store.counting_letters import undelivered
from bot.store.database import Storage
from bot.store.letters import LEFT, LONGEST, Letter
from bot.store.outbox_tables import LetterRow, Place
from bot.store.sql import letter
from bot.store.transaction import Transaction
from tests.conftest import LINES, World

MINUTE = timedelta(minutes=1)
SLACK = LINES["slack"]
ANA = (SLACK, "T1:U1")


@pytest.fixture
def storage(storage: Storage) -> Storage:
    """A process that sends letters."""
    storage.worker = storage.now(lambda tx: tx.workers.join("first"))
    return storage


@pytest.fixture
def other(database_url: str, storage: Storage, opened: Callable[[str], Storage]) -> Storage:
    """Another process over the same database."""
    second = opened(database_url)
    second.worker = second.now(lambda tx: tx.workers.join("second"))
    return second


def written(storage: Storage, world: World, now: datetime, name: str = "Ana", **more: object) -> Letter | None:
    def work(tx: Transaction) -> Letter | None:
        return tx.letters.write(world.who(tx, name), "run:1", "{}", now, **{"edit": True, **more})  # type: ignore[arg-type]

    return storage.now(work)


def one(storage: Storage, world: World, now: datetime, name: str = "Ana", **more: object) -> Letter:
    made = written(storage, world, now, name, **more)
    assert made
    return made


def claimed(storage: Storage, now: datetime, most: int = 10) -> list[int]:
    return [found.id for found in storage.now(lambda tx: tx.letters.claim(SLACK, now, most))]


def test_a_letter_is_in_the_hands_of_the_process_that_wrote_it(storage: Storage, world: World, now: datetime) -> None:
    mine = one(storage, world, now)

    assert mine.held
    assert storage.now(lambda tx: tx.letters.held_by(storage.worker)) == [mine.id]
    assert claimed(storage, now + MINUTE) == []
    assert storage.now(lambda tx: tx.letters.waiting(now)) == []

    storage.now(lambda tx: tx.letters.sent(mine, "17.1", now))

    assert storage.now(lambda tx: tx.letters.held_by(storage.worker)) == []


def test_letters_written_where_nothing_is_sent_wait_for_whoever_comes(
    storage: Storage, other: Storage, world: World, now: datetime
) -> None:
    storage.worker = 0

    waiting = one(storage, world, now)

    assert not waiting.held
    assert other.now(lambda tx: tx.letters.waiting(now)) == [SLACK]
    assert claimed(other, now) == [waiting.id]
    assert claimed(other, now) == []


def test_a_letter_behind_one_in_other_hands_waits_for_it(
    storage: Storage, other: Storage, world: World, now: datetime
) -> None:
    first = one(storage, world, now)

    second = one(other, world, now)
    third = one(storage, world, now)

    assert (first.held, second.held, third.held) == (True, False, False)
    assert claimed(other, now) == []
    storage.now(lambda tx: tx.letters.sent(first, "1", now))
    assert claimed(other, now) == [second.id]
    assert claimed(storage, now) == []
    other.now(lambda tx: tx.letters.sent(second, "1", now))
    assert claimed(storage, now) == [third.id]


def test_other_chats_do_not_wait(storage: Storage, other: Storage, world: World, now: datetime) -> None:
    one(storage, world, now)

    assert one(other, world, now, "Greta").held


def test_a_line_that_has_to_keep_silent_lets_letters_wait(storage: Storage, world: World, now: datetime) -> None:
    storage.now(lambda tx: tx.lines.pause(SLACK, now + MINUTE))

    assert not one(storage, world, now).held
    assert one(storage, world, now, "Juan").held
    assert storage.now(lambda tx: tx.lines.paused(now)) == {SLACK: now + MINUTE}
    assert storage.now(lambda tx: tx.lines.paused(now + MINUTE)) == {}


def test_what_is_put_back_waits_with_everything_behind_it(storage: Storage, world: World, now: datetime) -> None:
    first, second = one(storage, world, now), one(storage, world, now)
    elsewhere = one(storage, world, now, "Greta")

    storage.now(lambda tx: tx.letters.again(first, now + MINUTE / 2, 1))

    assert storage.now(lambda tx: tx.letters.held_by(storage.worker)) == [elsewhere.id]
    assert claimed(storage, now) == []
    assert claimed(storage, now + MINUTE) == [first.id]
    assert storage.now(lambda tx: tx.letters.claim_next(ANA, now + MINUTE)) is None
    storage.now(lambda tx: tx.letters.sent(first, "1", now))
    following = storage.now(lambda tx: tx.letters.claim_next(ANA, now + MINUTE))
    assert following
    assert following.id == second.id


def test_a_clock_that_is_put_back_keeps_no_letter_waiting(storage: Storage, world: World, now: datetime) -> None:
    first = one(storage, world, now)
    storage.now(lambda tx: tx.letters.again(first, now + timedelta(seconds=60), 9))

    assert claimed(storage, now) == []
    assert claimed(storage, now + timedelta(seconds=60) - LONGEST - timedelta(seconds=1)) == [first.id]


def test_those_longest_due_come_first_and_only_so_many(storage: Storage, world: World, now: datetime) -> None:
    letters = [one(storage, world, now, name) for name in ("Ana", "Greta")]
    for place, found in enumerate(letters):
        due = now - place * MINUTE
        storage.now(lambda tx, found=found, due=due: tx.letters.again(found, due, 1))  # type: ignore[misc]

    assert claimed(storage, now, most=1) == [letters[1].id]
    assert claimed(storage, now, most=5) == [letters[0].id]


def test_the_letters_of_the_dead_are_free(storage: Storage, other: Storage, world: World, now: datetime) -> None:
    left = one(storage, world, now)

    assert other.now(lambda tx: tx.workers.bury(storage.worker)) == 1

    assert claimed(other, now) == [left.id]
    assert storage.now(lambda tx: tx.workers.beat(storage.worker)) is False
    assert other.now(lambda tx: tx.workers.beat(other.worker)) is True


def test_what_nobody_known_holds_is_free(storage: Storage, other: Storage, world: World, now: datetime) -> None:
    storage.worker = 999
    left = one(storage, world, now)

    assert other.now(lambda tx: tx.workers.free_orphans()) == 1

    assert claimed(other, now) == [left.id]


def test_the_last_letter_of_a_slot_is_the_one_to_edit(storage: Storage, world: World, now: datetime) -> None:
    first = one(storage, world, now)
    storage.now(lambda tx: tx.letters.sent(first, "1", now))

    second = one(storage, world, now)
    assert (first.place, second.place) == ("", "1")
    storage.now(lambda tx: tx.letters.sent(second, "2", now))
    storage.now(lambda tx: tx.letters.sent(second, "", now))

    assert one(storage, world, now).place == "2"
    with Session(storage.engine) as session:
        assert len(session.exec(select(Place)).all()) == 1


def test_the_place_is_read_when_the_letter_is_taken_up(
    storage: Storage, other: Storage, world: World, now: datetime
) -> None:
    first = one(storage, world, now, edit=False)
    assert not one(other, world, now).held

    storage.now(lambda tx: tx.letters.sent(first, "17", now))

    assert [found.place for found in other.now(lambda tx: tx.letters.claim(SLACK, now, 1))] == ["17"]


def test_a_letter_with_a_key_is_written_once(storage: Storage, world: World, now: datetime) -> None:
    key = "weekly/2026-W47/12"

    assert written(storage, world, now, key=key)
    assert written(storage, world, now, key=key) is None
    assert written(storage, world, now)
    assert written(storage, world, now)


def test_a_letter_that_cannot_be_delivered_is_given_up(storage: Storage, world: World, now: datetime) -> None:
    lost = one(storage, world, now)

    storage.now(lambda tx: tx.letters.failed(lost, "blocked" * 100, now))

    with Session(storage.engine) as session:
        row = session.exec(select(LetterRow)).one()
        assert (row.tries, len(row.failed), row.settled_at) == (1, 200, now)
    assert storage.now(lambda tx: undelivered(Span(world.organisation, now, now + MINUTE)).count(tx)) == 1


def test_a_change_that_the_next_one_overtakes_need_not_be_sent(storage: Storage, world: World, now: datetime) -> None:
    first, second = one(storage, world, now), one(storage, world, now)
    assert storage.now(lambda tx: tx.letters.overtaken(first)) is True
    assert storage.now(lambda tx: tx.letters.overtaken(second)) is False

    one(storage, world, now, edit=False)

    assert storage.now(lambda tx: tx.letters.overtaken(second)) is False
    assert storage.now(lambda tx: tx.letters.overtaken(replace(first, edit=False))) is False


def test_nobody_misses_a_letter_that_was_overtaken(storage: Storage, world: World, now: datetime) -> None:
    first = one(storage, world, now)

    storage.now(lambda tx: tx.letters.overtake(first, now))

    assert storage.now(lambda tx: tx.letters.held_by(storage.worker)) == []
    assert storage.now(lambda tx: undelivered(Span(world.organisation, now, now + MINUTE)).count(tx)) == 0


def test_what_somebody_who_left_has_not_got_is_not_sent(storage: Storage, world: World, now: datetime) -> None:
    one(storage, world, now)
    kept = one(storage, world, now, "Greta")

    assert storage.now(lambda tx: tx.letters.drop_for(world.people["Ana"], now)) == 1

    assert storage.now(lambda tx: tx.letters.held_by(storage.worker)) == [kept.id]
    with Session(storage.engine) as session:
        assert session.exec(select(LetterRow.failed).where(LetterRow.settled_at == now)).all() == [LEFT]


def test_the_people_who_were_told_are_known(storage: Storage, world: World, now: datetime) -> None:
    one(storage, world, now)
    one(storage, world, now)
    storage.now(lambda tx: tx.letters.write_to(SLACK, "5", "{}", now))

    assert storage.now(lambda tx: tx.letters.told("run:1")) == [world.people["Ana"]]
    assert storage.now(lambda tx: tx.letters.told("")) == []


def test_settled_letters_lose_their_words_in_small_steps(storage: Storage, world: World, now: datetime) -> None:
    old = [one(storage, world, now) for _ in range(4)]
    for gone in old[:3]:
        storage.now(lambda tx, gone=gone: tx.letters.sent(gone, "1", now))  # type: ignore[misc]
    one(storage, world, now + 2 * MINUTE)

    step = storage.now(lambda tx: tx.letters.prune(0, now + MINUTE, 2))
    assert step == old[1].id
    step = storage.now(lambda tx: tx.letters.prune(step, now + MINUTE, 2))
    assert storage.now(lambda tx: tx.letters.prune(step, now + MINUTE, 2)) == step == old[3].id

    with Session(storage.engine) as session:
        bodies = session.exec(select(LetterRow.body).order_by(LetterRow.id)).all()  # type: ignore[arg-type]
    assert bodies == ["", "", "", "{}", "{}"]


def plans(storage: Storage, statement: str) -> str:
    explain = "EXPLAIN QUERY PLAN " if storage.lite else "EXPLAIN "
    with storage.engine.connect() as connection:
        if not storage.lite:
            connection.exec_driver_sql("SET enable_seqscan = off")
        return "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement))


def test_looking_for_what_is_due_reads_open_letters_only(storage: Storage) -> None:
    looked = plans(storage, "SELECT DISTINCT line_id FROM letter WHERE settled_at IS NULL AND worker = 0")

    assert "open_letters" in looked
    assert {index["name"] for index in sa.inspect(storage.engine).get_indexes(letter.name)} == {
        "open_letters",
        "failed_letters",
        "ix_letter_slot",
    } | ({"letter_key_key"} if not storage.lite else set())
