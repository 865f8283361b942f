"""Paper as it comes out, read back."""

from __future__ import annotations

import asyncio
import io
import re
import unicodedata
from pathlib import Path

import pytest
from PIL import ImageFont
from pypdf import PdfReader

from bot.conversation.driver_copy import driver_sheet
from bot.conversation.on_paper import MOST_PHOTOS
from bot.paper import printing
from bot.paper.glyphs import FONTS, covered, printable
from bot.paper.printing import NotPrinted, Printer, Sheet
from tests.paper.folder import AT, HOSTILE, compiled, dossier, in_country, ink, printed, words

PAPER = FONTS.parent


@pytest.mark.parametrize(
    ("langs", "told"),
    [
        (("en",), ("7 points: empty container before loading", "Not OK", "Remarks", "Page 1 of 1", "Findings: 1")),
        (("es",), ("7 puntos: contenedor vacío antes de cargar", "No conforme", "Página 1 de 1", "Hallazgos: 1")),
        (("en", "es"), ("Not OK", "No conforme", "Page 1 of 1 / Página 1 de 1", "Findings: 1 / Hallazgos: 1")),
    ],
)
async def test_a_record_is_printed_in_either_language_and_in_both(langs, told):
    said = words(await printed(dossier(2), *langs))

    assert [
        one for one in (*told, "Juan Pérez Núñez", "LAR-26-0012", "CTPAT 5.3 · BASC 6.0.1 2.2") if one not in said
    ] == []


async def test_what_people_typed_is_printed_as_they_typed_it_and_does_nothing():
    said = words(await printed(dossier(3, words=HOSTILE, name=HOSTILE), "en"))

    assert said.count(HOSTILE) >= 4
    assert "root:" not in said


@pytest.mark.parametrize(
    "typed",
    ["¿Qué? ¡Sí! ñandú, pingüino: «así»", "Ελληνικά Ж Łódź", "→ ✓ ☎ €", "😀"],
)
async def test_accents_and_common_signs_are_printed(typed):
    said = words(await printed(dossier(1, words=typed), "es"))

    assert typed in said


@pytest.mark.parametrize(
    ("typed", "named"),
    [("👍🏽 ok", "[THUMBS UP SIGN] ok"), ("中文", "[U+4E2D][U+6587]"), ("a\u200bb\tc", "ab c"), ("⚠\ufe0f", "⚠")],
)
async def test_what_no_font_has_is_named_on_the_paper(typed, named):
    assert printable(typed) == named
    assert named in words(await printed(dossier(1, words=typed), "en"))


async def test_arabic_and_hebrew_are_drawn_and_nothing_breaks():
    assert printable("العربية שלום") == "العربية שלום"
    assert len((await printed(dossier(1, words="العربية שלום"), "en")).pages) == 1


def test_every_character_we_trust_a_font_with_is_in_it():
    fonts = [ImageFont.truetype(str(path), 24) for path in sorted(FONTS.glob("*.ttf"))]
    missing = [bytes(font.getmask("\U0010ffff")) for font in fonts]
    some = [chr(code) for code in sorted(covered()) if unicodedata.category(chr(code))[0] in "LNPS"][::23]

    lost = [s for s in some if all(bytes(f.getmask(s)) == none for f, none in zip(fonts, missing, strict=True))]
    assert lost == []
    assert len(some) > 200


async def test_photos_are_printed_up_to_a_number_and_the_rest_is_said():
    pdf = await printed(dossier(8, photos=40), "en")

    assert sum(len(page.images) for page in pdf.pages) == MOST_PHOTOS
    assert f"Photos that are not printed here: {40 - MOST_PHOTOS}." in words(pdf)


async def test_150_points_are_all_printed_with_the_number_of_every_page():
    pdf = await printed(dossier(150), "en", "es")

    said = words(pdf)
    assert [n for n in range(1, 151) if f"{n}. Placa sobre la viga" not in said] == []
    count = len(pdf.pages)
    assert [n for n in range(1, count + 1) if f"Page {n} of {count}" not in words_of(pdf, n)] == []


async def test_a_record_of_a_length_that_no_form_has_is_bounded_and_says_so():
    pdf = await printed(dossier(500), "es")

    assert "Respuestas que no se imprimen aquí: 101." in words(pdf)
    assert len(pdf.pages) < 40


def words_of(pdf: PdfReader, number: int) -> str:
    return " ".join(pdf.pages[number - 1].extract_text().split())


@pytest.mark.parametrize(("country", "width"), [("US", 612), ("MX", 612), ("ES", 595), ("PE", 595)])
async def test_paper_has_the_size_that_the_country_uses(country, width):
    pdf = await printed(in_country(dossier(1), country), "es")

    assert int(pdf.pages[0].mediabox.width) == width


@pytest.mark.parametrize("langs", [("en",), ("es",), ("en", "es")])
@pytest.mark.parametrize(("points", "long"), [(0, 1), (7, 1), (17, 1), (60, 1), (150, 1), (150, 40)], ids=str)
async def test_the_drivers_copy_is_exactly_one_page_whatever_is_on_it(points, long, langs):
    made = dossier(points, words=f"{HOSTILE} " * long, name="Maximiliano " * long)

    pdf = await compiled("driver", driver_sheet(made, ink(*langs)), {})

    assert len(pdf.pages) == 1
    said = words(pdf)
    assert "LAR-26-0012" in said
    assert made.hash in said
    assert {"en": "In full in the record", "es": "Completo en el registro"}[langs[0]] in said


async def test_the_same_record_printed_twice_is_the_same_file():
    values = driver_sheet(dossier(3), ink("en"))
    sheet = Sheet("driver", values, AT, {"qr.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'})

    assert await Printer().printed(sheet) == await Printer().printed(sheet)


def test_no_template_asks_for_a_package_or_the_network():
    imports = [
        line for path in PAPER.glob("*.typ") for line in re.findall("#import.*", path.read_text(encoding="utf-8"))
    ]

    assert set(imports) == {'#import "common.typ": *'}


async def test_a_sheet_that_takes_too_long_is_given_up_and_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "PATIENCE", 0.01)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    values = driver_sheet(dossier(150), ink("en"))

    with pytest.raises(OSError, match="too long"):
        await Printer().printed(Sheet("driver", values, AT))

    assert list(tmp_path.iterdir()) == []


async def test_what_cannot_be_compiled_is_given_up_without_a_word_of_it_in_the_log(caplog):
    with pytest.raises(NotPrinted):
        await Printer().printed(Sheet("driver", {"organisation": "tlaquepaque"}, AT))

    assert "paper.failed" in caplog.text
    assert "tlaquepaque" not in caplog.text


async def test_a_process_that_prints_is_given_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SELLO_TELEGRAM_TOKEN", "1:DEMO")
    spy = tmp_path / "spy.py"
    spy.write_text("import os, sys, pathlib\npathlib.Path(sys.argv[1], 'out').write_text(repr(sorted(os.environ)))\n")
    monkeypatch.setattr(printing, "DOOR", spy)

    told = await Printer().printed(Sheet("driver", {}, AT))

    assert b"TOKEN" not in told


async def test_two_sheets_at_once_are_printed_one_after_the_other():
    printer, values = Printer(), driver_sheet(dossier(3), ink("en"))
    code = {"qr.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'}

    both = await asyncio.gather(*(printer.printed(Sheet("driver", values, AT, code)) for _ in range(2)))

    assert [len(PdfReader(io.BytesIO(one)).pages) for one in both] == [1, 1]


def test_each_font_has_its_licence_beside_it():
    assert {path.stem.partition("-")[0] for path in FONTS.glob("*.ttf")} == {p.stem for p in FONTS.glob("*.txt")}
    assert all(Path(p).stat().st_size > 1000 for p in FONTS.iterdir())
