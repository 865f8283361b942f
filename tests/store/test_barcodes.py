"""What barcodes say in photos, read from real ones; and what is not read, within which time."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from bot.store.barcodes import codes
from bot.store.contents import examine
from bot.store.files import Files
from tests.scanned import bars, scanned


@pytest.mark.parametrize("format", ["Code128", "Code39", "Code93", "DataMatrix", "QRCode", "Aztec", "PDF417"])
def test_the_barcodes_that_makers_put_on_seals_are_read_from_a_photo_of_a_phone(format: str) -> None:
    photo = scanned("UL-0012345", format=format)

    assert codes(photo) == ("UL-0012345",)


@pytest.mark.parametrize("turned", [33, 75, 120, 180])
@pytest.mark.parametrize("format", ["Code128", "DataMatrix", "QRCode"])
def test_a_barcode_is_read_however_the_phone_was_held(format: str, turned: int) -> None:
    assert codes(scanned("UL-0012345", format=format, turned=turned)) == ("UL-0012345",)


def test_a_barcode_is_read_in_a_photo_of_48_megapixels_in_a_few_seconds() -> None:
    photo = scanned("UL-0012345", size=(8000, 6000), turned=20)
    began = time.monotonic()

    assert codes(photo) in ((), ("UL-0012345",))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_barcode_is_read_from_what_is_no_jpeg(kind: str) -> None:
    assert codes(scanned("UL-0012345", kind=kind)) == ("UL-0012345",)


def test_a_photo_without_a_barcode_says_nothing() -> None:
    assert codes(scanned()) == ()


def test_a_barcode_that_is_blurred_beyond_reading_says_nothing() -> None:
    assert codes(scanned("UL-0012345", blurred=12)) == ()


def test_the_number_of_a_product_is_no_number_of_a_seal() -> None:
    assert codes(scanned("4006381333931", format="EAN13")) == ()


def test_the_address_of_a_web_page_in_a_qr_code_is_not_read_as_a_number() -> None:
    assert codes(scanned(f"https://seals.example/{'check/' * 12}UL0012345", format="QRCode")) == ()


def test_each_of_several_barcodes_is_read_once() -> None:
    photo = scanned("UL-0012345", "UL-0012346", "UL-0012345", format="QRCode")

    assert sorted(codes(photo)) == ["UL-0012345", "UL-0012346"]


def test_what_is_no_picture_has_no_barcodes() -> None:
    assert codes(b"not a picture at all") == ()


def test_a_picture_of_stripes_takes_no_more_than_a_few_seconds(tmp_path: Path) -> None:
    stripes = bytes(0 if (x // 3) % 2 else 255 for x in range(3200)) * 3200
    Image.frombytes("L", (3200, 3200), stripes).save(tmp_path / "stripes.png")
    began = time.monotonic()

    assert codes((tmp_path / "stripes.png").read_bytes()) == ()
    assert time.monotonic() - began < 15


def test_barcodes_are_read_only_where_somebody_wants_to_know() -> None:
    photo = scanned("UL-0012345")

    assert examine(photo, "photo").codes is None
    assert examine(photo, "photo", read=True).codes == ("UL-0012345",)


async def test_a_photo_is_kept_with_what_its_barcodes_say(tmp_path: Path) -> None:
    kept = await Files(str(tmp_path)).keep(scanned("UL-0012345"), "photo", read=True)

    assert kept.codes == ("UL-0012345",)


def test_the_reader_of_barcodes_is_not_loaded_before_it_is_needed() -> None:
    loaded = "import sys, bot.app; sys.exit('zxingcpp' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


def test_a_barcode_may_fill_the_picture(tmp_path: Path) -> None:
    bars("UL-0012345", scale=6).save(tmp_path / "bars.png")

    assert codes((tmp_path / "bars.png").read_bytes()) == ("UL-0012345",)
