"""What a walk has found is to be done: by somebody, until a day, with proof, and seen by a second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.channels.channel import Ack, Heard
from bot.conversation.reminding import morning
from bot.people import leave
from bot.store.sql import action, action_event, timer
from bot.store.tables import Handle, Organisation, Person, Site
from tests.conftest import LINES
from tests.field.house import House, house

NUMBER = "S1-26-0001/1"
CARD = f"Corrective action {NUMBER}"
NOT_YOURS = "This corrective action is not open to you."


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Gabriel, a guard, reads Spanish on Telegram; Sofia, a supervisor, and Marta, a manager, English on Slack. It is Monday."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        enrolled(made)
        yield made


def enrolled(home: House) -> None:
    home.clock.set("2026-11-23 10:00")
    home.enrol("Gabriel Ruiz", "guard", "es")
    home.enrol("Sofia Vega", "supervisor", "en", "slack")
    home.enrol("Marta Lima", "manager", "en", "slack")
    home.decide('{"check": "all"}')


async def walked(home: House, problems: tuple[str, ...] = ("Botes de basura",)) -> None:
    """Gabriel walks, and finds the bins open; due the next day, the flow says."""
    await home.say("Gabriel", "/inspeccion walk-agricultural")
    await home.say("Gabriel", "Muelle 3")
    await home.press("Gabriel", "Omitir", "Botes de basura", "Listo")
    for _ in range(20):
        seen = home.newest("Gabriel")
        if any("Registrado." in one for one in home.screen("Gabriel")[-3:]) and "[Atrás]" not in seen:
            break
        found = "[Problema]" in seen and any(one in seen for one in problems)
        labels = ("Problema",) if found else ("Conforme", "No", "Omitir", "Firmar como Gabriel Ruiz", "Terminar")
        label = next((one for one in labels if f"[{one}]" in seen), "")
        await (home.press("Gabriel", label) if label else home.say("Gabriel", "Abiertos y llenos"))
    for first in ("Sofia", "Marta"):
        there = any(name.startswith(first) for name in home.people)
        if there and any("[Corrective action]" in one for one in home.screen(first)[-1:]):
            await home.press(first, "Corrective action")


def card(home: House, first: str, title: str = CARD) -> str:
    """The newest card of the action on somebody's screen."""
    return [one for one in home.screen(first) if (title in one and "State:" in one) or "Estado:" in one][-1]


def cards(home: House, first: str) -> int:
    """How often the action stands on somebody's screen: each reminder is one more."""
    return sum(CARD in one for one in home.screen(first))


async def at(home: House, local: str) -> None:
    """It is then, and what is due by then is done."""
    home.clock.set(local)
    await home.passes(0)


async def sends(home: House, first: str, what: str) -> None:
    home.seat(first).send(what)
    await asyncio.sleep(0)
    await home.settled()


async def rows(home: House, table: sa.Table) -> list[sa.Row]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    return await home.apps[0].storage.transaction(lambda tx: list(tx.connection.execute(query)))


async def test_a_finding_of_monday_is_overdue_on_thursday_done_with_a_photo_and_checked_by_a_second(home):
    await walked(home)

    assert "Empty, close or move the bins." in card(home, "Sofia")
    assert "Due date: November 24, 2026" in card(home, "Sofia")
    await home.press("Sofia", "Give it to somebody", "Gabriel Ruiz")
    assert "Sofia Vega le asignó esto." in home.newest("Gabriel")
    assert "Vaciar, cerrar o mover los botes." in home.newest("Gabriel")

    await at(home, "2026-11-23 23:00")
    told = cards(home, "Marta")
    await at(home, "2026-11-26 08:00")
    assert "Venció el 24 de noviembre de 2026." in home.newest("Gabriel")
    assert "This is overdue since November 24, 2026." in home.newest("Marta")
    assert cards(home, "Marta") == told + 1

    await home.press("Gabriel", "Ya está hecha")
    await sends(home, "Gabriel", "a photo")
    assert "Gabriel Ruiz says that it is done. Please check it." in home.newest("Marta")
    assert "State: Done, waits for a check by a second person" in card(home, "Sofia")

    await home.press("Marta", "Checked: close it")
    assert "Estado: Hecha y cerrada" in card(home, "Gabriel")
    assert [row.what for row in await rows(home, action_event)] == ["opened", "given", "done", "checked"]
    assert len((await rows(home, action_event))[2].files) > 64
    assert (await rows(home, action))[0].state == "closed"


async def test_of_two_who_take_it_in_one_second_one_has_it_and_the_other_reads_who(home):
    await walked(home)

    home.seat("Sofia").press("I'll do it", "")
    home.seat("Marta").press("I'll do it", "")
    await home.settled()

    first = next(row for row in await rows(home, action)).owner_id
    winner, loser = ("Sofia", "Marta") if first == home.people["Sofia Vega"] else ("Marta", "Sofia")
    full = {"Sofia": "Sofia Vega", "Marta": "Marta Lima"}
    assert home.seat(loser).toast(home.seat(loser).toasts() - 1) == f"{full[winner]} has it already."
    assert [row.what for row in await rows(home, action_event)] == ["opened", "taken"]
    assert f"In charge: {full[winner]}" in card(home, loser)
    assert "[It is done]" in card(home, winner)
    assert "[It is done]" not in card(home, loser)


async def test_more_time_is_asked_for_with_a_reason_and_granted_by_who_decides(home):
    await walked(home)
    await home.press("Marta", "Give it to somebody", "Gabriel Ruiz")

    await home.press("Gabriel", "Necesito más tiempo", "Hasta el 27 de noviembre de 2026")
    await home.say("Gabriel", "Los botes llegan el jueves")

    assert "asks for time until November 27, 2026: Los botes llegan el jueves" in home.newest("Marta")
    assert "Due date: November 24, 2026" in home.newest("Marta")
    await home.press("Marta", "Give time until November 27, 2026")
    assert "Tiene más tiempo." in home.newest("Gabriel")
    assert "Vence: 27 de noviembre de 2026" in home.newest("Gabriel")
    assert "[Give time" not in card(home, "Marta")


async def test_what_a_second_person_finds_missing_goes_back_to_its_owner(home):
    await walked(home)
    await home.press("Sofia", "I'll do it", "It is done")
    await home.say("Sofia", "closed them all")

    assert "[Checked: close it]" not in card(home, "Sofia")
    await home.press("Marta", "Send it back")
    await home.say("Marta", "the one at door 3 is still open")

    assert "Marta Lima has sent it back: the one at door 3 is still open" in home.newest("Sofia")
    assert "State: In progress" in card(home, "Sofia")
    assert (await rows(home, action))[0].done_by is None


async def test_without_a_second_person_it_is_closed_as_soon_as_it_is_done(home):
    home.decide('{"check": "none"}')
    await walked(home)

    await home.press("Sofia", "I'll do it", "It is done")
    await home.say("Sofia", "closed them all")

    assert "State: Done and closed" in card(home, "Sofia")


async def test_a_note_is_needed_where_it_is_said_to_be_done(home):
    await walked(home)
    await home.press("Sofia", "I'll do it", "It is done")

    await home.say("Sofia", "/menu")

    assert "State: In progress" in card(home, "Sofia")


async def test_several_photos_sent_at_once_belong_to_the_same_action(home):
    await walked(home)
    await home.press("Sofia", "I'll do it", "It is done")

    await sends(home, "Sofia", "2 photos")

    assert [row.what for row in await rows(home, action_event)] == ["opened", "taken", "done", "files"]
    assert "incident" not in home.newest("Sofia")


async def test_a_comment_is_read_by_the_owner_at_once(home):
    await walked(home)
    await home.press("Sofia", "Give it to somebody", "Gabriel Ruiz")
    await home.press("Marta", "Comment")

    await home.say("Marta", "Take the new lids from the store")

    assert "Marta Lima: Take the new lids from the store" in home.newest("Gabriel")
    assert "Take the new lids from the store" in card(home, "Sofia")


async def test_the_list_has_mine_and_those_of_my_site_and_opens_the_card(home):
    await home.say("Gabriel", "pendientes")
    assert "No tiene nada pendiente." in home.newest("Gabriel")
    await walked(home)
    await home.press("Sofia", "Give it to somebody", "Gabriel Ruiz")
    await at(home, "2026-11-26 12:00")

    await home.say("Gabriel", "/pendientes")
    label = f"Vencida: {NUMBER} · 24 de noviembre de 2026 · Vaciar, cerrar o mover l…"
    assert f"[{label}]" in home.newest("Gabriel")
    await home.press("Gabriel", label)
    assert "Estado: En curso" in home.newest("Gabriel")

    await home.say("Marta", "/todo")
    assert "At Laredo yard" in home.newest("Marta")
    await home.press("Marta", "Menu", "My tasks (1)")
    assert "At Laredo yard" in home.newest("Marta")


async def test_the_owner_is_reminded_the_day_before_the_day_itself_and_then_every_day_and_never_twice(home):
    await walked(home)
    await home.press("Sofia", "I'll do it")
    counts = []
    for day in ("2026-11-24 07:59", "2026-11-24 08:00", "2026-11-24 08:30", "2026-11-25 08:00", "2026-11-25 20:00"):
        await at(home, day)
        counts.append((cards(home, "Sofia"), cards(home, "Marta")))

    seen = [(mine - counts[0][0], theirs - counts[0][1]) for mine, theirs in counts]
    assert seen == [(0, 0), (1, 0), (1, 0), (2, 1), (2, 1)]


@pytest.mark.parametrize("processes", [1, 3])
async def test_a_reminder_that_was_due_while_the_program_was_off_comes_late_and_once(
    tmp_path, sqlite_url, postgres_url, processes
):
    async with house(tmp_path, sqlite_url if processes == 1 else postgres_url, processes) as home:
        enrolled(home)
        await walked(home)
        await home.press("Sofia", "I'll do it")
        before = cards(home, "Sofia")
        for app in home.apps:
            await app.close()
        home.apps = []
        home.clock.set("2026-11-26 07:30")

        await home.open(processes)
        await home.passes(0)
        await at(home, "2026-11-26 08:00")

        assert cards(home, "Sofia") == before + 1
        assert "overdue since" in home.newest("Sofia")


async def test_whoever_wants_no_reminder_tomorrow_has_none(home):
    await walked(home)
    await home.press("Sofia", "I'll do it")
    await at(home, "2026-11-24 08:00")
    await home.press("Sofia", "No reminder tomorrow")
    before = cards(home, "Sofia")

    await at(home, "2026-11-25 08:00")
    assert cards(home, "Sofia") == before
    assert "overdue since" in home.newest("Marta")

    await at(home, "2026-11-26 08:00")
    assert cards(home, "Sofia") == before + 1


async def test_what_somebody_owned_who_has_left_goes_to_the_manager_at_once(home):
    await walked(home)
    await home.press("Sofia", "I'll do it")

    await home.apps[0].storage.transaction(lambda tx: leave(tx, "Sofia Vega", home.clock()))
    await home.passes(0)

    assert "Sofia Vega has left. Nobody has this now." in home.newest("Marta")
    assert "[I'll do it]" in home.newest("Marta")
    assert (await rows(home, action))[0].owner_id is None


async def test_who_decides_opens_one_about_any_finding_by_hand(home):
    await walked(home, ("Conocimientos del personal", "Botes de basura"))
    assert "[Open a corrective action]" not in home.newest("Marta")  # there is one about each
    await home.press("Marta", "Corrective actions (2)")
    assert "Corrective actions after Site walk: pests and wood packaging: 2" in home.newest("Marta")
    with home.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.delete(action_event))
        connection.execute(sa.delete(action))
    await home.press("Marta", "I'll handle it")  # which draws the notice anew

    await home.press("Marta", "Open a corrective action", "15. Staff knowledge", "Gabriel Ruiz")
    await home.press("Marta", "November 26, 2026")

    assert "Acción correctiva" in home.newest("Gabriel")
    assert "Capacitar" in home.newest("Gabriel")
    made = (await rows(home, action))[0]
    assert (made.step, made.state, str(made.due)) == ("people", "taken", "2026-11-26")
    await home.press("Marta", "Open a corrective action")
    assert "[4. Waste bins]" not in home.newest("Marta")  # the only one left is not asked for
    assert "Who is to do it?" in home.newest("Marta")


async def test_a_stranger_and_somebody_of_the_next_organisation_see_none_of_it(home):
    await walked(home)
    with Session(home.apps[0].storage.engine) as session:
        session.add(Organisation(id=2, name="The next one"))
        session.flush()
        session.add(Site(id=99, organisation_id=2, name="Other yard", zone="America/Chicago"))
        session.flush()
        account = home._account("Nora", "slack", 9500, "en")
        other = Person(organisation_id=2, site_id=99, name="Nora Diaz", role="admin", lang="en", joined_at=home.clock())
        session.add(other)
        session.flush()
        session.add(Handle(person_id=other.id, line_id=LINES["slack"], account=account, address=account))
        session.commit()
    await home.say("Nora", "/todo")
    assert "You're all caught up." in home.newest("Nora")

    for data in ("ac:1", "ac:1:d:take", "ac:1:d:photos", "ac:1:w:done:0", "ac:1:g:1", "ac:1:n:1:1:3", "ac:1:y:note:0"):
        before = len(home.screen("Nora"))
        ack = await forged(home, account, data)
        assert ack.toast
        assert len(home.screen("Nora")) == before
    assert [row.what for row in await rows(home, action_event)] == ["opened"]


async def forged(home: House, account: str, data: str, channel: str = "slack") -> Ack:
    """A button that we never showed there."""
    pressed = Heard(channel, f"forged {data} {account}", account, account.rpartition(":")[2], home.clock(), press=data)
    ack = await home.apps[0].hearing.hear(pressed)
    await home.settled()
    return ack


async def test_nobody_is_reminded_anymore_once_all_is_closed(home):
    home.decide('{"check": "none"}')
    await walked(home)
    await home.press("Sofia", "I'll do it", "It is done")
    await home.say("Sofia", "closed")

    await at(home, "2026-11-25 08:00")

    assert [row for row in await rows(home, timer) if row.name == "actions"] == []


async def test_a_morning_comes_at_eight_also_when_the_clocks_change(home):
    before = home.clock().replace(2026, 3, 7, 20, 0)  # in UTC; the clocks of Chicago go forward in that night
    assert morning(before, "America/Chicago").hour == 8
    assert morning(before, "America/Chicago") - before < timedelta(days=1)


async def test_the_manager_hears_that_its_owner_could_not_be_reached(home):
    await walked(home)
    home.block("Gabriel")

    await home.press("Sofia", "Give it to somebody", "Gabriel Ruiz")

    assert "Gabriel Ruiz could not be reached." in home.newest("Marta")


async def test_what_the_only_manager_did_is_checked_by_a_supervisor(home):
    await walked(home)
    await home.press("Marta", "I'll do it", "It is done")

    await home.say("Marta", "closed them")

    assert "[Checked: close it]" not in card(home, "Marta")
    assert "Marta Lima says that it is done. Please check it." in home.newest("Sofia")
    await home.press("Sofia", "Checked: close it")
    assert "State: Done and closed" in card(home, "Marta")


async def test_where_the_flow_wants_a_photo_words_are_not_enough(home):
    await walked(home)
    with home.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.update(action).values(proof="photo"))
    await home.press("Sofia", "I'll do it", "It is done")

    await home.say("Sofia", "closed them, believe me")
    assert "Words alone do not show it here." in home.newest("Sofia")
    assert "State: In progress" in card(home, "Sofia")

    await sends(home, "Sofia", "a photo")
    assert "State: Done, waits for a check by a second person" in card(home, "Sofia")


@pytest.mark.parametrize("words", ["Listo", "ok", "Gracias, ya quedó", "todo bien", "123"])
async def test_a_short_word_is_a_note_where_one_is_asked_for(home, words):
    await walked(home)
    await home.press("Sofia", "Give it to somebody", "Gabriel Ruiz")
    await home.press("Gabriel", "Ya está hecha")

    await home.say("Gabriel", words)

    assert f"dice que está hecha. {words}" in card(home, "Gabriel")


async def test_photos_of_an_album_belong_to_the_action_each(home):
    await walked(home)
    await home.press("Sofia", "Give it to somebody", "Gabriel Ruiz")
    await home.press("Gabriel", "Ya está hecha")

    await sends(home, "Gabriel", "2 photos")

    assert [row.what for row in await rows(home, action_event)] == ["opened", "given", "done", "files"]
    await home.press("Marta", "Show the photos")
    assert home.at_slack("Marta").messages[-1].get("files")


async def test_whom_a_manager_lets_go_in_chat_leaves_nothing_with_nobody(home):
    await walked(home)
    await home.press("Sofia", "I'll do it")

    await home.press("Marta", "Menu") if "[Menu]" in home.newest("Marta") else await home.say("Marta", "menu")
    await home.press("Marta", "Staff", "Sofia Vega, supervisor, Laredo yard", "Has left", "Yes, has left")
    await home.passes(0)

    assert "Sofia Vega has left. Nobody has this now." in home.newest("Marta")


async def test_words_of_danger_in_a_note_are_kept_and_help_is_offered_beside_it(home):
    await walked(home)
    await home.press("Sofia", "Give it to somebody", "Gabriel Ruiz")
    await home.press("Gabriel", "Ya está hecha")

    await home.say("Gabriel", "Hubo un incendio en los botes, los cambiaron")

    assert "Hubo un incendio en los botes, los cambiaron" in card(home, "Gabriel")
    assert any("Si está en peligro ahora, presione esto:" in one for one in home.screen("Gabriel"))


async def test_the_menu_says_how_much_is_to_be_done_and_nothing_where_there_is_nothing(home):
    await home.say("Gabriel", "menú")
    assert "Mis pendientes" not in home.newest("Gabriel")
    await walked(home)
    await home.press("Sofia", "Give it to somebody", "Gabriel Ruiz")

    await home.say("Gabriel", "menú")

    assert "[Mis pendientes (1)]" in home.newest("Gabriel")
