"""The manual: procedures are published, read and acknowledged in chat; who has not is listed and reminded."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversation import editions
from bot.presses.buttons import encode
from bot.presses.manual import HaveRead, ReadEdition, SendManual, WhoHasNot
from bot.store.sql import acknowledgement, edition
from bot.store.transaction import Transaction
from tests.field.house import House, house
from tests.field.test_actions import forged, rows
from tests.field.test_training import does
from tests.workbook import Book


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Ana, a manager, reads English on Slack; Luis is a driver who reads Spanish on Telegram, Nora a driver on Slack."""
    async with house(tmp_path, database_url) as made:
        made.clock.set("2026-11-23 10:00")
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Luis Vega", "driver", "es")
        made.enrol("Nora Paz", "driver", "en", "slack")
        yield made


LABELS = {
    "es": ("manual", "Ya lo leí", "Leer: "),
    "en": ("manual", "I have read it", "Read: "),
}


async def right(home: House, lang: str, words: str) -> str:
    """The right answer to the question that a card asks."""
    said = [json.loads(row.said)[lang] for row in await rows(home, edition)]
    asked = [question for one in said for question in one["questions"] if question["ask"] in words]
    return str(asked[0]["choices"][asked[0]["right"]])


async def reads(home: House, first: str, title: str, lang: str) -> None:
    word, done, begin = LABELS[lang]
    await home.say(first, word)
    await home.press(first, f"{begin}{title}")
    while "›" in home.newest(first):
        await home.press(first, next(b for b in buttons(home, first) if b.endswith("›")))
    await home.press(first, done)
    for _ in range(2):
        await home.press(first, await right(home, lang, home.newest(first)))


def buttons(home: House, first: str) -> list[str]:
    return home.seat(first).seen()[-1].buttons


async def publishes(home: House, title: str = "") -> None:
    await home.say("Ana", "manual")
    if title:
        await home.press("Ana", f"Not published: {title}", "Publish this procedure")
    else:
        await home.press("Ana", next(b for b in buttons(home, "Ana") if b.startswith("Publish all")))
    await home.passes(1)


async def test_a_published_procedure_is_asked_for_once_and_acknowledged_with_two_questions(home: House) -> None:
    await publishes(home, "Seal control")
    for first, title, lang in (("Luis", "Control de sellos", "es"), ("Nora", "Seal control", "en")):
        await reads(home, first, title, lang)

    kept = await rows(home, acknowledgement)
    assert [row.read_at is not None for row in kept] == [True, True]


@pytest.mark.parametrize(
    ("first", "lang", "published", "leads"),
    [
        ("Luis", "es", "", "Leer: Sello faltante, roto o distinto"),
        ("Nora", "en", "", "Read: Seal control"),
        ("Nora", "en", "Training and awareness", None),  # none that concerns a driver
    ],
)
async def test_a_failed_quiz_leads_to_the_procedure_of_ones_role_that_says_most_about_it(
    home: House, first: str, lang: str, published: str, leads: str | None
) -> None:
    await publishes(home, published)
    await does(home, first, lang, wrong=20, flow="driver-in-transit")

    offered = [one for one in buttons(home, first) if one.startswith(("Leer: ", "Read: "))]
    assert offered == ([leads] if leads else [])
    if leads:
        await home.press(first, leads)
        assert leads.partition(": ")[2] in home.newest(first)


def crowd(home: House, count: int) -> None:
    """So many drivers, in the books with an account on Telegram each."""
    for number in range(count):
        home.enrol(f"Driver{number:03} Rey", "driver", "en" if number % 2 else "es")


async def acknowledged(home: House, without: int) -> None:
    """All but so many drivers have read what they were asked to; written down as their presses do it."""
    now = home.clock()

    def read(tx: Transaction) -> None:
        for row in tx.manual.standings(1, [one.id for one in tx.manual.current(1)])[without:]:
            tx.manual.told(row.edition_id, row.person_id, now)
            tx.manual.read(row.edition_id, row.person_id, now, "telegram", "en")

    await home.apps[0].storage.transaction(read)


async def test_of_forty_who_are_asked_the_three_who_have_not_are_listed_reminded_and_on_the_record(
    home: House, tmp_path: Path
) -> None:
    crowd(home, 38)
    await publishes(home, "Seal control")
    await acknowledged(home, 3)

    await home.say("Ana", "manual")
    await home.press("Ana", "Seal control (37/40)", "Who has not")
    assert "Not read by 3 of 40" in home.newest("Ana")
    before = len(home.screen("Driver000"))
    await home.passes(60 * 24)
    await home.press("Ana", "Remind them")
    assert "They are reminded: 3" in home.newest("Ana")
    await home.passes(1)
    assert "Recordatorio" in home.newest("Driver000")
    assert len(home.screen("Driver000")) == before + 1
    assert "reminder" not in home.newest("Driver007")
    await home.press("Ana", "Remind them")
    assert "Nobody is reminded twice in a day." in home.newest("Ana")
    data = await home.apps[0].sent_files.fetch("manual:sheet:0:1:en")
    (tmp_path / "readings.xlsx").write_bytes(data)
    told = Book(tmp_path / "readings.xlsx").rows("Procedures")
    assert len(told) == 40
    assert len([one for one in told if "Read" not in one]) == 3


async def test_a_changed_setting_is_a_new_edition_that_only_those_it_concerns_are_asked_to_read(home: House) -> None:
    home.enrol("Gil Soto", "guard", "en")
    home.enrol("Pia Ros", "hr", "en")
    await publishes(home)
    await acknowledged(home, 0)
    told = {first: len(home.screen(first)) for first in ("Luis", "Gil", "Pia")}

    home.decide('{"keep_quizzes": "36"}')
    await home.passes(61)

    numbers = {row.procedure: row.number for row in await rows(home, edition) if row.replaced_at is None}
    assert numbers.pop("training") == 2
    assert set(numbers.values()) == {1}
    assert "Training and awareness: edition 2" in home.newest("Pia")
    assert {first: len(home.screen(first)) - told[first] for first in told} == {"Luis": 0, "Gil": 0, "Pia": 1}


async def test_nobody_is_asked_at_night_whoever_left_is_not_listed_and_a_newcomer_is_asked(home: House) -> None:
    home.clock.set("2026-11-24 05:00")  # eleven in the evening in Chicago
    await publishes(home, "Seal control")
    assert not [one for one in home.screen("Luis") if "Por favor lea esto" in one]

    await home.passes(60 * 8)
    assert "Por favor lea esto" in home.newest("Luis")
    home.enrol("Tomas Gil", "driver", "en")
    await home.passes(61)
    assert "Please read this" in home.newest("Tomas")
    await home.apps[0].storage.transaction(lambda tx: tx.people.leave(home.people["Luis Vega"], home.clock()))
    await home.say("Ana", "manual")
    await home.press("Ana", "Seal control (0/2)", "Who has not")
    assert "Luis" not in home.newest("Ana")
    await home.passes(60 * 24 * 7)
    assert len([one for one in home.screen("Tomas") if "A reminder" in one]) == 1


async def test_a_wrong_answer_is_explained_with_its_paragraph_and_asked_again(home: House) -> None:
    await publishes(home, "Seal control")
    await home.say("Nora", "manual")
    await home.press("Nora", "Read: Seal control", "I have read it")
    good = await right(home, "en", home.newest("Nora"))
    await home.press("Nora", next(one for one in buttons(home, "Nora")[:3] if one != good))

    assert "That is not right." in home.newest("Nora")
    assert "VVTT must be done" in home.newest("Nora")
    await home.press("Nora", "Answer again", good)
    await home.press("Nora", await right(home, "en", home.newest("Nora")))
    assert "On record" in home.newest("Nora")
    (kept,) = [row for row in await rows(home, acknowledgement) if row.read_at]
    assert len(json.loads(kept.tries)) == 3


async def test_what_was_published_is_asked_for_after_the_program_was_killed(home: House) -> None:
    await home.apps[0].storage.transaction(lambda tx: _published(home, tx))
    await home.restart()
    await home.passes(1)
    await home.passes(1)

    assert len([one for one in home.screen("Luis") if "Por favor lea esto" in one]) == 1


def _published(home: House, tx: Transaction) -> None:
    """What the press that publishes writes, and nothing of what comes after it."""
    context = home.apps[0].assistant.context(tx, tx.people.whom(home.people["Ana Torres"]), home.clock())
    editions.publish(context, 1, {"seal-control"}, context.who.person_id)
    editions.wake(context, 1)


async def test_who_it_does_not_concern_gets_no_procedure(home: House) -> None:
    home.enrol("Ivo Paz", "it", "en")
    await publishes(home, "Seal control")
    (one,) = await rows(home, edition)
    for press in (ReadEdition(one.id), HaveRead(one.id), WhoHasNot(one.id), SendManual(one.id, "en")):
        await forged(home, str(home.seat("Ivo").person.id), encode(press), "telegram")  # type: ignore[attr-defined]
    assert not [text for text in home.screen("Ivo") if "Seals are kept" in text or "Nora" in text]
