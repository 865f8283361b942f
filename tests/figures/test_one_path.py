"""One place computes: card, page, picture, workbook and export of the same range have the same numbers, and as many rows."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.channels.channel import Message
from bot.cli.export import entries, write_csv, write_json_lines
from bot.conversation.chart import chart
from bot.conversation.summary_card import Drawn, message_of
from bot.conversation.summary_rows import Reader
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.figures.asked import NOW, Asked
from bot.figures.period import Period, period_named
from bot.figures.summary import Summary
from bot.figures.summing import summed
from bot.sheets.figures import TOTALS
from bot.sheets.folder import written
from bot.sheets.records import Wanted
from bot.sheets.source import Source
from bot.sheets.wide import Sheet
from bot.store.database import Storage
from bot.store.journal import Chosen
from bot.store.sql import person, run, site
from tests.figures.looking import Looker, manager
from tests.figures.test_recounted import LIBRARY, PERIODS, TODAY, ZONE, happened, period
from tests.sample.test_sample import UNTIL, made, wanted
from tests.saying import WORDING
from tests.workbook import Book

SAMPLED = ("2026-W45", "2026-W46", "2026-W47", "2026-W48", "2026-10", "2026-11", "2026", "2026-11-20")


def text_of(card: Message) -> str:
    return "\n".join((card.title, card.note, *(group.text for group in card.groups)))


# A generated year with every edge.


@pytest.mark.parametrize("seed", [1, 2])
def test_the_page_has_the_numbers_of_the_card_and_as_many_lines(storage: Storage, seed: int) -> None:
    sites = happened(storage, seed)
    reader = manager(storage, 1)
    looker = Looker(storage, LIBRARY, reader, datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=ZoneInfo(ZONE)))
    zone = zone_of(storage, reader)
    for name in PERIODS:
        for chosen in ((), (sites[0],)):
            asked = Asked(period(name), zone, 1, chosen, TODAY)
            counted = storage.read_now(lambda tx, asked=asked: summed(tx, LIBRARY, asked))
            here = {"site": str(chosen[0])} if chosen else {}
            shown = {one.what: one for one in looker.at("/numbers", period=name, **here)["numbers"]}

            assert {what: one.count for what, one in shown.items()} == counted.counts, (name, chosen)
            assert {what: one.before for what, one in shown.items() if one.before is not None} == counted.before
            if chosen:
                continue  # its lists are a part of those of all sites
            for what, count in counted.counts.items():
                lines, said = looker.whole("/list", what=what, period=name, **here)
                assert (len(lines), _of(said)) == (count, count), (name, chosen, what)
            for path, what in (("/records", "finished"), ("/incidents", "incidents")):
                lines, said = looker.whole(path, period=name, **here)
                assert (len(lines), _of(said)) == (counted.counts[what], counted.counts[what]), (name, chosen, path)


def _of(said: str) -> int:
    """1 to 25 of 31: 31."""
    return int(said.rpartition(" ")[2].replace(",", "").replace(".", "")) if said else 0


@pytest.mark.parametrize("chosen", [False, True])
def test_what_needs_a_decision_is_the_same_on_the_page_and_on_the_card(storage: Storage, chosen: bool) -> None:
    sites = happened(storage, 1)
    reader = manager(storage, 1)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=ZoneInfo("Europe/Madrid"))
    looker, here = Looker(storage, LIBRARY, reader, now), ({"site": str(sites[0])} if chosen else {})
    asked = Asked(period("2027-W01"), "Europe/Madrid", 1, (sites[0],) if chosen else (), TODAY)
    card = storage.read_now(lambda tx: summed(tx, LIBRARY, asked)).decisions

    first, number = looker.at("/", **here), 0
    assert first["count"] == card.count > (0 if chosen else 25)
    lines: Counter[str] = Counter()
    shown = first
    while True:
        ours = shown["waiting"] if number else shown["waiting"][: len(shown["waiting"]) - _theirs(shown)]
        lines.update({part.heading: len(part.entries) for part in ours})
        if not shown["turn"].after:
            break
        number += 1
        shown = looker.at("/", **here, page=str(number))

    assert sorted(lines.values()) == sorted(card.counts.values())


def _theirs(shown: dict[str, Any]) -> int:
    mine = ("Usted lo está atendiendo", "Resueltos, por cerrar", "Acciones correctivas que lo esperan")
    return sum(bool(part.more) or part.heading in mine for part in shown["waiting"])


# A past that the program has played itself.


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from bot.store.migrate import migrate

    storage = Storage(f"sqlite:///{tmp_path_factory.mktemp('played')}/sello.db")
    migrate(storage.engine)
    made(storage, wanted(days=58, sites=2, rate=0.6))
    yield storage
    storage.close()


def ranges(storage: Storage) -> list[tuple[str, Asked, Summary]]:
    found = []
    with storage.engine.connect() as connection:
        of = connection.execute(sa.select(site.c.organisation_id, site.c.id, site.c.zone).order_by(site.c.id)).first()
    assert of
    for name in SAMPLED:
        for chosen in ((), (of[1],)):
            named = period_named(name)
            assert named
            asked = Asked(named, of[2], of[0], chosen, UNTIL.astimezone(ZoneInfo(of[2])).date())
            counted = storage.read_now(lambda tx, asked=asked: summed(tx, LIBRARY, asked))
            found.append((f"{name} {chosen}", asked, counted))
    assert sum(counted.counts["finished"] for _, _, counted in found) > 100
    return found


def test_every_sheet_has_as_many_rows_as_its_number_says(played: Storage, tmp_path: Path) -> None:
    for number, (name, asked, counted) in enumerate(ranges(played)):
        folder, counts = tmp_path / str(number), counted.counts
        with written(Source(played, LIBRARY, WORDING, "en", asked), folder, UNTIL):
            pass
        rows = {
            path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in folder.glob("*.jsonl")
        }

        states = Counter(row["state"] for row in rows["inspections"])
        told = Counter((bool(row["incident"]), bool(row["finished"])) for row in rows["incidents"])
        dues = Counter(row["state"] for row in rows["due"])
        assert (states["Complete"], states.total() - states["Complete"]) == (
            counts["finished"],
            counts["unfinished"],
        ), name
        assert (told[True, True], told[True, False] + told[False, False]) == (
            counts["incidents"],
            counts["unfinished"],
        ), name
        assert len(rows["findings"]) == counts["findings"], name
        assert [dues[one] for one in ("Still due", "Done in time", "Done late", "Missed")] == [
            counts[what] for what in ("due", "done", "late", "missed")
        ], name
        assert sum(row["attempts"] for row in rows["training"]) == counts["training"], name
        assert sum(bool(row["owing"]) for row in rows["training"]) == counted.overdue_quizzes, name
        assert len(rows["undelivered"]) == counts["undelivered"], name
        assert len(rows["forms"]) == counts["changed"], name
        if asked.lately:
            opened = [row for row in rows["actions"] if not row.get("closed")]
            assert (len(opened), sum(bool(row["late"]) for row in opened)) == (counts["actions"], counts["overdue"]), (
                name
            )
        totals = {row["what"]: row for row in rows["numbers"] if "before" in row and row["before"] is not None}
        for what, label in TOTALS.items():
            assert (totals[label.source]["number"], totals[label.source]["before"]) == (
                counts[what],
                counted.before[what],
            )
        book = Book(folder / "summary.xlsx")
        assert len(book.rows("Inspections")) == len(rows["inspections"])
        assert len(book.rows("Findings")) == counts["findings"]


def test_card_and_picture_say_what_was_counted(played: Storage) -> None:
    reader = Reader(WORDING, "en", "UTC", UNTIL)
    for name, _, counted in ranges(played):
        card, drawn = text_of(message_of(counted, Drawn(reader))), chart(counted, reader, "Norte").values
        for label, what in (
            ("Finished: {count}", "finished"),
            ("Findings: {count}", "findings"),
            ("Incidents: {count}", "incidents"),
        ):
            if counted.counts[what]:
                assert reader.say(Text(label, {"count": counted.counts[what]})) in card, name
        if drawn["stretches"]:
            assert [one["findings"] for one in drawn["stretches"]] == [one.findings for one in counted.series], name


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_answers_that_are_exported_add_up_to_the_numbers(played: Storage, form: str) -> None:
    out = io.StringIO()
    write: Callable[..., int] = write_csv if form == "csv" else write_json_lines
    count = write(out, entries(played))
    text = out.getvalue()
    rows = list(csv.DictReader(io.StringIO(text))) if form == "csv" else [json.loads(one) for one in text.splitlines()]
    assert len(rows) == count
    genre = {id: flow.genre for id, flow in LIBRARY.today.items()}

    for name, asked, counted in ranges(played):
        here = [
            row for row in rows if row["status"] == "finished" and _within(row["finished"], asked.period, asked.zone)
        ]
        here = [row for row in here if not asked.sites or row["site"] == _site(played, asked.sites[0])]
        runs = {row["run"]: genre[row["flow"]] for row in here}
        found = [
            row for row in here
            if (row["finding"], row["holds"], row["confidential"]) == ("yes", "yes", "no") and not GENRES[genre[row["flow"]]].scored
        ]  # fmt: skip
        assert len(runs) == counted.counts["finished"], name
        assert sum(GENRES[one].incident for one in runs.values()) == counted.counts["incidents"], name
        assert sum(GENRES[one].scored for one in runs.values()) == counted.counts["training"], name
        assert len(found) == counted.counts["findings"], name


def _within(moment: str, period: Period, zone: str) -> bool:
    return period.first <= datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).date() < period.after


def zone_of(storage: Storage, person_id: int) -> str:
    who = storage.read_now(lambda tx: tx.people.whom(person_id))
    assert who
    return who.zone


def _site(storage: Storage, id: int) -> str:
    return str(storage.read_now(lambda tx: tx.people.place(id).name))


def test_an_export_with_a_row_an_inspection_has_as_many_as_were_finished_or_told(played: Storage) -> None:
    for name, asked, counted in ranges(played):
        out, span = io.StringIO(), asked.span
        chosen = Chosen(span.organisation_id, span.sites, since=span.start, until=span.end)

        done = Sheet(played, LIBRARY, WORDING, "en").write(out, Wanted(chosen))

        assert done.rows == counted.counts["finished"] + counted.counts["unfinished"], name
        states = Counter(row["State"] for row in csv.DictReader(io.StringIO(out.getvalue().lstrip("\ufeff"))))
        assert states["Complete"] == counted.counts["finished"], name


def test_a_list_on_the_page_that_is_narrowed_has_what_a_plain_look_finds(played: Storage) -> None:
    with played.engine.connect() as connection:
        rows = connection.execute(
            sa.select(run.c.id, run.c.flow_id, person.c.name, run.c.finished_at, run.c.passed)
            .join(person, person.c.id == run.c.person_id)
            .where(run.c.status == "finished", ~run.c.confidential)
        ).all()
        of = connection.execute(sa.select(site.c.organisation_id)).scalars().first()
    reader = manager(played, of or 0)
    looker, zone = Looker(played, LIBRARY, reader, UNTIL), zone_of(played, reader)
    year = period_named("2026")
    assert year
    here = [row for row in rows if _within(row.finished_at.isoformat(), year, zone)]

    for who, count in Counter(row.name for row in here).most_common(3):
        assert len(looker.whole("/records", period="2026", person=who)[0]) == count, who
    for flow, count in Counter(row.flow_id for row in here).most_common(3):
        assert len(looker.whole("/records", period="2026", form=flow)[0]) == count, flow
    failed = sum(row.passed is False for row in here)
    assert len(looker.whole("/records", period="2026", result="failed")[0]) == failed > 0
    spoken = looker.whole("/records", period="this month")
    assert spoken == looker.whole("/records", period="2026-11") == looker.whole("/records")
    wrong = looker.at("/records", period="whenever it was")
    assert "whenever it was" in wrong["told"]
    assert NOW == ("actions", "overdue")
