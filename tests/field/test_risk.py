"""The five steps by lane: places one by one, threats and categories by buttons, an action plan of real actions, and who sees nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.presses.buttons import encode
from bot.presses.risking import AskLane, Assess, EndLane, OpenLane, ShowAssessment, ShowLanes
from bot.store.sql import action, risk_assessment, risk_lane, risk_rating, run
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


async def lane(yard: House, first: str = "Ana", name: str = "Silao to San Antonio") -> None:
    """Three places: a supplier's that nobody has in the list, our yard, and the end with a carrier."""
    await yard.say(first, "/risk")
    await yard.press(first, "Add a lane")
    await yard.say(first, name)
    await yard.say(first, "Silao")
    await yard.say(first, "Mexico")
    await yard.press(first, "Not known yet", "Add a place")
    await yard.say(first, "Laredo")
    await yard.say(first, "United States")
    await yard.press(first, "By road", "We ourselves: Laredo yard", "Add a place")
    await yard.say(first, "San Antonio")
    await yard.say(first, "US")
    await yard.press(first, "By road", "Not known yet")


async def threats(yard: House, first: str, highs: tuple[int, ...] = (4,)) -> None:
    await yard.press(first, "Yes, that is how it flows")
    for number in range(1, 6):
        await yard.press(first, "High: recent incidents and information" if number in highs else LOW)
        await yard.say(first, f"Reason {number}, from the police report")


async def categories(yard: House, first: str, changed: tuple[int, ...] = (6,)) -> None:
    """With nothing on record all is proposed high."""
    for number in range(1, 13):
        if number in changed:
            await yard.press(first, SOME)
            await yard.say(first, "Seals were bought new, the ledger begins now")
        else:
            await yard.press(first, "High: does not meet them")


async def finish(yard: House, first: str) -> None:
    """All answers are shown before the end, some at a time."""
    await yard.press(first, f"Sign as {yard.full(first)}")
    while "[Finish]" not in yard.newest(first):
        await yard.press(first, "Next ›")
    await yard.press(first, "Finish")


async def assess(yard: House, first: str = "Ana", highs: tuple[int, ...] = (4,)) -> None:
    await yard.press(first, "Assess this lane")
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

    await yard.press("Ana", "Assess this lane")
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
    await yard.press("Ana", "Assess this lane")
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
    await yard.press("Ana", "Assess this lane", "Cancel", "Yes, cancel")

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
