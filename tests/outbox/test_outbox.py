"""What is written is delivered: in order, once, to the right place, whatever becomes of platforms and processes."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.channels.telegram.transport import Flooded
from bot.outbox.watch import GONE, SILENT
from bot.sandbox.faults import (
    BadGateway,
    BadRequest,
    BadToken,
    ChatGone,
    Fault,
    Hang,
    Lost,
    Reset,
    ServerError,
    Slow,
    TooMany,
)
from bot.store.database import NotSaved, Storage
from bot.store.hold import Hold, InUse
from bot.store.sql import letter
from tests.conftest import ACCOUNTS, LINES, World, people_of
from tests.outbox.conftest import crowd
from tests.outbox.offices import Office, body, now, office, until
from tests.running import StandIns

TAGS = re.compile(r"</?b>")
RECOVERY = 5.0  # seconds after which everything that waited for a platform is there


@pytest.fixture
async def first(storage: Storage, world: World, both: StandIns) -> AsyncIterator[Office]:
    async with office(storage, world, both) as made:
        yield made


@pytest.fixture
async def three(
    postgres_url: str, opened: Callable[[str], Storage], both: StandIns, now: datetime
) -> AsyncIterator[list[Office]]:
    """Three processes over one PostgreSQL."""
    storages = [opened(postgres_url) for _ in range(3)]
    world = people_of(storages[0], now)
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(office(storage, world, both)) for storage in storages]


def chat(name: str) -> int | str:
    channel, account = ACCOUNTS[name]
    return int(account) if channel == "telegram" else account.rpartition(":")[2]


def told(both: StandIns, name: str) -> list[str]:
    """The words of every message and change that took effect in somebody's chat."""
    where = chat(name)
    if isinstance(where, int):
        calls = both.telegram.done("sendMessage", "editMessageText", chat=where)
    else:
        calls = both.slack.done("chat.postMessage", "chat.update", chat=where)
    return [TAGS.sub("", str(call.arguments["text"])) for call in calls]


def standing(office: Office) -> int:
    """Letters that are still to be sent."""
    with office.storage.engine.connect() as connection:
        open_ones = sa.select(sa.func.count()).select_from(letter).where(letter.c.settled_at.is_(None))
        return int(connection.execute(open_ones).scalar_one())


# A platform that is ill


@pytest.mark.parametrize("fault", [Hang(), ServerError(), BadGateway(), Reset()], ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("name", ["Juan", "Ana"])
async def test_what_waited_for_an_ill_platform_is_there_soon_after_it_is_well(
    first: Office, both: StandIns, fault: Fault, name: str
) -> None:
    platform = both.telegram if name == "Juan" else both.slack
    platform.ill(fault)
    for n in range(4):
        await first.write(name, f"number {n}")
        await asyncio.sleep(0.3)
    await asyncio.sleep(1)
    assert told(both, name) == []

    platform.well()

    assert await until(lambda: len(told(both, name)) >= 4) < RECOVERY
    assert told(both, name) == [f"number {n}" for n in range(4)]
    await until(lambda: standing(first) == 0)


async def test_a_platform_that_hangs_holds_up_no_other(first: Office, both: StandIns, world: World) -> None:
    chats = crowd(first.storage, world, both, 40)
    both.telegram.ill(Hang())

    await first.write_all([(str(c), "hangs") for c in chats], notice=True)
    await first.write("Ana", "at once")

    assert await until(lambda: told(both, "Ana")) < 1
    both.telegram.well()


async def test_letters_that_fail_for_now_starve_nobody(first: Office, both: StandIns, world: World) -> None:
    chats = crowd(first.storage, world, both, 200)
    both.telegram.ill(ServerError(), chats=chats)
    await first.write_all([(str(c), "fails") for c in chats], notice=True)
    await asyncio.sleep(2)

    await first.write("Juan", "a reply")
    await first.write("Luis", "a notice", notice=True)

    assert await until(lambda: told(both, "Juan")) < RECOVERY
    assert await until(lambda: told(both, "Luis")) < RECOVERY
    both.telegram.well()


async def test_one_chat_that_hangs_holds_up_no_other_chat(first: Office, both: StandIns) -> None:
    both.telegram.ill(Hang(), chats=[77])

    await first.write("Juan", "hangs")
    await first.write("Luis", "goes")

    assert await until(lambda: told(both, "Luis")) < 1
    both.telegram.well()
    await until(lambda: told(both, "Juan"))


async def test_an_expired_token_loses_no_letter(first: Office, both: StandIns) -> None:
    both.slack.ill(BadToken())

    await first.write("Ana", "waits")
    await until(first.sender.troubles)

    assert list(first.sender.troubles()) == ["slack"]
    assert standing(first) == 1
    both.slack.well()
    assert await until(lambda: told(both, "Ana")) < RECOVERY
    assert await until(lambda: not first.sender.troubles()) < RECOVERY


async def test_an_answer_that_is_lost_shows_a_card_twice_at_most(first: Office, both: StandIns) -> None:
    both.telegram.ill(Lost(), times=1)

    await first.write("Juan", "one")
    await first.write("Juan", "two")

    await until(lambda: standing(first) == 0)
    assert told(both, "Juan") == ["one", "one", "two"]


@pytest.mark.parametrize("name", ["Juan", "Ana"])
async def test_of_two_copies_of_a_card_the_one_that_is_pressed_goes_on_and_the_other_loses_its_buttons(
    first: Office, both: StandIns, name: str
) -> None:
    platform = both.telegram if name == "Juan" else both.slack
    platform.ill(Lost(), times=1)
    await first.write(name, "asked")
    await until(lambda: standing(first) == 0)
    older, newer = cards(both, name)

    await first.write(name, "answered", edit=True, ref=older.ref)
    await until(lambda: standing(first) == 0)

    older, newer = cards(both, name)
    assert (older.words, older.buttons) == ("answered", True)
    assert (newer.words, newer.buttons) == ("answered", False)
    await first.write(name, "and on", edit=True)
    await until(lambda: cards(both, name)[0].words == "and on")
    assert len(cards(both, name)) == 2


@pytest.mark.parametrize("name", ["Juan", "Ana"])
async def test_of_two_copies_that_are_pressed_one_after_the_other_one_keeps_its_buttons(
    first: Office, both: StandIns, name: str
) -> None:
    platform = both.telegram if name == "Juan" else both.slack
    platform.ill(Lost(), times=1)
    await first.write(name, "asked")
    await until(lambda: standing(first) == 0)
    older, newer = cards(both, name)

    slow = platform.ill(Slow(0.5), times=1)
    await first.write(name, "answered", edit=True, ref=older.ref)
    await until(lambda: slow.hits)
    await first.write(name, "on", edit=True, ref=newer.ref)
    await until(lambda: standing(first) == 0)

    assert [(one.words, one.buttons) for one in cards(both, name)] == [("on", False), ("on", True)]


async def taken_for_dead(sleeper: Office) -> None:
    """Others take what it holds; it does not know, and is about to."""
    await sleeper.storage.transaction(lambda tx: tx.workers.bury(sleeper.storage.worker))
    sleeper.sender.lease = time.monotonic()


@pytest.mark.parametrize("name", ["Juan", "Ana"])
async def test_a_card_that_comes_late_below_one_that_others_have_put_up_loses_its_buttons_and_is_not_the_card(
    three: list[Office], both: StandIns, name: str
) -> None:
    sleeper, other, _ = three
    platform = both.telegram if name == "Juan" else both.slack
    late = platform.ill(Slow(1.5), times=1)
    await sleeper.write(name, "asked")
    await until(lambda: late.hits)
    await taken_for_dead(sleeper)
    await until(lambda: told(both, name) == ["asked"])
    await other.write(name, "answered", edit=True)
    await until(lambda: cards(both, name)[0].words == "answered")

    await until(lambda: len(cards(both, name)) == 2 and not cards(both, name)[1].buttons)

    await other.write(name, "and on", edit=True)
    await until(lambda: cards(both, name)[0].words == "and on")
    assert [(one.words, one.buttons) for one in cards(both, name)] == [("and on", True), ("asked", False)]


@pytest.mark.parametrize("name", ["Juan", "Ana"])
async def test_a_card_that_a_late_change_turned_back_shows_again_what_came_last(
    three: list[Office], both: StandIns, name: str
) -> None:
    sleeper, other, _ = three
    platform = both.telegram if name == "Juan" else both.slack
    await sleeper.write(name, "asked")
    await until(lambda: standing(sleeper) == 0)
    late = platform.ill(Slow(1.5), times=1)
    await sleeper.write(name, "first", edit=True)
    await until(lambda: late.hits)
    await taken_for_dead(sleeper)
    await other.write(name, "second", edit=True)
    await until(lambda: cards(both, name)[0].words == "second")

    await until(lambda: cards(both, name)[0].words == "first")

    await until(lambda: cards(both, name)[0].words == "second")
    assert len(cards(both, name)) == 1


@dataclass(frozen=True)
class Seen:
    """A card in a chat: its ref as a press carries it, what it says, and whether it can be pressed."""

    ref: str
    words: str
    buttons: bool


def cards(both: StandIns, name: str) -> list[Seen]:
    where = chat(name)
    if isinstance(where, int):
        messages = both.telegram.person(where, name).messages
        return [Seen(str(m["message_id"]), m["text"], bool(m.get("reply_markup"))) for m in messages]
    person = both.slack.person(where, name)
    posted = both.slack.done("chat.postMessage", chat=where)
    assert posted
    return [
        Seen(f"{person.channel}:{m['ts']}", m["text"], any(b["type"] == "actions" for b in m.get("blocks", ())))
        for m in person.messages
    ]


# A platform that wants silence


async def test_nobody_calls_while_a_bot_has_to_keep_silent(three: list[Office], both: StandIns) -> None:
    both.telegram.ill(TooMany(3), times=1)
    await three[0].write("Juan", "too much")
    await until(lambda: any(call.fault for call in both.telegram.record))
    told_at = time.monotonic()
    await asyncio.sleep(1)

    for n, one in enumerate(three):
        await one.write("Luis", f"{n}")
        await one.write("Juan", f"{n}")
    await one.write("Ana", "the other platform")

    assert await until(lambda: told(both, "Ana")) < 1
    assert await until(lambda: len(told(both, "Juan")) == 4 and len(told(both, "Luis")) == 3) < 3 + RECOVERY
    assert [c for c in both.telegram.record if c.method == "sendMessage" and told_at + 1 < c.at < told_at + 2.9] == []
    assert told(both, "Juan") == ["too much", "0", "1", "2"]


async def test_a_pause_that_a_button_was_answered_with_is_kept_by_the_letters_of_all(
    three: list[Office], both: StandIns
) -> None:
    both.telegram.ill(TooMany(3), methods=["answerCallbackQuery"], times=1)
    with pytest.raises(Flooded):
        await three[0].channels[LINES["telegram"]]._bot.answer_callback_query("1")  # type: ignore[attr-defined]
    told_at = time.monotonic()
    await asyncio.sleep(1)

    for one in three:
        await one.write("Juan", "later")

    assert await until(lambda: len(told(both, "Juan")) == 3) < 2 + RECOVERY
    assert [c for c in both.telegram.record if c.method == "sendMessage" and c.at < told_at + 2.9] == []


async def test_one_chat_that_takes_nothing_for_long_does_not_silence_the_others_all_the_time(
    first: Office, both: StandIns
) -> None:
    flooded = both.telegram.ill(TooMany(1), chats=[88])
    await first.write("Luis", "one")
    await first.write("Luis", "two")
    waited = [await _answered(first, both, n) for n in range(12)]
    both.telegram.well(flooded)

    assert sum(seconds > 0.5 for seconds in waited) <= 4  # in seven seconds; else it would be nearly every one
    assert await until(lambda: len(told(both, "Luis")) == 2) < 8 + RECOVERY
    assert told(both, "Luis") == ["one", "two"]


async def _answered(office: Office, both: StandIns, n: int) -> float:
    """Juan gets a card, a moment after the last one; how long he has waited."""
    await asyncio.sleep(0.4)
    await office.write("Juan", f"{n}")
    return await until(lambda: len(told(both, "Juan")) > n)


# Letters that will never be there


@pytest.mark.parametrize("name", ["Juan", "Ana"])
async def test_a_card_that_another_process_has_moved_back_is_changed_there(
    three: list[Office], both: StandIns, name: str
) -> None:
    first, second, _ = three
    await first.write(name, "one")
    await until(lambda: len(told(both, name)) == 1)
    (older,) = cards(both, name)
    await first.write(name, "two")
    await until(lambda: standing(first) == 0)
    await second.write(name, "pressed", edit=True, ref=older.ref)
    await until(lambda: standing(second) == 0)

    await first.write(name, "and on", edit=True)

    await until(lambda: standing(first) == 0)
    assert [one.words for one in cards(both, name)] == ["and on", "pressed"]


@pytest.mark.parametrize("fault", [ChatGone(), BadRequest()], ids=lambda f: type(f).__name__)
async def test_what_will_never_be_there_is_given_up_at_once_and_the_next_goes(
    first: Office, both: StandIns, fault: Fault
) -> None:
    both.telegram.ill(fault, methods=["sendMessage"], times=1)

    await first.write("Juan", "never")
    await first.write("Juan", "next")

    assert await until(lambda: told(both, "Juan")) < 1
    assert [bool(reason) for _, reason in first.undelivered] == [True]
    assert told(both, "Juan") == ["next"]


async def test_a_letter_nobody_can_read_is_given_up_with_its_reason(first: Office, both: StandIns) -> None:
    await first.poison("Juan")
    await first.write("Juan", "next")

    assert await until(lambda: told(both, "Juan")) < 1
    assert [reason for _, reason in first.undelivered] == ["it cannot be read"]


async def test_what_somebody_who_left_would_have_got_is_not_sent(first: Office, both: StandIns) -> None:
    both.telegram.ill(ServerError())
    await first.write("Juan", "for somebody who is here")
    await asyncio.sleep(0.5)

    await first.storage.transaction(lambda tx: tx.letters.drop_for(first.who(tx, "Juan").person_id, now()))
    both.telegram.well()

    await asyncio.sleep(2)
    assert told(both, "Juan") == []
    assert standing(first) == 0


# Several processes


async def test_letters_of_a_chat_go_in_order_whoever_wrote_them(three: list[Office], both: StandIns) -> None:
    for n in range(12):
        await three[n % 3].write("Juan", f"{n}")

    await until(lambda: len(told(both, "Juan")) == 12, 30)
    assert told(both, "Juan") == [f"{n}" for n in range(12)]


async def test_a_card_is_changed_where_it_stands_whoever_changes_it(three: list[Office], both: StandIns) -> None:
    for n in range(8):
        await three[n % 3].write("Ana", f"{n}", edit=True)
        if n % 2:
            await until(lambda: standing(three[0]) == 0)

    await until(lambda: standing(three[0]) == 0)
    posted = both.slack.done("chat.postMessage", chat=chat("Ana"))
    changed = both.slack.done("chat.update", chat=chat("Ana"))
    assert [call.arguments["text"] for call in posted] == ["0"]
    assert len({call.arguments["ts"] for call in changed}) == 1
    assert changed[-1].arguments["text"] == "7"


@pytest.mark.parametrize(("lock_stays", "looks"), [(False, GONE), (True, SILENT)])
async def test_the_letters_of_a_dead_process_are_taken_over_whatever_its_name(
    postgres_url: str, opened: Callable[[str], Storage], both: StandIns, now: datetime, lock_stays: bool, looks: int
) -> None:
    """Its lock goes with it, unless a pool in front of the database keeps its connection."""
    dead, alive = opened(postgres_url), opened(postgres_url)
    world = people_of(dead, now)
    dead.worker = dead.now(lambda tx: tx.workers.join("it does not matter"))
    hold = Hold(dead.engine)
    if lock_stays:
        hold.keep(dead.worker)
    async with office(alive, world, both, watching=False) as other:
        gone = Office(dead, world, {})
        await dead.transaction(lambda tx: tx.letters.write(gone.who(tx, "Juan"), "s", "{}", now, edit=False))
        await other.write("Juan", "behind it")

        for _ in range(looks):
            await other.watch.look()
            assert told(both, "Juan") == []
            await other.watch.beat()
        await other.watch.beat()
        await other.watch.look()

        await until(lambda: "behind it" in told(both, "Juan"))
    hold.drop()


async def test_a_process_that_starts_again_takes_up_its_letters_at_once(
    database_url: str, opened: Callable[[str], Storage], both: StandIns, now: datetime
) -> None:
    dead, again = opened(database_url), opened(database_url)
    world = people_of(dead, now)
    dead.worker = dead.now(lambda tx: tx.workers.join("office"))
    gone = Office(dead, world, {})
    await dead.transaction(lambda tx: tx.letters.write(gone.who(tx, "Juan"), "s", body("left"), now, edit=False))

    async with office(again, world, both, watching=False) as one:
        await one.watch.look()

        assert await until(lambda: told(both, "Juan") == ["left"]) < 1


async def test_a_second_process_of_the_same_name_takes_nothing_from_the_first(
    postgres_url: str, opened: Callable[[str], Storage], both: StandIns, now: datetime
) -> None:
    first, second = opened(postgres_url), opened(postgres_url)
    world = people_of(first, now)
    async with office(first, world, both), office(second, world, both):
        await asyncio.sleep(0)

        assert await first.transaction(lambda tx: tx.workers.beat(first.worker))


async def test_a_second_process_over_one_sqlite_file_is_turned_away(
    sqlite_url: str, opened: Callable[[str], Storage], both: StandIns, now: datetime
) -> None:
    world = people_of(opened(sqlite_url), now)
    async with office(opened(sqlite_url), world, both):
        with pytest.raises(InUse):
            async with office(opened(sqlite_url), world, both):
                pass
    async with office(opened(sqlite_url), world, both):
        pass


async def test_a_process_that_was_taken_for_dead_goes_on(storage: Storage, world: World, both: StandIns) -> None:
    async with office(storage, world, both, watching=False) as sleeper:
        me = storage.worker
        await storage.transaction(lambda tx: tx.workers.bury(me))

        await sleeper.watch.beat()
        await sleeper.write("Juan", "awake")

        assert await storage.transaction(lambda tx: tx.workers.beat(me))
        await until(lambda: told(both, "Juan") == ["awake"])


async def test_a_process_that_stood_still_sends_nothing_before_it_knows_that_its_letters_are_still_its_own(
    storage: Storage, world: World, both: StandIns
) -> None:
    async with office(storage, world, both, watching=False) as sleeper:
        await sleeper.watch.beat()
        sleeper.sender.lease = time.monotonic()  # as if it had just woken up
        await sleeper.write("Juan", "not yet")
        await sleeper.sender.quiet()
        await sleeper.watch.look()
        assert (told(both, "Juan"), standing(sleeper)) == ([], 1)

        await sleeper.watch.beat()
        await sleeper.watch.look()

        await until(lambda: told(both, "Juan") == ["not yet"])


async def test_a_letter_that_others_have_taken_is_not_sent_after_its_wait(
    storage: Storage, world: World, both: StandIns
) -> None:
    async with office(storage, world, both, watching=False) as sleeper:
        await sleeper.write("Juan", *"1234567", notice=True)  # the last one waits for the pace of the chat
        await until(lambda: len(told(both, "Juan")) == 6)
        await storage.transaction(lambda tx: tx.workers.bury(storage.worker))

        await sleeper.watch.beat()
        await sleeper.sender.quiet()

        assert told(both, "Juan") == [*"123456"]
        assert standing(sleeper) == 1


async def test_what_was_sent_and_could_not_be_written_down_is_not_sent_again(first: Office, both: StandIns) -> None:
    tries = 0
    transaction, along = first.storage.transaction, first.storage.along

    def gone() -> bool:  # the database, just when the letter is there
        nonlocal tries
        if not both.telegram.done("sendMessage") or tries == 5:
            return False
        tries += 1
        return True

    async def away(work):
        if gone():
            raise NotSaved("gone")
        return await transaction(work)

    def left_behind(work):
        if not gone():
            return along(work)
        failed = asyncio.get_running_loop().create_future()
        failed.set_exception(NotSaved("gone"))
        return failed

    first.storage.transaction, first.storage.along = away, left_behind  # type: ignore[method-assign,assignment]
    await first.write("Juan", "once")

    await until(lambda: standing(first) == 0)
    await asyncio.sleep(1)
    assert tries == 5
    assert told(both, "Juan") == ["once"]


# Pace


async def test_many_notices_keep_the_pace_of_a_bot_and_replies_do_not_wait_for_them(
    first: Office, both: StandIns, world: World
) -> None:
    chats = crowd(first.storage, world, both, 120)
    began = time.monotonic()

    await first.write_all([(str(c), "to all drivers") for c in chats], notice=True)
    await first.write("Juan", "a reply")

    assert await until(lambda: told(both, "Juan")) < 1
    await until(lambda: len(both.telegram.done("sendMessage")) == 121, 30)
    assert 2.5 < time.monotonic() - began < 20
    await until(lambda: standing(first) == 0)


# Timers


async def test_a_timer_goes_off_once_among_three_processes(three: list[Office]) -> None:
    for n in range(20):
        at = now() + timedelta(seconds=0.5 + n / 20)
        await three[0].storage.transaction(lambda tx, n=n, at=at: tx.timers.set("due", at, f"{n}"))  # type: ignore[misc]

    await until(lambda: sum(len(one.went_off) for one in three) >= 20)
    await asyncio.sleep(1)
    assert sorted(int(subject) for one in three for _, subject in one.went_off) == list(range(20))


async def test_a_timer_that_is_late_goes_off_and_one_that_was_cancelled_does_not(first: Office) -> None:
    def work(tx):
        tx.timers.set("due", now() - timedelta(days=30), "late")
        tx.timers.set("due", now(), "cancelled")
        tx.timers.set("due", now() + timedelta(days=1), "moved")
        tx.timers.set("due", now(), "moved")
        return tx.timers.cancel("due", "cancelled")

    assert await first.storage.transaction(work)

    await until(lambda: len(first.went_off) == 2)
    assert first.went_off == [("due", "late"), ("due", "moved")]


async def test_a_timer_whose_work_fails_is_tried_again_and_undone_meanwhile(
    storage: Storage, world: World, both: StandIns
) -> None:
    async with office(storage, world, both, watching=False) as one:
        await storage.transaction(lambda tx: tx.timers.set("due", now(), "x"))
        one.fails = True
        await one.watch.look()
        await one.watch.look()
        assert one.went_off == [("due", "x")]

        one.fails = False
        one.clock = one.watch._clock = lambda: now() + timedelta(minutes=1)
        await one.watch.look()
        await one.watch.look()

        assert one.went_off == [("due", "x")] * 2


# The clock


@dataclass
class Wrong:
    """A clock that can be put forward and back."""

    by: timedelta = timedelta()

    def __call__(self) -> datetime:
        return now() + self.by


async def test_a_clock_that_jumps_loses_nothing_and_changes_no_order(
    storage: Storage, world: World, both: StandIns
) -> None:
    clock = Wrong()
    async with office(storage, world, both, clock) as one:
        both.telegram.ill(ServerError())
        for hours in (5, -3, 100, 0):
            clock.by = timedelta(hours=hours)
            await one.write("Juan", f"at {hours}")
            await asyncio.sleep(0.3)
        clock.by = timedelta(hours=-48)

        both.telegram.well()

        assert await until(lambda: len(told(both, "Juan")) == 4) < RECOVERY
        assert told(both, "Juan") == ["at 5", "at -3", "at 100", "at 0"]
        assert standing(one) == 0
