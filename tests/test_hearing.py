"""One thing heard: whose files are fetched, what is kept of them, and what becomes of it when it cannot be saved."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.assistant import Assistant
from bot.channels.channel import Ack, Attachment, Heard, NotFetched, NotHeard
from bot.conversation.received import Received
from bot.engine.talk import Typed
from bot.hearing import Hearing
from bot.running.metrics import Metrics
from bot.store.database import Storage
from bot.store.files import Files
from bot.store.letters import Letter
from bot.store.sql import answer, delivery, file
from tests.conftest import ACCOUNTS, LINES, World
from tests.saying import LIBRARY, WORDING, card, count
from tests.store.test_contents import heic, iso

OGG = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(60)


def picture(colour: str = "navy") -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


@dataclass
class House:
    hearing: Hearing
    storage: Storage
    media: Path
    now: datetime
    letters: list[Letter] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    deliveries: Iterator[int] = field(default_factory=itertools.count)

    async def hear(self, who: str, *files: Attachment, press: str = "", typed: str = "") -> Ack:
        channel, account = ACCOUNTS.get(who, ("telegram", who))
        said = Typed(typed) if typed else None
        return await self.hearing.hear(
            Heard(channel, f"d{next(self.deliveries)}", account, account, self.now, press=press, said=said, files=files)
        )

    async def press(self, who: str, label: str) -> None:
        shown = card(Received(tuple(partial(replace, one) for one in self.letters)))
        buttons = (*shown.options, *shown.controls, *(b for group in shown.groups for b in group.buttons))
        await self.hear(who, press=next(b.data for b in buttons if b.label == label))

    def file(
        self, type: str = "photo", data: bytes | Exception = b"", name: str = "a", album: str = "", before: float = 0
    ) -> Attachment:
        async def fetch() -> bytes:
            self.fetched.append(name)
            await asyncio.sleep(before)
            if isinstance(data, Exception):
                raise data
            return data

        return Attachment(type, name, album, fetch=fetch)

    def seen(self) -> str:
        return self.letters[-1].body

    def kept(self) -> int:
        return sum(path.is_file() for path in self.media.rglob("*"))


@pytest.fixture
def house(storage: Storage, world: World, now: datetime, tmp_path: Path) -> House:
    storage.now(lambda tx: LIBRARY.publish(tx, now))
    media = tmp_path / "media"
    letters: list[Letter] = []
    hearing = Hearing(
        storage, Files(str(media)), Assistant(WORDING, LIBRARY), WORDING, Metrics(), lambda: now, LINES, letters.extend
    )
    return House(hearing, storage, media, now, letters)


async def at_the_photos(house: House) -> None:
    """Greta, a guard, has got to the question that wants photos, voice notes or documents."""
    await house.hear("Greta", press="s:incident")
    for label in ("Seal broken, missing or wrong", "Seals missing from stock", "Today", "Skip"):
        await house.press("Greta", label)
    for words in ("Gate 4", "4820914", "One is missing"):
        await house.hear("Greta", typed=words)
    assert "Do you have photos" in house.seen()


async def test_a_strangers_files_are_not_fetched(house: House) -> None:
    await house.hear("4242", house.file(data=picture()))

    assert house.letters
    assert house.fetched == []
    assert house.kept() == 0


async def test_a_file_that_no_question_waits_for_can_be_the_beginning_of_a_report(house: House) -> None:
    await house.hear("Greta", house.file(data=picture()))
    assert "No question is waiting for this." in house.seen()
    assert len(house.fetched) == 1

    await house.press("Greta", "Report an incident with this photo")

    assert count(house.storage, answer) == 1
    assert count(house.storage, file) == 1


async def test_a_file_where_a_button_is_wanted_is_kept_until_it_has_a_place_or_none(house: House) -> None:
    await house.hear("Greta", press="s:incident")

    await house.hear("Greta", house.file(data=picture()))
    assert "Keep this with “What happened" in house.seen()
    assert house.fetched == ["a"]
    assert count(house.storage, file) == 1
    await house.press("Greta", "No")

    assert "What happened?" in house.seen()
    assert count(house.storage, answer) == 0


async def test_a_file_that_is_wanted_is_fetched_and_kept(house: House) -> None:
    await at_the_photos(house)

    await house.hear("Greta", house.file(data=picture()), house.file("voice", OGG, name="b"))
    await house.press("Greta", "Done")

    assert house.fetched == ["a", "b"]
    assert house.kept() == count(house.storage, file) == 2


async def test_a_voice_note_is_fetched_where_words_can_be_spoken(house: House) -> None:
    await at_the_photos(house)
    await house.press("Greta", "Back")

    await house.hear("Greta", house.file(data=picture(), name="photo"))
    await house.hear("Greta", house.file("voice", OGG, name="voice"))

    assert house.fetched == ["photo", "voice"]
    assert count(house.storage, file) == 2
    assert "Do you have photos" in house.seen()


async def test_a_photo_sent_as_a_document_is_fetched_where_photos_are_wanted(house: House) -> None:
    await at_the_photos(house)

    await house.hear("Greta", house.file("document", picture()))

    assert count(house.storage, file) == 1


async def test_a_video_is_evidence_and_an_account_and_is_called_a_video(house: House) -> None:
    await at_the_photos(house)
    await house.press("Greta", "Back")

    await house.hear("Greta", house.file("video", iso(b"isom", b"vide"), name="account"))
    shown = house.storage.now(lambda tx: tx.connection.execute(sa.select(answer.c.shown).order_by(answer.c.id)).all())
    await house.hear("Greta", house.file("document", iso(b"qt  ", b"vide"), name="evidence"))

    assert shown[-1].shown == "video"
    kept = house.storage.now(lambda tx: tx.connection.execute(sa.select(file.c.type, file.c.mime)).all())
    assert sorted(map(tuple, kept)) == [("video", "video/mp4"), ("video", "video/quicktime")]


async def test_the_photo_of_an_iphone_is_kept_as_it_came(house: House) -> None:
    await at_the_photos(house)

    await house.hear("Greta", house.file("photo", heic()))

    assert house.storage.now(lambda tx: tx.connection.execute(sa.select(file.c.mime)).scalar_one()) == "image/heic"


async def test_a_link_is_answered_with_why_it_is_not_kept(house: House) -> None:
    await at_the_photos(house)

    await house.hear("Greta", Attachment("document", "photo", trouble="link"))

    assert "a link to a file on another site" in house.seen()


async def test_what_no_answer_holds_is_not_written_down(house: House) -> None:
    """Ten photos are the most: an eleventh is refused when it is seen."""
    await at_the_photos(house)
    photos = [house.file(data=picture(f"#{n * 20:02x}0000"), album="1") for n in range(11)]

    await house.hear("Greta", *photos)

    assert count(house.storage, file) == 10
    assert house.kept() == 11


@pytest.mark.parametrize("trouble", ["too_big", "unavailable", "unsupported"])
async def test_a_file_that_cannot_be_had_is_answered_with_what_to_do(house: House, trouble: str) -> None:
    await at_the_photos(house)
    words = {"too_big": "too large", "unavailable": "couldn't download", "unsupported": "can't accept"}[trouble]

    await house.hear("Greta", house.file(data=NotFetched(trouble)))
    assert words in house.seen()
    await house.hear("Greta", Attachment("document", "x", trouble=trouble))
    assert words in house.seen()

    assert house.kept() == 0


async def test_a_question_that_came_to_want_the_file_meanwhile_asks_for_it_again(house: House) -> None:
    await at_the_photos(house)
    wants, answers = house.hearing.assistant.wants_files, iter([False])
    house.hearing.assistant.wants_files = (  # type: ignore[method-assign]
        lambda tx, heard, now: next(answers, None) is None and wants(tx, heard, now)
    )

    await house.hear("Greta", house.file(data=picture()))

    assert "couldn't download" in house.seen()
    assert count(house.storage, file) == 0


async def test_one_slow_file_holds_up_nobody_else(house: House) -> None:
    await at_the_photos(house)
    slow = asyncio.create_task(house.hear("Greta", house.file(data=picture(), before=1)))
    await asyncio.sleep(0.05)

    async with asyncio.timeout(0.9):
        await house.hear("Juan", press="m")

    assert not slow.done()
    await slow


async def test_what_cannot_be_saved_is_not_heard(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.hearing.files, "_put", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
    await at_the_photos(house)
    before = count(house.storage, delivery)

    with pytest.raises(NotHeard) as lost:
        await house.hear("Greta", house.file(data=picture()))

    assert lost.value.ack.toast == "That was not saved. Please try again in a moment."
    assert count(house.storage, delivery) == before


async def test_a_mistake_of_ours_is_said_and_not_repeated(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_args: object) -> Received:
        raise ZeroDivisionError

    monkeypatch.setattr(house.hearing.assistant, "receive", wrong)

    assert "not saved" in (await house.hear("Greta", typed="hello")).toast
