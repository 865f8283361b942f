"""The manual: procedures are published, read and acknowledged in chat; who has not is listed and reminded."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.sql import acknowledgement, edition
from tests.field.house import House, house
from tests.field.test_actions import rows


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
