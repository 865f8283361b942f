"""What is due: planned in chat, reminded of once, done in time, late or missed, and read by the manager."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.channels.channel import Heard
from bot.presses.buttons import encode
from bot.presses.scheduling import BeginDue, Plan, ShowDue, ShowPlan, ShowPlans, StopPlan
from bot.recurring import next_after
from bot.store.dues import Draw
from bot.store.schedules import DUE, Planned
from bot.store.sql import due, letter, run, schedule
from bot.store.tables import Handle, Organisation, Person, Site
from tests.conftest import LINES
from tests.field.filling import fill, finish, on_with
from tests.field.house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Lucía, a manager, reads Spanish on Telegram, Ana English on Slack. At the yard in Laredo is Greta, a guard on Slack, at
    the dock in Tijuana, two hours behind, Beto, a guard on Telegram."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        await people(made)
        yield made


async def people(home: House) -> None:
    home.enrol("Ana Torres", "manager", "en", "slack")
    home.enrol("Lucía Herrera", "manager", "es")
    home.enrol("Greta Ruiz", "guard", "en", "slack")
    home.enrol("Beto Gil", "guard", "es", site="Tijuana dock")
    dock = home.sites["Tijuana dock"]
    await home.apps[0].storage.transaction(lambda tx: tx.organisations.change_zone(dock, "America/Tijuana"))


async def at(home: House, moment: str) -> None:
    """It is this time in UTC, and what is due by then is done."""
    home.clock.at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    await home.passes(0)


async def rows(home: House, table: sa.Table) -> list[sa.Row]:
    query = sa.select(table).order_by(table.c.id)
    return await home.apps[0].storage.transaction(lambda tx: list(tx.connection.execute(query)))


WALK, RECORRIDO = "Site walk: fences, gates, lights and cameras", "Recorrido: cercas, accesos, luces y cámaras"
MONDAY = ("Anyone (guard)", "Every Monday", "7:00 AM")
PRESSED = (
    "Skip", "All OK here", "Sign as Greta Ruiz", "Finish", "Omitir", "Todo conforme aquí", "Firmar como Beto Gil", "Terminar",
)  # fmt: skip


async def planned(home: House, *chosen: str, site: str = "", flow: str = WALK) -> None:
    """Ana plans it."""
    await home.say("Ana", "due")
    await home.press("Ana", *([site] if site else []), "Plan something", "Inspections", flow, *chosen)


async def walks(home: House, first: str) -> None:
    """The whole walk, from the reminder on: all is well."""
    spanish = first == "Beto"
    await home.press(first, "Comenzar" if spanish else "Begin")
    await home.say(first, "North fence")
    await home.press(first, *(("Omitir", "Nada de esto", "Listo") if spanish else ("Skip", "None of these", "Done")))
    await on(home, first)


async def on(home: House, first: str) -> None:
    """Whatever else is asked, answered as when all is well."""
    for _ in range(12):
        label = next((label for label in PRESSED if f"[{label}]" in home.newest(first)), "")
        if not label:
            return
        await home.press(first, label)


async def states(home: House) -> list[tuple[int, str]]:
    return [(row.person_id, row.state) for row in await rows(home, due)]


async def test_a_walk_is_planned_in_chat_due_at_two_sites_done_at_one_and_missed_at_the_other(home):
    await planned(home, *MONDAY)
    assert home.newest("Ana").splitlines()[1:7] == [
        "Planned.", "Site: Laredo yard", "How often: Every Monday, 7:00 AM", "Who: anyone (guard)", "Time allowed: 120 min",
        "Next: 11/23/26, 7:00 AM (Chicago time)",
    ]  # fmt: skip
    await planned(home, *MONDAY, site="Tijuana dock")
    assert "Next: 11/23/26, 7:00 AM (Tijuana time)" in home.newest("Ana")

    await at(home, "2026-11-23 12:58")
    assert home.screen("Greta") == home.screen("Beto") == []
    await at(home, "2026-11-23 13:00")
    assert home.screen("Beto") == []
    assert home.newest("Greta").splitlines() == [
        WALK, "This is due.", "Due: 11/23/26, 7:00 AM (Chicago time)", "In time until: 11/23/26, 9:00 AM (Chicago time)",
        "[Begin]",
    ]  # fmt: skip
    home.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    await walks(home, "Greta")
    assert home.screen("Greta")[0].splitlines()[:2] == [WALK, "Done by Greta Ruiz, 8:09 AM."]
    assert "[Begin]" not in home.screen("Greta")[0]
    await at(home, "2026-11-23 15:00")
    assert home.newest("Beto").splitlines()[:3] == [
        RECORRIDO, "Toca hacer esto.", "Programado para: 23/11/26, 7:00 a.m. (hora de Tijuana)",
    ]  # fmt: skip

    await at(home, "2026-11-30 15:00")
    assert home.screen("Beto")[0].splitlines()[:2] == [RECORRIDO, "No se hizo."]
    await home.say("Ana", "due")
    assert home.newest("Ana").splitlines()[:6] == [
        "What is due · Laredo yard", "Overdue", f"{WALK}, 7:00 AM, anyone (guard)", "Done lately",
        f"{WALK}, Greta Ruiz, 11/23/26, 8:09 AM", "Coming up",
    ]  # fmt: skip
    await home.press("Ana", "Tijuana dock")
    assert home.newest("Ana").splitlines()[:5] == [
        "What is due · Tijuana dock", "Missed", f"{WALK}, 11/23/26, 7:00 AM, anyone (guard)", "Due now",
        f"{WALK}, 7:00 AM, anyone (guard)",
    ]  # fmt: skip
    await home.say("Lucía", "/programado")
    await home.press("Lucía", "Tijuana dock")
    assert home.newest("Lucía").splitlines()[:3] == [
        "Lo que toca hacer · Tijuana dock", "No se hizo", f"{RECORRIDO}, 23/11/26, 7:00 a.m., cualquier persona (vigilante)",
    ]  # fmt: skip


async def books(home: House, **given: object) -> int:
    """Planned in the books: a walk of any guard at the yard, every day at seven, unless something else is said."""
    usual = {
        "organisation_id": 1, "site_id": home.sites["Laredo yard"], "flow_id": "walk-physical", "role": "guard",
        "person_id": None, "each": False, "draws": False, "rule": "FREQ=DAILY", "begins": date(2026, 11, 20), "at": "07:00",
        "grace": 120,
    }  # fmt: skip
    wanted = Planned(**{**usual, **given})  # type: ignore[arg-type]

    def make(tx):
        zone, now = tx.people.place(wanted.site_id).zone, home.clock()
        at = next_after(wanted.rule, wanted.begins, time.fromisoformat(wanted.at), zone, now)
        one = tx.schedules.make(wanted, at, now)
        tx.timers.set(DUE, at, str(one.id))
        return one.id

    return await home.apps[0].storage.transaction(make)


async def reminders(home: House) -> list[int]:
    """Whom the reminders were written to, in order."""
    mine = sa.select(letter.c.person_id).where(letter.c.slot.like("due:%"), ~letter.c.edit).order_by(letter.c.id)
    return await home.apps[0].storage.transaction(lambda tx: list(tx.connection.execute(mine).scalars()))


async def test_what_was_done_after_its_time_is_late_and_before_the_next_time(home):
    await books(home)
    await at(home, "2026-11-22 13:00")

    home.clock.at = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    await walks(home, "Greta")

    assert await states(home) == [(0, "late")]
    assert home.screen("Greta")[0].splitlines()[1] == "Done late by Greta Ruiz, 2:09 PM."
    await home.say("Ana", "due")
    assert f"{WALK}, Greta Ruiz, 2:09 PM (late)" in home.newest("Ana")


async def test_a_button_of_a_reminder_pressed_twice_begins_one_form(home):
    await books(home)
    await at(home, "2026-11-22 13:00")

    await home.press("Greta", "Begin")
    home.seat("Greta").press("Begin", "further up")
    await home.settled()

    assert len(await rows(home, run)) == 1


async def test_who_presses_begin_after_a_colleague_has_done_it_reads_who_it_was(home):
    home.enrol("Hugo Paz", "guard", "en")
    await books(home)
    await at(home, "2026-11-22 13:00")
    assert len(home.screen("Hugo")) == 1

    await walks(home, "Greta")

    assert home.newest("Hugo").splitlines()[:2] == [WALK, "Done by Greta Ruiz, 7:09 AM."]
    assert len(home.screen("Hugo")) == 1
    assert await reminders(home) == [home.people["Greta Ruiz"], home.people["Hugo Paz"]]


async def test_what_each_has_to_do_is_due_for_each_and_the_list_names_who_has_not(home):
    home.enrol("Hugo Paz", "guard", "en")
    home.enrol("Ines Mora", "guard", "en")
    await books(home, each=True)
    await at(home, "2026-11-22 13:00")

    await walks(home, "Greta")

    assert [state for _, state in await states(home)] == ["done", "due", "due"]
    await home.say("Ana", "due")
    assert f"Due now\n{WALK}, 7:00 AM, Hugo Paz and Ines Mora" in home.newest("Ana")
    assert "[Begin]" in home.newest("Hugo")


async def test_a_timer_due_while_the_program_was_off_rings_late_and_once_and_what_was_missed_is_kept(home):
    await books(home)
    for app in home.apps:
        await app.close()
    home.apps = []
    home.clock.at = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)

    await home.open(1)
    await home.passes(0)
    await home.passes(1)

    assert await states(home) == [(0, "missed")] * 3 + [(0, "due")]
    assert await reminders(home) == [home.people["Greta Ruiz"]]
    assert [row.at.hour for row in await rows(home, due)] == [13] * 4


async def test_a_reminder_waits_for_the_end_of_the_quiet_hours(home):
    home.decide('{"quiet": "22:00-08:00"}')
    await books(home)

    await at(home, "2026-11-22 13:00")
    assert home.screen("Greta") == []
    await at(home, "2026-11-22 14:00")

    assert len(home.screen("Greta")) == 1
    await home.passes(10)
    assert await reminders(home) == [home.people["Greta Ruiz"]]


async def test_what_was_done_in_the_quiet_hours_is_not_reminded_of(home):
    home.decide('{"quiet": "22:00-08:00"}')
    await books(home)
    await at(home, "2026-11-22 13:00")

    await home.say("Greta", "due")
    assert f"What is due\nDue now\n{WALK}, 7:00 AM, anyone (guard)\nComing up" in home.newest("Greta")
    await home.press("Greta", f"7:00 AM · {WALK}")
    await home.say("Greta", "North fence")
    await home.press("Greta", "Skip", "None of these", "Done")
    await on(home, "Greta")
    await at(home, "2026-11-22 14:00")

    assert await states(home) == [(0, "done")]
    assert await reminders(home) == []


async def test_whoever_has_left_is_not_reminded_and_the_manager_is_told(home):
    await books(home, role="", person_id=home.people["Greta Ruiz"])
    await home.apps[0].storage.transaction(lambda tx: tx.people.leave(home.people["Greta Ruiz"], home.clock()))

    await at(home, "2026-11-22 13:00")

    assert await reminders(home) == []
    assert home.screen("Greta") == []
    assert home.newest("Ana").splitlines() == [
        WALK, "This is due, and nobody is there to do it.", "Site: Laredo yard", "Who: Greta Ruiz", "[What is planned]",
    ]  # fmt: skip
    await home.press("Ana", "What is planned", "Stop this")
    assert "Stopped. It is not due anymore." in home.newest("Ana")


@pytest.mark.parametrize("each", [True, False])
async def test_of_a_role_that_nobody_has_at_the_site_the_manager_is_told(home, each):
    await books(home, flow_id="seal-vvtt", role="warehouse", each=each)

    await at(home, "2026-11-22 13:00")

    assert (
        "Who: each person (warehouse)" in home.newest("Ana")
        if each
        else "Who: anyone (warehouse)" in home.newest("Ana")
    )
    assert "Toca hacer esto y no hay nadie que lo haga." in home.newest("Lucía")
    assert await states(home) == [(0, "due")]


async def test_what_is_stopped_is_not_due_anymore_and_its_reminder_says_so(home):
    await planned(home, "Anyone (guard)", "Every day", "7:00 AM")
    await at(home, "2026-11-22 13:00")

    await home.say("Ana", "due")
    await home.press("Ana", "What is planned", f"Every day, 7:00 AM · {WALK}", "Stop this")
    await at(home, "2026-11-24 14:00")

    assert home.screen("Greta") == [f"{WALK}\nThis is not due anymore.\nDue: 11/22/26, 7:00 AM (Chicago time)"]
    assert await states(home) == [(0, "dropped")]


async def test_the_same_is_not_planned_twice(home):
    for _ in range(2):
        await planned(home, "Anyone (guard)", "Every day", "7:00 AM")

    assert "This is planned already." in home.newest("Ana")
    assert len(await rows(home, schedule)) == 1


async def test_a_quiz_that_was_not_passed_is_still_due(home):
    home.decide("{}")
    await books(home, flow_id="access-control", each=True, role="guard")
    await at(home, "2026-11-22 13:00")

    await home.press("Greta", "Begin")
    for _ in range(40):
        shown = home.newest("Greta")
        buttons = [line[1:-1] for line in shown.splitlines() if line.startswith("[")]
        if "[Menu]" in shown:
            break
        await home.press("Greta", next((b for b in buttons if b in ("Next", "Done")), buttons[0]))

    (kept,) = await rows(home, run)
    assert (kept.status, kept.passed) == ("finished", False)
    assert await states(home) == [(home.people["Greta Ruiz"], "due")]


async def test_a_worker_reads_what_is_theirs_and_begins_it_there(home):
    await books(home)
    await home.say("Greta", "due")
    assert home.newest("Greta").splitlines() == [
        "What is due", "Nothing is due for you now.", "Coming up", f"{WALK}, 11/22/26, 7:00 AM, anyone (guard)", "[Menu]",
    ]  # fmt: skip

    await at(home, "2026-11-22 13:00")
    await home.say("Greta", "due")
    await home.press("Greta", f"7:00 AM · {WALK}")

    assert "Which area or building are you walking?" in home.newest("Greta")


async def test_a_walk_at_another_site_or_of_another_role_does_not_count(home):
    await books(home, site_id=home.sites["Tijuana dock"])
    await books(home, role="supervisor")
    await at(home, "2026-11-22 15:00")

    await home.say("Greta", "/inspect walk-physical")
    await home.say("Greta", "North fence")
    await home.press("Greta", "Skip", "None of these", "Done")
    await on(home, "Greta")

    assert await states(home) == [(0, "due"), (0, "due")]


async def clean(home: House, *units: str) -> None:
    """Units that were inspected at the yard today, all of them without a finding."""
    digest = await home.apps[0].storage.transaction(lambda tx: home.apps[0].library.today["tractor-trailer-17"].digest)
    rows = [
        {
            "organisation_id": 1, "site_id": home.sites["Laredo yard"], "person_id": home.people["Greta Ruiz"],
            "flow_id": "tractor-trailer-17", "digest": digest, "status": "finished", "version": 9, "state": "{}",
            "began_at": home.clock(), "touched_at": home.clock(), "finished_at": home.clock(), "outcome": "released",
            "severity": "", "passed": not unit.startswith("BAD"), "number": "", "unit": unit, "confidential": False,
        }
        for unit in units
    ]  # fmt: skip
    await home.apps[0].storage.transaction(lambda tx: tx.connection.execute(sa.insert(run), rows))


async def test_a_unit_reported_clean_today_is_drawn_by_a_seed_that_anybody_can_draw_with_again(home):
    await books(home, draws=True, rule="FREQ=WEEKLY;BYDAY=SU", at="12:00", flow_id="container-7", role="manager")
    home.clock.at = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    await clean(home, "ABC1234", "CSQU3054383", "BAD0001", "XYZ9876")

    await at(home, "2026-11-22 18:00")

    (row,) = await rows(home, due)
    assert row.pool == '["ABC1234", "CSQU3054383", "XYZ9876"]'
    assert Draw.of(("ABC1234", "CSQU3054383", "XYZ9876"), row.seed).unit == row.unit
    assert f"Search this unit: {row.unit}" in home.newest("Ana")
    assert f"Revise esta unidad: {row.unit}" in home.newest("Lucía")
    await home.say("Ana", "due")
    assert f"{row.unit}, 12:00 PM, anyone (manager)" in home.newest("Ana")


async def test_where_no_unit_was_reported_clean_none_is_drawn_and_the_manager_reads_it(home):
    await books(home, draws=True, rule="FREQ=WEEKLY;BYDAY=SU", at="12:00", flow_id="container-7", role="guard")

    await at(home, "2026-11-22 18:00")

    assert "no unit was reported clean here today: none was drawn." in home.newest("Ana")
    assert home.screen("Greta") == []
    assert await states(home) == [(0, "empty")]


async def test_neither_a_worker_nor_a_stranger_nor_the_next_organisation_gets_at_what_is_planned(home):
    id = await books(home)
    await at(home, "2026-11-22 13:00")
    (there,) = await rows(home, due)
    with Session(home.apps[0].storage.engine) as session:
        session.add(Organisation(id=2, name="Aduanas del Sur"))
        session.flush()
        session.add(site := Site(organisation_id=2, name="Muelle", zone="America/Tijuana"))
        session.flush()
        place = int(site.id or 0)
        session.add(
            person := Person(
                organisation_id=2, site_id=place, name="Eva Sol", role="manager", lang="en", joined_at=home.clock()
            )
        )
        session.flush()
        account = home._account("Eva Sol", "telegram", 9900, "en")
        session.add(Handle(person_id=person.id, line_id=LINES["telegram"], account=account, address=account))
        session.commit()
    home._account("Nemo", "telegram", 9901, "en")
    before = await rows(home, schedule)

    for press in (BeginDue(there.id), ShowPlan(id), StopPlan(id), ShowPlans(1), ShowDue(1)):
        for first in ("Eva", "Nemo"):
            await pressed(home, first, encode(press))
    for press in (StopPlan(id), ShowPlan(id), ShowPlans(1), Plan("inspection"), Plan(flow="walk-physical", site=1)):
        await pressed(home, "Beto", encode(press))
    await pressed(home, "Eva", encode(Plan("", "walk-physical", 1, "guard", "d", "0700")))
    await pressed(home, "Eva", encode(Plan("", "walk-physical", place, "3", "d", "0700")))

    assert [row for row in await rows(home, schedule) if row.organisation_id == 1] == before
    assert all(row.site_id == place and not row.person_id for row in await rows(home, schedule) if row.id != id)
    assert await rows(home, run) == []
    for first in ("Eva", "Nemo"):
        assert not any("Laredo" in seen or WALK + ", 7" in seen for seen in home.screen(first))
    assert not any("Stop" in seen for seen in home.screen("Beto"))


async def pressed(home: House, first: str, data: str) -> None:
    """Anybody can forge a button."""
    home.clock.at += timedelta(minutes=1)
    account = str(home.seat(first, "telegram").person.id)  # type: ignore[attr-defined]
    delivery = f"forged {home.clock.at}"
    heard = Heard("telegram", delivery, account, account, home.clock.at, press=data, line=LINES["telegram"])
    await home.apps[0].hearing.hear(heard)
    await home.settled()


async def test_two_processes_remind_once_and_what_is_done_then_is_done(tmp_path, postgres_url):
    async with house(tmp_path, postgres_url, processes=2) as made:
        await people(made)
        await books(made)
        await books(made, flow_id="walk-access", each=True)
        made.clock.at = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)

        await asyncio.gather(*(app.watch.look() for app in made.apps for _ in range(3)))
        await made.settled()

        greta = made.people["Greta Ruiz"]
        assert await reminders(made) == [greta, greta]
        assert len(await rows(made, due)) == 2

        await made.say("Greta", "due")
        await made.press("Greta", f"7:00 AM · {WALK}")
        await made.say("Greta", "North fence")
        await made.press("Greta", "Skip", "None of these", "Done")
        await on(made, "Greta")
        assert await states(made) == [(0, "done"), (greta, "due")]
        await made.say("Ana", "due")
        assert f"{WALK}, Greta Ruiz, " in made.newest("Ana")


async def test_a_reminder_that_cannot_be_delivered_is_told_to_the_manager(home):
    home.enrol("Hugo Paz", "guard", "en", site="Tijuana dock")
    await books(home, role="", person_id=home.people["Beto Gil"])
    home.block("Beto")

    await at(home, "2026-11-22 13:00")

    assert home.newest("Ana").splitlines()[:4] == [
        WALK, "This is due, and the reminder could not be delivered.", "Site: Laredo yard", "Who: Beto Gil",
    ]  # fmt: skip
    assert len(home.screen("Hugo")) == 0


async def test_what_was_missed_stands_in_the_summary_of_the_week(home):
    await books(home)
    await at(home, "2026-11-22 13:00")
    await at(home, "2026-11-24 14:00")

    await home.say("Ana", "summary 2026-W47")

    assert "1 missed" in home.newest("Ana")
    await home.press("Ana", "All numbers", "What was due (1)")
    assert f"Missed: {WALK}, Laredo yard" in home.newest("Ana")


async def test_over_the_change_of_clocks_it_is_due_once_a_day_and_reminded_of_once(home):
    yard = home.sites["Laredo yard"]
    await home.apps[0].storage.transaction(lambda tx: tx.organisations.change_zone(yard, "America/New_York"))
    home.clock.at = datetime(2027, 3, 13, 8, 0, tzinfo=UTC)
    await books(home, at="02:30")  # an hour that 14 March does not have

    for _ in range(48):
        await home.passes(60)

    assert [f"{row.at:%d %H:%M}" for row in await rows(home, due)] == ["14 07:30", "15 06:30"]
    assert await reminders(home) == [home.people["Greta Ruiz"]] * 2
    assert "3/14/27, 3:30 AM (New York time)" in home.screen("Greta")[0]


GATE = {"unit_kind": "trailer", "trailer_number": "TR11", "documents": "UL0012345", "stamped": "UL0012345"}


async def searches(home: House) -> None:
    """A trailer was reported clean this morning, and Ana begins the search that it was drawn for."""
    await books(home, draws=True, rule="FREQ=WEEKLY;BYDAY=SU", at="12:00", flow_id="agricultural", role="manager")
    home.clock.at = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    await fill(home, "Greta", "seal-vvtt", "en", **GATE)
    await at(home, "2026-11-22 18:00")
    assert "Search this unit: TR11" in home.newest("Ana")
    await home.press("Ana", "Begin")


async def test_the_drawn_unit_is_filled_into_the_form_of_its_search(home):
    await searches(home)
    assert "Search this unit, which was drawn by lot: TR11." in home.newest("Ana")

    await through(home, "agricultural")

    assert [row.state for row in await rows(home, due)] == ["done"]
    (kept,) = [row for row in await rows(home, run) if row.flow_id == "agricultural"]
    assert kept.unit.split(", ")[0] == "TR11"


async def test_another_unit_than_the_drawn_one_is_on_record_and_the_search_stays_due(home):
    await searches(home)
    await through(home, "agricultural", finishing=False)
    while "[Trailer]" not in home.newest("Ana"):
        await home.press("Ana", "‹ Previous")
    assert "TR11 · drawn by lot" in home.newest("Ana")
    await home.press("Ana", "Trailer")
    await home.say("Ana", "TR22")
    assert "Search this unit, which was drawn by lot: TR11. With another one the search stays due." in home.newest(
        "Ana"
    )
    await through(home, "agricultural", finishing=False)
    assert any("TR22 · TR11 was drawn by lot" in seen for seen in home.screen("Ana"))
    await finish(home, "Ana", "en")

    assert [row.state for row in await rows(home, due)] == ["due"]


async def through(home: House, flow: str, *, finishing: bool = True) -> None:
    """Ana answers what is asked, as when all is well, up to the overview."""
    for _ in range(12):
        await on_with(home, "Ana", flow, "en", finishing=False)
        label = next((label for label in ("All OK here", "The rest is OK") if f"[{label}]" in home.newest("Ana")), "")
        if not label:
            break
        await home.press("Ana", label)
    if finishing:
        await finish(home, "Ana", "en")


async def test_half_hours_can_be_planned_and_how_long_it_is_in_time_is_chosen(home):
    await planned(home, "Anyone (guard)", "Every Monday", "7:30 AM")
    assert "Every Monday, 7:30 AM" in home.newest("Ana")
    await home.press("Ana", "Time allowed …", "30 min")
    assert "Changed." in home.newest("Ana")
    assert "Time allowed: 30 min" in home.newest("Ana")

    await at(home, "2026-11-23 13:30")

    assert "In time until: 11/23/26, 8:00 AM" in home.newest("Greta")
