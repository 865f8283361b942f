"""What an organisation keeps no longer is removed, but for what is on hold or under way; a line of it stays."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.duties import retention as duty
from bot.duties.retention import earlier
from bot.organisation import retain
from bot.records import hold, holds, release, removed
from bot.store import sweeping, unclaimed
from bot.store.retention import SLOTS
from bot.store.sql import action, answer, file, incident, letter, removal, run, spare_file, timer
from bot.store.tables import REMOVED
from tests.field.filling import fill
from tests.field.house import House, house

BOT = Path(duty.__file__).parent.parent
AS_USUAL = ("OK", "No", "Skip", "Sign as Gabriel Ruiz", "Finish")
PASSES = timedelta(days=95)


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        enrolled(made)
        yield made


def enrolled(home: House) -> None:
    """Gabriel, a guard, on Telegram; Sofia, a supervisor, on Slack. Inspections and reports are kept for three months."""
    home.enrol("Gabriel Ruiz", "guard", "en")
    home.enrol("Sofia Vega", "supervisor", "en", "slack")
    home.enrol("Marta Lima", "manager", "en", "slack")
    home.decide('{"keep_inspections": "3", "keep_reports": "3", "sign_off": "none", "escalation": "none"}')


async def walked(home: House, problem: str = "") -> None:
    """Gabriel walks with a photo, finds nothing or that the bins are open, and signs."""
    await fill(home, "Gabriel", "walk-agricultural", "en", until="has")
    await home.press("Gabriel", "Waste bins" if problem else "None of these", "Done")
    for _ in range(20):
        seen = home.newest("Gabriel")
        found = "[Problem]" in seen and problem and "Waste bins" in seen
        label = "Problem" if found else next((one for one in AS_USUAL if f"[{one}]" in seen), "")
        if label:
            await home.press("Gabriel", label)
        elif "[Back]" in seen:
            await home.say("Gabriel", problem)
        else:
            return


async def reported(home: House, first: str = "Gabriel", *, closed: bool = True) -> None:
    """Somebody was in danger, and sent a photo."""
    await home.say(first, "they are robbing me")
    await home.press(first, "I am in danger")
    home.seat(first).send("a photo")
    await home.settled()
    await home.press("Sofia", "I'll handle it")
    if closed:
        await home.press("Sofia", "Resolved")
        await home.say("Sofia", "They wanted the phone")
        await home.say("Sofia", "Nobody waits alone at the gate")
        await home.press("Sofia", "Close")


async def does(home: House, work):
    return await home.apps[0].storage.transaction(work)


async def later(home: House, passes: timedelta = PASSES) -> None:
    """So much later what is over is removed."""
    home.clock.at += passes
    await does(home, lambda tx: retain(tx, "", home.clock()))
    await home.passes(0)


async def rows(home: House, *columns: sa.Column) -> list[tuple[object, ...]]:
    found = await does(home, lambda tx: tx.connection.execute(sa.select(*columns)).all())
    return sorted((tuple(row) for row in found), key=str)


async def test_what_is_over_is_removed_when_its_time_is_over_and_a_line_stays(home):
    await walked(home)
    number = (await rows(home, run.c.number))[0][0]

    await later(home)

    assert await rows(home, answer.c.id) == []
    assert await rows(home, run.c.status, run.c.number, run.c.state) == [(REMOVED, number, "{}")]
    [line] = await does(home, lambda tx: removed(tx, ""))
    assert line.startswith(f"{number}  walk-agricultural  Laredo yard  2026-11-21 to 2026-11-21: removed 2027-02-24")
    assert "(inspection: 3 months)" in line


async def test_what_is_not_old_enough_stays(home):
    await walked(home)

    await later(home, timedelta(days=91))

    assert await rows(home, run.c.status) == [("finished",)]


async def test_a_number_that_was_removed_is_not_given_again(home):
    await walked(home)
    await later(home)

    await walked(home)

    numbers = [number for (number,) in await rows(home, run.c.number)]
    assert len(set(numbers)) == 2


async def test_a_record_on_hold_stays_until_it_is_released(home):
    await walked(home)
    number = str((await rows(home, run.c.number))[0][0])
    said = await does(home, lambda tx: hold(tx, "", number.lower(), "claim of the  insurance", home.clock()))
    assert said == f"{number.lower()} is on hold: claim of the insurance. It is not removed until it is released."

    await later(home)
    assert await rows(home, run.c.status) == [("finished",)]
    assert "claim of the insurance" in (await does(home, lambda tx: holds(tx, "")))[0]

    await does(home, lambda tx: release(tx, "", number, home.clock()))
    await later(home, timedelta(days=1))
    assert await rows(home, run.c.status) == [(REMOVED,)]


async def test_a_manager_keeps_a_record_in_its_history_and_lets_it_go(home):
    await reported(home)
    await home.say("Marta", "incident R-1")
    await home.press("Marta", "Keep it")
    assert "On hold since 11/21/26" in home.newest("Marta")
    await later(home)
    assert (REMOVED,) not in await rows(home, run.c.status)

    await home.press("Marta", "End the hold")
    await later(home, timedelta(days=1))

    assert await rows(home, run.c.status) == [(REMOVED,)]


async def test_who_does_not_decide_does_not_keep_a_record(home):
    await reported(home)
    await home.say("Sofia", "incident R-1")

    assert "Keep it" not in home.newest("Sofia")


@pytest.mark.parametrize("closed", [True, False])
async def test_an_incident_is_removed_when_it_is_closed_with_its_letters_and_photos(home, closed):
    await reported(home, closed=closed)
    [kept] = await rows(home, run.c.id)

    await later(home)

    if not closed:
        assert await rows(home, incident.c.state) == [("taken",)]
        return
    assert await rows(home, run.c.status) == [(REMOVED,)]
    assert await rows(home, incident.c.run_id) == []
    assert [
        slot for (slot,) in await rows(home, letter.c.slot) if slot.endswith(f":{kept[0]}") or "thread" in str(slot)
    ] == []
    assert await rows(home, file.c.digest) == []


async def test_what_has_an_open_corrective_action_stays(home):
    await walked(home, "open and full")
    assert [state for (state,) in await rows(home, action.c.state)] == ["open"]

    await later(home)

    assert await rows(home, run.c.status) == [("finished",)]


async def test_a_photo_that_something_else_holds_stays(home):
    home.enrol("Berta Sol", "guard", "en")
    await reported(home)
    home.clock.at += PASSES - timedelta(days=1)
    await reported(home, "Berta")

    await later(home, timedelta(days=2))

    assert (REMOVED,) in await rows(home, run.c.status)
    assert len(await rows(home, answer.c.id)) > 0
    assert len(await rows(home, file.c.digest)) == 1
    assert await rows(home, spare_file.c.digest) == []


async def test_the_bytes_of_a_photo_that_nobody_holds_are_removed(home):
    await reported(home)
    await later(home)
    app = home.apps[0]

    count = [
        await unclaimed.remove(app.files, app.storage, f"{n:02x}", datetime.now(UTC) + timedelta(days=1))
        for n in range(256)
    ]

    assert sum(count) == 1


async def test_who_opens_a_removed_record_reads_that_there_is_none(home):
    await reported(home)
    number = str((await rows(home, run.c.number))[0][0] or "")
    await later(home)

    await home.press("Sofia", "History")

    assert "This report was not sent to you." in home.seat("Sofia").toast(home.seat("Sofia").toasts() - 1)
    await home.say("Sofia", f"incident {number or 'R-1'}")
    assert "There is no incident with that number that you may read." in home.newest("Sofia")


async def test_the_summary_still_opens_when_something_was_removed(home):
    await walked(home)
    await later(home)

    await home.say("Marta", "summary")
    await home.say("Gabriel", "/mydata")

    assert "Nothing was recorded this week." in home.newest("Marta")
    assert "1, last" in home.newest("Gabriel")


async def test_without_a_setting_everything_is_kept_for_ever(home):
    home.decide("{}")
    await walked(home)

    await later(home, timedelta(days=20_000))

    assert await rows(home, run.c.status) == [("finished",)]
    assert duty.RETAIN not in {name for (name,) in await rows(home, timer.c.name)}


async def test_it_goes_on_after_a_restart_in_the_middle_and_the_next_day(home, monkeypatch):
    monkeypatch.setattr(duty, "BATCH", 1)
    monkeypatch.setattr(sweeping, "WIDE", 2)
    await walked(home)
    await walked(home)
    home.clock.at += PASSES
    await does(home, lambda tx: retain(tx, "", home.clock()))
    await home.apps[0].watch.look()
    assert await rows(home, removal.c.run_id)  # the program looks by itself as well: it may have been twice

    await home.restart()
    for _ in range(5):  # what the program did when it was ended may still hold its row of the database for a moment
        await home.passes(1)

    assert len(await rows(home, removal.c.run_id)) == 2
    assert duty.RETAIN in {name for (name,) in await rows(home, timer.c.name)}


async def test_two_processes_remove_each_record_once(tmp_path, postgres_url, monkeypatch):
    monkeypatch.setattr(duty, "BATCH", 1)
    async with house(tmp_path, postgres_url, processes=2) as home:
        enrolled(home)
        for _ in range(3):
            await walked(home)
        home.clock.at += PASSES

        async def both(_round: int) -> None:
            await does(home, lambda tx: retain(tx, "", home.clock()))
            await asyncio.gather(*(app.watch.look() for app in home.apps))

        for number in range(8):
            await both(number)

        assert len(await rows(home, removal.c.run_id)) == 3
        assert await rows(home, answer.c.id) == []


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2027-05-31", 3, "2027-02-28"), ("2027-01-15", 1, "2026-12-15"), ("2028-02-29", 12, "2027-02-28"), ("2027-03-01", 600, "1977-03-01")],
)  # fmt: skip
def test_a_month_before_is_the_same_day_or_the_last_one(day, months, before):
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)

    assert earlier(at, months).date().isoformat() == before


def test_every_table_with_words_of_people_is_looked_through():
    """A table that is new and has words in it has to be thought of."""
    swept = {part.table.name for part in sweeping.PARTS}
    words = {
        t.name for t in SQLModel.metadata.sorted_tables for c in t.c if isinstance(c.type, sa.Text) and "run_id" in t.c
    }

    hashes = {"proof_leaf"}  # no words: what shows afterwards that a record was removed by rule
    training = {"recall_answer"}  # kept as long as quizzes are: recalls.forget_answers
    assert words <= swept | {"aside", "due"} | hashes | training


def test_no_letter_about_a_record_is_forgotten_when_it_is_removed():
    written = "".join(page.read_text() for room in ("duties", "conversation") for page in (BOT / room).glob("*.py"))

    slots = set(re.findall(r'f"([a-z]+):\{(?:press\.run|run|run_id|(?:record\.)?kept\.id)\}"', written))

    assert slots - {"tip"} <= set(SLOTS)
