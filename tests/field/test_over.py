"""A copy of a card that stayed, after the form is over: on both platforms a press on it says how it ended."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.written import MESSAGE
from bot.store.sql import letter
from tests.field.house import House, house

PLATFORMS = ("telegram", "slack")
CLEAN = (
    "Nothing: tractor alone",
    "All OK here",
    "The rest is OK",
    "OK",
    "Skip",
    "Yes, sent",
    "Sign as Dana Cole",
    "No",
)


@pytest.fixture(params=PLATFORMS)
async def yard(request: pytest.FixtureRequest, tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, sqlite_url) as made:
        made.enrol("Dana Cole", "supervisor", "en", request.param)
        yield made


async def at_the_overview(yard: House) -> None:
    await yard.say("Dana", "/inspect 17 training")
    for _ in range(40):
        shown = yard.newest("Dana")
        if "Check your answers" in shown:
            return
        label = next((one for one in CLEAN if f"[{one}]" in shown), "")
        await (yard.press("Dana", label) if label else yard.say("Dana", "Dock 4"))
    raise AssertionError(yard.newest("Dana"))


async def copied(yard: House) -> None:
    """The same card once more below everything, as after an answer of the platform that was lost."""
    app = yard.apps[0]
    with app.storage.engine.connect() as connection:
        row = connection.execute(
            sa.select(letter.c.body, letter.c.address, letter.c.line_id)
            .where(letter.c.slot == "run:1")
            .order_by(letter.c.id.desc())
        ).first()
    assert row
    channel = app.telegram if row.address.isdigit() else app.slack
    assert channel
    await channel.show(row.address, MESSAGE.validate_json(row.body), "")


async def test_a_page_turned_on_a_copy_of_a_finished_form_shows_how_it_ended(yard: House) -> None:
    await at_the_overview(yard)
    await copied(yard)
    place = len(yard.screen("Dana")) - 1
    turn = next(label for label in yard.newest("Dana").split("[") if label.startswith("Show the")).partition("]")[0]
    await yard.say("Dana", "finish")
    assert any("Recorded." in one for one in yard.screen("Dana"))
    assert f"[{turn}]" in yard.screen("Dana")[place]

    await yard.press("Dana", turn)

    assert "Recorded." in yard.screen("Dana")[place]
    assert not any(f"[{turn}]" in one for one in yard.screen("Dana"))
    assert sum("[Menu]" in one and "Recorded." in one for one in yard.screen("Dana")) == 1


async def test_a_button_on_a_copy_of_a_canceled_form_says_so_and_goes(yard: House) -> None:
    await at_the_overview(yard)
    await copied(yard)
    place = len(yard.screen("Dana")) - 1
    await yard.say("Dana", "cancel")
    await yard.press("Dana", "Yes, cancel")
    assert "[Finish]" in yard.screen("Dana")[place]

    await yard.press("Dana", "Finish")

    assert "This form was canceled." in yard.screen("Dana")[place]
    assert "[Finish]" not in yard.screen("Dana")[place]


async def test_a_last_card_that_a_late_change_has_turned_back_is_shown_again(yard: House) -> None:
    await at_the_overview(yard)
    app = yard.apps[0]
    with app.storage.engine.connect() as connection:
        row = connection.execute(
            sa.select(letter.c.body, letter.c.address, letter.c.line_id).order_by(letter.c.id.desc())
        ).first()
    await yard.press("Dana", "Finish")
    with app.storage.engine.connect() as connection:
        ref = connection.execute(sa.select(letter.c.shown).where(letter.c.slot == "run:1").order_by(letter.c.id.desc()))
        where = ref.scalars().first()
    assert row
    channel = app.telegram if row.address.isdigit() else app.slack
    assert channel
    await channel.show(row.address, MESSAGE.validate_json(row.body), where or "")
    assert not any("Recorded." in one for one in yard.screen("Dana"))

    await yard.press("Dana", "Finish")

    assert any("Recorded." in one for one in yard.screen("Dana"))
