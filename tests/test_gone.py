"""PostgreSQL goes away while people answer, and comes back: nothing that was said is lost, nor is anybody left in the dark."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.store.database import engine_for
from bot.store.migrate import migrate
from tests.postgres import Postgres
from tests.running import command, enrol, press, reads, running, screen, stand_ins, until
from tests.test_transports import finish_with, photo, report_a_bribe, wiring

NOT_YET = "That is not saved yet. I keep trying"


@pytest.fixture
def server(postgres: Postgres) -> Iterator[Postgres]:
    """One that can go away without taking the databases of other tests along."""
    alone = type(postgres)()
    yield alone
    alone.stop()


@pytest.mark.parametrize("ways", ["telegram slack poll", "telegram slack webhook"])
async def test_what_is_said_while_the_database_is_gone_is_heard_when_it_is_back(
    ways: str, server: Postgres, tmp_path: Path
) -> None:
    url = server.url(server.create())
    engine = engine_for(url)
    migrate(engine)
    engine.dispose()
    enrol(url)
    async with stand_ins() as both, running(wiring(both, url, tmp_path, ways), tmp_path) as program:
        both.managers_are_there()
        both.slack.carrier.retry_delays = (0.02, 60, 300)  # as Slack does: nobody waits for that here
        for person in (both.juan, both.sam):
            await report_a_bribe(person)
        command(both.rosa, "menu")
        await reads(both.rosa, "What would you like to do?")
        server.go_away()

        both.juan.say("He offered money")
        both.sam.say("He offered money")
        await asyncio.sleep(0.5)
        press(both.sam, "Cancel")
        press(both.rosa, "Help")
        await until(lambda: any("was not saved" in toast["text"] for toast in both.rosa.toasts))
        await until(lambda: "was not saved" in screen(both.sam))
        await until(lambda: NOT_YET in screen(both.sam))
        if "poll" in ways:
            await until(lambda: NOT_YET in screen(both.juan))
        assert (await program.get("/readyz"))[0] == 503
        server.back()

        for person in (both.juan, both.sam):
            await reads(person, "Do you have photos")
            await finish_with(person, photo())
        with psycopg.connect(url) as books:
            told = books.execute("SELECT shown FROM answer WHERE step = 'account'").fetchall()
        assert told == [("He offered money",)] * 2
        assert 1 <= program.said().count("store.failed") <= 4  # the ways in which it fails, not the times
        assert program.said().count("store.back") == 1
        assert "Traceback" not in program.said()
