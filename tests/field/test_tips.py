"""An anonymous tip: what its writer sees, what its readers see, and that nothing that is kept leads from the one to the other."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import ExifTags, Image
from sqlmodel import SQLModel

from bot.sandbox.faults import ChatGone
from tests.field.house import House, house

CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")
SEEN, DOCK = "El guardia de noche vende sellos", "Andén 4, los viernes"

OF_THE_HOUSE = {"codes", "retention", "seal"}  # timers that nobody sets by what they do


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver", "es", "telegram", "slack")
        made.enrol("Ana Ruiz", "supervisor", "en")
        made.enrol("Luis Vega", "manager", "en", "slack")
        made.enrol("Rosa Gil", "manager", "es", site="Tijuana dock")
        yield made


async def told(yard: House, channel: str = "") -> str:
    """Juan tells of the guard; the code that he reads then."""
    await yard.say("Juan", "denuncia", channel)
    await yard.say("Juan", SEEN, channel)
    await yard.say("Juan", DOCK, channel)
    await yard.press("Juan", "Enviar", channel=channel)
    return code_in(yard, channel)


def code_in(yard: House, channel: str = "") -> str:
    found = CODE.search(yard.newest("Juan", channel))
    assert found, yard.newest("Juan", channel)
    return found[0]


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_a_tip_reaches_the_managers_and_their_answer_waits_for_the_code(yard: House, channel: str) -> None:
    await yard.say("Juan", "denuncia", channel)
    first = yard.newest("Juan", channel)
    await yard.say("Juan", SEEN, channel)
    await yard.say("Juan", DOCK, channel)
    ready = yard.newest("Juan", channel)
    await yard.press("Juan", "Enviar", channel=channel)
    code = code_in(yard, channel)

    assert "pero no su nombre, su cuenta ni este chat" in first
    assert "Luis Vega (gerente)" in first
    assert SEEN in ready
    assert DOCK in ready
    assert yard.screen("Luis") == []
    await yard.passes(60)
    for first_name, title in (("Luis", "Anonymous tip T-0001"), ("Rosa", "Denuncia anónima T-0001")):
        assert title in yard.newest(first_name)
        assert SEEN in yard.newest(first_name)
        assert DOCK in yard.newest(first_name)
        assert "Juan" not in yard.newest(first_name)
    assert yard.screen("Ana") == []

    await yard.press("Luis", "Answer")
    await yard.say("Luis", "Which guard is it?")
    assert "Which guard is it?" in yard.screen("Rosa")[-1]
    other = "slack" if channel == "telegram" else "telegram"
    assert not any("Which guard" in one for one in yard.screen("Juan", channel))
    await yard.say("Juan", f"denuncia {code}", other)
    assert "Which guard is it?" in yard.newest("Juan", other)
    await yard.say("Juan", f"denuncia {code} El alto, de barba", other)
    await yard.passes(60)
    assert "El alto, de barba" in yard.newest("Luis")

    await yard.press("Luis", "Close with a result")
    await yard.say("Luis", "The seals are counted every night now")
    await yard.say("Juan", f"denuncia {code.lower()}", channel)
    assert "The seals are counted every night now" in yard.newest("Juan", channel)
    assert "Está cerrada." in yard.newest("Juan", channel)


# What is kept.


def rows(yard: House) -> dict[str, list[dict[str, object]]]:
    """Every row of every table."""
    with yard.apps[0].storage.engine.connect() as connection:
        tables = SQLModel.metadata.tables
        return {name: [dict(row._mapping) for row in connection.execute(sa.select(tables[name]))] for name in tables}


def holding(kept: dict[str, list[dict[str, object]]], words: str) -> set[str]:
    return {name for name, some in kept.items() for row in some if words in str(list(row.values()))}


def photo() -> bytes:
    """One whose camera says where and when it was taken, and whose it is."""
    found = Image.Exif()
    found[ExifTags.Base.Artist] = "Juan Perez"
    found[ExifTags.Base.Orientation] = 6
    found.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:20 23:12:00"
    found.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (27.0, 30.0, 1.0)
    out = io.BytesIO()
    Image.new("RGB", (80, 60), (10, 90, 120)).save(out, "JPEG", exif=found, comment=b"Juan Perez")
    return out.getvalue()


async def test_nothing_that_is_kept_leads_from_a_tip_to_its_writer(
    yard: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "sello")
    await yard.say("Juan", "/denuncia")
    await yard.say("Juan", SEEN)
    await yard.say("Juan", DOCK)
    yard.seat("Juan").person.send_document(photo(), "IMG_2311.jpg", "image/jpeg")  # type: ignore[attr-defined]
    await yard.settled()
    assert "Fotos adjuntas: 1" in yard.newest("Juan")
    await yard.press("Juan", "Enviar")
    code = code_in(yard)
    sent = rows(yard)
    await yard.passes(60)
    await yard.press("Luis", "Answer")
    await yard.say("Luis", "Which guard is it?")
    await yard.say("Juan", f"/denuncia {code} {SEEN}")
    await yard.say("Juan", code)
    assert "Which guard is it?" in yard.newest("Juan")
    await yard.passes(60)
    kept = rows(yard)

    juan, mine = yard.people["Juan Pérez"], {str(one["account"]) for one in kept["handle"] if one["person_id"] == 1}
    for some in (sent, kept):
        assert holding(some, code) == holding(some, code.replace("-", "")) == set()
        assert holding(some, SEEN) | holding(some, DOCK) <= {"tip_word", "letter"}
        assert [one for one in some["letter"] if one["person_id"] == juan or one["address"] in mine] == []
        assert [one for one in some["place"] if one["address"] in mine] == []
        assert some["tip_draft"] == some["aside"] == []
        assert {one["name"] for one in some["timer"]} <= {"tip", *OF_THE_HOUSE}
        assert {one["person_id"] for one in some["tip_word"]} <= {None, yard.people["Luis Vega"]}
        me = next(one for one in some["person"] if one["id"] == juan)
        assert (me["focus"], me["screen"]) == (None, '[["Menú", "m"]]')
    assert not any(
        hasattr(value, "hour") for name in ("tip", "tip_word") for row in kept[name] for value in row.values()
    )
    assert SEEN not in caplog.text
    assert code not in caplog.text


async def test_a_photo_of_a_tip_says_neither_whose_it_is_nor_where_nor_when_it_was_taken(yard: House) -> None:
    await yard.say("Juan", "/denuncia")
    yard.seat("Juan").person.send_document(photo(), "IMG_2311.jpg", "image/jpeg", SEEN)  # type: ignore[attr-defined]
    await yard.settled()
    await yard.press("Juan", "Omitir", "Enviar")
    await yard.passes(60)

    stored = [one for one in (yard.folder / "media").rglob("*") if one.is_file()]
    for one in stored:
        with Image.open(one) as image:
            assert (image.size, dict(image.getexif()), image.info.get("comment")) == ((60, 80), {}, None)
        assert one.stat().st_mtime % 86_400 == 0
    assert len(stored) == 1
    [row] = rows(yard)["file"]
    assert (row["taken"], str(row["kept_at"])[11:19]) == ("", "00:00:00")
    assert "photo" in [file for seen in yard.seat("Luis").seen() for file in seen.files]


async def test_a_recording_is_not_taken_with_a_tip(yard: House) -> None:
    await yard.say("Juan", "/denuncia")
    await yard.say("Juan", SEEN)

    yard.seat("Juan").send("a voice note")
    await yard.settled()

    assert "solo se pueden enviar fotos" in yard.newest("Juan")
    assert "¿Dónde fue y cuándo?" in yard.newest("Juan")
    assert [one for one in (yard.folder / "media").rglob("*") if one.is_file()] == []


async def test_a_tip_that_is_not_sent_is_there_after_a_restart_and_forgotten_after_an_hour(yard: House) -> None:
    await yard.say("Juan", "/denuncia")
    await yard.say("Juan", SEEN)
    await yard.restart()
    await yard.say("Juan", DOCK)
    assert SEEN in yard.newest("Juan")

    await yard.passes(61)
    await yard.press("Juan", "Enviar")

    assert "No hay nada que enviar." in yard.newest("Juan")
    kept = rows(yard)
    assert kept["tip"] == kept["tip_draft"] == []
    assert holding(kept, SEEN) == set()


async def test_a_tip_that_was_written_before_the_program_was_killed_is_sent_after_it(yard: House) -> None:
    await yard.say("Juan", "/denuncia")
    await yard.say("Juan", SEEN)
    await yard.press("Juan", "Omitir")
    await yard.restart()

    await yard.press("Juan", "Enviar")
    await yard.restart()
    await yard.passes(60)

    assert SEEN in yard.newest("Luis")


async def test_a_tip_is_sent_once_and_its_code_shown_once(yard: House) -> None:
    await yard.say("Juan", "/denuncia")
    await yard.say("Juan", SEEN)
    await yard.press("Juan", "Omitir")
    await yard.say("Juan", "denuncia", "slack")
    await yard.press("Juan", "Enviar", channel="telegram")

    await yard.press("Juan", "Enviar", channel="slack")

    assert "No hay nada que enviar." in yard.newest("Juan", "slack")
    assert len(rows(yard)["tip"]) == 1


async def test_a_tip_that_is_canceled_leaves_nothing(yard: House) -> None:
    await yard.say("Juan", "/denuncia")
    await yard.say("Juan", SEEN)

    await yard.press("Juan", "Cancelar")

    assert "no se guarda nada" in yard.newest("Juan")
    kept = rows(yard)
    assert kept["tip_draft"] == kept["letter"] == []
    assert {one["name"] for one in kept["timer"]} <= OF_THE_HOUSE


async def test_words_of_danger_in_a_tip_raise_no_alarm_and_are_kept_nowhere_else(yard: House) -> None:
    await yard.say("Juan", "/denuncia")

    await yard.say("Juan", "nos amenazan con un arma si hablamos")

    kept = rows(yard)
    assert "¿Dónde fue y cuándo?" in yard.newest("Juan")
    assert holding(kept, "amenazan") == {"tip_draft"}
    assert kept["aside"] == kept["run"] == []


async def test_what_follows_the_command_in_its_line_is_the_beginning_of_the_tip(yard: House) -> None:
    await yard.say("Juan", f"/denuncia {SEEN}")

    assert "¿Dónde fue y cuándo?" in yard.newest("Juan")
    assert holding(rows(yard), SEEN) == {"tip_draft"}


async def test_a_code_is_no_answer_to_the_form_that_is_open(yard: House) -> None:
    code = await told(yard)
    await yard.say("Juan", "/incidente")
    await yard.press("Juan", "Otra cosa")

    await yard.say("Juan", f"denuncia {code}")

    assert SEEN in yard.newest("Juan")
    assert holding(rows(yard), code) == set()


async def test_a_wrong_code_opens_nothing_and_after_many_everybody_waits(
    yard: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.tips.WRONG", 2)
    code = await told(yard)
    for wrong in ("7ZZZZ-ZZZZZ", "7ZZZZ-ZZZZ8"):
        await yard.say("Juan", f"/denuncia {wrong}")
        assert "Ese código no abre ninguna denuncia." in yard.newest("Juan")

    await yard.say("Juan", f"/denuncia {code}")
    assert "Espere una hora." in yard.newest("Juan")
    assert [one["organisation_id"] for one in rows(yard)["tip_guess"]] == [1]

    await yard.passes(61)
    await yard.say("Juan", f"/denuncia {code}")
    assert SEEN in yard.newest("Juan")


async def test_a_code_that_is_mistyped_without_the_word_for_it_is_kept_nowhere(yard: House) -> None:
    code = await told(yard)
    mistyped = f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}"

    await yard.say("Juan", mistyped)

    assert "Ese código no abre ninguna denuncia." in yard.newest("Juan")
    assert holding(rows(yard), mistyped) == set()


async def test_the_company_says_within_how_many_minutes_tips_are_read(yard: House) -> None:
    yard.decide('{"tip_minutes": "4"}')
    await yard.say("Juan", "/denuncia")
    assert "en el plazo de 4 min" in yard.newest("Juan")
    await yard.say("Juan", SEEN)
    await yard.press("Juan", "Omitir", "Enviar")

    await yard.passes(4)

    assert SEEN in yard.newest("Luis")


async def test_a_stranger_gives_no_tip_and_opens_none(yard: House) -> None:
    code = await told(yard)
    yard._account("Ulrica", "telegram", 9100, "es")
    for words in ("/denuncia", SEEN, f"/denuncia {code}"):
        await yard.say("Ulrica", words)

    assert not any(SEEN in one or "¿Qué vio" in one for one in yard.screen("Ulrica"))
    assert len(rows(yard)["tip"]) == 1
    assert holding(rows(yard), SEEN) == {"tip_word"}


async def test_a_code_opens_nothing_in_another_company(yard: House) -> None:
    code = await told(yard)
    with yard.apps[0].storage.engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO organisation (id, name, region, settings) VALUES (2, 'Next', '', '{}')")
        )
        connection.execute(
            sa.text("UPDATE person SET organisation_id = 2 WHERE id = :id"), {"id": yard.people["Ana Ruiz"]}
        )

    await yard.say("Ana", f"/tip {code}")

    assert SEEN not in yard.newest("Ana")
    assert "does not open a tip" in yard.newest("Ana")


async def test_a_tip_about_a_manager_is_read_by_the_second_addressee_alone(yard: House) -> None:
    yard.enrol("Eva Sol", "hr", "en")
    yard.decide('{"second": "hr"}')
    await yard.say("Juan", "/denuncia")
    await yard.say("Juan", "El gerente vende sellos")
    await yard.press("Juan", "Omitir", "Sí es sobre una de ellas")
    assert "La leen: Eva Sol (recursos humanos)." in yard.newest("Juan")

    await yard.press("Juan", "Enviar")
    await yard.passes(60)
    await yard.say("Luis", "tip T-0001")

    assert "El gerente vende sellos" in yard.newest("Eva")
    assert not any("vende sellos" in one for first in ("Luis", "Rosa") for one in yard.screen(first))
    assert "There is no tip with that number that you may read." in yard.newest("Luis")


async def test_the_company_says_which_role_reads_tips(yard: House) -> None:
    yard.enrol("Eva Sol", "hr", "en")
    yard.decide('{"tips": "hr"}')
    await told(yard)

    await yard.passes(60)

    assert SEEN in yard.newest("Eva")
    assert yard.screen("Luis") == yard.screen("Rosa") == []
    await yard.say("Eva", "/tip")
    await yard.press("Eva", "Tips to read", "T-0001 · November 21, 2026")
    assert SEEN in yard.newest("Eva")


async def test_where_nobody_could_read_a_tip_none_is_asked_for(yard: House) -> None:
    yard.decide('{"tips": "hr"}')

    await yard.say("Juan", "/denuncia")

    assert "Todavía nadie en su empresa puede leer una denuncia anónima." in yard.newest("Juan")


async def test_whoever_gives_a_tip_and_reads_tips_is_notified_like_the_others(yard: House) -> None:
    await yard.say("Luis", "tip")
    await yard.say("Luis", "Rosa sells seals")
    await yard.press("Luis", "Skip", "Send")

    await yard.passes(60)

    assert "Rosa sells seals" in yard.newest("Luis")
    assert "Rosa sells seals" in yard.newest("Rosa")


async def test_a_code_that_could_not_be_shown_is_not_kept_either(yard: House) -> None:
    await yard.say("Juan", "/denuncia")
    await yard.say("Juan", SEEN)
    await yard.press("Juan", "Omitir")
    yard.block("Juan")

    await yard.press("Juan", "Enviar")

    assert [one for one in rows(yard)["letter"] if one["person_id"] == yard.people["Juan Pérez"]] == []


async def test_an_answer_needs_words_and_a_closed_tip_is_opened_by_more_words(yard: House) -> None:
    code = await told(yard)
    await yard.passes(60)
    await yard.press("Luis", "Close with a result")
    await yard.say("Luis", "...")
    assert "Please write it in a few words." in yard.newest("Luis")
    await yard.say("Luis", "Nothing found")
    assert "It is closed." in yard.newest("Luis")

    await yard.say("Juan", f"/denuncia {code} Sigue pasando")
    await yard.passes(60)

    assert "More was written about this tip." in yard.newest("Luis")
    assert "[Close with a result]" in yard.newest("Luis")


# What is no part of a tip.


@pytest.mark.parametrize("channel", ["telegram", "slack"])
@pytest.mark.parametrize("written", [(), (SEEN,), (SEEN, DOCK)], ids=["first", "where", "ready"])
@pytest.mark.parametrize(
    ("order", "answer"),
    [
        ("alarma", "¿Qué está pasando?"),
        ("Menú", "¿Qué desea hacer?"),
        ("english", ""),  # a menu, or the word that it is English now
        ("ayuda", "/menu"),
        ("cancelar", "No se envió nada"),
    ],
)
async def test_an_order_while_a_tip_is_written_is_no_part_of_it(
    yard: House, channel: str, written: tuple[str, ...], order: str, answer: str
) -> None:
    await yard.say("Juan", "denuncia", channel)
    for words in written:
        await yard.say("Juan", words, channel)

    await yard.say("Juan", order, channel)

    assert answer in yard.newest("Juan", channel)
    drafts = rows(yard)["tip_draft"]
    assert all(order not in str(one.values()) for one in drafts)


async def test_words_of_courtesy_and_of_danger_are_part_of_a_tip(yard: House) -> None:
    await yard.say("Juan", "denuncia")
    await yard.say("Juan", "Hola")
    await yard.say("Juan", "ok")
    await yard.say("Juan", "Nos asaltaron el viernes y nadie lo reportó")

    assert "Hola" in yard.newest("Juan")
    assert "Nos asaltaron el viernes" in yard.newest("Juan")


async def test_what_is_sent_already_is_not_said_to_be_gone(yard: House) -> None:
    await yard.say("Juan", "denuncia", "telegram")
    await yard.say("Juan", SEEN, "telegram")
    await yard.say("Juan", DOCK, "telegram")
    await yard.press("Juan", "Enviar", channel="telegram")

    yard.seat("Juan", "telegram").press("Cancelar", "further up")
    await yard.settled()

    assert "No se envió nada" not in yard.newest("Juan", "telegram")
    assert "Lo que se envió se conserva" in yard.newest("Juan", "telegram")
    await yard.passes(60)
    assert SEEN in yard.newest("Luis")


@pytest.mark.parametrize("behind", [True, False], ids=["behind the command", "asked for"])
async def test_no_word_of_a_long_tip_is_lost(yard: House, behind: bool) -> None:
    words = " ".join(f"sello {number}" for number in range(330))
    if behind:
        await yard.say("Juan", f"denuncia {words}", "telegram")
    else:
        await yard.say("Juan", "denuncia", "telegram")
        await yard.say("Juan", words, "telegram")
    await yard.press("Juan", "Omitir", "Enviar", channel="telegram")

    await yard.passes(60)

    assert words in " ".join(yard.newest("Luis").split())


async def test_a_tip_that_is_too_long_is_not_cut_but_refused(yard: House) -> None:
    await yard.say("Juan", "denuncia", "telegram")
    await yard.say("Juan", "a b " * 1000, "telegram")
    await yard.press("Juan", "Omitir", channel="telegram")
    await yard.say("Juan", "c d " * 1000, "telegram")

    await yard.say("Juan", "e f " * 1000, "telegram")

    assert "Una denuncia puede tener 9,000 caracteres. Esto no se guardó: escríbalo más corto." in yard.newest(
        "Juan", "telegram"
    )


async def test_where_no_reader_can_be_reached_the_administrators_hear_that_it_waits(yard: House) -> None:
    yard.enrol("Eva Sol", "admin", "es")
    yard.block("Rosa")
    yard.demo.slack.ill(ChatGone(), chats=[yard.at_slack("Luis").user_id, yard.at_slack("Luis").channel])

    await told(yard, "telegram")
    await yard.passes(60)

    heard = [one for one in yard.screen("Eva") if "La denuncia anónima T-0001 espera" in one]
    assert len(heard) == 1
    assert "Luis Vega" in heard[0]
    assert "Rosa Gil" in heard[0]
    assert SEEN not in heard[0]


async def test_while_one_reader_can_be_reached_nobody_else_hears_of_a_tip(yard: House) -> None:
    yard.enrol("Eva Sol", "admin", "es")
    yard.block("Rosa")

    await told(yard, "telegram")
    await yard.passes(60)

    assert yard.screen("Eva") == []
    assert SEEN in yard.newest("Luis")
