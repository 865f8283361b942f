"""What was answered wrong comes back as one question, and a point that was not right brings a lesson."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.engine.flow import Step
from bot.engine.kinds import Check
from bot.engine.talk import Text
from bot.presses.training import AnswerRecall, BeginLesson, ShowRecall
from bot.store import erasing, leaving
from bot.store.sql import lesson, recall, recall_answer, run, timer
from tests.field.filling import fill, finish, on_with
from tests.field.house import House, house
from tests.field.test_training import _label, _open, does, forges
from tests.saying import LIBRARY, WORDING

AGAIN = {"Greta": "A question again: ", "Beto": "Otra vez una pregunta: "}
LANG = {"Greta": "en", "Beto": "es"}
both = pytest.mark.parametrize("first", ["Greta", "Beto"])


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Greta drives from the yard on Slack in English, Beto from the dock on Telegram in Spanish; Ana is their manager."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        people(made)
        yield made


def people(home: House) -> None:
    home.enrol("Ana Torres", "manager", "en", "slack")
    home.enrol("Greta Ruiz", "driver", "en", "slack")
    home.enrol("Beto Gil", "driver", "es", site="Tijuana dock")


async def rows(home: House, table: sa.Table) -> list[sa.Row]:
    query = sa.select(table).order_by(table.c.id)
    return await home.apps[0].storage.transaction(lambda tx: list(tx.connection.execute(query)))


def asked(home: House, first: str) -> list[str]:
    """The cards of questions that came back and wait for an answer."""
    return [one for one in home.screen(first) if one.startswith(AGAIN[first]) and one.count("\n[") >= 4]


async def days(home: House, count: float) -> None:
    await home.passes(int(count * 24 * 60))


async def answers(home: House, first: str, *, right: bool, flow: str = "seals") -> Step:
    step = _open(home, first, LANG[first], flow)
    assert step, home.newest(first)
    await home.press(first, _label(step, LANG[first], right=right))
    return step


@both
async def test_a_wrong_answer_comes_back_after_1_3_10_30_and_60_days_and_then_no_more(home, first):
    await does(home, first, LANG[first], wrong=1)
    for wait in (1, 3, 10, 30, 60):
        await days(home, wait - 0.2)
        assert asked(home, first) == []
        await days(home, 0.3)
        assert len(asked(home, first)) == 1, (wait, home.screen(first)[-2:])
        await answers(home, first, right=True)

    assert {"Greta": "It does not come back.", "Beto": "Ya no vuelve."}[first] in home.newest(first)
    await days(home, 200)
    assert asked(home, first) == []
    assert [one.right for one in await rows(home, recall_answer)] == [True] * 5
    assert len(await rows(home, run)) == 1  # no quiz was done, and none is counted


@both
async def test_a_wrong_answer_begins_from_the_start_and_says_why(home, first):
    await does(home, first, LANG[first], wrong=1)
    await days(home, 1.1)
    await answers(home, first, right=True)
    await days(home, 3.1)
    step = await answers(home, first, right=False)

    assert step.explain
    assert {"Greta": "Not quite. The answer is: ", "Beto": "No es correcto. La respuesta es: "}[first] in home.newest(
        first
    )
    assert WORDING.say(Text(step.explain), WORDING.regional(LANG[first], "MX")) in " ".join(
        home.newest(first).splitlines()
    )
    (one,) = await rows(home, recall)
    assert (one.place, one.open) == (0, False)
    assert one.due_at - home.clock() <= timedelta(days=1)


@both
async def test_there_is_at_most_one_question_a_day_and_none_while_one_waits(home, first):
    await does(home, first, LANG[first], wrong=3)
    await days(home, 1.1)
    assert len(asked(home, first)) == 1
    await days(home, 20)
    assert len(asked(home, first)) == 1

    await answers(home, first, right=True)
    assert asked(home, first) == []
    await home.passes(9 * 60)
    assert asked(home, first) == []
    await home.passes(16 * 60)
    assert len(asked(home, first)) == 1


async def test_nobody_is_asked_in_the_quiet_hours(home):
    home.decide('{"quiet": "10:00-20:00"}')
    await does(home, "Greta", "en", wrong=1)  # before noon, in Chicago
    await days(home, 1.1)
    assert asked(home, "Greta") == []

    home.clock.at = datetime(2026, 11, 23, 2, 1, tzinfo=UTC)
    await home.passes(0)
    assert len(asked(home, "Greta")) == 1


async def test_where_the_organisation_wants_no_questions_none_comes_back_and_no_lesson_is_offered(home):
    home.decide('{"recall": "no"}')
    await does(home, "Greta", "en", wrong=3)
    await fill(home, "Greta", "in-transit", "en", it_place="problem")
    await days(home, 5)

    assert await rows(home, recall) == []
    assert await rows(home, lesson) == []


@pytest.mark.parametrize("how", ["left", "erased"])
async def test_who_left_or_was_erased_gets_none(home, how):
    await does(home, "Beto", "es", wrong=2)
    person = home.people["Beto Gil"]
    before = len(home.screen("Beto"))

    def gone(tx) -> None:
        leaving.leave(tx, person, home.clock())
        if how == "erased":
            asked_for = erasing.ask(tx, 1, person, home.clock(), None)
            assert asked_for
            erasing.erase(tx, asked_for, "P-0001", lambda _: (), home.clock())

    await home.apps[0].storage.transaction(gone)
    await days(home, 5)
    assert len(home.screen("Beto")) == before
    assert await rows(home, recall) == []


@both
async def test_only_whoever_was_asked_answers_and_only_once(home, first):
    await does(home, first, LANG[first], wrong=1)
    await days(home, 1.1)
    other = "Beto" if first == "Greta" else "Greta"
    for press in (AnswerRecall(1, 1, 0), ShowRecall(1), AnswerRecall(2**62, 1, 0)):
        await forges(home, other, press)
    assert await rows(home, recall_answer) == []
    assert home.screen(other) == []

    for press in (AnswerRecall(1, 7, 0), AnswerRecall(1, 1, 99)):
        await forges(home, first, press)
    assert await rows(home, recall_answer) == []
    await answers(home, first, right=True)
    await forges(home, first, AnswerRecall(1, 1, 0))
    assert len(await rows(home, recall_answer)) == 1


async def test_a_question_that_waits_is_found_again_after_a_restart(home):
    await does(home, "Beto", "es", wrong=1)
    await days(home, 1.1)
    await home.restart()
    await home.say("Beto", "/capacitacion")
    await home.press("Beto", "Responder la pregunta pendiente")
    await answers(home, "Beto", right=True)

    assert "Correcto." in home.newest("Beto")
    await home.say("Beto", "/capacitacion")
    assert "Preguntas que volvieron: 1, respondidas bien: 1" in home.newest("Beto")


async def test_two_processes_ask_once(tmp_path, postgres_url):
    async with house(tmp_path, postgres_url, processes=2) as made:
        people(made)
        await does(made, "Beto", "es", wrong=1)
        made.clock.at += timedelta(days=1, hours=1)

        await asyncio.gather(*(app.watch.look() for app in made.apps for _ in range(3)))
        await made.settled()

        assert len(asked(made, "Beto")) == 1
        assert [one.asked for one in await rows(made, recall)] == [1]
        assert [one.name for one in await rows(made, timer) if one.name == "recall"] == []


@both
async def test_a_point_that_was_not_right_is_offered_one_lesson_in_thirty_days(home, first):
    home.decide('{"inspect": "single"}')
    flow, lang = "in-transit", LANG[first]
    offer = {"Greta": "Begin the lesson", "Beto": "Comenzar la lección"}[first]
    point = next(
        one for one in LIBRARY.today[flow].questions if one.wanted and one.criteria and isinstance(one.kind, Check)
    )
    await fill(home, first, flow, lang, **{point.id: "problem"})
    await home.passes(6)
    cards = [one for one in home.screen(first) if f"[{offer}]" in one]
    assert len(cards) == 1, home.screen(first)
    before = len(await rows(home, run))

    await home.press(first, offer)
    kept = (await rows(home, lesson))[0]
    step = _open(home, first, lang, kept.quiz)
    assert step
    assert step.id == kept.question
    assert set(step.criteria) & set(point.criteria)
    assert WORDING.say(Text(step.explain), WORDING.regional(lang, "MX")) in " ".join(home.newest(first).splitlines())
    await home.press(first, _label(step, lang, right=True))
    assert {"Greta": "It does not come back.", "Beto": "Ya no vuelve."}[first] in home.newest(first)

    await days(home, 20)
    await fill(home, first, flow, lang, **{point.id: "problem"})
    await home.passes(6)
    assert len(await rows(home, lesson)) == 1
    await days(home, 11)
    await fill(home, first, flow, lang, **{point.id: "problem"})
    await home.passes(6)
    assert len(await rows(home, lesson)) == 2
    assert len(await rows(home, run)) == before + 2  # lessons are no forms


async def test_a_lesson_answered_wrong_comes_back_and_nobody_else_begins_it(home):
    home.decide('{"inspect": "single"}')
    point = next(one for one in LIBRARY.today["in-transit"].questions if isinstance(one.kind, Check) and one.criteria)
    await fill(home, "Greta", "in-transit", "en", **{point.id: "problem"})
    await home.passes(6)
    (kept,) = await rows(home, lesson)
    await forges(home, "Beto", BeginLesson(kept.run_id))
    assert home.screen("Beto") == []
    await home.press("Greta", "Begin the lesson")
    await answers(home, "Greta", right=False, flow=kept.quiz)
    await days(home, 1.1)

    assert len(asked(home, "Greta")) == 1


async def test_no_lesson_is_offered_to_whoever_is_at_work_on_another_form(home):
    home.decide('{"inspect": "single"}')
    first = LIBRARY.today["tractor-trailer-17"].questions[2].id
    point = next(one for one in LIBRARY.today["in-transit"].questions if isinstance(one.kind, Check) and one.criteria)
    await fill(home, "Beto", "tractor-trailer-17", "es", until=first)
    await fill(home, "Beto", "in-transit", "es", until=point.id)
    lang = WORDING.regional("es", "MX")
    await on_with(home, "Beto", "in-transit", lang, finishing=False, **{point.id: "problem"})
    lately = sa.update(run).where(run.c.flow_id == "tractor-trailer-17").values(touched_at=home.clock())
    await home.apps[0].storage.transaction(lambda tx: tx.connection.execute(lately))
    await finish(home, "Beto", lang)
    await home.passes(6)
    assert not any("[Comenzar la lección]" in one for one in home.screen("Beto"))

    await home.passes(25)
    assert any("[Comenzar la lección]" in one for one in home.screen("Beto"))
