"""Whoever asks is sent what is kept about them as a file: all of it, and nothing about others."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot import own_sent
from bot.presses.buttons import decode
from bot.presses.owning import SendOwn
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from tests.field.house import House, house
from tests.seats import photo

STORY = "<b>the gate</b> stood open & nobody was there"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Juan, a driver, on Telegram and Slack; Ana, a supervisor; Eva, a manager."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Juan Pérez", "driver", "es", "telegram", "slack", phone="+52 81 1234 5678")
        made.enrol("Ana Torres", "supervisor", "en")
        yield made


async def reports(home: House) -> None:
    """Juan reports in danger, with a photo; Ana asks, and he answers."""
    await home.say("Juan", "me están asaltando", "telegram")
    await home.press("Juan", "Estoy en peligro", channel="telegram")
    await home.say("Juan", STORY, "telegram")
    await home.passes(1)
    home.seat("Juan", "telegram").send("a photo")
    await home.settled()
    await home.press("Ana", "I'll handle it", "Write to Juan Pérez")
    await home.say("Ana", "Are you safe now?")


def sent(home: House, channel: str) -> ZipFile:
    """The last file that Juan was sent."""
    person = home.seat("Juan", channel).person  # type: ignore[attr-defined]
    if channel == "telegram":
        assert isinstance(person, TelegramPerson)
        document = [message["document"] for message in person.messages if "document" in message][-1]
        assert document["file_name"] == "my-data.zip"
        return ZipFile(io.BytesIO(home.demo.telegram._world.shelf.file(document["file_id"]).data))
    assert isinstance(person, SlackPerson)
    file = [file for message in person.messages for file in message.get("files", ())][-1]
    assert file["name"] == "my-data.zip"
    stored = home.demo.slack.workspace.files.get(file["id"])
    assert stored
    return ZipFile(io.BytesIO(stored.content))


class Words(HTMLParser):
    """What a page says, its links and the elements it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Words:
    words = Words()
    words.feed(page)
    return words


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_whoever_asks_is_sent_a_file_with_all_they_answered_and_their_photos(home, channel):
    await reports(home)

    await home.say("Juan", "/misdatos", channel)
    await home.press("Juan", "Enviarme el archivo", channel=channel)

    packed = sent(home, channel)
    page, data = packed.read("index.html").decode(), json.loads(packed.read("data.json"))
    seen = read(page)
    assert STORY in seen.words
    assert "b" not in seen.elements
    assert seen.links.count("files/1.jpg") == 2
    assert packed.read("files/1.jpg") == photo(1)
    assert data["person"]["name"] == "Juan Pérez"
    assert data["person"]["phone"] == "+52 81 1234 5678"
    assert [account["channel"] for account in data["accounts"]].count(channel) == 1
    assert STORY in json.dumps(data, ensure_ascii=False)
    assert data["files_left_out"] == 0


async def test_the_file_says_nothing_that_others_said(home):
    await reports(home)

    await home.say("Juan", "/misdatos", "telegram")
    await home.press("Juan", "Enviarme el archivo", channel="telegram")

    packed = sent(home, "telegram")
    whole = packed.read("index.html").decode() + packed.read("data.json").decode()
    assert "Ana" not in whole
    assert "Are you safe" not in whole


async def test_of_a_silent_call_the_file_shows_nothing_either(home):
    home.decide('{"silent_word": "mariposa"}')
    await home.say("Juan", "/inspeccionar tractor-trailer-17", "telegram")
    await home.say("Juan", "mariposa", "telegram")

    await home.say("Juan", "/misdatos", "telegram")
    await home.press("Juan", "Enviarme el archivo", channel="telegram")

    forms = json.loads(sent(home, "telegram").read("data.json"))["forms"]
    assert [form["flow_id"] for form in forms] == ["tractor-trailer-17"]


async def test_a_file_asked_for_twice_in_a_moment_comes_once(home):
    await home.say("Juan", "/misdatos", "telegram")
    await home.press("Juan", "Enviarme el archivo", channel="telegram")
    await home.press("Juan", "Enviarme el archivo", channel="telegram")

    person = home.seat("Juan", "telegram").person
    assert sum("document" in message for message in person.messages) == 1
    assert "Se le acaba de enviar el archivo." in home.screen("Juan", "telegram")[-2]


async def test_a_file_that_is_larger_than_a_chat_takes_leaves_photos_out_and_says_so(home, monkeypatch):
    monkeypatch.setattr(own_sent, "MOST", 3.0001)
    await reports(home)

    await home.say("Juan", "/misdatos", "telegram")
    await home.press("Juan", "Enviarme el archivo", channel="telegram")

    packed = sent(home, "telegram")
    assert packed.namelist() == ["index.html", "data.json"]
    assert "No vienen en este archivo: 1" in packed.read("index.html").decode()


def test_a_button_with_somebody_elses_number_does_not_exist():
    """It carries no number: whoever presses it gets their own."""
    assert decode("od") == SendOwn()
    assert decode("od:7") is None
