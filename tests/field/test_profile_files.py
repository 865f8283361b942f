"""The whole profile as a file: section by section, with what is another since a year before; from chat, the page and the keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.compared import compared
from bot.conversation.evidence_words import Teller
from bot.conversation.profile_table import tables
from bot.conversation.profile_text import profile_text
from bot.figures.proofs import Year
from bot.presses.buttons import encode
from bot.presses.profiling import SendProfile, wanted
from bot.store.transaction import Transaction
from tests.field.house import House, house
from tests.field.test_actions import forged
from tests.page.visiting import signed_in
from tests.saying import WORDING
from tests.workbook import MAIN, OFFICE, Book, shown


@pytest.fixture
async def yard(tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, sqlite_url) as made:
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Rosa Díaz", "manager", "es", "telegram")
        made.enrol("Luis Vega", "driver", "es", "telegram")
        yield made


async def narrated(yard: House, words: str) -> None:
    await yard.say("Ana", "/evidence 6.7")
    await yard.press("Ana", "Write the narrative")
    await yard.say("Ana", words)


async def test_a_narrative_that_was_replaced_since_last_year_stands_beside_the_one_before(yard: House) -> None:
    await narrated(yard, "One guard does VVTT.")
    yard.clock.at += timedelta(days=380)
    await narrated(yard, "Two guards do VVTT.")
    app = yard.apps[0]

    def made(tx: Transaction) -> tuple[str, list[object]]:
        year = Year(1, "America/Chicago", yard.clock().date())
        told = Teller(WORDING, "en", "America/Chicago", app.library, {})
        found = compared(tx, app.library, year, yard.clock())
        return profile_text(told, "Norte", found), list(tables(told, "Norte", found))

    text, sheets = await app.storage.transaction(made)

    section = text.split("## CTPAT 6.7")[1].split("## CTPAT")[0]
    assert section.index("Two guards") < section.index("Before, Ana Torres") < section.index("One guard")
    assert [title[:2].strip() for title, _ in sheets[1:]] == [str(number) for number in range(1, 13)]  # type: ignore[index]
    row = next(one for one in sheets[6][1] if str(one[0]).startswith("CTPAT 6.7"))  # type: ignore[index]
    assert row[4] == "Narrative"
    assert (row[5].splitlines()[0], row[11]) == ("Two guards do VVTT.", "One guard does VVTT.")


@pytest.mark.parametrize(
    ("first", "label", "langs"), [("Ana", "Whole profile (XLSX)", "en"), ("Rosa", "Perfil completo (XLSX)", "es")]
)
async def test_a_manager_gets_the_workbook_in_chat_with_a_sheet_for_each_section(
    yard: House, tmp_path: Path, first: str, label: str, langs: str
) -> None:
    await yard.say(first, "/evidence")
    await yard.press(first, label)

    data = await yard.apps[0].sent_files.fetch(wanted("sheet", yard.people[yard.full(first)], langs))
    path = tmp_path / "profile.xlsx"
    path.write_bytes(data)
    sheets = [one.get("name", "") for one in Book(path).parts["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    assert len(sheets) == 13
    assert sheets[6].startswith("6 ")


async def test_a_driver_gets_no_file_by_a_button_that_was_never_shown_nor_by_its_name(yard: House) -> None:
    await forged(yard, "7002", encode(SendProfile("sheet")), "telegram")

    assert "El perfil de seguridad es para gerentes y seguridad." in yard.newest("Luis")
    with pytest.raises(FileNotFoundError):
        await yard.apps[0].sent_files.fetch(wanted("sheet", yard.people["Luis Vega"], "es"))


async def test_the_page_makes_the_same_files(yard: House) -> None:
    rosa = await signed_in(yard, "Rosa")

    assert "Perfil completo (XLSX)" in await rosa.get("/evidence")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not here")
async def test_libreoffice_opens_the_workbook(yard: House, tmp_path: Path) -> None:
    path = tmp_path / "profile.xlsx"
    path.write_bytes(await yard.apps[0].sent_files.fetch(wanted("sheet", 1, "en")))

    sheets = shown(path)
    assert len(sheets) == 13
    assert any(
        "CTPAT 6.7 · BASC 6.0.1 2.6" in row.values()
        for name, rows in sheets.items()
        if name.startswith("6 ")
        for row in rows
    )
