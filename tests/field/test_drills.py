"""A drill as validators do it: what is drawn and missing, who is asked what and when, and what becomes of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.conversation.drilled import records
from bot.store.sql import action, drill, drill_question, person, run
from tests.field.filling import fill
from tests.field.house import House, house
from tests.field.test_papers import documents
from tests.field.test_papers import text as text_of

QUESTION = {"en": "Drill: a question", "es": "Simulacro: una pregunta"}


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Ana Ruiz", "manager", "en", "slack")
        made.enrol("Bruno Paz", "manager", "es", site="Monterrey dock")
        made.enrol("Sara Gil", "supervisor", "en")
        made.enrol("Greta Luna", "guard", "es", "slack")
        made.enrol("Beto Díaz", "driver", "es")
        yield made


async def boxes(yard: House, count: int) -> None:
    """Records of yesterday."""
    for number in range(count):
        given = {"first": f"ZQ77{number:02}01", "last": f"ZQ77{number:02}02", "picture": "photo"}
        await fill(yard, "Sara", "seals-received", "en", **given)
    await yard.passes(24 * 60)


async def begins(yard: House, words: str = "drill 4711", first: str = "Ana", site: str = "Laredo yard") -> None:
    await yard.say(first, words)
    await yard.press(first, site)
    await yard.passes(1)


def wrong_or_right(yard: House, first: str) -> str:
    """The label of the first choice before somebody."""
    return yard.seat(first).seen()[-1].buttons[0]


async def answers(yard: House, first: str, count: int = 3) -> None:
    for _ in range(count):
        assert any(one in yard.newest(first) for one in QUESTION.values()), yard.newest(first)
        await yard.press(first, wrong_or_right(yard, first))
        await yard.passes(1)


def counted(yard: House, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    with yard.apps[0].storage.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())


async def test_three_people_are_asked_three_questions_and_the_manager_reads_what_is_missing(yard: House) -> None:
    await boxes(yard, 6)

    await begins(yard)
    shown = yard.newest("Ana")
    assert "Seed" in shown
    assert "4711" in shown
    assert "5 of 6 records" in shown
    for first in ("Sara", "Greta", "Beto"):
        await answers(yard, first)

    assert counted(yard, drill_question, drill_question.c.answered_at.is_not(None)) == 9
    assert counted(yard, drill, drill.c.done_at.is_not(None)) == 1
    assert "The drill at Laredo yard is over." in yard.newest("Ana")
    await yard.press("Ana", "What it came to")
    assert "of 3 right" in yard.newest("Ana")
    assert counted(yard, run) == 6  # no quiz was begun


async def test_the_same_seed_on_the_same_day_draws_the_same_records(yard: House) -> None:
    await boxes(yard, 7)

    await begins(yard)
    await fill(yard, "Sara", "seals-received", "en", first="ZQ880001", last="ZQ880002", picture="photo")
    await begins(yard)

    with yard.apps[0].storage.engine.connect() as connection:
        first, second = connection.execute(sa.select(drill.c.found).order_by(drill.c.id)).scalars()
    assert first == second
    day = (yard.clock() + timedelta(days=0)).date()
    assert records(range(50), "a", 1, day) == records(range(50), "a", 1, day) != records(range(50), "b", 1, day)


async def test_whoever_does_not_answer_is_named_after_a_day_once_by_two_processes(
    tmp_path: Path, postgres_url: str
) -> None:
    async with house(tmp_path, postgres_url, 2) as yard:
        yard.enrol("Ana Ruiz", "manager", "en", "slack")
        yard.enrol("Greta Luna", "guard", "es", "slack")
        yard.enrol("Beto Díaz", "driver", "es")
        await yard.say("Ana", "drill 4711")
        await yard.passes(1)
        assert "Only 0 records and 2 people of the site could be drawn." in yard.newest("Ana")
        await answers(yard, "Greta")

        await yard.restart()
        await yard.passes(24 * 60)

        assert sum("is over" in one for one in yard.screen("Ana")) == 1
        await yard.press("Ana", "What it came to")
        assert "Not answered within a day: 3" in yard.newest("Ana")
        assert QUESTION["es"] in yard.newest("Beto")
        await yard.press("Beto", wrong_or_right(yard, "Beto"))
        assert counted(yard, drill_question, drill_question.c.answered_at.is_not(None)) == 3


async def test_nobody_is_asked_in_quiet_hours_nor_at_work_on_a_form(yard: House) -> None:
    yard.decide('{"quiet": "20:00-06:00"}')
    await yard.say("Sara", "/inspect seals-received")

    await begins(yard)
    assert not any(QUESTION["en"] in one for one in yard.screen("Sara"))
    assert QUESTION["es"] in yard.newest("Beto")
    await yard.passes(45)

    assert any(QUESTION["en"] in one for one in yard.screen("Sara"))  # above the form, which stays in sight


async def test_the_asked_one_who_leaves_is_asked_nothing_more(yard: House) -> None:
    await begins(yard)
    await answers(yard, "Beto", 1)
    with yard.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.update(person).where(person.c.name == "Beto Díaz").values(left_at=yard.clock()))

    await yard.press("Beto", wrong_or_right(yard, "Beto"))
    await yard.passes(24 * 60)

    assert counted(yard, drill_question, drill_question.c.answered_at.is_not(None)) == 1
    assert counted(yard, drill, drill.c.done_at.is_not(None)) == 1


async def test_what_is_missing_becomes_a_corrective_action(yard: House) -> None:
    yard.decide('{"sign_off": "inspections"}')
    await boxes(yard, 2)
    await begins(yard)
    assert "Not signed off" in yard.newest("Ana")

    await yard.press("Ana", next(one for one in yard.seat("Ana").seen()[-1].buttons if "Corrective actions" in one))
    label = next(one for one in yard.seat("Ana").seen()[-1].buttons if "Not signed off" in one)
    await yard.press("Ana", label)

    assert counted(yard, action, action.c.step.like("drill.%")) == 1
    assert "Found in a drill. Not signed off" in yard.newest("Ana")
    assert any("Found in a drill" in one for one in yard.screen("Sara"))


async def test_the_last_drill_stands_against_the_one_before_in_spanish_and_as_pdf(yard: House) -> None:
    await boxes(yard, 3)
    await begins(yard, "/simulacro 12", "Bruno")
    await begins(yard, "/simulacro 34", "Bruno")

    shown = yard.newest("Bruno")
    assert "el simulacro anterior" in shown
    assert "Semilla" in shown
    await yard.press("Bruno", "PDF · English", "PDF · Español")

    papers = [text_of(one) for _, one in documents(yard, "Bruno")]
    assert any("Records that were drawn" in one for one in papers)
    assert any("Registros que salieron" in one for one in papers)


@pytest.mark.parametrize(
    ("first", "words"), [("Beto", "/drill"), ("Beto", "/simulacro 1"), ("Greta", "simulacro"), ("Sara", "/drill")]
)
async def test_nobody_but_a_manager_holds_a_drill(yard: House, first: str, words: str) -> None:
    await boxes(yard, 1)

    await yard.say(first, words)

    assert counted(yard, drill) == 0
    assert "4711" not in yard.newest(first)


async def test_where_there_is_nothing_to_draw_it_is_said(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, database_url) as yard:
        yard.enrol("Ana Ruiz", "manager", "en", "slack")

        await yard.say("Ana", "drill")
        assert "There was no drill yet." in yard.newest("Ana")
        await yard.press("Ana", "Begin a drill")

        assert "There is nothing to draw at this site" in yard.newest("Ana")
