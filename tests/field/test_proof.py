"""The hash of each sealed day stands in the managers' chats, once; a record's proof comes as a file and is checked with nothing else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from bot.cli.main import main
from bot.proof.chain import short
from bot.proof.checking import check
from bot.store.proofs import last_day
from tests.field.house import House, house
from tests.field.test_papers import documents, inspect

TO_MORNING = 20 * 60  # minutes from the first afternoon to the next morning


@pytest.fixture(params=["sqlite", "postgres"])
async def home(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    url = request.getfixturevalue(f"{request.param}_url")
    async with house(tmp_path, url, 2 if request.param == "postgres" else 1) as made:
        made.enrol("Juan Pérez", "warehouse", "es")
        made.enrol("Eva Paz", "manager", "es", "slack")
        made.enrol("Marta Lima", "manager", "en")
        made.enrol("Tomas Rey", "driver", "es")
        with made.apps[0].storage.engine.begin() as connection:
            connection.execute(sa.text("UPDATE site SET code = 'LAR'"))
        made.decide('{"escalation": "none", "witness": "managers"}')
        yield made


def lines(home: House, first: str, channel: str = "") -> list[str]:
    return [one for one in home.screen(first, channel) if one.startswith(("Sealed:", "Sellado:"))]


def day(home: House):
    return home.apps[0].storage.read_now(lambda tx: last_day(tx, 1))


async def test_the_hash_of_a_day_stands_in_each_managers_chat_once(home):
    await inspect(home, "Juan", "container-7")
    await home.passes(TO_MORNING)
    await home.passes(120)
    await home.restart()
    await home.passes(120)

    sealed = day(home)
    assert sealed
    assert sealed.link.date == "2026-11-21"
    for first, whole in (("Eva", "Huella completa"), ("Marta", "Whole hash")):
        (line,) = lines(home, first)
        assert short(sealed.link.hash) in line
        await home.press(first, whole)
        assert sealed.link.hash in home.newest(first)
    assert lines(home, "Juan") == lines(home, "Tomas") == []


async def test_a_quiet_day_is_not_sealed_and_posts_nothing(home):
    await home.passes(3 * TO_MORNING)

    assert day(home) is None
    assert lines(home, "Marta") == []
    await home.say("Marta", "/proof")
    assert "Type the number of the record" in home.newest("Marta")


@pytest.mark.parametrize("first", ["Eva", "Marta", "Juan"])
async def test_a_proof_comes_as_a_file_and_is_checked_without_the_database(home, first, tmp_path):
    await inspect(home, "Juan", "container-7")
    asked = "prueba LAR-26-0001" if first != "Marta" else "/proof LAR-26-0001"
    await home.say(first, asked)
    assert "LAR-26-0001" in home.newest(first), "it says that it is not sealed yet"
    assert documents(home, first, ".json") == []
    await home.passes(TO_MORNING)

    await home.say(first, asked)

    ((name, data),) = documents(home, first, ".json")
    assert name == "LAR-26-0001-proof.json"
    found = check(json.loads(data))
    assert (found.wrong, found.record, found.day.hash) == ("", "LAR-26-0001", day(home).link.hash)
    file = tmp_path / name
    file.write_bytes(data)
    ran = CliRunner().invoke(main, ["verify", str(file)], env={"SELLO_DATABASE_URL": "sqlite:////nowhere/at/all.db"})
    assert ran.exit_code == 0, ran.output
    assert day(home).link.hash in ran.output
    file.write_text(data.decode().replace('\\"ok\\"', '\\"no\\"', 1))
    ran = CliRunner().invoke(main, ["verify", str(file), "-l", "es"])
    assert ran.exit_code == 1
    assert "Registro LAR-26-0001: su contenido no es el de esta huella" in ran.output


async def test_a_proof_is_for_whoever_may_have_the_record_on_paper(home):
    await inspect(home, "Juan", "container-7")
    await home.passes(TO_MORNING)

    await home.say("Tomas", "prueba LAR-26-0001")
    await home.say("Tomas", "/proof")

    assert documents(home, "Tomas", ".json") == []
    assert day(home).link.hash[:8] not in "".join(home.screen("Tomas"))


async def test_the_card_of_a_record_says_when_it_was_sealed(home):
    await inspect(home, "Juan", "container-7")
    await home.passes(TO_MORNING)

    await home.say("Marta", "/find LAR-26-0001")

    assert "Sealed" in home.newest("Marta")
    assert short(day(home).link.hash) in home.newest("Marta")
    await home.press("Marta", "Proof")
    assert [name for name, _ in documents(home, "Marta", ".json")] == ["LAR-26-0001-proof.json"]


async def test_nobody_gets_it_where_that_was_decided(home):
    home.decide('{"escalation": "none", "witness": "no"}')
    await inspect(home, "Juan", "container-7")
    await home.passes(TO_MORNING)

    assert day(home)
    assert lines(home, "Eva") == lines(home, "Marta") == []
