"""A file that is slow to make holds up no other letter of its chat, and comes once, whoever dies while it is made."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest

from bot.channels.channel import Message
from bot.outbox.watch import GONE
from bot.store.database import Storage
from bot.store.hold import Hold
from bot.store.lanes import aside, chat_of
from bot.store.letters import Letter
from bot.store.people import Who
from bot.store.transaction import Transaction
from tests.conftest import World, people_of
from tests.outbox.offices import Office, body, office, until
from tests.outbox.test_outbox import standing, told
from tests.running import StandIns

SLOW = "the file"
NAMES = ("Juan", "Ana")  # on Telegram, on Slack


def slowly(one: Office, made: asyncio.Event) -> list[str]:
    """Its file is made as long as nobody says that it is; the times that this was begun."""
    begun: list[str] = []
    for channel in one.channels.values():
        really = channel.show

        async def show(address: str, message: Message, ref: str = "", really: Callable = really) -> str:
            if message.text == SLOW:
                begun.append(address)
                await made.wait()
            return str(await really(address, message, ref))

        channel.show = show  # type: ignore[method-assign]
    return begun


async def ask(one: Office, name: str) -> None:
    """For a file, as the duties do."""

    def work(tx: Transaction) -> list[Letter]:
        who: Who = one.who(tx, name)
        beside = Who(**{**{f: getattr(who, f) for f in who.__dataclass_fields__}, "address": aside(who.address)})
        made = tx.letters.write(beside, "", body(SLOW), one.clock(), edit=False)
        return [made] if made else []

    one.sender.hand_over(await one.storage.transaction(work))


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_written_later_comes_while_a_file_is_made_and_the_file_comes_once(
    storage: Storage, world: World, both: StandIns, name: str
) -> None:
    async with office(storage, world, both) as one:
        made = asyncio.Event()
        begun = slowly(one, made)
        await ask(one, name)
        await until(lambda: begun)

        await one.write(name, "first", "second")
        await until(lambda: told(both, name) == ["first", "second"])
        await ask(one, name)
        made.set()

        await until(lambda: standing(one) == 0)
        assert told(both, name) == ["first", "second", SLOW, SLOW]
        assert begun == [chat_of(begun[0])] * 2


@pytest.mark.parametrize("name", NAMES)
async def test_whoever_dies_while_a_file_is_made_leaves_it_to_the_next_who_sends_it_once(
    database_url: str, opened: Callable[[str], Storage], both: StandIns, now: datetime, name: str
) -> None:
    first, again = opened(database_url), opened(database_url)
    world = people_of(first, now)
    first.worker = first.now(lambda tx: tx.workers.join("office"))
    gone = Office(first, world, {})
    await ask(gone, name)  # it is held by a process that does nothing anymore
    await first.transaction(lambda tx: tx.letters.write(gone.who(tx, name), "s", body("later"), now, edit=False))
    first.close()

    async with office(again, world, both) as one:
        await until(lambda: standing(one) == 0)

    assert sorted(told(both, name)) == ["later", SLOW]


async def test_a_file_that_a_dead_process_had_in_hand_is_taken_over_beside_the_letters_of_another(
    postgres_url: str, opened: Callable[[str], Storage], both: StandIns, now: datetime
) -> None:
    dead, alive = opened(postgres_url), opened(postgres_url)
    world = people_of(dead, now)
    dead.worker = dead.now(lambda tx: tx.workers.join("it does not matter"))
    hold = Hold(dead.engine)
    async with office(alive, world, both, watching=False) as other:
        await ask(Office(dead, world, {}), "Juan")
        await other.write("Juan", "behind it")
        await until(lambda: told(both, "Juan") == ["behind it"])  # it did not wait for the other lane

        for _ in range(GONE + 1):
            await other.watch.look()
            await other.watch.beat()
        await other.watch.look()

        await until(lambda: told(both, "Juan") == ["behind it", SLOW])
    hold.drop()
