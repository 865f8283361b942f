"""The five steps by lane: places one by one, threats and categories by buttons, an action plan of real actions, and who sees nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.presses.buttons import encode
from bot.presses.risking import AskLane, Assess, EndLane, OpenLane, ShowAssessment, ShowLanes, wanted
from bot.store.sql import action, risk_assessment, risk_lane, risk_leg, risk_rating, run
from tests.field.house import House, house
from tests.field.test_due import pressed, rows

LOW, MEETS = "Low: no recent activity or information", "Low: meets all that apply"
SOME = "Medium: meets some"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Rosa Díaz", "security", "es", "telegram")
        made.enrol("Aldo Ruiz", "auditor", "en", "telegram")
        made.enrol("Juan Pérez", "driver", "es", "telegram")
        yield made


async def partner(yard: House, first: str, name: str) -> None:
    await yard.say(first, "/partner")
    await yard.press(first, "Add a partner")
    await yard.say(first, name)
    await yard.press(first, "Carrier")


async def lane(yard: House, first: str = "Ana", name: str = "Silao to San Antonio", site: str = "Laredo yard") -> None:
    """Three places: a supplier's that nobody has in the list, our yard, and the end with a carrier."""
    await yard.say(first, "/risk")
    await yard.press(first, "Add a lane")
    await yard.say(first, name)
    await yard.say(first, "Silao")
    await yard.say(first, "Mexico")
    await yard.press(first, "Not known yet", "Add a place")
    await yard.say(first, "Laredo")
    await yard.say(first, "United States")
    await yard.press(first, "By road", f"We ourselves: {site}", "Add a place")
    await yard.say(first, "San Antonio")
    await yard.say(first, "US")
    await yard.press(first, "By road", "Not known yet")


async def begun(yard: House, first: str, words: str = "Step 1 of 5", label: str = "Assess this lane") -> None:
    """The year is read before the turn, beside the others."""
    await yard.press(first, label)
    async with asyncio.timeout(60):
        while words not in yard.newest(first):
            await asyncio.sleep(0.05)
            await yard.settled()


async def threats(yard: House, first: str, highs: tuple[int, ...] = (4,)) -> None:
    await yard.press(first, "Yes, that is how it flows")
    for number in range(1, 6):
        await yard.press(first, "High: recent incidents and information" if number in highs else LOW)
        await yard.say(first, f"Reason {number}, from the police report")


async def categories(yard: House, first: str, changed: tuple[int, ...] = (6,)) -> None:
    """With nothing on record all is proposed high; the assessment of last year is on record itself."""
    for number in range(1, 13):
        if number in changed:
            await yard.press(first, SOME)
            await yard.say(first, "Seals were bought new, the ledger begins now")
        else:
            await yard.press(first, "High: does not meet them")
            if "other than what the records suggest" in yard.newest(first):
                await yard.say(first, "The last assessment alone is not enough")


async def finish(yard: House, first: str) -> None:
    """All answers are shown before the end, some at a time."""
    await yard.press(first, f"Sign as {yard.full(first)}")
    while "[Finish]" not in yard.newest(first):
        await yard.press(first, "Next ›")
    await yard.press(first, "Finish")


async def assess(yard: House, first: str = "Ana", highs: tuple[int, ...] = (4,)) -> None:
    await begun(yard, first)
    await threats(yard, first, highs)
    await categories(yard, first)
    await finish(yard, first)


async def test_a_lane_is_entered_place_by_place_and_assessed_in_five_steps_with_an_action_plan(yard):
    await yard.say("Ana", "/risk")
    assert "No lanes yet" in yard.newest("Ana")
    await lane(yard)
    card = yard.newest("Ana")
    assert "never assessed" in card
    assert "Laredo, United States · by road · Laredo yard" in card

    await begun(yard, "Ana")
    first = yard.newest("Ana")
    assert "Step 1 of 5" in first
    assert "2. Laredo, United States · by road · Laredo yard" in first
    await threats(yard, "Ana")
    seen = yard.newest("Ana")
    assert "with nothing on record, findings: 0, incidents: 0. That suggests: high." in seen
    await categories(yard, "Ana")
    assert "never an average" in yard.newest("Ana")
    await finish(yard, "Ana")
    await yard.press("Ana", "Action plan")

    plan = yard.newest("Ana")
    assert "Threat: high" in plan
    assert "12 categories have none yet" in plan
    kept = (await rows(yard, risk_assessment))[0]
    assert (kept.threat, kept.vulnerability, kept.edition) == ("high", "high", 1)
    rated = {one.step: (one.value, one.proposed) for one in await rows(yard, risk_rating)}
    assert (rated["crime"], rated["c6"], rated["c7"]) == (("high", ""), ("medium", "high"), ("high", "high"))
    assert len(rated) == 17

    await yard.press("Ana", "Corrective action: 6. Seals (medium)", "Rosa Díaz", "December 5, 2026")
    assert "1 corrective actions are open or done; 11 categories" in "\n".join(yard.screen("Ana"))
    (opened,) = await rows(yard, action)
    assert (opened.step, opened.severity, opened.run_id) == ("c6", "medium", kept.run_id)
    assert "Silao to San Antonio" in yard.newest("Rosa")


async def test_it_is_gone_on_with_after_weeks_and_a_restart_where_it_was_left_and_changed_at_the_end(yard):
    await lane(yard)
    await begun(yard, "Ana")
    await threats(yard, "Ana", highs=())
    await yard.passes(30 * 24 * 60)
    await yard.restart()

    await yard.say("Ana", "/risk Silao")
    await yard.press("Ana", "Go on with the assessment")
    assert "Category 1 of 12" in yard.newest("Ana")
    await categories(yard, "Ana", changed=())
    await finish(yard, "Ana")

    assert (await rows(yard, risk_assessment))[0].threat == "low"
    assert len(await rows(yard, risk_assessment)) == 1
    await yard.say("Ana", "/risk")
    assert "threat low" in yard.newest("Ana")


async def test_what_was_cancelled_assesses_no_lane(yard):
    await lane(yard)
    await begun(yard, "Ana")
    await yard.press("Ana", "Cancel", "Yes, cancel")

    assert await rows(yard, risk_assessment) == []
    await yard.say("Ana", "/risk")
    assert "never assessed" in yard.newest("Ana")


@pytest.mark.parametrize("first", ["Juan"])
async def test_a_driver_sees_no_lane_and_changes_none(yard, first):
    await lane(yard)
    await assess(yard)
    (kept,) = await rows(yard, risk_assessment)
    await yard.say(first, "/risk")
    await yard.say(first, "/riesgo Silao")
    for press in (
        ShowLanes(),
        OpenLane(kept.lane_id),
        ShowAssessment(kept.run_id),
        Assess(kept.lane_id),
        EndLane(kept.lane_id, sure=True),
        AskLane(),
    ):
        await pressed(yard, first, encode(press))

    assert "Silao" not in "\n".join(yard.screen(first))
    assert [one.ended_at for one in await rows(yard, risk_lane)] == [None]
    assert len(await rows(yard, run)) == 1


async def test_the_pdf_and_the_workbook_come_into_the_chat_and_last_year_stands_beside_this_year(yard):
    await lane(yard)
    await assess(yard)
    await yard.passes(370 * 24 * 60)
    await yard.say("Ana", "/risk")
    assert "a year is over" in yard.newest("Ana")
    await yard.press("Ana", "Silao to San Antonio")
    await assess(yard, highs=(1, 4))
    await yard.press("Ana", "Action plan")
    assert "Terrorism" in yard.newest("Ana")
    assert "high · last time low · Reason 1, from the police report" in yard.newest("Ana")

    run_id = (await rows(yard, risk_assessment))[1].run_id
    for form, head in (("pdf", b"%PDF"), ("sheet", b"PK")):
        made = await yard.apps[0].sent_files.fetch(wanted(form, run_id, yard.people["Ana Torres"], "es"))
        assert made.startswith(head)
        (yard.folder / f"risk.{form}").write_bytes(made)
        with pytest.raises(FileNotFoundError):
            await yard.apps[0].sent_files.fetch(wanted(form, run_id, yard.people["Juan Pérez"], "es"))


async def test_security_adds_a_lane_of_twelve_places_in_spanish_on_a_phone(yard):
    await yard.say("Rosa", "/riesgo")
    assert "Aún no hay rutas" in yard.newest("Rosa")
    await yard.press("Rosa", "Agregar una ruta")
    await yard.say("Rosa", "De Bogotá a Miami")
    await yard.say("Rosa", "Lugar 1")
    await yard.say("Rosa", "Colombia")
    await yard.press("Rosa", "Aún no se sabe")
    for number in range(2, 13):
        await yard.press("Rosa", "Agregar un lugar")
        await yard.say("Rosa", f"Lugar {number}")
        await yard.press("Rosa", "Colombia", "Por mar", "Nosotros: Laredo yard")

    card = yard.newest("Rosa")
    assert "Lugar 12, Colombia · por mar · Laredo yard" in card
    assert len(await rows(yard, risk_leg)) == 12
    await begun(yard, "Rosa", "Paso 1 de 5", "Evaluar esta ruta")
    assert "12. Lugar 12, Colombia · por mar · Laredo yard" in yard.newest("Rosa")


async def reported(yard: House, first: str) -> None:
    await yard.say(first, "/incidente")
    await yard.press(first, "Sello roto, faltante o distinto", "El número no coincide")


async def test_an_incident_at_a_place_of_a_lane_makes_it_due_again_with_the_reason(yard):
    await lane(yard)
    await assess(yard)
    await yard.say("Aldo", "/risk")
    assert "next on November" in yard.newest("Aldo")
    assert "Add a lane" not in yard.newest("Aldo")

    await yard.passes(2 * 24 * 60)
    await reported(yard, "Juan")

    await yard.say("Aldo", "/risk")
    assert "due again: an incident on November 23" in yard.newest("Aldo")
    assert "To be assessed now: 1" in yard.newest("Aldo")
