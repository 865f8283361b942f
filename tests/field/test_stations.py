"""A photo sent while the points of a station are shown: asked once of which point it is, and kept with that one."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.sql import answer
from tests.field.house import House, house
from tests.seats import photo

FORM = {
    "en": "17 points: tractor and trailer (criterion 5.3)",
    "es": "17 puntos: tractocamión y caja (criterio 5.3)",
}
WAYS = {
    "en": ("All OK here", "Tractor and trailer", "Dry van", "Empty", "Skip"),
    "es": ("Todo conforme aquí", "Tractocamión y caja", "Caja seca", "Vacía", "Omitir"),
}


@pytest.fixture
async def yard(tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, sqlite_url) as made:
        made.enrol("Juan Pérez", "driver")
        made.enrol("Ana Ruiz", "driver", "es", "slack")
        made.enrol("Marta Gil", "manager")
        yield made


async def at_a_station(yard: House, first: str, lang: str) -> None:
    all_ok, *ways = WAYS[lang]
    await yard.say(first, {"en": "/inspect 17", "es": "/inspeccion 17"}[lang])
    await yard.press(first, FORM[lang])
    for _ in range(12):
        shown = yard.newest(first)
        if f"[{all_ok}]" in shown:
            return
        way = next((one for one in ways if f"[{one}]" in shown), "")
        await (yard.press(first, way) if way else yard.say(first, "ABC1234"))
    raise AssertionError(yard.newest(first))


def kept(yard: House) -> dict[str, object]:
    with yard.apps[0].storage.engine.connect() as connection:
        rows = connection.execute(sa.select(answer.c.step, answer.c.value).order_by(answer.c.id)).all()
    return {step: json.loads(value) for step, value in rows}


async def test_a_photo_at_a_station_is_asked_about_once_and_kept_with_its_words(yard: House) -> None:
    await at_a_station(yard, "Juan", "en")
    yard.seat("Juan").person.send_photo(photo(1), "scratched")
    await yard.settled()
    assert "Where does this belong?" in yard.newest("Juan")
    assert "“scratched”" in yard.newest("Juan")

    await yard.press("Juan", "3. Battery box")

    assert "[All OK here]" in yard.newest("Juan")
    (files,) = (value for step, value in kept(yard).items() if step.endswith("#files"))
    assert len(files) == 1
    assert [value for step, value in kept(yard).items() if step.endswith("#caption")] == ["scratched"]
    await yard.press("Juan", "All OK here")
    assert next(step for step in kept(yard) if step.endswith("#files")).removesuffix("#files") in kept(yard)


async def test_the_same_in_spanish_on_slack_with_several_at_once(yard: House) -> None:
    await at_a_station(yard, "Ana", "es")
    before = len(yard.screen("Ana"))
    yard.seat("Ana").send("2 photos")
    await yard.settled()
    asked = yard.newest("Ana")
    assert "¿A qué corresponde esto?" in asked
    assert "[Nada de esto]" in asked
    assert len(yard.screen("Ana")) == before + 1

    await yard.press("Ana", next(line[1:-1] for line in asked.splitlines() if line.startswith("[2.")))

    (files,) = (value for step, value in kept(yard).items() if step.endswith("#files"))
    assert len(files) == 2
    assert "[Todo conforme aquí]" in yard.newest("Ana")
