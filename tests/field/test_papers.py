"""A record as a PDF, and the driver's copy, asked for and read on both platforms."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from pypdf import PdfReader

from bot.cli.main import main
from bot.conversation.fingerprint import fingerprint
from bot.engine.kinds import Container, Plate, Seal
from bot.sandbox.faults import ServerError
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from tests.field.filling import fill, on_with
from tests.field.house import House, house
from tests.saying import LIBRARY

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


def documents(home: House, first: str, ends: str = ".pdf") -> list[tuple[str, bytes]]:
    """The names and bytes of every document that somebody was sent."""
    person = home.seat(first).person  # type: ignore[attr-defined]
    if isinstance(person, TelegramPerson):
        sent = [message["document"] for message in person.messages if "document" in message]
        return [(one["file_name"], home.demo.telegram._world.shelf.file(one["file_id"]).data) for one in sent]
    assert isinstance(person, SlackPerson)
    files = [file for message in person.messages for file in message.get("files", ())]
    kept = [(file["name"], home.demo.slack.workspace.files.get(file["id"])) for file in files]
    return [(name, one.content) for name, one in kept if one and name.endswith(ends)]


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


async def test_the_printed_hash_is_that_of_the_record_in_every_language_and_on_every_paper(home):
    await inspect(home, "Ana", "container-7", problem="1. ", what="Plate over a beam")
    await home.press("Ana", "PDF", "Driver's copy")
    await home.say("Ana", "pdf LAR-26-0001 both")

    hashes = {wanted(home)}
    said = [text(data) for _, data in documents(home, "Ana")]
    assert len(said) == 3
    assert [one for one in said if not hashes.intersection(one.split())] == []


def wanted(home: House) -> str:
    """Worked out anew from what is kept."""
    return home.apps[0].storage.read_now(lambda tx: fingerprint(tx, 1))


@pytest.mark.parametrize("first", ["Juan", "Ana"])
async def test_the_same_press_twice_sends_one_each(home, first):
    await inspect(home, first, "container-7")
    copy = {"Juan": "Copia para el operador", "Ana": "Driver's copy"}[first]

    await home.press(first, "PDF")
    home.seat(first).press("PDF", "again")
    await home.settled()
    await home.press(first, copy)

    assert sorted(name for name, _ in documents(home, first)) == ["LAR-26-0001-driver.pdf", "LAR-26-0001.pdf"]


@pytest.mark.parametrize("first", ["Juan", "Ana"])
async def test_a_pdf_that_was_asked_for_and_not_sent_comes_once_when_the_program_is_there_again(home, first):
    await inspect(home, first, "container-7")
    stand_in = home.demo.telegram if first == "Juan" else home.demo.slack
    stand_in.ill(ServerError(), methods=["sendDocument" if first == "Juan" else "files.getUploadURLExternal"])
    home.seat(first).press("PDF", "")
    await asyncio.sleep(1)  # the letter is written, and cannot be sent
    assert documents(home, first) == []

    stand_in.well()
    await home.restart()
    await home.settled()

    assert [name for name, _ in documents(home, first)] == ["LAR-26-0001.pdf"]


@pytest.mark.parametrize(("first", "words"), [("Juan", "/pdf LAR-26-0001"), ("Ana", "pdf lar-26-0001")])
async def test_a_number_behind_the_command_is_enough(home, first, words):
    await inspect(home, first, "container-7")

    await home.say(first, words)

    assert [name for name, _ in documents(home, first)] == ["LAR-26-0001.pdf"]
    copy = {"Juan": "[Copia para el operador]", "Ana": "[Driver's copy]"}[first]
    assert any(copy in one and "PDF" in one for one in home.screen(first)[-3:])


async def test_without_a_number_their_own_records_are_offered_and_where_there_is_none_nothing(home):
    await home.say("Luis", "/pdf")
    assert "¿Qué registro?" in home.newest("Luis")

    await inspect(home, "Juan", "container-7")
    await home.say("Juan", "/pdf")
    await home.press("Juan", "LAR-26-0001 · 7 puntos: contenedor vacío antes de cargar")

    assert [name for name, _ in documents(home, "Juan")] == ["LAR-26-0001.pdf"]


async def test_both_languages_stand_beside_each_other_where_somebody_wants_both(home):
    await inspect(home, "Juan", "container-7")

    await home.say("Juan", "/pdf LAR-26-0001 ambos")

    ((_, data),) = documents(home, "Juan")
    assert "Page 1 of 2 / Página 1 de 2" in text(data)


async def test_a_manager_has_the_pdf_of_any_record_and_of_what_was_signed_off_who_did(home):
    home.decide('{"sign_off": "inspections"}')
    await inspect(home, "Juan", "container-7")

    await home.press("Eva", "Approve")
    await home.press("Eva", "PDF")

    ((_, data),) = documents(home, "Eva")
    said = text(data)
    assert "Approved by Eva Luna" in said
    assert "7 points: empty container before loading" in said


async def test_what_was_sent_back_is_printed_with_before_after_and_why(home):
    home.decide('{"sign_off": "inspections"}')
    await inspect(home, "Juan", "container-7")
    await home.press("Eva", "Send back for some questions", "7. Floor", "Send back: 1")
    await home.say("Eva", "Look under the mats again")
    await home.press("Juan", "Responder de nuevo", "Conforme, con observación")
    await home.say("Juan", "Tapetes levantados, piso parejo")
    await on_with(home, "Juan", "container-7", "es")

    await home.say("Eva", "pdf LAR-26-0001")

    said = text(documents(home, "Eva")[-1][1])
    assert "Answers that were changed" in said
    assert "Look under the mats again" in said
    assert "Tapetes levantados" in said


@pytest.mark.parametrize("words", ["/pdf LAR-26-0001", "/start LAR-26-0001", "/pdf R-1", "/pdf LAR-26-0001 es"])
async def test_a_driver_of_the_same_company_and_a_stranger_get_nothing(home, words):
    await inspect(home, "Juan", "container-7")
    home._account("Zoe", "telegram", 9900, "es")

    await home.say("Luis", words)
    await home.say("Zoe", words)

    for first in ("Luis", "Zoe"):
        assert documents(home, first) == []
        assert "CSQU" not in "\n".join(home.screen(first))


async def test_whoever_scans_the_code_opens_the_record_if_they_may_read_it(home):
    await inspect(home, "Juan", "container-7")

    await home.say("Juan", "/start LAR-26-0001")

    assert "LAR-26-0001" in home.newest("Juan")
    assert "[PDF]" in home.newest("Juan")


async def test_what_became_confidential_before_it_was_sent_is_not_sent(home):
    await inspect(home, "Juan", "container-7")
    files = home.apps[0].sent_files

    with pytest.raises(FileNotFoundError):
        await files.fetch(f"paper:1:{home.people['Luis Gil']}:r:es")
    with pytest.raises(FileNotFoundError):
        await files.fetch("paper:99:1:r:es")
    assert (await files.fetch(f"paper:1:{home.people['Juan Pérez Núñez']}:r:es")).startswith(b"%PDF")


async def test_a_confidential_report_is_printed_for_its_reporter_and_its_readers_alone(home):
    home.enrol("Omar Ruiz", "supervisor", "en", "telegram")
    await home.say("Luis", "/incidente")
    await home.press("Luis", "Desconocidos, amenaza, soborno", "Soborno o complicidad interna")
    await home.say("Luis", "xoloitzcuintle")
    await on_with(home, "Luis", "incident", "es", finishing=False)
    await home.press("Luis", "Enviar el reporte")

    for first, words in (("Omar", "/pdf LAR-26-0001"), ("Juan", "/pdf LAR-26-0001"), ("Eva", "pdf LAR-26-0001")):
        await home.say(first, words)
    await home.press("Luis", "PDF")

    assert documents(home, "Omar") == documents(home, "Juan") == []
    told = [text(documents(home, first)[0][1]) for first in ("Luis", "Eva")]
    assert ["Qué hacer" in told[0], "What to do" in told[1]] == [False, True]
    assert ["xoloitzcuintle" in text(documents(home, first)[0][1]) for first in ("Luis", "Eva")] == [True, True]


async def test_a_walk_around_the_premises_has_no_drivers_copy():
    flow = LIBRARY.today["walk-physical"]

    assert not any(isinstance(step.kind, Plate | Container | Seal) for step in flow.questions)


async def sello(home: House, *words: str) -> Result:
    """A command at the keyboard, beside the running program."""
    there = {"SELLO_DATABASE_URL": home.url, "SELLO_MEDIA_URL": home.apps[0].settings.media_url}
    return await asyncio.to_thread(CliRunner().invoke, main, words, env=there)


async def test_at_the_keyboard_a_record_is_shown_printed_and_hashed(home, tmp_path):
    await inspect(home, "Juan", "container-7", problem="1. ", what="Placa sobre la viga", photo="photo")
    file = tmp_path / "record.pdf"

    shown = await sello(home, "record", "LAR-26-0001")
    content = await sello(home, "record", "LAR-26-0001", "--json")
    hashed = hashlib.sha256(content.stdout_bytes).hexdigest()
    assert hashed in shown.stdout
    assert "Placa sobre la viga" in shown.stdout
    for words, pages, told in (
        (("--lang", "both"), 3, "Página 1 de 3"),
        (("--lang", "es", "--driver"), 1, "Copia para el operador"),
    ):
        said = await sello(home, "record", "lar-26-0001", "--pdf", str(file), *words)
        assert said.exit_code == 0, said.output
        assert len(PdfReader(io.BytesIO(file.read_bytes())).pages) == pages
        assert told in text(file.read_bytes())
        assert hashed in text(file.read_bytes())


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (("record", "LAR-26-0099"), "There is no record with the number LAR-26-0099", 1),
        (("record", "LAR-26-0099", "--driver"), "--driver goes with --pdf", 2),
        (("record", "LAR-26-0099", "--lang", "xx"), "There is no translation into 'xx'", 1),
    ],
)
async def test_at_the_keyboard_what_is_not_there_is_said_in_a_sentence(home, words, told, code):
    said = await sello(home, *words)

    assert told in said.output
    assert said.exit_code == code
