"""A record as a PDF, and the driver's copy, asked for and read on both platforms."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from tests.field.filling import fill, on_with
from tests.field.house import House, house

HOSTILE = '#import "@preview/x" $a$ *b* \\ ] " `c` {d} <e> #read("/etc/passwd")'


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Juan, who inspects, on Telegram in Spanish; Ana, who inspects on Slack; Eva, a manager; Luis, a driver."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Juan Pérez Núñez", "warehouse", "es", "telegram")
        made.enrol("Ana Torres", "warehouse", "en", "slack")
        made.enrol("Eva Luna", "manager", "en", "slack")
        made.enrol("Luis Gil", "driver", "es", "telegram")
        with made.apps[0].storage.engine.begin() as connection:
            connection.execute(sa.text("UPDATE site SET code = 'LAR'"))
        yield made


def documents(home: House, first: str) -> list[tuple[str, bytes]]:
    """The names and bytes of every document that somebody was sent."""
    person = home.seat(first).person  # type: ignore[attr-defined]
    if isinstance(person, TelegramPerson):
        sent = [message["document"] for message in person.messages if "document" in message]
        return [(one["file_name"], home.demo.telegram._world.shelf.file(one["file_id"]).data) for one in sent]
    assert isinstance(person, SlackPerson)
    files = [file for message in person.messages for file in message.get("files", ())]
    kept = [(file["name"], home.demo.slack.workspace.files.get(file["id"])) for file in files]
    return [(name, one.content) for name, one in kept if one and name.endswith(".pdf")]


def text(data: bytes) -> str:
    if shelf := os.environ.get("PAPERS"):
        Path(shelf, f"{len(data)}.pdf").write_bytes(data)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


LANG = {"Juan": "es", "Ana": "en"}
ALL_OK = ("All OK here", "Todo conforme aquí", "The rest is OK", "El resto, conforme")


async def inspect(home: House, first: str, flow: str, *, problem: str = "", **given: str) -> None:
    """A whole inspection by stations; the first point with these words has a problem."""
    lang = LANG[first]
    await fill(home, first, flow, lang, **given)
    for _ in range(20):
        buttons = [line[1:-1] for line in home.newest(first).splitlines() if line.startswith("[")]
        wrong = next((one for one in buttons if problem and problem in one), "")
        here = wrong or next((one for one in buttons if one in ALL_OK), "")
        if not here:
            return
        problem = "" if wrong else problem
        await home.press(first, here)
        await on_with(home, first, flow, lang, **given)


@pytest.mark.parametrize("first", ["Juan", "Ana"])
async def test_whoever_inspected_gets_their_record_as_a_pdf_in_their_language(home, first):
    await inspect(home, first, "container-7", problem="1. ", what=HOSTILE, photo="photo")

    await home.press(first, "PDF")

    ((name, data),) = documents(home, first)
    said = text(data)
    assert name == "LAR-26-0001.pdf"
    assert HOSTILE in said
    assert {"Juan": "Página 1 de", "Ana": "Page 1 of"}[first] in said


@pytest.mark.parametrize("first", ["Juan", "Ana"])
async def test_the_drivers_copy_is_one_page_with_unit_seal_and_every_area(home, first):
    await inspect(home, first, "seal-affixing", container_number="CSQU3054383", unit_kind="container")

    await home.press(first, {"Juan": "Copia para el operador", "Ana": "Driver's copy"}[first])

    ((name, data),) = documents(home, first)
    said = text(data)
    assert name == "LAR-26-0001-driver.pdf"
    assert len(PdfReader(io.BytesIO(data)).pages) == 1
    assert "CSQU3054383" in said
    assert "UL0012345" in said
    assert "Laredo yard" in said
