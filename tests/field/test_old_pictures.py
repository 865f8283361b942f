"""Pictures that were taken long before they are sent: kept, with their day, and marked wherever the answer is read."""

import io
import logging
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import pillow_heif
import pytest
from PIL import ExifTags, Image

from bot.store.contents import examine
from tests.field.house import House, house
from tests.field.test_reach import OTHER
from tests.store.test_contents import jpeg, scene


def exif(taken: str) -> Image.Exif:
    """What a phone writes: when, and where."""
    made = Image.Exif()
    made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    made.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (27.0, 30.0, 23.04)
    made.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLongitude] = (99.0, 30.0, 27.0)
    return made


def old_jpeg(taken: str = "2024:05:03 14:20:11") -> bytes:
    return jpeg(exif=exif(taken))


def old_heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(scene(640, 480)).save(out, quality=30, exif=exif("2024:05:03 14:20:11").tobytes())
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "taken"),
    [
        (old_jpeg(), "2024-05-03T14:20:11"),
        (old_heic(), "2024-05-03T14:20:11"),
        (b"From: a mail\r\n\r\n" + old_jpeg(), "2024-05-03T14:20:11"),
        (old_jpeg()[:-200], "2024-05-03T14:20:11"),
        (old_jpeg("0000:00:00 00:00:00"), ""),
        (old_jpeg("yesterday"), ""),
        (old_jpeg("0099:05:03 14:20:11"), "0099-05-03T14:20:11"),
        (old_jpeg("2024:13:45 14:20:11"), ""),
        (jpeg(), ""),
    ],
)
def test_the_day_on_which_a_picture_was_taken_is_read_from_it(data: bytes, taken: str) -> None:
    assert examine(data, "photo").taken == taken


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_a_camera_that_wrote_nonsense_beside_its_picture_changes_nothing(cut: int) -> None:
    data = bytearray(old_jpeg())
    place = data.index(b"Exif")
    data[place + 8 + cut : place + 12 + cut] = b"\xff\xff\xff\xff"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, of what it skips
        assert examine(bytes(data), "photo").mime == "image/jpeg"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver")
        made.enrol("Luis Soto", "driver", "es", "slack")
        made.enrol("Ana Ruiz", "supervisor", "es")
        made.enrol("Marta Gil", "supervisor", "en", "slack")
        yield made


async def at_evidence(yard: House) -> None:
    """A report up to where it asks for pictures."""
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *OTHER, "No", "Yes", "I don't know")
    await yard.say("Juan", "Dock 4")
    await yard.say("Juan", "A lamp is broken")


async def test_an_old_picture_sent_as_a_file_is_marked_for_who_sends_it_and_for_who_reads_it(
    yard: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await at_evidence(yard)
    yard.seat("Juan").person.send_document(old_jpeg(), "IMG_0001.JPG", "image/jpeg")
    await yard.settled()

    await yard.press("Juan", "Done")
    assert "1 file (old picture, taken on May 3, 2024)" in yard.newest("Juan")
    await yard.press("Juan", "Send the report")

    assert any("(imagen anterior, del 3 de mayo de 2024)" in one for one in yard.screen("Ana"))
    assert any("(old picture, taken on May 3, 2024)" in one for one in yard.screen("Marta"))
    assert not any("27.5" in one or "GPS" in one for one in map(logging.LogRecord.getMessage, caplog.records))


@pytest.mark.parametrize("taken", ["2026:11:21 11:20:00", "2026:11:20 23:00:00", "2027:01:01 00:00:00"])
async def test_a_picture_of_today_or_of_a_clock_that_is_wrong_has_no_mark(yard: House, taken: str) -> None:
    await at_evidence(yard)
    yard.seat("Juan").person.send_document(old_jpeg(taken), "IMG_0001.JPG", "image/jpeg")
    await yard.settled()

    await yard.press("Juan", "Done")

    assert "old picture" not in yard.newest("Juan")
