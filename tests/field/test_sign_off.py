"""An inspection is signed off by somebody else, or sent back for some of its questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.people import leave
from bot.store.sql import answer, due, finding, run, sign_off, sign_off_event
from tests.field.house import House, house
from tests.field.test_actions import at, forged, rows, walked


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Gabriel, a guard, reads Spanish on Telegram; Marta and Tomas, managers, English on Slack. All inspections are signed off."""
    async with house(tmp_path, database_url) as made:
        made.clock.set("2026-11-23 10:00")
        made.enrol("Gabriel Ruiz", "guard", "es")
        made.enrol("Marta Lima", "manager", "en", "slack")
        made.enrol("Tomas Gil", "manager", "en", "slack")
        made.decide('{"sign_off": "inspections"}')
        yield made


def card(home: House, first: str) -> str:
    """The card of the inspection on a manager's screen."""
    return [one for one in home.screen(first) if "Pests in the past year" in one][-1]


async def test_a_sent_back_inspection_keeps_both_versions(home):
    await walked(home)
    assert "To be signed off" in card(home, "Marta")

    await home.press("Marta", "Send back for some questions", "4. Waste bins", "What was found", "Send back: 2")
    await home.say("Marta", "Which bins?")
    assert "Marta Lima lo devolvió: Which bins?" in home.newest("Gabriel")
    assert "4. Botes de basura: Problema" in home.newest("Gabriel")
    assert "Marta Lima has sent it back: Which bins?" in card(home, "Tomas")
    assert "[Approve]" not in card(home, "Tomas")

    await home.press("Gabriel", "Responder de nuevo")
    assert "4. Botes de basura" in home.newest("Gabriel")
    await home.press("Gabriel", "Problema")
    await home.say("Gabriel", "Los dos de la puerta 3")
    await home.press("Gabriel", "Firmar como Gabriel Ruiz", "Terminar")

    assert "Registro: S1-26-0001" in home.newest("Gabriel")
    assert "What was found, before it was sent back: Abiertos y llenos" in card(home, "Marta")
    assert "What was found: Los dos de la puerta 3" in card(home, "Marta")
    found = [row.shown for row in await rows(home, answer) if row.step.endswith(".what")]
    assert found == ["Abiertos y llenos", "Los dos de la puerta 3"]
    assert [row.step for row in await rows(home, answer)].count("signature") == 2
    assert [row.number for row in await rows(home, run)] == ["S1-26-0001"]
    assert len(await rows(home, finding)) == 1

    await home.press("Tomas", "Approve")
    assert "Tomas Gil lo aprobó" in home.newest("Gabriel")
    assert "Tomas Gil has approved it" in card(home, "Marta")
    assert [row.what for row in await rows(home, sign_off_event)] == ["back", "approved"]
    assert [row.state for row in await rows(home, sign_off)] == ["approved"]


async def test_nobody_signs_off_their_own_and_no_stranger_does(home):
    await walked(home)
    marta, gabriel = home.people["Marta Lima"], home.people["Gabriel Ruiz"]
    with home.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE person SET role = 'manager' WHERE id = {gabriel}"))
        connection.execute(sa.text(f"UPDATE person SET role = 'driver' WHERE id = {marta}"))

    for data in ("so:1", "so:1:a", "so:1:p:1:0", "so:1:s:0", "so:1:y:0"):
        assert (await forged(home, "7000", data, "telegram")).toast == "Usted no puede aprobar esto."
        assert (await forged(home, "T0DEMO:U7001", data)).toast == "You cannot sign this off."
    assert await rows(home, sign_off_event) == []


async def test_of_two_managers_at_once_one_decides_and_the_other_reads_who(home):
    await walked(home)

    home.seat("Marta").press("Approve", "")
    home.seat("Tomas").press("Approve", "")
    await home.settled()

    assert len(await rows(home, sign_off_event)) == 1
    toasts = [home.seat(who).toast(home.seat(who).toasts() - 1) for who in ("Marta", "Tomas")]
    assert sorted(toasts) == ["Approved.", "Somebody has decided that already."]


async def test_what_is_rejected_says_why(home):
    await walked(home)

    await home.press("Marta", "Reject")
    await home.say("Marta", "Wrong dock")

    assert "Marta Lima lo rechazó: Wrong dock" in home.newest("Gabriel")
    assert "Marta Lima has rejected it: Wrong dock" in card(home, "Tomas")
    assert [row.state for row in await rows(home, sign_off)] == ["rejected"]


async def test_what_was_sent_back_cannot_be_canceled(home):
    await walked(home)
    await home.press("Marta", "Send back for some questions", "4. Waste bins", "Send back: 1")
    await home.say("Marta", "Look again")

    await home.press("Gabriel", "Responder de nuevo", "Cancelar")
    assert "No se puede cancelar." in home.newest("Gabriel")
    await home.say("Gabriel", "/cancelar")

    assert [row.status for row in await rows(home, run)] == ["open"]


async def test_what_waits_for_a_signature_stands_in_the_list(home):
    await walked(home)

    await home.say("Marta", "/todo")
    await home.press("Marta", "S1-26-0001 · Site walk: pests and wood packaging", "Approve")

    assert "Marta Lima has approved it" in card(home, "Tomas")
    await home.say("Marta", "/todo")
    assert "To be signed off" not in home.newest("Marta")


async def test_without_the_setting_nobody_signs_off(home):
    home.decide("{}")

    await walked(home)

    assert await rows(home, sign_off) == []


async def test_nothing_is_sent_back_to_somebody_who_has_left(home):
    await walked(home)
    await home.apps[0].storage.transaction(lambda tx: leave(tx, "Gabriel Ruiz", home.clock()))

    await home.press("Marta", "Send back for some questions")

    assert home.seat("Marta").toast(home.seat("Marta").toasts() - 1) == "Gabriel Ruiz has left and cannot answer again."
    await home.press("Marta", "Approve")
    assert [row.state for row in await rows(home, sign_off)] == ["approved"]


async def test_of_a_station_only_the_point_that_was_sent_back_is_asked_again(home):
    home.enrol("Nico Paz", "manager", "es", "telegram")
    await home.say("Gabriel", "/inspeccion walk-agricultural")
    await home.say("Gabriel", "Muelle 3")
    await home.press("Gabriel", "Omitir", "Patio o terreno abierto", "Botes de basura", "Listo", "Todo conforme aquí")
    while "Registrado." not in home.newest("Gabriel"):
        seen = home.newest("Gabriel")
        labels = ("Todo conforme aquí", "Conforme", "No", "Omitir", "Firmar como Gabriel Ruiz", "Terminar")
        await home.press("Gabriel", next(one for one in labels if f"[{one}]" in seen))

    await home.press("Nico", "Devolver algunas preguntas", "2. Maleza y plantas", "Devolver preguntas: 1")
    await home.say("Nico", "Mire detrás del muelle")
    await home.press("Gabriel", "Responder de nuevo")

    assert "2. Maleza y plantas" in home.newest("Gabriel")
    assert "1. Terreno" not in home.newest("Gabriel")
    await home.press("Gabriel", "Conforme", "Firmar como Gabriel Ruiz")
    assert "Revise sus respuestas" in home.newest("Gabriel")
    await home.press("Gabriel", "Terminar")
    assert "Por aprobar" in home.newest("Nico")


async def test_what_is_answered_again_is_not_the_walk_of_the_next_day(home):
    await home.say("Marta", "due")
    await home.press("Marta", "Plan something", "Inspections", "Site walk: pests and wood packaging")
    await home.press("Marta", "Anyone (guard)", "Every day", "7:00 AM")
    await at(home, "2026-11-24 07:00")
    await walked(home)
    await home.press("Marta", "Send back for some questions", "4. Waste bins", "Send back: 1")
    await home.say("Marta", "Look again")
    await at(home, "2026-11-25 07:00")

    await home.press("Gabriel", "Responder de nuevo", "Problema", "Firmar como Gabriel Ruiz", "Terminar")

    assert [row.state for row in await rows(home, due)] == ["done", "due"]


async def test_what_the_only_manager_inspects_is_signed_off_by_a_supervisor(home):
    home.enrol("Sofia Vega", "supervisor", "en", "slack")
    gabriel, marta, tomas = (home.people[name] for name in ("Gabriel Ruiz", "Marta Lima", "Tomas Gil"))
    with home.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE person SET role = 'manager' WHERE id = {gabriel}"))
        connection.execute(sa.text(f"UPDATE person SET role = 'driver' WHERE id IN ({marta}, {tomas})"))
    await walked(home)

    await home.press("Sofia", "Approve")

    assert [row.state for row in await rows(home, sign_off)] == ["approved"]
