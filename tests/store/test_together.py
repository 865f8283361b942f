"""Statements that go out together mean the same as one by one."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from bot.store.ahead import of_turn
from bot.store.database import Storage
from bot.store.hold import Hold
from bot.store.transaction import Transaction
from tests.conftest import LINES, World
from tests.store.test_transaction import STATE, begun


async def test_of_one_delivery_that_comes_twice_in_a_commit_one_has_its_effect(storage: Storage, now: datetime) -> None:
    line = LINES["telegram"]
    ahead = of_turn(line, "nobody", "same", now, None)

    def heard(tx: Transaction) -> bool:
        return tx.deliveries.heard(line, "same", now)

    took = await asyncio.gather(*(storage.transaction(heard, ahead) for _ in range(6)))

    assert sorted(took) == [False] * 5 + [True]


async def test_what_is_put_off_until_others_need_not_wait_for_a_number_is_heard_then(
    storage: Storage, world: World, now: datetime
) -> None:
    line = LINES["telegram"]

    def numbered(tx: Transaction, delivery: str) -> bool:
        new = tx.deliveries.heard(line, delivery, now)
        tx.numbering.next(world.site, 2026)
        return new

    async def come(delivery: str) -> bool:
        return await storage.transaction(
            lambda tx: numbered(tx, delivery), of_turn(line, "nobody", delivery, now, None)
        )

    assert await asyncio.gather(*map(come, "abcdef")) == [True] * 6
    assert await asyncio.gather(*map(come, "abcdef")) == [False] * 6


async def test_what_is_wrong_with_a_statement_that_nobody_asked_about_fails_its_job_alone(
    storage: Storage, now: datetime
) -> None:
    line = LINES["telegram"]

    def wrong(tx: Transaction) -> None:
        tx.letters.post_to(line, "a" * 10, None, now)  # type: ignore[arg-type]

    def right(tx: Transaction) -> bool:
        return tx.deliveries.heard(line, "right", now)

    bad, good = await asyncio.gather(storage.transaction(wrong), storage.transaction(right), return_exceptions=True)

    assert isinstance(bad, Exception)
    assert good is True
    assert not storage.now(lambda tx: tx.deliveries.heard(line, "right", now))


async def test_a_letter_that_was_posted_is_known_when_it_is_durable(storage: Storage, now: datetime) -> None:
    read = await storage.transaction(lambda tx: tx.letters.post_to(LINES["telegram"], "1", "{}", now))

    assert read().id > 0
    assert read().body == "{}"
    assert storage.now(lambda tx: tx.letters.open()) == 1


async def test_two_turns_in_one_commit_find_a_run_as_the_one_before_left_it(
    storage: Storage, world: World, now: datetime
) -> None:
    kept = await storage.transaction(lambda tx: begun(tx, world, now))
    unknown = [of_turn(LINES["telegram"], f"nobody {n}", f"{n}", now, kept.id) for n in range(4)]

    def moving(tx: Transaction) -> int:
        there = tx.runs.lock(kept.id)
        assert there
        assert tx.runs.move(there, STATE, now)
        return there.version

    found = await asyncio.gather(*(storage.transaction(moving, ahead) for ahead in unknown))

    assert sorted(found) == [0, 1, 2, 3]


def test_the_lock_that_shows_that_we_are_alive_keeps_no_transaction_open(
    postgres_url: str, opened: Callable[[str], Storage]
) -> None:
    """One that was open for days would keep the server from tidying any table."""
    alive = opened(postgres_url)
    hold = Hold(alive.engine)
    for _ in range(2):
        hold.keep(7)

    with alive.engine.connect() as connection:
        states = connection.execute(
            sa.text("SELECT state FROM pg_stat_activity WHERE query LIKE '%advisory%' AND pid != pg_backend_pid()")
        )
        assert set(states.scalars()) == {"idle"}
    hold.drop()
