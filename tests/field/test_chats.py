"""Whoever has two accounts says in which they want what they have not asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.field.house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Juan, a driver, reports; Ana, a supervisor, has Telegram and Slack and wrote in Slack last."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Juan Pérez", "driver", "en")
        made.enrol("Ana Torres", "supervisor", "en", "telegram", "slack")
        await made.say("Ana", "menu", "telegram")
        await made.say("Ana", "menu", "slack")
        yield made


async def alarm(home: House) -> None:
    await home.say("Juan", "help they have guns")
    await home.press("Juan", next(one for one in buttons(home, "Juan") if "danger" in one.lower()))


def buttons(home: House, first: str) -> list[str]:
    return [line[1:-1] for line in home.newest(first).splitlines() if line.startswith("[")]


def notices(home: House, channel: str) -> int:
    return sum("I'll handle it" in seen for seen in home.screen("Ana", channel))


async def test_notices_go_to_the_chat_that_was_chosen_wherever_they_wrote_last(home):
    await home.press("Ana", "Help", "Where messages reach me", channel="slack")
    assert "Now: Where I wrote last" in home.newest("Ana", "slack")
    await home.press("Ana", "Telegram", channel="slack")
    assert home.newest("Ana", "slack").splitlines()[:2] == ["Where messages reach me", "Saved."]
    assert "Now: Telegram" in home.newest("Ana", "slack")

    await alarm(home)

    assert (notices(home, "telegram"), notices(home, "slack")) == (1, 0)


async def test_where_the_chosen_chat_cannot_be_reached_the_other_is_tried(home):
    await home.press("Ana", "Help", "Where messages reach me", "Telegram", channel="slack")
    home.block("Ana")

    await alarm(home)

    assert notices(home, "slack") == 1


async def test_who_has_not_chosen_or_takes_it_back_reads_notices_where_they_wrote_last(home):
    await home.press("Ana", "Help", "Where messages reach me", "Telegram", "Where I wrote last", channel="slack")

    await alarm(home)

    assert (notices(home, "telegram"), notices(home, "slack")) == (0, 1)


async def test_who_has_one_account_is_not_asked(home):
    await home.say("Juan", "help")

    assert "Where messages reach me" not in home.newest("Juan")


async def test_whoever_asks_reads_what_is_kept_about_them_and_nothing_of_a_silent_call(home):
    home.decide('{"silent_word": "mariposa"}')
    await home.say("Juan", "/inspect tractor-trailer-17")
    await home.say("Juan", "mariposa")

    await home.say("Juan", "/mydata")

    assert home.newest("Juan").splitlines() == [
        "What is kept about you",
        "Every answer is on record with your name. The file has all of them, with your photos.",
        "Name: Juan Pérez", "Role: driver", "Site: Laredo yard", "Company: Transportes del Norte", "Language: English",
        "Chat accounts: Telegram 7000", "Forms you began",
        "17 points: tractor and trailer (CBP training list): 1, last 11/21/26, 11:33 AM",
        "[Send me the file]", "[Erase my data]", "[Continue: 17 points: tractor and trailer (CBP training list)]", "[Menu]",
    ]  # fmt: skip
