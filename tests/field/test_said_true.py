"""What is said of who was told is true, also of a report that is not finished, and gives nobody away."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.faults import ChatGone, ServerError
from tests.field.house import House, house
from tests.field.test_reach import EN, NOBODY_HERE, OTHER, PEOPLE, sent

REACHED = "What you've told us so far has reached the people who read it."


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        yield made


async def begun(yard: House) -> None:
    """Juan has told of hidden people, and stops there."""
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)


async def test_who_is_asked_whether_they_are_safe_is_not_told_that_nobody_read_it_has_been_read(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    await begun(yard)

    await yard.passes(11)

    asked = "\n".join(yard.screen("Juan"))
    assert "Are you OK? Your report is not finished." in asked
    assert "Nobody is set up to receive this. Call your supervisor or manager now." in asked
    assert REACHED not in asked


async def test_who_says_that_they_are_safe_to_nobody_is_told_so(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    await begun(yard)
    await yard.passes(11)

    await yard.press("Juan", "I am safe")

    seat = yard.seat("Juan")
    assert seat.toast(seat.toasts() - 1) == "Nobody is set up to receive this. Call your supervisor or manager now."


async def test_where_the_only_reader_is_gone_nobody_is_said_to_have_read_what_was_begun(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.block("Ana")
    await begun(yard)

    await yard.passes(11)

    asked = "\n".join(yard.screen("Juan"))
    assert "Nobody could be reached." in asked
    assert REACHED not in asked


async def test_what_was_begun_and_read_is_said_to_have_been_read(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await begun(yard)

    await yard.passes(11)

    assert REACHED in "\n".join(yard.screen("Juan"))


async def test_a_silent_call_that_does_not_arrive_shows_nothing_to_whom_somebody_may_be_watching(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    yard.enrol("Lucía Herrera", "manager", site="Bogota office")
    yard.decide('{"silent_word": "pineapple"}')
    yard.demo.slack.ill(ServerError(), methods=["chat.postMessage"])
    yard.seat("Juan").say("pineapple")
    async with asyncio.timeout(10):
        while not yard.screen("Juan"):
            await asyncio.sleep(0.05)

    yard.clock.at += timedelta(minutes=4)
    async with asyncio.timeout(20):
        while not yard.screen("Lucía"):
            await yard.apps[0].watch.look()
            await asyncio.sleep(0.05)

    assert "Silent call for help" in yard.newest("Lucía")
    assert all("What would you like to do?" in shown for shown in yard.screen("Juan"))
    yard.demo.slack.well()


async def test_who_leaves_between_the_first_word_and_the_end_is_replaced_by_the_next(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    yard.enrol("Marta Gil", "manager", site="Bogota office")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)
    assert EN["people"] in yard.newest("Ana")
    assert yard.screen("Marta") == []

    yard.demo.slack.ill(ChatGone(), chats=[yard.at_slack("Ana").user_id, yard.at_slack("Ana").channel])
    await yard.press("Juan", "No")

    assert any("Ana Ruiz (supervisor) could not be reached." in shown for shown in yard.screen("Juan"))
    assert EN["people"] in yard.newest("Marta")


async def test_the_last_card_says_who_was_not_reached_anymore(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await sent(yard, "Juan", *OTHER)
    assert "Notified: Ana Ruiz (supervisor), " in yard.newest("Juan")

    yard.enrol("Beto Solís", "driver")
    await begun(yard)
    yard.block("Ana")
    await yard.press("Juan", "No")
    await yard.passes(11)
    await yard.press("Juan", "That is all: send it")

    last = next(shown for shown in reversed(yard.screen("Juan")) if "Recorded." in shown)
    assert "Notified: Ana Ruiz (supervisor), " in last
    assert "; could not be reached after that" in last
    assert "Nobody could be reached. Call your supervisor or manager now." in last


async def test_who_was_told_is_told_once_by_two_processes(tmp_path: Path, postgres_url: str) -> None:
    async with house(tmp_path, postgres_url, processes=2) as yard:
        yard.enrol("Juan Pérez", "driver")
        yard.enrol("Ana Ruiz", "supervisor")
        await begun(yard)
        before = len(yard.screen("Ana"))

        yard.clock.at += timedelta(minutes=11)
        await asyncio.gather(*(app.watch.look() for app in yard.apps))
        await yard.settled()

        assert len(yard.screen("Ana")) == before + 1
        assert "Not finished for" in yard.newest("Ana")


async def test_a_report_canceled_after_it_was_told_is_said_to_have_been_canceled_by_its_sender(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", phone="+52 81 5555 0101")
    yard.enrol("Ana Ruiz", "supervisor")
    await begun(yard)

    await yard.say("Juan", "/cancel")
    await yard.press("Juan", "Yes, cancel")

    assert "Juan Pérez canceled this before finishing it." in yard.newest("Ana")
    assert "Call Juan Pérez" in yard.newest("Ana")
    assert any("Canceled before it was finished" in shown for shown in yard.screen("Ana"))


async def test_whoever_is_named_after_they_were_told_can_read_on_no_more(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Lucía Herrera", "manager")
    yard.enrol("Marta Gil", "manager")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", PEOPLE[0], EN["drugs"], NOBODY_HERE, "Back", "Lucía Herrera")

    assert all(EN["drugs"] not in shown for shown in yard.screen("Lucía"))
    assert EN["drugs"] in yard.newest("Marta")


async def test_who_was_told_that_nobody_has_it_hears_that_it_has_come_after_all(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.block("Ana")
    await begun(yard)
    assert "Nobody could be reached." in "\n".join(yard.screen("Juan"))

    yard.block("Ana", blocked=False)
    await yard.say("Ana", "hola")

    assert EN["people"] in yard.newest("Ana")
    [word] = [shown for shown in yard.screen("Juan") if "Your report has arrived." in shown]
    assert "Notified: Ana Ruiz (supervisor), " in word


async def test_who_was_never_told_otherwise_is_not_told_that_it_has_come(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")

    await begun(yard)

    assert not any("Your report has arrived." in shown for shown in yard.screen("Juan"))
