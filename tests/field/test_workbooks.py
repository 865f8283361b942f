"""Whoever reads the summary is sent it as a workbook, over both platforms; nobody else is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.channel import Heard
from bot.duties import workbooks
from bot.presses.buttons import encode
from bot.presses.sheeting import SendWorkbook
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from bot.store.sql import letter
from tests.field.house import House, house
from tests.workbook import Book

WEEK = "2026-W47"


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Eva, a manager, on Telegram and Slack; Juan, a driver, who was robbed and told it."""
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver", "es")
        made.enrol("Eva Castro", "manager", "es", "telegram", "slack")
        await made.say("Juan", "me están asaltando")
        await made.press("Juan", "Estoy en peligro")
        await made.say("Juan", "=1+1 junto a la reja")
        yield made


def files(home: House, first: str, channel: str) -> list[bytes]:
    """The workbooks that somebody was sent."""
    person = home.seat(first, channel).person  # type: ignore[attr-defined]
    if channel == "telegram":
        assert isinstance(person, TelegramPerson)
        sent = [message["document"] for message in person.messages if "document" in message]
        return [
            home.demo.telegram._world.shelf.file(one["file_id"]).data
            for one in sent
            if one["file_name"] == f"sello-{WEEK}.xlsx"
        ]
    assert isinstance(person, SlackPerson)
    found = [
        file for message in person.messages for file in message.get("files", ()) if file["name"] == f"sello-{WEEK}.xlsx"
    ]
    return [stored.content for one in found if (stored := home.demo.slack.workspace.files.get(one["id"]))]


def opened(home: House, data: bytes) -> Book:
    path = home.folder / "sent.xlsx"
    path.write_bytes(data)
    return Book(path)


async def pressed(home: House, first: str, press: SendWorkbook) -> None:
    """A button as a forger could press it."""
    account = str(home.people[home.full(first)] + 6999)
    heard = Heard("telegram", f"x{home.clock()}", account, account, home.clock(), press=encode(press))
    await home.apps[0].hearing.hear(heard)
    await home.settled()


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_a_manager_is_sent_the_summary_as_a_workbook(home: House, channel: str) -> None:
    await home.say("Eva", "/resumen", channel)
    await home.press("Eva", "Enviar…", "Enviar como hoja de cálculo", channel=channel)

    [data] = files(home, "Eva", channel)
    book = opened(home, data)
    assert book.names[:2] == ["Resumen", "Inspecciones"]
    [row] = book.rows("Incidentes")
    assert row["Reportado por"].value == "Juan Pérez"
    assert "=1+1 junto a la reja" in {
        row["Respuesta dada"].value for row in book.rows("Respuestas") if "Respuesta dada" in row
    }
    assert not book.has_links("Inspecciones")  # no photos lie beside it
    assert f"{WEEK}, Transportes del Norte\nEl archivo llega en un momento." in "\n".join(home.screen("Eva", channel))


async def test_a_workbook_asked_for_twice_in_a_moment_comes_once_and_later_once_more(home: House) -> None:
    await home.say("Eva", "/resumen", "telegram")
    await home.press("Eva", "Enviar…", "Enviar como hoja de cálculo", channel="telegram")
    await home.press("Eva", "Atrás", "Enviar…", "Enviar como hoja de cálculo", channel="telegram")
    assert len(files(home, "Eva", "telegram")) == 1

    await home.restart()
    await home.passes(15)
    await home.say("Eva", "/resumen", "telegram")
    await home.press("Eva", "Enviar…", "Enviar como hoja de cálculo", channel="telegram")

    assert len(files(home, "Eva", "telegram")) == 2


async def test_a_week_in_which_nothing_happened_is_a_workbook_too(home: House) -> None:
    await home.say("Eva", "/resumen 2026-W10", "telegram")
    await home.press("Eva", "Enviar…", "Enviar como hoja de cálculo", channel="telegram")

    person = home.seat("Eva", "telegram").person  # type: ignore[attr-defined]
    assert [message["document"]["file_name"] for message in person.messages if "document" in message] == [
        "sello-2026-W10.xlsx"
    ]


async def test_who_does_not_read_the_summary_gets_no_workbook(home: House) -> None:
    await home.say("Juan", "/menu")
    await pressed(home, "Juan", SendWorkbook(WEEK))

    assert files(home, "Juan", "telegram") == []
    assert "El resumen semanal es para gerentes." in home.newest("Juan")


async def test_who_does_not_read_the_summary_anymore_when_it_is_sent_gets_none(home: House) -> None:
    await home.say("Eva", "/resumen", "telegram")
    demoted = sa.text("UPDATE person SET role = 'guard' WHERE name = 'Eva Castro'")
    storage = home.apps[0].storage
    made = workbooks._write

    def meanwhile(context, press) -> bool:
        context.tx.connection.execute(demoted)
        return made(context, press)

    workbooks._write = meanwhile
    try:
        await home.press("Eva", "Enviar…", "Enviar como hoja de cálculo", channel="telegram")
    finally:
        workbooks._write = made

    assert files(home, "Eva", "telegram") == []
    failed = sa.select(letter.c.failed).where(letter.c.key.startswith("sheet:"))
    assert "lost" in storage.read_now(lambda tx: tx.connection.execute(failed).scalar_one())


async def test_a_site_of_somebody_else_is_no_site(home: House) -> None:
    await home.say("Eva", "/menu", "telegram")
    await pressed(home, "Eva", SendWorkbook(WEEK, 4711))

    assert files(home, "Eva", "telegram") == []


async def test_what_is_too_much_for_a_chat_is_refused_with_what_is_not(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST", -1)

    await home.say("Eva", "/resumen 2026", "telegram")
    await home.press("Eva", "Enviar…", "Enviar como hoja de cálculo", channel="telegram")

    assert (
        "Elija un mes o una semana, o un solo sitio: /resumen 2026-12 Laredo yard" in home.screen("Eva", "telegram")[-1]
    )
    assert files(home, "Eva", "telegram") == []
