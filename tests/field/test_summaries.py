"""The summary as a manager works with it: what waits is opened and done from it, and it comes by itself when it was asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.channel import Heard
from bot.presses.buttons import encode
from bot.presses.summarizing import ShowNumbers, ShowSending
from bot.store.leaving import leave
from bot.store.sql import subscription
from tests.field.house import House, house

LONG = "Yard of the very long road that leads to the bridge, gate {:03}"
NIGHT = datetime(2026, 11, 23, 12, 59, tzinfo=UTC)  # a minute before seven on a Monday in Chicago
SEVEN = datetime(2026, 11, 23, 13, tzinfo=UTC)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Ana, a manager, reads English on Slack, Lucía Spanish on Telegram; Juan is a driver on Telegram, Gus one on Slack."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Lucía Herrera", "manager", "es")
        made.enrol("Juan Pérez", "driver", "es")
        made.enrol("Gus Cole", "driver", "en", "slack")
        yield made


async def reported(home: House) -> None:
    """Juan reports that seals are missing, and stops half way."""
    await home.say("Juan", "/incidente")
    await home.press("Juan", "Sello roto, faltante o distinto", "Faltan sellos del inventario")


async def at(home: House, moment: datetime) -> None:
    home.clock.at = moment
    await home.passes(0)


def cards(home: House, first: str, words: str) -> list[str]:
    return [one for one in home.screen(first) if words in one]


WORDS = {
    "Ana": (
        "summary", "Needs a decision: 1", "1. High, Nobody is handling it: Seals missing from stock", "[1. Open]",
        "1. Open", "I'll handle it", "Weekly summary 2026-W47",
    ),
    "Lucía": (
        "resumen", "Requiere una decisión: 1", "1. Alta, Nadie lo atiende: Faltan sellos del inventario", "[1. Abrir]",
        "1. Abrir", "Yo lo atiendo", "Resumen semanal 2026-W47",
    ),
}  # fmt: skip


@pytest.mark.parametrize("first", WORDS)
async def test_what_waits_stands_first_and_is_opened_and_taken_from_the_summary(home: House, first: str) -> None:
    command, count, line, shown, opened, take, title = WORDS[first]
    await reported(home)
    await home.say(first, command)
    card = home.newest(first)

    assert card.index(count) < card.index(title) < card.index(line)
    assert shown in card

    await home.press(first, opened)
    assert f"[{take}]" in home.newest(first)
    await home.press(first, take)
    await home.say(first, command)
    assert line not in home.newest(first)


@pytest.mark.parametrize(
    ("first", "order", "words"),
    [
        ("Ana", "Send me this every Monday at 7:00 AM", "Every Monday, 7:00 AM"),
        ("Lucía", "Enviarme esto cada lunes a las 7:00 a.m.", "Todos los lunes, 7:00 a.m."),
    ],
)
async def test_it_comes_by_itself_once_on_monday_at_seven_and_again_a_week_later(
    home: House, first: str, order: str, words: str
) -> None:
    command, *_, title = WORDS[first]
    await home.say(first, command)
    await home.press(first, "Send …" if first == "Ana" else "Enviar…", order)
    assert words in home.newest(first)

    await at(home, NIGHT)
    before = len(cards(home, first, title))
    await at(home, SEVEN)
    assert len(cards(home, first, title)) == before + 1
    await home.restart()
    await home.passes(60)
    assert len(cards(home, first, title)) == before + 1

    await at(home, datetime(2026, 11, 30, 13, tzinfo=UTC))
    assert len(cards(home, first, title.replace("W47", "W48"))) == 1
    assert not home.screen("Juan")


async def test_day_hour_and_sites_are_changed_and_it_can_be_stopped(home: House) -> None:
    home.enrol("Rosa Gil", "guard", "es", site="Tijuana dock")
    await home.say("Ana", "summary")
    await home.press(
        "Ana",
        "Send …",
        "Send me this every Monday at 7:00 AM",
        "Another day",
        "Every Friday",
        "Another hour",
        "5:00 PM",
    )
    await home.press("Ana", "Choose sites", "Tijuana dock", "Done")

    card = home.newest("Ana")
    assert "Every Friday, 5:00 PM" in card
    assert "the week itself" in card
    assert "Sites: Tijuana dock" in card

    await at(home, datetime(2026, 11, 27, 23, 0, tzinfo=UTC))
    assert len(cards(home, "Ana", "Weekly summary 2026-W48, Tijuana dock")) == 1
    await home.press("Ana", "Change or stop this", "Send it no more")
    assert "comes no more" in home.newest("Ana")
    await at(home, datetime(2026, 12, 4, 23, 30, tzinfo=UTC))
    assert not cards(home, "Ana", "2026-W49")


@pytest.mark.parametrize("change", ["left", "role"])
async def test_whoever_has_left_or_is_no_manager_anymore_gets_nothing(home: House, change: str) -> None:
    await home.say("Ana", "summary")
    await home.press("Ana", "Send …", "Send me this every Monday at 7:00 AM")
    ana = home.people["Ana Torres"]
    if change == "left":
        await home.apps[0].storage.transaction(lambda tx: leave(tx, ana, home.clock()))
    else:
        await home.apps[0].storage.transaction(lambda tx: tx.people.change(ana, role="guard"))
    before = home.screen("Ana")

    await at(home, SEVEN)

    assert home.screen("Ana") == before
    there = sa.select(sa.func.count()).select_from(subscription)
    assert await home.apps[0].storage.transaction(lambda tx: tx.connection.execute(there).scalar()) == 0


@pytest.mark.parametrize(
    ("ordered", "due"),
    [
        (datetime(2026, 10, 30, 12, tzinfo=UTC), datetime(2026, 11, 2, 13, tzinfo=UTC)),  # clocks go back on November 1
        (datetime(2027, 3, 12, 15, tzinfo=UTC), datetime(2027, 3, 15, 12, tzinfo=UTC)),  # and forward on March 14
    ],
)
async def test_it_comes_at_seven_by_the_clock_of_the_site_also_when_clocks_are_changed(
    home: House, ordered: datetime, due: datetime
) -> None:
    home.clock.at = ordered
    await home.say("Lucía", "resumen")
    await home.press("Lucía", "Enviar…", "Enviarme esto cada lunes a las 7:00 a.m.")

    next_at = sa.select(subscription.c.next_at)
    assert await home.apps[0].storage.transaction(lambda tx: tx.connection.execute(next_at).scalar_one()) == due


async def test_what_was_due_while_the_program_was_off_comes_late_and_once(home: House) -> None:
    await home.say("Lucía", "resumen")
    await home.press("Lucía", "Enviar…", "Enviarme esto cada lunes a las 7:00 a.m.")

    await at(home, datetime(2026, 12, 8, 20, tzinfo=UTC))

    assert len(cards(home, "Lucía", "Resumen semanal 2026-W49")) == 1
    assert not cards(home, "Lucía", "2026-W48\n")


@pytest.mark.parametrize("first", ["Ana", "Lucía"])
async def test_two_hundred_sites_with_long_names_are_chosen_from_by_pages(home: House, first: str) -> None:
    await home.apps[0].storage.transaction(
        lambda tx: [tx.organisations.open_site(1, LONG.format(n), "America/Chicago") for n in range(200)]
    )
    choose, last = ("One site", 20) if first == "Ana" else ("Un sitio", 20)
    await home.say(first, WORDS[first][0])
    await home.press(first, choose)
    seen = set()
    for page in range(last + 1):
        seen |= {label for label in home.seat(first).seen()[-1].buttons if label.startswith("Yard of")}
        if page < last:
            await home.press(first, f"{page + 2}/{last + 1} ›")

    assert seen == {LONG.format(n) for n in range(200)}
    await home.press(first, LONG.format(199))
    assert LONG.format(199) in home.newest(first)


@pytest.mark.parametrize(
    ("first", "parts", "back"),
    [
        ("Ana", ("All numbers", "Incidents (1)", "Training (", "Not finished (1)"), "Back to the summary"),
        ("Lucía", ("Todas las cifras", "Incidentes (1)", "Capacitación (", "Sin terminar (1)"), "Volver al resumen"),
    ],
)
async def test_what_a_number_counts_is_a_button_away_and_leads_back(
    home: House, first: str, parts: tuple[str, ...], back: str
) -> None:
    await reported(home)
    numbers, *rest = parts
    await home.say(first, WORDS[first][0])
    for part in rest:
        await home.press(first, numbers)
        label = next(one for one in home.seat(first).seen()[-1].buttons if one.startswith(part))
        await home.press(first, label)
        assert "1. " in home.newest(first)
        await home.press(first, back)
        assert cards(home, first, WORDS[first][-1])


@pytest.mark.parametrize(
    ("first", "way", "back"),
    [
        ("Ana", ("All numbers", "Not finished (2)", "One by one"), "Back to the summary"),
        ("Lucía", ("Todas las cifras", "Sin terminar (2)", "Uno por uno"), "Volver al resumen"),
    ],
)
async def test_a_number_leads_to_its_list_to_a_record_and_back(
    home: House, first: str, way: tuple[str, ...], back: str
) -> None:
    await reported(home)
    await home.say("Gus", "inspect")
    await home.press("Gus", "Check after a stop on the road")
    await home.say(first, "summary" if first == "Ana" else "resumen")
    await home.press(first, *way)
    lines = home.newest(first)
    assert "Juan Pérez" in lines
    assert "Gus Cole" in lines
    assert f"[{back}]" in lines

    await home.press(first, back)
    assert "2026-W47" in home.newest(first)


ASKED = {
    "Ana": ("summary", "All numbers", "Send …", "Incidents (4)", "Back to the summary"),
    "Lucía": ("resumen", "Todas las cifras", "Enviar…", "Incidentes (4)", "Volver al resumen"),
}


@pytest.mark.parametrize("first", ASKED)
async def test_the_card_is_short_and_every_number_is_opened_one_tap_further(home: House, first: str) -> None:
    command, numbers, send, incidents, back = ASKED[first]
    for one in ("Pepe Uno", "Rafa Dos", "Saul Tres", "Beto Seis"):
        home.enrol(one, "driver", "es")
        await home.say(one[:4], "/incidente")
        await home.press(one[:4], "Sello roto, faltante o distinto", "Faltan sellos del inventario")
    await home.say(first, command)
    card = home.newest(first)

    assert [f"[{n}. " in card for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert f"[{numbers}]" in card
    assert f"[{send}]" in card
    assert incidents not in card
    assert card.count("[") <= 10

    await home.press(first, numbers)
    shown = home.newest(first)
    assert f"[{back}]" in shown
    assert "[Incident" in shown
    await home.press(first, back)
    assert home.newest(first) == card


async def test_a_list_is_offered_only_where_it_has_anything(home: House) -> None:
    await reported(home)
    await home.say("Lucía", "resumen")
    await home.press("Lucía", "Todas las cifras", "Incidentes (1)")

    assert "[Incidentes]" not in home.newest("Lucía")
    assert "[Uno por uno]" in home.newest("Lucía") or "[Reportes sin terminar]" in home.newest("Lucía")
    await home.press("Lucía", "Todas las cifras")
    assert "[Volver al resumen]" in home.newest("Lucía")


async def test_a_driver_is_told_that_it_is_for_managers_whatever_they_press(home: House) -> None:
    for press in (ShowNumbers("2026-W47"), ShowSending("2026-W47")):
        account = str(home.people["Juan Pérez"] + 6999)
        heard = Heard("telegram", f"x{press}", account, account, home.clock(), press=encode(press))
        await home.apps[0].hearing.hear(heard)
        await home.settled()
        assert "El resumen semanal es para gerentes." in home.newest("Juan")


async def test_a_summary_of_one_day_names_it_once(home: House) -> None:
    await home.say("Lucía", "resumen ayer")

    assert home.newest("Lucía").count("20 de noviembre de 2026") == 1


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("semana pasada", "2026-W46"), ("como vamos", "2026-W47"), ("¿Cómo va Tijuana?", "2026-W47, Tijuana dock"),
        ("noviembre", "2026-11"), ("ayer Tijuana", "2026-11-20, Tijuana dock"), ("hoy", "2026-11-21"), ("este mes", "2026-11"),
        ("semana 46", "2026-W46"), ("laredo", "2026-W47, Laredo yard"), ("resumen lunes", "2026-11-16"), ("informe", "2026-W47"),
        ("reporte semanal", "2026-W47"), ("quiero ver el resumen de la semana pasada", "2026-W46"), ("2026", "2026"),
    ],
)  # fmt: skip
async def test_a_manager_asks_as_people_do(home: House, typed: str, named: str) -> None:
    home.enrol("Rosa Gil", "guard", "es", site="Tijuana dock")
    await home.say("Lucía", typed)
    assert f" {named}\n" in home.newest("Lucía")


@pytest.mark.parametrize("typed", ["resumen asdfgh", "resumen semana 60", "resumen 15/11"])
async def test_whoever_asks_for_what_there_is_not_is_told_how_to_ask(home: House, typed: str) -> None:
    await home.say("Lucía", typed)
    assert "Escriba una semana, un mes o un año así" in home.newest("Lucía")


@pytest.mark.parametrize("typed", ["como vamos", "ayer", "hoy"])
async def test_to_whoever_reads_no_summary_these_are_words_like_others(home: House, typed: str) -> None:
    await home.say("Juan", typed)
    assert "gerentes" not in home.newest("Juan")


@pytest.mark.parametrize("typed", ["Me asaltaron ayer", "ayer se perdió un sello en Laredo"])
async def test_what_a_manager_tells_is_no_question_how_it_goes(home: House, typed: str) -> None:
    await home.say("Lucía", typed)
    assert "Resumen" not in home.newest("Lucía")


async def test_in_the_middle_of_a_form_they_are_an_answer(home: House) -> None:
    await home.say("Ana", "incident")
    await home.say("Ana", "last week")
    assert "Weekly summary" not in "".join(home.screen("Ana"))
