"""Any record again, from a phone: found, opened, its files, after a restart; who gets nothing; what is very long."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa

from bot.channels.channel import Message
from bot.channels.slack import blocks
from bot.channels.telegram import card as telegram
from bot.channels.telegram.card import units
from bot.conversation.context import Context
from bot.conversation.record_card import changed, drawn
from bot.engine.talk import Text
from bot.sandbox.slack.blocks import problems
from bot.sandbox.telegram.html import parsed_html
from bot.store.runs import Given
from bot.store.sql import run
from bot.store.transaction import Transaction
from tests.field.filling import fill
from tests.field.house import House, house
from tests.saying import LIBRARY, WORDING

T = TypeVar("T")
PLATFORMS = ("telegram", "slack")


@pytest.fixture(params=PLATFORMS)
async def yard(request: pytest.FixtureRequest, tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    """Greta inspects; Luis, her manager, is on the platform that is tried."""
    async with house(tmp_path, sqlite_url) as made:
        made.enrol("Greta Diaz", "guard", "en", *(one for one in PLATFORMS if one != request.param))
        made.enrol("Luis Vega", "manager", "es", request.param)
        made.enrol("Juan Pérez", "driver", "es", request.param)
        made.enrol("Rosa Gil", "supervisor", "en", request.param, site="Houston dock")
        with made.apps[0].storage.engine.begin() as connection:
            connection.execute(sa.text("UPDATE site SET code = 'LAR' WHERE name = 'Laredo yard'"))
        yield made


async def at(yard: House, work: Callable[[Transaction], T]) -> T:
    return await yard.apps[0].storage.transaction(work)


async def inspected(yard: House) -> None:
    """LAR-26-0001: the bins are open, with a photo of them."""
    await fill(yard, "Greta", "walk-agricultural", "en", until="has")
    await yard.press("Greta", "Waste bins", "Done", "Problem")
    await yard.say("Greta", "bins open")
    if "[Skip]" in yard.newest("Greta"):
        yard.seat("Greta").send("a photo")
        await yard.settled()
    usual = ("Done", "Skip", "All OK here", "The rest is OK", "OK", "No", "Next ›", "Sign as Greta Diaz")
    while "[Finish]" not in (seen := yard.newest("Greta")):
        await yard.press("Greta", next(one for one in usual if f"[{one}]" in seen))
    await yard.press("Greta", "Finish")


async def test_a_manager_finds_an_inspection_and_reads_it_whole_also_after_a_restart(yard: House) -> None:
    await inspected(yard)

    await yard.say("Luis", "buscar greta hoy")
    seen = yard.newest("Luis")
    assert "LAR-26-0001" in seen
    assert "Quién: Greta Diaz" in seen
    assert "bins open" in seen
    await yard.restart()
    await yard.press("Luis", "Mostrar archivos")
    assert "Archivos y lugares" in "".join(yard.screen("Luis"))
    for _ in range(2):
        await yard.say("Luis", "buscar lar 1")
        assert "LAR-26-0001" in yard.newest("Luis")
    await yard.say("Luis", "menú")
    await yard.press("Luis", "Buscar un registro")
    assert "Los últimos en Laredo yard:" in yard.newest("Luis")
    await yard.press("Luis", "LAR-26-0001")
    assert "bins open" in yard.newest("Luis")


async def test_the_card_of_a_record_that_is_gone_meanwhile_says_so(yard: House) -> None:
    await inspected(yard)
    await yard.say("Luis", "buscar")
    await at(yard, lambda tx: tx.connection.execute(sa.update(run).values(status="removed")))

    before = yard.screen("Luis")
    await yard.press("Luis", "LAR-26-0001")

    assert yard.screen("Luis") == before


@pytest.mark.parametrize("first", ["Juan", "Rosa"])
async def test_a_driver_and_a_supervisor_of_another_site_get_nothing_of_it(yard: House, first: str) -> None:
    await inspected(yard)
    words = {"Juan": "buscar", "Rosa": "find"}[first]

    for sought in ("LAR-26-0001", "greta", "1", "laredo", ""):
        await yard.say(first, f"{words} {sought}".strip())

    seen = "".join(yard.screen(first))
    assert "bins open" not in seen
    assert "[LAR-26-0001]" not in seen


# What is very long.


LONG = "Patio de contenedores y plataformas número {n} de la frontera norte"[:58]
NAME = "María Guadalupe Fernández de la Concepción y Villavicencio {n}"


def whole(message: Message) -> None:
    """It fits both platforms, and every line of it is there."""
    slack, card = blocks.draw(message), telegram.draw(message)
    assert problems(slack["blocks"]) == []
    text = parsed_html(card.text).text
    assert units(text) <= 4096
    assert "… +" not in text
    shown = str(slack["blocks"])
    for line in message.lines:
        words = " ".join(line.value.split())
        assert words[-30:] in " ".join(text.replace("\u2060", "").split()), line
        assert words.split()[-1] in shown


async def test_a_record_with_a_hundred_and_fifty_points_and_forty_changes_is_turned_page_by_page(yard: House) -> None:
    await inspected(yard)

    def read(tx: Transaction) -> None:
        kept = tx.runs.get(1)
        who = tx.people.whom(yard.people["Luis Vega"])
        assert kept
        assert who
        for n in range(41):
            given = Given("where", f"Km {n}", "Where?", f"Km {n} {'x' * 300}", finding=False)
            tx.runs.record(kept, given, who, yard.clock() + timedelta(minutes=n))
        context = Context(tx, who, WORDING, LIBRARY, yard.clock())
        record = context.record(kept)
        one = record.items[0]
        many = tuple(
            replace(
                one, label=Text("{name}", {"name": f"{n}. {LONG}"}), shown=f"{n} {'Sí, señor. ' * (n % 9 * 40)}end{n}"
            )
            for n in range(150)
        )
        long = replace(record, items=(*record.items, *many))
        seen = []
        for draw in (drawn, changed):
            for page in range(200):
                message = draw(context, long, page)
                whole(message)
                seen += [line.value for line in message.lines]
                if not any(button.label == "›" for button in message.controls):
                    break
            else:
                raise AssertionError("no last page")
        assert [n for n in range(150) if not any(value.endswith(f"end{n}") for value in seen)] == []
        assert sum("→" in value for value in seen) >= 40
        assert draw(context, long, 99_999).lines == message.lines

    await at(yard, read)


async def test_two_hundred_sites_with_long_names_are_listed_and_found(yard: House) -> None:
    await inspected(yard)

    def make(tx: Transaction) -> None:
        kept = tx.runs.get(1)
        assert kept
        for n in range(200):
            there = tx.organisations.open_site(1, LONG.format(n=n) + f" {n}", "America/Tijuana").id
            someone = tx.people.join(1, there, NAME.format(n=n)[:80], "guard", "es", yard.clock())
            row = dict(tx.connection.execute(sa.select(run)).mappings().first() or {})
            row |= {"id": None, "site_id": there, "person_id": someone, "number": f"{'ABCDEF'}-26-{n + 1:04}"}
            tx.connection.execute(sa.insert(run), {name: value for name, value in row.items() if name != "id"})

    await at(yard, make)

    await yard.say("Luis", "buscar plataformas guadalupe")
    seen = yard.newest("Luis")
    assert seen.count("[ABCDEF-26-") == 8
    assert "… +" not in seen
    await yard.press("Luis", "›")
    turned = yard.newest("Luis")
    assert turned.count("[ABCDEF-26-") == 8
    assert turned != seen
    await yard.press("Luis", "‹")
    assert yard.newest("Luis") == seen
