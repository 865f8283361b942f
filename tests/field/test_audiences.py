"""A channel or a group that shows what happens, as far as everybody there may know it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.slack.screen import Screen
from bot.sandbox.telegram.world import Chat
from tests.field.house import House, house
from tests.seats import said

GROUP, TOPIC = -100500, 7


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


def channel(home: House) -> Screen:
    return home.demo.slack.channel("C0YARD", "yard-laredo")


async def in_group(home: House, first: str, words: str, topic: int = 0) -> None:
    home.seat(first, "telegram").person.say_in(group(home), words, topic)  # type: ignore[attr-defined]
    await home.settled()


async def in_channel(home: House, first: str, words: str) -> None:
    home.at_slack(first).command("/sello", words, channel=channel(home).channel)
    await home.settled()


def shown(there: Chat | Screen) -> list[str]:
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


async def test_an_alarm_is_shown_in_a_group_and_changes_there_as_it_is_taken_and_resolved(home):
    await in_group(home, "Marta", "/here")
    await home.press("Marta", "Show: Incident reports")
    print(home.screen("Marta"))
    print(shown(group(home)))
    await alarm(home)
    print(home.screen("Juan"))
    print(shown(group(home)))
    home.seat("Marta").person.press_in(group(home), "I'll handle it")
    await home.settled()
    print(shown(group(home)), group(home).toasts, home.seat("Marta").person.toasts)
    print(home.screen("Marta"))
    raise AssertionError
