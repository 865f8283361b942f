"""The record of a run: one value with everything that is known, read once however many people are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.content.library import Library
from bot.conversation.context import Context
from bot.conversation.record import Record
from bot.engine.talk import Sent
from bot.store.sql import handle, letter, person
from tests.conftest import LINES
from tests.saying import WORDING, Say, count, pressed, saying

FLOW = """\
inspection: gate
title: Gate
revision: 1
for: [driver]
steps:
- plate: tractor
  prompt: Tractor?
- container: box
  prompt: Container?
- text: note
  prompt: A note?
  optional: yes
- check: doors
  prompt: 1. Doors
  on_fail: {severity: high}
- check: floor
  prompt: 2. Floor
outcomes:
- outcome: found
  when: {result: fail}
  say: Stop.
  notify: [manager, supervisor]
  confidential: yes
- outcome: over
  say: Thank you.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "flows" / "inspections").mkdir(parents=True)
    (tmp_path / "flows" / "inspections" / "gate.yaml").write_text(FLOW)
    return Library(tmp_path)


@pytest.fixture
def say(storage, world, now, library) -> Say:
    return saying(storage, now, Assistant(WORDING, library), library)


@pytest.fixture
def record(storage, now, library):
    """`record()` is the record of run 1 as it stands."""

    def read() -> Record:
        def work(tx):
            kept = tx.runs.get(1)
            assert kept
            return Context(tx, None, WORDING, library, now).record(kept)

        return storage.now(work)

    return read


def inspected(say: Say, storage, now, *, until: str = "Terminar") -> None:
    """A plate that is corrected, a container, no note, a door with a problem and its photo, a floor that is fine."""
    say("Juan", press="s:gate")
    said = say("Juan", typed="ABC 123")
    said = say("Juan", press=pressed(said, "Atrás"))
    say("Juan", typed="XYZ 987", later=60)
    said = say("Juan", typed="MSCU6639870")
    said = say("Juan", press=pressed(said, "Omitir"))
    said = say("Juan", press=pressed(said, "Problema"))
    said = say("Juan", typed="A hole")
    digest = "a" * 64
    storage.now(lambda tx: tx.files.keep(digest, "image/jpeg", 1000, "photo", now))
    said = say("Juan", sent=Sent(digest, "photo"))
    said = say("Juan", press=pressed(said, "Conforme"))
    if until == "Terminar":
        say("Juan", press=pressed(said, until))


def test_a_record_is_everything_that_is_known_of_a_run(say, storage, now, record):
    inspected(say, storage, now)
    say("Ana", press="t:1", later=120)

    made = record()

    assert (made.number, made.title.source, made.reporter) == ("PV-26-0001", "Gate", "Juan")
    assert (made.place.name, made.place.zone) == ("Patio Vallejo", "America/Mexico_City")
    assert made.units == ("XYZ987", "MSCU6639870")
    assert (made.began_at, made.finished_at, made.severity) == (now, now, "high")
    assert [item.step.id for item in made.items] == [
        "tractor", "box", "note", "doors", "doors.what", "doors.photo", "floor",
    ]  # fmt: skip
    assert [item.step.id for item in made.findings] == ["doors"]
    assert {step: [p.name for p in pictures] for step, pictures in made.pictures.items()} == {"doors.photo": ["1.jpg"]}
    assert [(change.step, change.shown) for change in made.changes] == [("tractor", "ABC123")]
    assert [(taker.name, taker.at.minute) for taker in made.takers] == [("Ana", 32)]
    assert (made.confidential, made.open_to) == (True, ("manager", "supervisor"))


def test_the_record_of_a_run_that_goes_on_has_what_was_answered_so_far(say, storage, now, record):
    inspected(say, storage, now, until="")

    made = record()

    assert made.kept.status == "open"
    assert (made.finished_at, made.takers, len(made.items)) == (None, (), 7)


def test_nobody_is_kept_out_of_a_record_without_findings(say, record):
    said = say("Juan", press="s:gate")
    for words in ("ABC 123", "MSCU6639870", "all well"):
        said = say("Juan", typed=words)
    for label in ("Conforme", "Conforme", "Terminar"):
        said = say("Juan", press=pressed(said, label))

    assert (record().confidential, record().open_to, record().changes, record().pictures) == (False, (), (), {})


def more_managers(storage, world, now, count: int) -> None:
    row = {"organisation_id": world.organisation, "site_id": world.site, "role": "manager", "lang": "en"}

    def work(tx):
        for n in range(count):
            made = tx.connection.execute(sa.insert(person).values(**row, name=f"Manager {n}", joined_at=now))
            where = {"line_id": LINES["telegram"], "account": f"9{n:04}", "address": f"9{n:04}"}
            tx.connection.execute(sa.insert(handle).values(person_id=made.inserted_primary_key[0], **where))

    storage.now(work)


@contextmanager
def statements(storage) -> Iterator[list[str]]:
    """What the database is asked for meanwhile."""
    asked: list[str] = []

    def asking(_connection, _cursor, statement, *_more) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    sa.event.listen(storage.engine, "before_cursor_execute", asking)
    yield asked
    sa.event.remove(storage.engine, "before_cursor_execute", asking)


def test_fifty_readers_cost_one_reading(say, storage, world, now):
    def asked(run: int) -> tuple[int, int]:
        """Statements for telling of a run, and for saying that somebody has it."""
        inspected(say, storage, now, until="")
        overview = say("Juan", press=f"o:{run}")
        with statements(storage) as telling:
            say("Juan", press=pressed(overview, "Terminar"))
        with statements(storage) as taking:
            say("Ana", press=f"t:{run}")
        return len(telling), len(taking)

    two_readers = asked(1)
    more_managers(storage, world, now, 48)
    fifty_readers = asked(2)

    assert fifty_readers == two_readers
    assert count(storage, letter) > 100
