"""Whoever reads the summary is sent it as a picture, over both platforms, with the same in words; nobody else is."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.channels.channel import Heard
from bot.paper.printing import Sheet
from bot.presses.buttons import encode
from bot.presses.picturing import SendChart, wanted
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from tests.field.house import House, house

WEEK = "2026-W47"
WORDS = "Resumen semanal 2026-W47. No se inspeccionó nada en este periodo."


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Eva, a manager, on Telegram and Slack; Juan, a driver."""
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver", "es")
        made.enrol("Eva Castro", "manager", "es", "telegram", "slack")
        yield made


def sent(home: House, first: str, channel: str) -> list[tuple[bytes, str]]:
    """The pictures that somebody was sent, each with what is said of it."""
    person = home.seat(first, channel).person  # type: ignore[attr-defined]
    if channel == "telegram":
        assert isinstance(person, TelegramPerson)
        photos = [message for message in person.messages if "photo" in message]
        shelf = home.demo.telegram._world.shelf
        return [(shelf.file(one["photo"][-1]["file_id"]).data, one.get("caption", "")) for one in photos]
    assert isinstance(person, SlackPerson)
    files = [file for message in person.messages for file in message.get("files", ()) if file["name"].endswith(".png")]
    kept = home.demo.slack.workspace.files
    return [(stored.content, stored.record["alt_txt"]) for one in files if (stored := kept.get(one["id"]))]


async def forged(home: House, first: str, press: SendChart) -> None:
    account = str(home.people[home.full(first)] + 6999)
    heard = Heard("telegram", f"x{home.clock()}", account, account, home.clock(), press=encode(press))
    await home.apps[0].hearing.hear(heard)
    await home.settled()


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_a_manager_is_sent_the_summary_as_a_picture_and_in_words(home: House, channel: str) -> None:
    await home.say("Eva", "/resumen", channel)
    await home.press("Eva", "Enviar…", "Enviar como imagen", channel=channel)

    [(data, words)] = sent(home, "Eva", channel)
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.width) == ("PNG", 840)
    assert words == WORDS


async def test_a_picture_of_a_week_or_a_day_is_of_the_site_that_was_chosen(home: House) -> None:
    home.enrol("Rosa Gil", "guard", "es", site="Tijuana dock")
    await home.say("Eva", "/resumen ayer Tijuana dock", "telegram")
    await home.press("Eva", "Enviar…", "Enviar como imagen", channel="telegram")

    [(_, words)] = sent(home, "Eva", "telegram")
    assert words == "Resumen del día 2026-11-20, Tijuana dock. No se inspeccionó nada en este periodo."


async def test_who_does_not_read_the_summary_gets_no_picture(home: House) -> None:
    await forged(home, "Juan", SendChart(WEEK))

    assert sent(home, "Juan", "telegram") == []


async def test_a_picture_of_a_site_of_others_is_sent_to_nobody(home: House) -> None:
    await forged(home, "Eva", SendChart(WEEK, 99))

    assert sent(home, "Eva", "telegram") == []


async def test_who_does_not_read_the_summary_anymore_when_it_is_sent_gets_none(home: House) -> None:
    leaves = sa.text("UPDATE person SET role = 'guard' WHERE name = 'Eva Castro'")
    fetch = home.apps[0].sent_files.fetch
    with home.apps[0].storage.engine.begin() as connection:
        connection.execute(leaves)

    with pytest.raises(FileNotFoundError):
        await fetch(wanted(home.people["Eva Castro"], {"title": WEEK}))


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_a_picture_that_is_slow_to_draw_holds_up_nothing_and_comes_once_also_after_a_restart(
    home: House, channel: str
) -> None:
    await home.say("Eva", "/resumen", channel)
    await home.press("Eva", "Enviar…", channel=channel)
    printer, held = home.apps[0].sent_files.printer, asyncio.Event()

    async def slow(_sheet: Sheet) -> bytes:
        held.set()
        await asyncio.sleep(600)
        raise AssertionError

    printer.printed = slow  # type: ignore[method-assign]
    home.seat("Eva", channel).press("Enviar como imagen", "")
    await asyncio.wait_for(held.wait(), 20)

    home.seat("Eva", channel).say("/ayuda")
    async with asyncio.timeout(20):
        while "/resumen" not in home.newest("Eva", channel):
            await asyncio.sleep(0.05)
    assert sent(home, "Eva", channel) == []
    await home.restart()
    await home.settled()

    [(data, words)] = sent(home, "Eva", channel)
    assert Image.open(io.BytesIO(data)).format == "PNG"
    assert words == WORDS
