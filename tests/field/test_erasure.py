"""Who asks to be erased, and is: the name goes wherever it stands, what they did stays and adds up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.channels.channel import Heard
from bot.presses.buttons import encode
from bot.presses.owning import DecideErasure
from bot.store import erasing, sweeping
from bot.store.sql import answer, erasure, incident, run, timer
from tests.field.filling import fill
from tests.field.house import House, house

STORY = "Gabriel Ruiz and GABRIEL  RUÍZ saw it, Gabriela Ruizo did not"
AS_USUAL = ("Conforme", "No", "Omitir", "Firmar como Gabriel Ruiz", "Terminar")


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        enrolled(made)
        yield made


def enrolled(home: House) -> None:
    """Gabriel, a guard, reads Spanish on Telegram; Sofia, a supervisor, Marta, a manager, and Eva, an administrator, English on Slack."""
    home.enrol("Gabriel Ruiz", "guard", "es", phone="+52 81 5555 0199")
    home.enrol("Sofia Vega", "supervisor", "en", "slack")
    home.enrol("Marta Lima", "manager", "en", "slack")
    home.enrol("Eva Castro", "admin", "en", "slack")


async def walked(home: House) -> None:
    """Gabriel walks, finds nothing, and signs."""
    await fill(home, "Gabriel", "walk-agricultural", "es", until="has")
    await home.press("Gabriel", "Nada de esto", "Listo")
    for _ in range(20):
        seen = home.newest("Gabriel")
        label = next((one for one in AS_USUAL if f"[{one}]" in seen), "")
        if not label:
            return
        await home.press("Gabriel", label)


async def alarmed(home: House) -> None:
    """Gabriel is in danger; Sofia has it, and both write."""
    await home.say("Gabriel", "me están asaltando")
    await home.press("Gabriel", "Estoy en peligro")
    await home.say("Gabriel", "Soy Gabriel Ruiz, estoy en la caseta")
    await home.press("Sofia", "I'll handle it", "Write to Gabriel Ruiz")
    await home.say("Sofia", STORY)


async def asked(home: House) -> None:
    await home.say("Gabriel", "/misdatos")
    await home.press("Gabriel", "Borrar mis datos", "Pedirlo")


async def agreed(home: House) -> None:
    await home.press("Eva", "Erase", "Yes, erase")


async def everything(home: House, *without: str) -> dict[str, list[str]]:
    """Every row that there is, as words, by table."""

    def read(tx):
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in without]
        return {t.name: [str(tuple(row)) for row in tx.connection.execute(sa.select(t))] for t in tables}

    return await home.apps[0].storage.transaction(read)


async def traces(home: House, *words: str) -> dict[str, list[str]]:
    """The rows in which one of the words stands still. Deliveries are forgotten after a week, and what is still to be sent is."""
    found = await everything(home, "delivery")
    left = {name: [row for row in rows if any(word in row for word in words)] for name, rows in found.items()}
    return {name: rows for name, rows in left.items() if rows}


async def state(home: House) -> str:
    query = sa.select(erasure.c.state)
    return await home.apps[0].storage.transaction(lambda tx: tx.connection.execute(query).scalar_one())


async def rows(home: House, *columns: sa.Column) -> list[tuple[object, ...]]:
    query = sa.select(*columns)
    found = await home.apps[0].storage.transaction(lambda tx: tx.connection.execute(query).all())
    return sorted((tuple(row) for row in found), key=str)


async def test_the_name_the_number_and_the_chats_of_who_was_erased_stand_nowhere(home):
    await walked(home)
    await alarmed(home)
    before = await rows(home, answer.c.step, answer.c.finding, answer.c.at, answer.c.person_id)
    await asked(home)

    await agreed(home)
    await home.passes(2)

    assert await state(home) == "done"
    assert await traces(home, "Gabriel Ruiz", "GABRIEL", "7000", "5555") == {}
    assert await rows(home, answer.c.step, answer.c.finding, answer.c.at, answer.c.person_id) == before
    assert ("Persona 1",) in await rows(home, answer.c.shown)


async def test_words_that_only_look_like_the_name_stay(home):
    await alarmed(home)
    await asked(home)

    await agreed(home)
    await home.passes(2)

    words = " ".join(row for rows in (await everything(home)).values() for row in rows)
    assert "Persona 1 and Persona 1 saw it, Gabriela Ruizo did not" in words
    assert "Soy Persona 1, estoy en la caseta" in words


async def test_the_record_still_has_its_number_its_time_and_the_role(home):
    await alarmed(home)
    number = home.newest("Sofia").splitlines()[0]
    await asked(home)
    await agreed(home)
    await home.passes(2)

    await home.say("Sofia", "incident S1-26-0001")

    assert number
    assert "Gabriel" not in "\n".join(home.screen("Sofia")[-1:])


async def test_who_asks_reads_what_was_decided_and_then_nothing_more(home):
    await asked(home)
    assert home.newest("Gabriel").startswith("Sobre su solicitud decide: Eva Castro.")

    await agreed(home)
    await home.passes(2)

    assert home.newest("Gabriel").startswith("Su acceso terminó y sus datos se están borrando.")
    assert home.newest("Eva").startswith(
        "Eva Castro has agreed to erase somebody, who is called Persona 1 from now on."
    )
    await home.say("Gabriel", "menu")
    assert "Gabriel" not in str(await rows(home, *[c for c in erasure.c if c.name == "name"]))


async def test_one_who_is_not_erased_hears_it_and_can_ask_again(home):
    await asked(home)

    await home.press("Eva", "Not now")

    assert "no borró sus datos por ahora" in home.newest("Gabriel")
    assert await state(home) == "declined"
    await asked(home)
    assert await state(home) == "asked"


async def test_a_request_is_made_once(home):
    await asked(home)
    await asked(home)

    assert "Ya lo pidió." in home.newest("Gabriel")
    assert sum("asks to be erased" in one for one in home.screen("Eva")) == 1


async def test_what_somebody_has_in_hand_goes_to_others_before_they_are_erased(home):
    await home.say("Gabriel", "me están asaltando")
    await home.press("Gabriel", "Estoy en peligro")
    await home.press("Sofia", "I'll handle it")
    await home.apps[0].storage.transaction(lambda tx: erasing.ask(tx, 1, home.people["Sofia Vega"], home.clock(), None))
    await home.passes(0)
    data = encode(DecideErasure(1, erase=True, sure=True))
    await pressed(home, "Eva", data)

    await home.passes(3)
    await home.passes(3)  # if the last words to them were still on their way

    assert await state(home) == "done"
    assert await rows(home, incident.c.state) == [("reopened",)]
    assert any("Sofia Vega has left. Somebody else has to take it." in one for one in home.screen("Marta"))
    assert await traces(home, "Sofia Vega", "U7001") == {}


async def pressed(home: House, first: str, data: str) -> None:
    """A button with this data, whether it was shown or not."""
    number = home.people[home.full(first)] + 6999
    app = home.apps[0]
    heard = Heard(
        "slack", f"x{home.clock()}{data}{first}", f"T0DEMO:U{number}", f"T0DEMO:U{number}", home.clock(), press=data
    )
    await app.hearing.hear(heard)
    await home.settled()


async def test_an_open_form_of_who_was_erased_is_cancelled(home):
    await home.say("Gabriel", "/inspeccionar walk-agricultural")
    await asked(home)

    await agreed(home)
    await home.passes(2)

    assert await rows(home, run.c.status) == [("cancelled",)]


async def test_nobody_decides_about_themselves_and_nobody_else_decides_at_all(home):
    await asked(home)
    await home.apps[0].storage.transaction(lambda tx: erasing.ask(tx, 1, home.people["Eva Castro"], home.clock(), None))

    for first, id in (("Eva", 2), ("Marta", 1), ("Sofia", 1), ("Sofia", 99)):
        await pressed(home, first, encode(DecideErasure(id, erase=True, sure=True)))

    assert await rows(home, erasure.c.state) == [("asked",), ("asked",)]


async def test_where_a_colleague_has_the_same_name_only_what_is_surely_theirs_is_exchanged(home):
    home.enrol("gabriel ruíz", "driver", "es")
    await walked(home)
    await alarmed(home)
    await asked(home)

    await agreed(home)
    await home.passes(2)

    assert ("Persona 1",) in await rows(home, answer.c.shown)
    found = await traces(home, "Gabriel Ruiz")
    assert set(found) == {"answer", "incident_event", "letter"}


async def test_it_goes_on_where_it_was_after_a_restart(home, monkeypatch):
    monkeypatch.setattr(sweeping, "WIDE", 3)
    await walked(home)
    await alarmed(home)
    await asked(home)
    await agreed(home)
    home.clock.at += timedelta(minutes=1)
    for _ in range(4):
        await home.apps[0].watch.look()
    assert await state(home) == "swept"

    await home.restart()
    await home.passes(2)

    assert await state(home) == "done"
    assert await traces(home, "Gabriel Ruiz", "7000") == {}


async def test_of_two_processes_each_window_is_looked_through_by_one(tmp_path, postgres_url, monkeypatch):
    monkeypatch.setattr(sweeping, "WIDE", 2)
    async with house(tmp_path, postgres_url, processes=2) as home:
        enrolled(home)
        await walked(home)
        await alarmed(home)
        await asked(home)
        await agreed(home)
        home.clock.at += timedelta(minutes=1)

        for _ in range(200):
            await asyncio.gather(*(app.watch.look() for app in home.apps))
            if await state(home) == "done":
                break

        assert await state(home) == "done"
        assert await traces(home, "Gabriel Ruiz", "7000") == {}
        assert not [name for (name,) in await rows(home, timer.c.name) if name in (erasing.ERASE, erasing.SWEEP)]
