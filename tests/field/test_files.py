"""Files as phones and programs make them, sent by people on both platforms, and what the bot makes of them."""

import io
from datetime import date

import pytest
from PIL import Image

from bot.channels.channel import Message, Picture
from bot.engine.kinds.files import File, Photo
from bot.engine.kinds.texts import FreeText
from bot.engine.talk import Refused, Sent, Text
from bot.hearing import TROUBLES
from bot.store.contents import Kept, NotAFile, examine
from bot.store.files import Files
from tests.channels.test_slack import ANA, Desk, desk, posted  # noqa: F401  fixtures
from tests.channels.test_telegram import line
from tests.store.test_contents import heic, iso, jpeg, webm

TODAY = date(2026, 11, 26)
VIDEO = iso(b"isom", b"vide", b"soun")


def told(desk: Desk) -> list[str]:  # noqa: F811
    """Why what was sent last could not be had; empty where it could."""
    return [why for why in desk.ear.fetched if isinstance(why, str)]


async def sent_on_slack(desk: Desk, data: bytes, name: str, mime: str) -> Kept:  # noqa: F811
    desk.ana.upload(data, name, mime)
    await desk.ear.until()
    [file] = desk.ear.kept[0].files
    return examine(desk.ear.fetched[0], file.type)


async def test_the_photo_of_an_iphone_is_kept_on_slack(posted: Desk) -> None:  # noqa: F811
    kept = await sent_on_slack(posted, heic(), "IMG_0001.HEIC", "image/heic")

    assert (kept.type, kept.mime) == ("photo", "image/heic")


async def test_the_photo_of_an_iphone_is_kept_when_it_is_sent_as_a_file_on_telegram() -> None:
    async with line(polling=True) as ends:
        ends.juan.send_document(heic(), "IMG_0001.HEIC", "image/heic")
        await ends.juan.settled()

        kept = examine(ends.fetched[0], ends.heard[0].files[0].type)

    assert (kept.type, kept.mime) == ("photo", "image/heic")


async def test_the_photo_of_an_iphone_is_shown_to_whoever_is_told(tmp_path) -> None:
    files = Files(str(tmp_path))
    kept = await files.keep(heic(), "photo")

    async with line() as ends:
        ends.files[kept.digest] = await files.shown(kept.digest)
        await ends.telegram.show("7", Message(pictures=(Picture(kept.digest, kept.mime, "1.jpg"),)))

        assert "photo" in ends.juan.messages[0]
    with Image.open(io.BytesIO(await files.shown(kept.digest))) as seen:
        assert seen.format == "JPEG"


@pytest.mark.parametrize("lost", [1, 2, 5, 200])
async def test_a_photo_without_its_last_bytes_is_kept(posted: Desk, lost: int) -> None:  # noqa: F811
    kept = await sent_on_slack(posted, jpeg()[:-lost], "seal.jpg", "image/jpeg")

    assert (kept.type, kept.mime) == ("photo", "image/jpeg")


async def test_a_video_is_a_video_on_slack_and_no_voice_note(posted: Desk) -> None:  # noqa: F811
    kept = await sent_on_slack(posted, VIDEO, "VID_0001.mp4", "video/mp4")

    assert (kept.type, kept.mime) == ("video", "video/mp4")


@pytest.mark.parametrize("how", ["send_video", "send_video_note"])
async def test_a_video_is_a_video_on_telegram(how: str) -> None:
    async with line(polling=True) as ends:
        getattr(ends.juan, how)(VIDEO)
        await ends.juan.settled()

        assert ends.heard[0].files[0].type == "video"
        assert examine(ends.fetched[0], "video").type == "video"


def test_a_video_as_an_account_is_called_a_video() -> None:
    account = FreeText(voice=True)

    value = account.read(Sent("d" * 64, "video"), None, TODAY)

    assert account.shown(value) == Text("video")
    assert account.shown(account.read(Sent("d" * 64, "voice"), None, TODAY)) == Text("voice note")


def test_a_video_is_evidence_and_no_photo() -> None:
    assert File().read(Sent("d" * 64, "video"), (), TODAY) == ("d" * 64,)
    with pytest.raises(Refused):
        Photo().read(Sent("d" * 64, "video"), (), TODAY)
    with pytest.raises(Refused):
        FreeText().read(Sent("d" * 64, "video"), None, TODAY)


async def test_a_clip_recorded_in_slack_is_a_voice_note(posted: Desk) -> None:  # noqa: F811
    posted.ana.record(webm(2))
    await posted.ear.until()

    [file] = posted.ear.kept[0].files
    kept = examine(posted.ear.fetched[0], file.type)
    assert (file.type, kept.type, kept.mime) == ("voice", "voice", "audio/webm")


async def test_a_video_clip_recorded_in_slack_is_a_video(posted: Desk) -> None:  # noqa: F811
    posted.ana.record(webm(1, 2), subtype="slack_video")
    await posted.ear.until()

    assert examine(posted.ear.fetched[0], posted.ear.kept[0].files[0].type).type == "video"


async def test_a_link_to_a_file_elsewhere_is_said_to_be_one(posted: Desk) -> None:  # noqa: F811
    posted.ana.share_link("Seal photo", "https://drive.google.com/file/d/1")
    await posted.ear.until()

    assert posted.ear.kept[0].files[0].trouble == "link"
    assert "another site" in TROUBLES["link"].source


async def test_a_canvas_is_said_to_be_one(posted: Desk) -> None:  # noqa: F811
    posted.ana.share_canvas("Notes of the yard")
    await posted.ear.until()

    assert posted.ear.kept[0].files[0].trouble == "canvas"


async def test_a_file_from_another_organisation_is_asked_for_and_kept(posted: Desk) -> None:  # noqa: F811
    data = jpeg()
    posted.ana.share_from_another_organisation(data, "seal.jpg", "image/jpeg")
    await posted.ear.until()

    assert posted.ear.fetched == [data]


async def test_a_file_that_another_organisation_does_not_open_to_us_is_said_so(posted: Desk) -> None:  # noqa: F811
    posted.sandbox.fail("files.info", error="file_not_found")

    posted.ana.share_from_another_organisation(jpeg(), "seal.jpg", "image/jpeg")
    await posted.ear.until()

    assert told(posted) == ["hidden"]


@pytest.mark.parametrize("name", sorted(TROUBLES))
def test_whatever_cannot_be_kept_is_told_with_what_to_do_instead(name: str) -> None:
    assert any(word in TROUBLES[name].source for word in ("send", "sent", "type", "save", "limit"))


async def test_a_video_goes_back_to_people_as_a_video(desk: Desk) -> None:  # noqa: F811
    await desk.slack.show(ANA, Message(pictures=(Picture("d1", "video/mp4", "1.mp4"),)))

    assert desk.ana.messages[-1]["files"][0]["mimetype"] == "video/mp4"


def test_a_text_that_calls_itself_a_video_is_refused() -> None:
    with pytest.raises(NotAFile):
        examine(b"this is a text", "video")
