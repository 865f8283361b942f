"""A channel or a group that shows what happens, as far as everybody there may know it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.duties.here import TAKEN
from bot.presses.announcing import SwitchSort
from bot.presses.buttons import encode
from bot.recurring import next_after
from bot.sandbox.faults import BadRequest
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.world import Chat
from bot.store.schedules import DUE, Planned
from bot.store.sql import audience
from bot.store.tables import Handle, Organisation, Person, Site
from bot.store.transaction import Transaction
from tests.conftest import LINES
from tests.field.filling import fill
from tests.field.house import House, house
from tests.seats import said

GROUP, TOPIC = -100500, 7
SORTS = ("Incident reports", "Inspections with findings", "Corrective actions", "What is due, and what was missed")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Marta, a manager, and Juan, a driver, on Telegram; Sue, a supervisor, and Mike, a manager, on Slack."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Marta Gil", "manager")
        made.enrol("Juan Pérez", "driver", "es")
        made.enrol("Sue Park", "supervisor", "en", "slack")
        made.enrol("Mike Roe", "manager", "en", "slack")
        await made.say("Marta", "menu")
        await made.say("Juan", "menú")
        yield made


def group(home: House, *topics: int) -> Chat:
    return home.demo.telegram.group(GROUP, "Yard Laredo", *topics)


def channel(home: House, first: str = "Mike") -> SlackPerson:
    """The channel of the yard; the first who opens it reads it."""
    return home.demo.slack.channel("C0DOCK", "yard-laredo", home.at_slack(first))


async def in_group(home: House, first: str, words: str, topic: int = 0) -> None:
    home.seat(first, "telegram").person.say_in(group(home), words, topic)  # type: ignore[attr-defined]
    await home.settled()


async def in_channel(home: House, first: str, words: str) -> None:
    home.at_slack(first).command("/sello", words, channel=channel(home, first).channel)
    await home.settled()


def shown(there: Chat | SlackPerson) -> list[str]:
    """What everybody there reads, each message with its buttons, but for what a person wrote."""
    if isinstance(there, Chat):
        ours = [one for one in there.shown.values() if one["from"]["is_bot"]]
        return ["\n".join((*said(one["text"]), *_inline(one))) for one in ours]
    return ["\n".join((one["text"], *_blocks(one))) for one in there.messages]


def _inline(message: dict) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return [f"[{one['text']}]" for row in rows for one in row]


def _blocks(message: dict) -> list[str]:
    elements = [e for b in message.get("blocks", ()) for e in b.get("elements", ()) if e["type"] == "button"]
    return [f"[{one['text']['text']}]" for one in elements]


async def alarm(home: House) -> None:
    await home.say("Juan", "me están asaltando")
    await home.press("Juan", "Estoy en peligro")


async def audiences(home: House) -> list[Any]:
    open_ones = sa.select(audience).where(audience.c.ended_at.is_(None))
    return await home.apps[0].storage.transaction(lambda tx: list(tx.connection.execute(open_ones)))


async def finding(home: House) -> None:
    """The waste bins are open."""
    await fill(home, "Gus", "walk-agricultural", "en", until="has", area="North fence")
    await home.press("Gus", "Waste bins", "Done", "Problem")
    await home.say("Gus", "The bins are open")
    usual = ("Skip", "All OK here", "The rest is OK", "OK", "No", "Next ›", "Sign as Gus Paz")
    while "[Finish]" not in (seen := home.newest("Gus")):
        await home.press("Gus", next(one for one in usual if f"[{one}]" in seen))
    await home.press("Gus", "Finish")


async def daily(home: House) -> None:
    """A walk of the guards, every morning at seven."""
    usual = Planned(
        organisation_id=1, site_id=home.sites["Laredo yard"], flow_id="walk-physical", role="guard", person_id=None,
        each=False, draws=False, rule="FREQ=DAILY", begins=date(2026, 11, 20), at="07:00", grace=120,
    )  # fmt: skip

    def make(tx: Transaction) -> None:
        at = next_after(usual.rule, usual.begins, time(7), "America/Chicago", home.clock())
        assert at
        tx.timers.set(DUE, at, str(tx.schedules.make(usual, at, home.clock()).id))

    await home.apps[0].storage.transaction(make)


def next_door(home: House, name: str, number: int) -> None:
    """A manager of another company."""
    account = home._account(name, "telegram", number, "en")
    with Session(home.apps[0].storage.engine) as session:
        session.add(Organisation(id=2, name="Next door"))
        session.flush()
        session.add(site := Site(organisation_id=2, name="Next dock", zone="America/Chicago"))
        session.flush()
        person = Person(
            organisation_id=2, site_id=site.id or 0, name=name, role="manager", lang="en", joined_at=home.clock()
        )
        session.add(person)
        session.flush()
        over = LINES["telegram"]
        session.add(Handle(person_id=person.id or 0, line_id=over, account=account, address=account))
        session.commit()


def forged(home: House, first: str, data: str) -> dict[str, Any]:
    """A button that was never shown to somebody, pressed."""
    person = home.seat(first).person  # type: ignore[attr-defined]
    return {"callback_query": {
        "id": "77", "from": person._chat.user(), "message": person.messages[-1], "chat_instance": "1", "data": data,
    }}  # fmt: skip


async def take_here(home: House, first: str) -> None:
    home.seat(first, "telegram").person.press_in(group(home), "I'll handle it")  # type: ignore[attr-defined]
    await home.settled()


async def test_an_alarm_is_shown_in_a_group_and_changes_there_as_it_is_taken_and_resolved(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    assert shown(group(home))[-1] == (
        "Shown here from now on: Incident reports. Marta Gil (Transportes del Norte) has set this up."
    )

    await alarm(home)
    assert shown(group(home))[-1].splitlines() == [
        "⚠️ Begun, not finished", "Somebody is in danger", "Site: Laredo yard", "When: 11/21/26, 11:35 AM (Chicago time)",
        "! Severity: Critical", "[I'll handle it]", "[History]",
    ]  # fmt: skip

    count = len(shown(group(home)))
    await take_here(home, "Marta")
    assert "✓ Handled by: Marta Gil, 11/21/26, 11:35 AM (Chicago time)" in shown(group(home))[-1]
    assert "[I'll handle it]" not in shown(group(home))[-1]
    assert home.seat("Marta").person.toasts[-1]["text"] == "Got it: you are handling this."
    assert "[Resolved]" in home.newest("Marta")

    await home.press("Marta", "Resolved")
    await home.say("Marta", "They took the radio")
    await home.say("Marta", "Police called")
    assert "✓ Resolved: Marta Gil" in shown(group(home))[-1]
    assert len(shown(group(home))) == count


async def test_nothing_that_was_answered_and_nobody_who_reported_it_is_named_there(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    await alarm(home)
    await home.say("Juan", "gasolinera km 12")
    await take_here(home, "Marta")
    await home.press("Marta", "Resolved")
    await home.say("Marta", "They took the radio")
    await home.say("Marta", "Police called")

    there = "\n".join(shown(group(home)))
    assert not any(word in there for word in ("Juan", "asaltando", "km 12", "radio", "Police"))


async def test_a_group_reads_that_nobody_has_taken_it(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    await alarm(home)

    await home.passes(30)

    assert "Nobody has taken this for" in shown(group(home))[-1]


async def test_a_channel_of_slack_shows_it_in_its_own_language(home):
    await in_channel(home, "Mike", "here")
    await home.press("Mike", "Show: Incident reports", "Another language", "Español")
    await alarm(home)

    assert "Alguien está en peligro" in shown(channel(home))[-1]
    assert "[Yo lo atiendo]" in shown(channel(home))[-1]

    channel(home).click("Yo lo atiendo")
    await home.settled()
    assert "[Yo lo atiendo]" not in shown(channel(home))[-1]
    assert "[Resolved]" in home.newest("Mike")


async def test_a_topic_of_a_group_is_a_place_of_its_own(home):
    there = group(home, TOPIC)
    await in_group(home, "Marta", "/here", TOPIC)
    await home.press("Marta", "Show: Incident reports")
    await alarm(home)

    notice = next(one for one in there.shown.values() if "Somebody is in danger" in one["text"])
    assert notice["message_thread_id"] == TOPIC


async def test_what_is_confidential_is_shown_nowhere(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", *(f"Show: {what}" for what in SORTS))
    before = shown(group(home))

    home.enrol("Wil Ross", "warehouse")
    await home.say("Wil", "/incident")
    await home.press("Wil", "Strangers, threats or bribes", "Bribe or inside help")
    await home.say("Wil", "a guard asked me for money")

    assert any("[I'll handle it]" in seen for seen in home.screen("Marta"))
    assert shown(group(home)) == before


async def test_a_silent_call_for_help_is_shown_nowhere(home):
    home.decide('{"silent_word": "mango"}')
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    before = shown(group(home))

    await home.say("Juan", "mango")

    assert any("History" in seen for seen in home.screen("Marta"))
    assert shown(group(home)) == before


async def test_a_finding_is_shown_with_its_corrective_action_until_that_is_done(home):
    home.enrol("Gus Paz", "guard")
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Inspections with findings", "Show: Corrective actions")

    await finding(home)

    there = "\n".join(shown(group(home)))
    assert "Severity: " in there
    assert "State: Nobody has taken it yet" in there
    await home.press("Sue", "Corrective action", "I'll do it")
    card = next(one for one in shown(group(home)) if one.startswith("Corrective action"))
    assert "State: In progress" in card
    assert "In charge: Sue Park" in card


async def test_what_is_due_is_shown_until_it_is_missed(home):
    home.enrol("Gus Paz", "guard")
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: What is due, and what was missed")
    await daily(home)

    await home.passes(24 * 60)
    assert "This is due." in shown(group(home))[-1]
    assert "Who: anyone (guard)" in shown(group(home))[-1]

    await home.passes(24 * 60)
    assert any("This was missed." in one for one in shown(group(home)))


async def test_another_site_s_notices_are_not_shown_where_one_site_was_chosen(home):
    home.enrol("Rita Sol", "guard", "en", site="Tijuana dock")
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports", "Another site", "Tijuana dock")
    await alarm(home)
    assert not any("danger" in one for one in shown(group(home)))

    await home.press("Marta", "Another site", "All sites")
    await home.say("Rita", "they are robbing me")
    await home.press("Rita", "I am in danger")
    assert "Site: Tijuana dock" in shown(group(home))[-1]


async def test_somebody_without_the_right_gets_nothing_and_is_told_so(home):
    await in_group(home, "Juan", "/aqui")
    await in_channel(home, "Sue", "here")

    assert shown(group(home)) == ["Solo los gerentes y administradores pueden hacer eso."]
    assert await audiences(home) == []


async def test_a_stranger_s_command_and_press_in_a_group_do_nothing(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    home._account("Zoe", "telegram", 9100, "en")
    await alarm(home)

    await take_here(home, "Zoe")
    assert not any("Zoe" in seen for seen in home.screen("Marta"))
    await in_group(home, "Zoe", "/here")

    assert len(await audiences(home)) == 1
    assert home.seat("Zoe").person.toasts[-1]["text"] == "You don't have access. Ask your manager to add you."
    assert "[I'll handle it]" in next(one for one in shown(group(home)) if "danger" in one)


async def test_whoever_was_not_told_of_it_does_not_take_it_in_the_group(home):
    home.enrol("Gus Paz", "guard")
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    await home.say("Gus", "menu")
    await alarm(home)

    await take_here(home, "Gus")

    assert home.seat("Gus").person.toasts[-1]["text"] == "This report was not sent to you."
    assert "[I'll handle it]" in shown(group(home))[-1]


async def test_a_group_of_the_next_company_stays_theirs(home):
    await in_group(home, "Marta", "/here")
    next_door(home, "Nora", 9200)
    await home.say("Nora", "menu")
    before = home.screen("Nora")

    await in_group(home, "Nora", "/here")

    assert shown(group(home))[-1] == TAKEN.source
    assert home.screen("Nora") == before
    (one,) = await audiences(home)
    assert one.organisation_id == 1
    press = encode(SwitchSort(one.id, "reports"))
    home.demo.telegram.inject(forged(home, "Nora", press))
    await home.settled()
    assert (await audiences(home))[0].sorts == ""


async def test_a_group_that_has_become_another_is_followed_and_nothing_is_lost(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    new = home.demo.telegram.group(-100900, "Yard Laredo")
    group(home).moved_to = new.id

    await alarm(home)

    assert "Somebody is in danger" in shown(new)[-1]
    assert [one.address for one in await audiences(home)] == ["-100900"]
    await home.press("Marta", "I'll handle it")
    assert "Handled by: Marta Gil" in shown(new)[-1]


async def test_where_we_were_thrown_out_it_is_over_and_whoever_set_it_up_is_told(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    group(home).blocked = True

    await alarm(home)

    assert await audiences(home) == []
    assert any("I can't write in Yard Laredo anymore." in seen for seen in home.screen("Marta"))
    assert any("[I'll handle it]" in seen for seen in home.screen("Marta"))


async def test_an_archived_channel_is_over_as_well(home):
    await in_channel(home, "Mike", "here")
    await home.press("Mike", "Show: Incident reports")
    channel(home).screen.archived = True

    await alarm(home)

    assert await audiences(home) == []
    assert any("I can't write in #yard-laredo anymore." in seen for seen in home.screen("Mike"))


async def test_a_notice_that_cannot_be_shown_for_once_ends_nothing(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    home.demo.telegram.ill(BadRequest(), chats=[GROUP], times=1)

    await alarm(home)

    assert len(await audiences(home)) == 1


async def test_it_is_stopped_where_it_was_begun(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports", "Show nothing there anymore")
    assert shown(group(home))[-1] == "Nothing is shown here."

    await alarm(home)

    assert not any("danger" in one for one in shown(group(home)))
    assert await audiences(home) == []


async def test_in_private_a_manager_sees_every_channel_and_how_one_is_begun(home):
    await in_group(home, "Marta", "/here")

    await home.say("Mike", "/here")

    assert home.newest("Mike").splitlines() == [
        "Notices in channels and groups",
        "Write this in the channel or group in which notices are to be shown. I have to be a member of it.",
        "/here", "[Yard Laredo]", "[Menu]",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["here", "aquí", "Aqui."])
async def test_the_bare_word_is_no_command(home, typed):
    await home.say("Marta", typed)

    assert "Notices in channels and groups" not in home.newest("Marta")


async def test_a_notice_of_an_alarm_says_there_that_it_is_one(home: House) -> None:
    await in_group(home, "Marta", "/here")
    await home.press("Marta", f"Show: {SORTS[0]}")

    await home.say("Juan", "menú")
    await home.press("Juan", "🚨 Alarma", "Incendio o explosión")

    assert "🚨 Alarm" in shown(group(home))[-1]
    assert "Incendio" not in shown(group(home))[-1]
