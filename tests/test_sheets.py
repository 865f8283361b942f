"""A workbook of a period: what its sheets say, how its cells are typed, and what nobody reads in it."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.assistant import Assistant
from bot.content.library import Library
from bot.engine.entries import Entry
from bot.figures.asked import Asked
from bot.figures.period import period_named
from bot.presses.sheeting import wanted
from bot.sheets import workbook
from bot.sheets.folder import written
from bot.sheets.sending import SheetFiles
from bot.sheets.source import Source
from bot.sheets.subjects import SUBJECTS
from bot.store import erasing
from bot.store.actions import Opening
from bot.store.database import Storage
from bot.store.incidents import Standing
from bot.store.schedules import Planned
from bot.store.sql import person, published, run, site
from bot.store.tables import Organisation, Person, Site
from tests.conftest import World
from tests.saying import ROOT, WORDING, Say, pressed, saying
from tests.test_wide import FLOWS, inspected
from tests.workbook import OFFICE, Book, shown

ZONE = "America/Mexico_City"
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\t=1+1",
    "=cmd|' /C calc'!A0",
)
COUNT = """\
inspection: count
title: Count
revision: 1
for: [driver]
steps:
- number: boxes
  prompt: Boxes?
- yes_no: whole
  prompt: All whole?
outcomes:
- outcome: counted
  say: Counted.
"""
office = pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed: deploy/test-tools.sh")
Make = Callable[..., "Made"]


@dataclass(frozen=True)
class Made:
    folder: Path

    @property
    def book(self) -> Book:
        return Book(self.folder / "summary.xlsx")

    def lines(self, subject: str) -> list[dict]:
        return [json.loads(line) for line in (self.folder / f"{subject}.jsonl").read_text().splitlines()]

    def csv(self, subject: str) -> list[dict[str, str]]:
        with (self.folder / f"{subject}.csv").open(encoding="utf-8-sig", newline="") as text:
            return list(csv.DictReader(text))

    @property
    def words(self) -> str:
        """Everything that is in any of its files."""
        every = [path.read_text() for path in self.folder.iterdir() if path.suffix in (".csv", ".jsonl")]
        return "\n".join((*every, self.book.words))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "flows" / "inspections"
    folder.mkdir(parents=True)
    for name, source in {**FLOWS, "count": COUNT}.items():
        (folder / f"{name}.yaml").write_text(source)
    return Library(tmp_path)


@pytest.fixture
def say(storage: Storage, world: World, now: datetime, library: Library) -> Say:
    return saying(storage, now, Assistant(WORDING, library), library)


@pytest.fixture
def at(say: Say, now: datetime) -> Callable[[datetime], Say]:
    """Says things at another time."""
    return lambda moment: partial(say, later=int((moment - now).total_seconds()))


@pytest.fixture
def make(storage: Storage, library: Library, world: World, now: datetime, tmp_path: Path) -> Make:
    def making(period: str = "2026-W47", lang: str = "en", org: int = 0, zone: str = ZONE, **given) -> Made:
        named, out = period_named(period), tmp_path / "out" / f"{period}-{lang}-{org}"
        assert named
        asked = Asked(named, zone, org or world.organisation, (given["site"],) if given.get("site") else (), now.date())
        with written(Source(storage, library, WORDING, lang, asked), out, now) as spool:
            (out / "photos.txt").write_text(spool.files.read())
        return Made(out)

    return making


def counted(say: Say, boxes: str = "1200") -> None:
    say("Juan", press="s:count")
    say("Juan", typed=boxes)
    said = say("Juan", typed="sí")
    say("Juan", press=pressed(said, "Terminar"))


def row_of(made: Made, sheet: str, **wanted: str) -> dict:
    [row] = [one for one in made.book.rows(sheet) if all(one[name].value == value for name, value in wanted.items())]
    return row


# The cells.


def test_numbers_are_numbers_times_are_dates_and_text_is_text(say: Say, make: Make) -> None:
    counted(say)

    made = make()

    [row] = made.book.rows("Inspections")
    assert (row["Boxes?"].sort, row["Boxes?"].value) == ("n", "1200")
    assert (row["Begun"].sort, row["Begun"].look) == ("n", "yyyy-mm-dd hh:mm")
    assert float(row["Begun"].value) == pytest.approx(46347 + 11.5 / 24, abs=1 / 86400)  # days since 1899-12-30
    assert (row["Record"].sort, row["All whole?"].value) == ("inlineStr", "Yes")
    answers = {one["Question"].value: one for one in made.book.rows("Answers")}
    assert answers["Boxes?"]["Number"] == replace(row["Boxes?"])
    assert (answers["Boxes?"]["Answer given"].value, answers["All whole?"]["Problem"].value) == ("1,200", "No")


def test_a_sheet_in_spanish_has_spanish_words_and_days_as_they_are_written_there(say: Say, make: Make) -> None:
    counted(say)

    made = make(lang="es")

    assert made.book.names == [
        "Resumen", "Inspecciones", "Respuestas", "Hallazgos", "Incidentes", "Acciones correctivas",
        "Pendientes del periodo", "Capacitación", "Sellos", "Unidades", "Formularios cambiados", "No entregados",
        "Conviene revisarlo otra vez",
    ]  # fmt: skip
    [row] = made.book.rows("Inspecciones")
    assert (row["All whole?"].value, row["Inicio"].look) == ("Sí", "dd/mm/yyyy hh:mm")
    assert row["Zona horaria"].value == ZONE
    assert made.csv("inspections")[0]["Inicio"] == "2026-11-21 11:30"


@office
@pytest.mark.parametrize(
    ("lang", "begun", "told"), [("en", "Begun", "2026-11-21 11:30"), ("es", "Inicio", "21/11/2026 11:30")]
)
def test_libreoffice_shows_the_times_as_they_were(say: Say, make: Make, lang: str, begun: str, told: str) -> None:
    counted(say)

    [row] = shown(make(lang=lang).folder / "summary.xlsx")[{"en": "Inspections", "es": "Inspecciones"}[lang]]

    assert row[begun] == told
    assert row["Boxes?"] == "1200"


@office
def test_hostile_words_are_shown_as_they_were_typed_and_nothing_is_computed(
    storage: Storage, say: Say, make: Make, world: World
) -> None:
    for word in HOSTILE:
        inspected(say, note=word)
    with storage.engine.begin() as connection:  # a name as no channel lets it through
        connection.execute(sa.update(person).where(person.c.id == world.people["Juan"]).values(name="=1+1"))
        connection.execute(sa.update(site).values(name="@SUM(1)"))

    made = make()

    seen = shown(made.folder / "summary.xlsx")
    assert [row["Note"] for row in seen["Inspections"]] == [word.strip() for word in HOSTILE]
    assert {row["Question"]: row["Answer given"] for row in seen["Answers"]}["Note"] == HOSTILE[-1]
    assert {(row["By"], row["Site"]) for row in seen["Inspections"]} == {("=1+1", "@SUM(1)")}
    assert {row["By"] for row in made.csv("inspections")} == {"'=1+1"}
    assert [one["answers"]["Note"] for one in made.lines("inspections")] == [word.strip() for word in HOSTILE]
    assert made.book.quoted_cells("Inspections") >= len(HOSTILE)  # so they stay text when somebody edits them


def test_the_heading_stays_in_sight_and_has_a_filter(say: Say, make: Make) -> None:
    counted(say)

    book = make().book

    for name in book.names:
        assert book.frozen(name) == "1"
        assert book.filtered(name).startswith("A1:")


def test_a_sheet_that_is_full_is_followed_by_another(say: Say, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 1)
    counted(say)

    book = make().book

    assert [name for name in book.names if name.startswith("Answers")] == ["Answers", "Answers 2"]
    assert [len(book.rows(name)) for name in ("Answers", "Answers 2")] == [1, 1]


def test_what_is_too_long_for_a_cell_says_how_much_is_left_out_and_is_whole_elsewhere() -> None:
    assert workbook._short("a" * 32_767) == "a" * 32_767
    assert workbook._short("😀" * 20_000).endswith("… (+3617)")


# What they say.


def test_every_subject_is_there_three_times_with_the_same_rows(say: Say, make: Make) -> None:
    inspected(say)
    counted(say)

    made = make()

    for place, subject in enumerate(SUBJECTS):
        name = made.book.names[place]
        assert len(made.lines(subject.id)) == len(made.csv(subject.id)) == len(made.book.rows(name)), name


def test_where_nothing_happened_every_sheet_has_its_heading_and_no_row(make: Make) -> None:
    made = make("2026-W01")

    assert [len(made.book.rows(name)) for name in made.book.names[1:]] == [0] * (len(SUBJECTS) - 1)
    assert {row["What"].value: row["Number"].value for row in made.book.rows("Summary") if "Number" in row}[
        "Finished"
    ] == "0"


def test_the_first_sheet_has_the_numbers_that_its_rows_add_up_to(say: Say, make: Make) -> None:
    inspected(say)
    inspected(say, photo="f" * 64)
    counted(say)

    made = make()

    totals = {
        row["What"].value: row["Number"].value for row in made.book.rows("Summary") if row["Part"].value == "Totals"
    }
    assert totals["Finished"] == str(len(made.lines("inspections"))) == "3"
    assert totals["Findings"] == str(len(made.lines("findings"))) == "1"
    assert row_of(made, "Summary", Part="Finished", What="Gate")["Number"].value == "2"


def test_a_finding_has_its_words_its_criterion_and_its_photo(
    storage: Storage, say: Say, make: Make, now: datetime
) -> None:
    storage.now(lambda tx: tx.files.keep("f" * 64, "image/jpeg", 10, "photo", now))
    inspected(say, photo="f" * 64)

    made = make()

    [row] = made.lines("findings")
    assert (row["question"], row["found"], row["criteria"]) == ("Doors", "A cut, on the left", ["MSC-7.2"])
    assert row["files"] == ["photos/PV-26-0001/1.jpg"]
    assert (made.folder / "photos.txt").read_text() == f"photos/PV-26-0001/1.jpg\t{'f' * 64}\n"
    assert set(made.book.links("Inspections").values()) == {"photos\\PV-26-0001\\"}


def test_an_incident_says_when_it_was_taken_resolved_and_closed_by_whom_and_how_long_that_took(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    inspected(say, photo="f" * 64)
    luis, ana = world.people["Luis"], world.people["Ana"]

    def handled(tx) -> None:
        for minutes, state, who in ((7, "taken", luis), (40, "resolved", luis), (65, "closed", ana)):
            at, was = now + timedelta(minutes=minutes), tx.incidents.of(1)
            assert tx.incidents.change(1, was, state, at)
            if state == "resolved":
                tx.incidents.happened(1, "cause", at, who, words="A worn lock")
                tx.incidents.happened(1, "measures", at, who, words="=changed")
            tx.incidents.happened(1, state, at, who)

    storage.now(handled)

    made = make()

    [row] = made.lines("incidents")
    assert (row["state"], row["taken_by"], row["resolved_by"], row["closed_by"]) == ("Closed", "Luis", "Luis", "Ana")
    assert (row["minutes_to_take"], row["minutes_to_close"]) == (7, 65)
    assert (row["cause"], row["measures"]) == ("A worn lock", "=changed")
    assert row["closed"] == "2026-11-21T12:35:00-06:00"
    [cells] = made.book.rows("Incidents")
    assert (cells["Minutes until closed"].sort, cells["Closed"].look) == ("n", "yyyy-mm-dd hh:mm")


def test_an_incident_that_was_opened_again_is_not_closed(storage: Storage, say: Say, make: Make, now: datetime) -> None:
    inspected(say, photo="f" * 64)
    storage.now(lambda tx: [tx.incidents.happened(1, kind, now) for kind in ("closed", "reopened")])
    storage.now(lambda tx: tx.incidents.change(1, tx.incidents.of(1) or Standing("", now), "reopened", now))

    [row] = make().lines("incidents")

    assert row["state"] == "Reopened"
    assert "closed" not in row
    assert "minutes_to_close" not in row


def test_corrective_actions_are_there_as_long_as_they_are_open(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    inspected(say, photo="f" * 64)
    day = (now + timedelta(days=3)).date()
    opening = Opening(world.organisation, world.site, 1, "doors", "Mend it.", "high", "supervisor", day)
    made = storage.now(lambda tx: tx.actions.open(opening, None, now))
    assert made
    later = now + timedelta(days=5)
    storage.now(lambda tx: tx.actions.tell(made.id, "done", world.people["Luis"], later))
    storage.now(lambda tx: tx.actions.tell(made.id, "checked", world.people["Ana"], later))
    storage.now(lambda tx: tx.actions.change(made.id, state="closed", closed_at=later, done_by=world.people["Luis"]))

    here, then, after = (make(week).lines("actions") for week in ("2026-W47", "2026-W48", "2026-W49"))

    assert (len(here), len(then), len(after)) == (1, 1, 0)
    [row] = then
    assert (row["number"], row["due"], row["late"]) == ("PV-26-0001/1", "2026-11-24", True)
    assert (row["done_by"], row["checked_by"], row["done_at"]) == ("Luis", "Ana", "2026-11-26T11:30:00-06:00")
    assert (row["what"], row["severity"], row["state"]) == ("Mend it.", "High", "Done and closed")
    [cells] = make("2026-W48").book.rows("Corrective actions")
    assert (cells["Due date"].sort, cells["Due date"].look, cells["Overdue"].value) == ("n", "yyyy-mm-dd", "Yes")


@pytest.mark.parametrize(("minutes", "told"), [(10, "Done in time"), (90, "Done late"), (0, "Missed")])
def test_what_was_due_has_the_name_of_who_did_it_or_missed_it(
    storage: Storage, say: Say, make: Make, now: datetime, world: World, minutes: int, told: str
) -> None:
    juan = world.people["Juan"]

    def planned(tx) -> None:
        plan = Planned(
            world.organisation, world.site, "gate", "", juan, False, False, "FREQ=DAILY", now.date(), "07:00", 60
        )
        one = tx.schedules.make(plan, now, now)
        assert tx.dues.add(one, now, now + timedelta(hours=1), juan, "due")

    storage.now(planned)
    if minutes:
        at = now + timedelta(minutes=minutes)
        inspected(say)
        storage.now(lambda tx: tx.connection.execute(sa.text("UPDATE due SET state = 'due', done_by = NULL")))
        storage.now(lambda tx: tx.dues.do(1, tx.runs.get(1), at))
    else:
        storage.now(lambda tx: tx.dues.over(1, "missed"))

    [row] = make().lines("due")

    assert (row["form"], row["person"], row["state"]) == ("Gate", "Juan", told)
    assert row.get("done_by") == ("Juan" if minutes else None)
    assert row.get("record") == ("PV-26-0001" if minutes else None)


def test_the_ledger_of_seals_says_what_was_taken_back(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    inspected(say)

    def entered(tx) -> None:
        kept, who = tx.runs.get(1), world.who(tx, "Juan")
        first = Entry("s", "affixed", "AB123456", "ABC123", "", "", "")
        tx.ledger.bring_up(kept, who, [first], now)
        tx.ledger.bring_up(kept, who, [replace(first, number="AB999999", disputed="unknown")], now)

    storage.now(entered)

    made = make()

    seen = {
        row["seal"]: (row["event"], row["unit"], row["taken_back"], row.get("disputed")) for row in made.lines("seals")
    }
    assert seen == {
        "AB123456": ("affixed", "ABC123", True, None),
        "AB999999": ("affixed", "ABC123", False, "it was never received"),
    }


def test_a_unit_has_its_inspections_and_its_hold(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    inspected(say)
    inspected(say, photo="f" * 64)
    storage.now(lambda tx: tx.units.hold(world.organisation, ["ABC123", "XYZ999"], 2, now))

    made = make()

    seen = {row["unit"]: row for row in made.lines("units")}
    assert (seen["ABC123"]["inspections"], seen["ABC123"]["findings"], seen["ABC123"]["record"]) == (2, 1, "PV-26-0002")
    assert seen["XYZ999"]["inspections"] == 0
    assert seen["XYZ999"]["held"] == "2026-11-21T11:30:00-06:00"


def test_letters_that_reached_nobody_are_named_without_their_words(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    inspected(say, note="sotto voce", photo="f" * 64)
    lost = sa.text("UPDATE letter SET failed = :why, settled_at = written_at WHERE person_id = :ana")
    storage.now(lambda tx: tx.connection.execute(lost, {"why": "account_inactive", "ana": world.people["Ana"]}))

    made = make()

    rows = made.lines("undelivered")
    assert {(row["person"], row["app"], row["why"], row["notice"]) for row in rows} == {
        ("Ana", "Slack", "account_inactive", True)
    }
    assert row_of(made, "Summary", Part="Messages")["Number"].value == str(len(rows))
    assert "sotto voce" not in (made.folder / "undelivered.jsonl").read_text()


def test_a_form_that_was_changed_is_there_with_its_edition_and_one_that_the_program_came_with_is_not(
    storage: Storage, make: Make, say: Say, now: datetime
) -> None:
    row = {"flow_id": "gate", "genre": "inspection", "title": "Gate", "source": "", "digest": "e" * 64, "revision": 2}
    later = now + timedelta(minutes=1)
    storage.now(lambda tx: tx.connection.execute(sa.insert(published).values(**row, published_at=later)))

    seen = {row["id"]: (row["title"], row["revision"]) for row in make().lines("forms")}

    assert seen == {"gate": ("Gate", 2)}
    assert make("2026-W46").lines("forms") == []


async def elsewhere(_digest: str) -> bytes:
    raise AssertionError


@pytest.fixture
def sent(database_url: str, library: Library, now: datetime, tmp_path: Path) -> SheetFiles:
    """Beside a library, as the program has it."""
    (tmp_path / "locales").symlink_to(ROOT / "locales")
    return SheetFiles(database_url, tmp_path, lambda: now, elsewhere)


@pytest.mark.parametrize(
    ("lang", "name"), [("es_US", "Resumen"), ("es_CO", "Resumen"), ("en", "Summary"), ("fr", "Summary")]
)
def test_a_workbook_that_was_asked_for_before_a_restart_is_in_the_language_of_its_country(
    say: Say, sent: SheetFiles, world: World, tmp_path: Path, lang: str, name: str
) -> None:
    counted(say)

    path = tmp_path / "sent.xlsx"
    path.write_bytes(asyncio.run(sent.fetch(wanted(world.people["Ana"], "2026-W47", 0, lang))))

    book = Book(path)
    assert book.names[0] == name
    assert book.rows(book.names[2])[0]


@pytest.mark.parametrize("role", ["guard", "driver", "nobody"])
def test_who_may_not_read_a_summary_anymore_gets_no_workbook(
    storage: Storage, say: Say, sent: SheetFiles, world: World, role: str
) -> None:
    counted(say)
    who = world.people["Ana"] if role != "nobody" else 9999
    storage.now(lambda tx: tx.connection.execute(sa.update(person).values(role=role)))

    with pytest.raises(FileNotFoundError):
        asyncio.run(sent.fetch(wanted(who, "2026-W47", 0, "en")))


def test_a_workbook_that_cannot_be_read_now_is_tried_again_later(
    sent: SheetFiles, caplog: pytest.LogCaptureFixture
) -> None:
    gone = replace(sent, url="sqlite:////dev/null/nowhere.db")

    with pytest.raises(OSError, match="not made") as wrong:
        asyncio.run(gone.fetch(wanted(1, "2026-W47", 0, "en")))

    assert not isinstance(wrong.value, FileNotFoundError)
    assert "nowhere" not in caplog.text


# When it was.


def test_week_53_begins_in_the_old_year_and_ends_in_the_new_one(at: Callable[[datetime], Say], make: Make) -> None:
    for moment in (
        (2026, 12, 28, 7),
        (2027, 1, 4, 5, 59),
        (2026, 12, 28, 5, 59),
        (2027, 1, 4, 6),
    ):  # midnight is at 6 there
        inspected(at(datetime(*moment, tzinfo=UTC)))

    began = [row["begun"] for row in make("2026-W53").lines("inspections")]

    assert began == ["2026-12-28T01:00:00-06:00", "2027-01-03T23:59:00-06:00"]


def test_the_hour_that_comes_twice_is_told_apart_and_minutes_are_those_that_passed(
    storage: Storage, at: Callable[[datetime], Say], make: Make, world: World
) -> None:
    storage.now(lambda tx: tx.connection.execute(sa.update(site).values(zone="America/Chicago")))
    first = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 01:30 in summer time; an hour later it is 01:30 again
    inspected(at(first), photo="f" * 64)
    inspected(at(first + timedelta(hours=1)))
    storage.now(lambda tx: tx.incidents.happened(1, "taken", first + timedelta(hours=1), world.people["Luis"]))

    made = make("2026-11", zone="America/Chicago")

    assert [row["begun"] for row in made.lines("inspections")] == [
        "2026-11-01T01:30:00-05:00",
        "2026-11-01T01:30:00-06:00",
    ]
    assert [row["Begun"] for row in made.csv("inspections")] == ["2026-11-01 01:30"] * 2
    assert made.lines("incidents")[0]["minutes_to_take"] == 60
    assert {row["Time zone"].value for row in made.book.rows("Inspections")} == {"America/Chicago"}


def test_every_time_is_by_the_clock_of_its_own_site(
    storage: Storage, say: Say, make: Make, world: World, now: datetime
) -> None:
    there = storage.now(lambda tx: tx.organisations.open_site(world.organisation, "Muelle Tijuana", "America/Tijuana"))
    inspected(say)
    inspected(say)
    storage.now(lambda tx: tx.connection.execute(sa.update(run).where(run.c.id == 2).values(site_id=there.id)))

    made = make()

    seen = {row["zone"]: row["begun"] for row in made.lines("inspections")}
    assert seen == {ZONE: "2026-11-21T11:30:00-06:00", "America/Tijuana": "2026-11-21T09:30:00-08:00"}
    assert len(make(site=there.id).lines("inspections")) == 1


# What nobody reads.


def test_of_a_confidential_record_it_says_that_there_is_one_and_nothing_else(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    storage.now(lambda tx: tx.files.keep("f" * 64, "image/jpeg", 10, "photo", now))
    inspected(say, "quiet", note="sotto voce", photo="f" * 64)
    entry = Entry("s", "affixed", "AB123456", "ABC123", "Luis", "", "")
    storage.now(lambda tx: tx.ledger.bring_up(tx.runs.get(1), world.who(tx, "Juan"), [entry], now))
    storage.now(lambda tx: tx.units.hold(world.organisation, ["ABC123"], 1, now))

    made = make()

    where = {"record": "PV-26-0001", "site": "Patio Vallejo", "zone": ZONE}
    when = "2026-11-21T11:30:00-06:00"
    secret = {**where, "form": "Confidential report"}
    assert made.lines("inspections") == [{**secret, "state": "Complete", "begun": when, "answers": {}}]
    assert made.lines("incidents") == [{**secret, "incident": False, "finished": True, "reported": when}]
    assert made.lines("seals") == [{**where, "at": when, "event": "Confidential report"}]
    for subject in ("answers", "findings", "units"):
        assert made.lines(subject) == []
    for word in ("sotto voce", "A cut", "ABC123", "AB123456", "Juan", "1.jpg", "Stop."):
        assert word not in made.words, word
    assert (made.folder / "photos.txt").read_text() == ""


def test_another_organisation_s_rows_are_in_no_sheet(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    with Session(storage.engine) as session:
        session.add(Organisation(id=77, name="Otra Empresa"))
        session.flush()
        session.add(Site(id=77, organisation_id=77, name="Otro Patio", zone=ZONE, code="OP"))
        session.flush()
        session.add(Person(organisation_id=77, site_id=77, name="Olga", role="manager", lang="es", joined_at=now))
        session.commit()
    inspected(say, note="nuestro", photo="f" * 64)
    day = now.date()
    opening = Opening(world.organisation, world.site, 1, "doors", "Mend it.", "high", "supervisor", day)
    storage.now(lambda tx: tx.actions.open(opening, None, now))
    storage.now(lambda tx: tx.units.hold(world.organisation, ["ABC123"], 1, now))
    entry = Entry("s", "affixed", "AB123456", "ABC123", "Luis", "", "")
    storage.now(lambda tx: tx.ledger.bring_up(tx.runs.get(1), world.who(tx, "Juan"), [entry], now))
    storage.now(lambda tx: tx.connection.execute(sa.text("UPDATE letter SET failed = 'gone'")))

    theirs, ours = make(org=77), make()

    for subject in ("inspections", "answers", "findings", "incidents", "actions", "seals", "units", "undelivered"):
        assert theirs.lines(subject) == [], subject
        assert ours.lines(subject), subject
    for word in ("nuestro", "Juan", "Patio Vallejo", "ABC123", "Transportes"):
        assert word not in theirs.words, word
    assert "Olga" not in ours.words
    assert "Otra Empresa" not in ours.words


def test_a_site_of_another_organisation_brings_nothing(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    with Session(storage.engine) as session:
        session.add(Organisation(id=77, name="Otra Empresa"))
        session.flush()
        session.add(Site(id=77, organisation_id=77, name="Otro Patio", zone=ZONE))
        session.commit()
    inspected(say)

    made = make(org=77, site=world.site)

    assert [len(made.lines(one.id)) for one in SUBJECTS[1:] if one.id != "forms"] == [0] * (len(SUBJECTS) - 2)


def test_the_name_of_who_was_erased_stands_in_no_sheet(
    storage: Storage, say: Say, make: Make, now: datetime, world: World
) -> None:
    inspected(say)
    juan = world.people["Juan"]

    def erased(tx) -> None:
        one = erasing.ask(tx, world.organisation, juan, now, juan)
        assert one
        erasing.erase(tx, one, "Person 1", lambda _digest: (), now)

    storage.now(erased)

    made = make()

    assert "Juan" not in made.words
    assert made.lines("inspections")[0]["by"] == "Person 1"


def test_what_was_removed_is_in_no_sheet(storage: Storage, say: Say, make: Make) -> None:
    inspected(say)
    storage.now(lambda tx: tx.connection.execute(sa.update(run).values(status="removed")))

    assert make().lines("inspections") == []
