"""Partners from a sheet: as Excel writes it in Spanish, as a workbook, with mistakes, twice, and two thousand of them."""

from __future__ import annotations

import csv
import io
import time
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.content.library import Library
from bot.conversation.partner_entering import Entering, read_sheet
from bot.conversation.sheet_rows import Unreadable, rows
from bot.root import root
from bot.store.database import Storage
from bot.store.sql import partner, partner_contact, partner_evidence, timer
from bot.store.tables import Organisation
from tests.saying import WORDING

LIBRARY = Library(root())
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)


@pytest.fixture
def sello(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SELLO_DATABASE_URL", f"sqlite:///{tmp_path / 'sello.db'}")

    def running(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    running(
        "people",
        "add",
        "--name",
        "Ana",
        "--role",
        "manager",
        "--site",
        "Laredo",
        "--telegram",
        "1",
        "--zone",
        "America/Chicago",
    )
    return running


def kept(table: sa.Table) -> list[Any]:
    with closing(Storage(f"sqlite:///{Path.cwd() / 'sello.db'}")) as storage, storage.engine.connect() as connection:
        return list(connection.execute(sa.select(table).order_by(*table.primary_key)).all())


def written(data: bytes, name: str = "partners.csv") -> str:
    Path(name).write_bytes(data)
    return name


def workbook(lines: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return out.getvalue()


SPANISH = (
    "Nombre;Papel en la cadena;País;Contacto;Correo;Teléfono;Idioma;Evidencia;Fecha\r\n"
    "Fletes del Bajío SA de CV;transportista;México;Íñigo Núñez;inigo@bajio.mx;+52 477 555 0100;español;Certificado BASC;21/01/2026\r\n"
    '"Almacén ""Ñandú"", S.A.";almacén;Perú;;;;;;\r\n'
)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_sheet_as_excel_in_spanish_writes_it_is_entered(sello, encoding):
    done = sello("partners", "import", written(SPANISH.encode(encoding)))

    assert done.exit_code == 0, done.output
    assert done.output.endswith("New partners: 2. Changed: 0. As they were: 0. Contacts: 1. Evidence: 1.\n")
    assert [(row.name, row.part, row.country) for row in kept(partner)] == [
        ("Fletes del Bajío SA de CV", "carrier", "MX"), ('Almacén "Ñandú", S.A.', "warehouse", "PE"),
    ]  # fmt: skip
    assert [(row.name, row.email, row.phone, row.lang) for row in kept(partner_contact)] == [
        ("Íñigo Núñez", "inigo@bajio.mx", "+52 477 555 0100", "es")
    ]
    assert [(row.proof, str(row.dated), row.ready) for row in kept(partner_evidence)] == [("basc", "2026-01-21", True)]


def test_a_workbook_is_entered_with_its_days_and_numbers(sello):
    lines: list[list[Any]] = [
        ["name", "contract", "contact", "telephone"],
        ["Norte Cargo", date(2026, 2, 3), "Luz", 5255550100],
    ]
    done = sello("partners", "import", written(workbook(lines), "p.xlsx"))

    assert done.exit_code == 0, done.output
    assert [(row.name, str(row.contract)) for row in kept(partner)] == [("Norte Cargo", "2026-02-03")]
    assert [row.phone for row in kept(partner_contact)] == ["5255550100"]


def test_the_same_sheet_twice_changes_nothing_and_what_is_left_empty_stays(sello):
    name = written(SPANISH.encode())
    sello("partners", "import", name)
    before = [kept(table) for table in (partner, partner_contact, partner_evidence, timer)]

    again = sello("partners", "import", name)

    assert again.output.endswith("New partners: 0. Changed: 0. As they were: 2. Contacts: 0. Evidence: 0.\n")
    assert [kept(table) for table in (partner, partner_contact, partner_evidence, timer)] == before
    bare = sello("partners", "import", written(b"nombre,riesgo\nfletes del bajio,alto\n"))
    assert "Changed: 1" in bare.output
    assert [(row.part, row.risk) for row in kept(partner)] == [("carrier", "high"), ("warehouse", "")]


WRONG = """name,part,country,contract,mail,evidence,dated,valid until
Good One,carrier,MX,2026-01-01,a@b.mx,basc,2026-01-01,
,carrier,MX,,,,,
Bad Part,pirate,MX,,,,,
Bad Country,,Atlantis,,,,,
Bad Day,,,03/04/2026,,,,
Tomorrow,,,2199-01-01,,,,
Bad Mail,,,,nobody,,,
No Day,,,,,basc,,
Ends First,,,,,basc,2026-01-01,2025-01-01
No Proof,,,,,,2026-01-01,
good one,,PE,,,,,
Too Much,,,,,,,,more
"""


def test_every_bad_row_is_named_with_its_line_at_once_and_nothing_is_half_entered(sello):
    done = sello("partners", "import", written(WRONG.encode()))

    assert done.exit_code == 1
    told = [line for line in done.output.splitlines() if line.startswith("Line ")]
    assert [int(line.split()[1].rstrip(":")) for line in told] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert "carrier, broker, warehouse" in told[1]
    assert "Write it like 2026-01-31" in told[3]
    assert "11 mistakes; nothing was entered." in done.output
    assert kept(partner) == []


def test_a_sheet_can_be_tried(sello):
    done = sello("partners", "import", written(SPANISH.encode()), "--check", "-l", "es")

    assert done.exit_code == 0, done.output
    assert "Socios nuevos: 2" in done.output
    assert kept(partner) == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_template_can_be_entered_as_it_is(sello, lang):
    sheet = sello("partners", "template", "-l", lang).output

    done = sello("partners", "import", written(sheet.encode()))

    assert done.exit_code == 0, done.output
    assert len(kept(partner)) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The sheet is empty."),
        (b"what,ever\n1,2\n", "There is no column"),
        (b"country\nMX\n", "One of them is: name"),
        (b"name,Name\na,b\n", "is there twice"),
        (b"PK\x03\x04 torn", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old workbook"),
        (b"name\n\0\0", "no table"),
        (b"name\n" + b"x" * 5_000_001, "too large"),
        (("name\n" + "\n".join(f"Company {n}" for n in range(5001))).encode(), "more than"),
    ],
)
def test_a_file_that_is_no_sheet_of_partners_is_refused_in_one_sentence(sello, data, said):
    done = sello("partners", "import", written(data))

    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_name_that_begins_like_a_formula_is_a_name(sello):
    lines = 'name,contact\n"=HYPERLINK(""http://x"",""y"")",=1+1\n=Q Logistics,@sum\n'
    done = sello("partners", "import", written(lines.encode()))

    assert done.exit_code == 0, done.output
    assert [row.name for row in kept(partner)] == ['=HYPERLINK("http://x","y")', "=Q Logistics"]


def test_two_rows_of_a_partner_are_one_partner_with_two_contacts_and_two_pieces_of_evidence(sello):
    lines = "name,contact,evidence,dated\nNorte SA,Luz,basc,2026-01-01\nNORTE S.A.,Pepe,visit,2026-02-01\n"
    done = sello("partners", "import", written(lines.encode()))

    assert "New partners: 1. Changed: 0. As they were: 0. Contacts: 2. Evidence: 2." in done.output


def test_evidence_of_a_sheet_counts_once_its_file_is_there(storage):
    with storage.engine.begin() as connection:
        connection.execute(sa.insert(Organisation).values(id=1, name="Norte"))
    sheet = read_sheet(SPANISH.encode(), WORDING, LIBRARY, TODAY)

    storage.now(lambda tx: Entering(tx, 1, None, NOW).enter(sheet.rows))

    from bot.figures.partners import failing, stood

    found = storage.read_now(lambda tx: stood(tx, LIBRARY.programmes, tx.partners.of(1), TODAY))
    assert len(failing(found)) == 2
    assert "entered without a file" in WORDING.say(next(one for one in found if one.evidence).standing.why, "en")


def test_two_thousand_rows_are_entered_in_a_few_seconds(storage):
    with storage.engine.begin() as connection:
        connection.execute(sa.insert(Organisation).values(id=1, name="Norte"))
    out = io.StringIO()
    made = csv.writer(out)
    made.writerow(["name", "part", "country", "contact", "mail", "evidence", "dated"])
    for n in range(2000):
        made.writerow([f"Company {n}", "carrier", "Mexico", f"Contact {n}", f"c{n}@x.mx", "basc", "2026-03-01"])
    began = time.process_time()
    sheet = read_sheet(out.getvalue().encode(), WORDING, LIBRARY, TODAY)
    read = time.process_time()

    done = storage.now(lambda tx: Entering(tx, 1, None, NOW).enter(sheet.rows))

    assert read - began < 5, "seconds of CPU to read it"
    assert time.process_time() - read < 5, "and to enter it"
    assert (done.new, done.contacts, done.evidence) == (2000, 2000, 2000)


def test_a_workbook_that_unpacks_into_too_much_is_not_opened(monkeypatch):
    monkeypatch.setattr("bot.conversation.sheet_rows.UNPACKED", 1000)

    with pytest.raises(Unreadable):
        rows(workbook([["name"], *([f"Company {n}"] for n in range(500))]))
