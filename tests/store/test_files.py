"""Photos and documents: known by their content, kept once, in a folder or in a bucket, and checked when they come back."""

import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import obstore
import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import from_url
from PIL import Image

from bot.store.contents import NotAFile, examine
from bot.store.files import Files

ROOT = Path(__file__).parent.parent.parent


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("P" if form == "GIF" else "RGB").save(out, form)
    return out.getvalue()


def black(width: int, height: int) -> bytes:
    """A small file that unfolds to many pixels."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


JPEG, PNG, WEBP, GIF = (picture(form) for form in ("JPEG", "PNG", "WEBP", "GIF"))
OGG = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(60)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + bytes(50)
WAV = b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(28)
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x21" + bytes(100)
TEXT = b"This is a text that calls itself photo.jpg."


@pytest.mark.parametrize(
    ("data", "mime", "type"),
    [
        (JPEG, "image/jpeg", "photo"),
        (PNG, "image/png", "photo"),
        (WEBP, "image/webp", "photo"),
        (GIF, "image/gif", "photo"),
        (OGG, "audio/ogg", "voice"),
        (M4A, "audio/mp4", "voice"),
        (WAV, "audio/wav", "voice"),
        (MP3, "audio/mpeg", "voice"),
        (PDF, "application/pdf", "document"),
    ],
    ids=["jpeg", "png", "webp", "gif", "ogg", "m4a", "wav", "mp3", "pdf"],
)
@pytest.mark.parametrize("sent_as", ["photo", "voice", "document"])
def test_a_file_is_what_its_content_is(data: bytes, mime: str, type: str, sent_as: str) -> None:
    kept = examine(data, sent_as)

    assert (kept.mime, kept.type, kept.size) == (mime, type, len(data))
    assert kept.digest == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        TEXT,
        JPEG[: len(JPEG) // 2],
        JPEG[:20],
        PNG[:-30],
        b"PK\x03\x04" + bytes(100),
        b"MZ" + bytes(200),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script></html>",
        b"%!PS-Adobe-3.0",
    ],
    ids=["empty", "nul", "text", "half", "start", "cut", "zip", "exe", "svg", "html", "postscript"],
)
@pytest.mark.parametrize("sent_as", ["photo", "voice", "document"])
def test_what_is_no_photo_no_voice_note_and_no_pdf_is_refused(data: bytes, sent_as: str) -> None:
    with pytest.raises(NotAFile):
        examine(data, sent_as)


def test_a_small_file_that_unfolds_to_many_pixels_is_refused() -> None:
    bomb = black(16_000, 16_000)
    assert len(bomb) < 80_000

    with pytest.raises(NotAFile):
        examine(bomb, "document")


def test_more_pixels_than_any_phone_takes_are_refused() -> None:
    with pytest.raises(NotAFile):
        examine(black(16_385, 16_384), "photo")


def test_as_many_pixels_as_a_phone_takes_are_kept() -> None:
    assert examine(black(12_000, 8_000), "photo").mime == "image/png"


@given(
    st.sampled_from([JPEG, PNG, WEBP, GIF, OGG, PDF, M4A, WAV]),
    st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=4))),
)
def test_any_damaged_file_is_kept_or_refused(data: bytes, changes: list[tuple[int, bytes]]) -> None:
    for place, written in changes:
        start = place % (len(data) + 1)
        data = data[:start] + written + data[start + len(written) :]

    try:
        kept = examine(data, "document")
    except NotAFile:
        return
    assert kept.digest == hashlib.sha256(data).hexdigest()


# What decoding takes

GREY = 9_984  # pixels of a side: 1,248 blocks, whose bits fill whole bytes


def unfolding(bits: int, colour: int, side: int = 9_990) -> bytes:
    """A PNG of zeros: some hundred kilobytes, whatever it unfolds to."""
    packed = zlib.compressobj(9)
    row = bytes(1 + side * bits // 8 * {0: 1, 2: 3}[colour])
    lines = b"".join(packed.compress(row) for _ in range(side)) + packed.flush()

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def grey(frame: int, *scans: tuple[bytes, bytes, bytes]) -> bytes:
    """A grey JPEG of a hundred megapixels. A scan is its components, its row of bits, and the part of the spectrum."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (128, 128, 128)).save(out, "JPEG", subsampling=0)
    head = out.getvalue().partition(b"\xff\xda")[0]
    before, _, after = head.partition(b"\xff\xc0")
    head = before + bytes((0xFF, frame)) + after[:3] + struct.pack(">HH", GREY, GREY) + after[7:]
    head += b"\xff\xdd\x00\x04" + struct.pack(">H", GREY // 8)
    for parts, row, spectrum in scans:
        head += b"\xff\xda" + struct.pack(">HB", 6 + len(parts), len(parts) // 2) + parts + spectrum
        head += b"".join(row + bytes((0xFF, 0xD0 + n % 8)) for n in range(GREY // 8 - 1)) + row
    return head + b"\xff\xd9"


def of_a_phone() -> bytes:
    """A HEIC of 48 megapixels in tiles, as phones make them."""
    out = io.BytesIO()
    file = pillow_heif.from_pillow(Image.new("RGB", (8_064, 6_048), (90, 100, 110)))
    file.save(out, quality=10, tile_size=1024, enc_params={"preset": "ultrafast"})
    return out.getvalue()


def row_of(bits: str) -> bytes:
    whole = bits * (GREY // 8)
    return bytes(int(whole[n : n + 8], 2) for n in range(0, len(whole), 8))


ALL, LUMA, BLUE, RED = b"\x01\x00\x02\x11\x03\x11", b"\x01\x00", b"\x02\x11", b"\x03\x11"
WHOLE, FLAT = b"\x00\x3f\x00", b"\x00\x00\x00"


def on_a_canvas(form: str, side: int) -> bytes:
    """An animation of small pictures on a canvas that is said to be large."""
    out = io.BytesIO()
    frames = [Image.effect_noise((40, 30), 60).convert("RGB") for _ in range(2)]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    data = out.getvalue()
    if form == "GIF":
        return data[:6] + struct.pack("<HH", side, side) + data[10:]
    return data[:24] + struct.pack("<I", side - 1)[:3] * 2 + data[30:]


EXAMINED = """
import json, resource, sys, warnings
warnings.simplefilter("ignore")
from bot.store.contents import NotAFile, examine
examine(open(sys.argv[1], "rb").read(), "photo")
data = open(sys.argv[2], "rb").read()

def memory(name):
    return next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith(name))

resource.setrlimit(resource.RLIMIT_AS, (memory("VmSize") + (3 << 30),) * 2)
before = memory("VmHWM")
try:
    kept = bool(examine(data, "photo"))
except NotAFile:
    kept = False
print(json.dumps([kept, memory("VmHWM") - before]))
"""


@pytest.mark.parametrize(
    ("make", "kept", "most"),
    [
        (lambda: unfolding(16, 2), False, 20),
        (lambda: unfolding(16, 0), True, 220),
        (lambda: unfolding(8, 2), False, 20),
        (lambda: grey(0xC0, (ALL, row_of("001010" + "0000" * 2), WHOLE)), True, 20),
        (lambda: grey(0xC2, (ALL, row_of("00" * 3), FLAT)), False, 20),
        (lambda: grey(0xC0, *((one, row_of(bits), WHOLE) for one, bits in
                              ((LUMA, "001010"), (BLUE, "0000"), (RED, "0000")))), False, 20),
        (of_a_phone, True, 240),
        (lambda: on_a_canvas("GIF", 9_990), True, 220),
        (lambda: on_a_canvas("WEBP", 9_990), False, 20),
        (lambda: on_a_canvas("WEBP", 3_500), True, 220),
    ],
    ids=["png of 16 bit", "grey png of 16 bit", "png", "jpeg", "progressive jpeg", "jpeg colour by colour", "heic", "gif",
         "webp", "webp of a phone"],
)  # fmt: skip
def test_no_picture_takes_more_than_its_share_of_the_memory(
    make: Callable[[], bytes], kept: bool, most: int, tmp_path: Path
) -> None:
    (tmp_path / "small").write_bytes(JPEG)
    (tmp_path / "large").write_bytes(make())

    told = subprocess.run(
        [sys.executable, "-c", EXAMINED, tmp_path / "small", tmp_path / "large"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert told.returncode == 0, told.stderr
    was_kept, grown = json.loads(told.stdout)
    assert was_kept == kept
    assert grown < most * 1_000_000


def test_half_of_a_large_photo_is_refused() -> None:
    photo = grey(0xC0, (ALL, row_of("001010" + "0000" * 2), WHOLE))

    with pytest.raises(NotAFile):
        examine(photo[: len(photo) // 2], "photo")


def test_a_jpeg_of_thousands_of_scans_is_refused() -> None:
    out = io.BytesIO()
    Image.effect_noise((40, 30), 60).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data.rindex(b"\xff\xda")

    assert examine(data, "photo").mime == "image/jpeg"
    with pytest.raises(NotAFile):
        examine(data[:-2] + data[last:-2] * 5_000 + data[-2:], "photo")


TWELVE = """
import asyncio, resource, sys, tempfile
from bot.store.files import Files
data = open(sys.argv[1], "rb").read()
size = next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmSize"))
resource.setrlimit(resource.RLIMIT_AS, (size + 400_000_000,) * 2)

async def main():
    files = Files(sys.argv[2])
    return await asyncio.gather(*(files.keep(data + bytes(n), "photo") for n in range(12)))

print(len({kept.digest for kept in asyncio.run(main())}))
"""


def test_twelve_large_pictures_at_once_do_not_exhaust_the_memory(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(unfolding(16, 2, 6_900))

    told = subprocess.run(
        [sys.executable, "-c", TWELVE, tmp_path / "large", tmp_path / "media"],
        cwd=ROOT, env={**os.environ, "MALLOC_ARENA_MAX": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == "12"


# The two places


@pytest.fixture(params=["folder", "file", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    if request.param == "s3":
        request.getfixturevalue("account")
        monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("moto"))
        return Files(f"s3://evidence/{tmp_path.name}")
    return Files(f"file://{tmp_path}/media" if request.param == "file" else str(tmp_path / "media"))


async def test_what_is_kept_comes_back(files: Files) -> None:
    kept = await files.keep(JPEG, "photo")

    assert await files.fetch(kept.digest) == JPEG


async def test_the_same_bytes_are_kept_once(files: Files) -> None:
    first = await files.keep(PDF, "document")
    second = await files.keep(PDF, "voice")

    assert first == second
    assert await files.fetch(first.digest) == PDF


async def test_what_was_never_kept_is_not_there(files: Files) -> None:
    with pytest.raises(FileNotFoundError, match="there is no file"):
        await files.fetch("0" * 64)


async def test_what_is_refused_is_not_kept(files: Files) -> None:
    with pytest.raises(NotAFile):
        await files.keep(TEXT, "photo")

    with pytest.raises(FileNotFoundError, match="there is no file"):
        await files.fetch(hashlib.sha256(TEXT).hexdigest())


async def test_twenty_megabytes_are_kept(files: Files) -> None:
    large = PDF + bytes(20 * 1024 * 1024)

    kept = await files.keep(large, "document")

    assert len(await files.fetch(kept.digest)) == len(large)


async def test_a_folder_holds_each_file_by_its_digest(tmp_path: Path) -> None:
    files = Files(str(tmp_path))

    kept = await files.keep(JPEG, "photo")
    await files.keep(JPEG, "photo")

    (only,) = (p for p in tmp_path.rglob("*") if p.is_file())
    assert only == tmp_path / kept.digest[:2] / kept.digest


async def test_a_file_that_was_changed_is_noticed(tmp_path: Path) -> None:
    files = Files(str(tmp_path))
    kept = await files.keep(JPEG, "photo")
    (tmp_path / kept.digest[:2] / kept.digest).write_bytes(PNG)

    with pytest.raises(FileNotFoundError, match="has changed"):
        await files.fetch(kept.digest)


@pytest.mark.usefixtures("account")
async def test_an_object_that_was_changed_is_noticed(moto: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    files = Files("s3://evidence/changed")
    kept = await files.keep(JPEG, "photo")
    obstore.put(from_url("s3://evidence/changed"), f"{kept.digest[:2]}/{kept.digest}", PNG)

    with pytest.raises(FileNotFoundError, match="has changed"):
        await files.fetch(kept.digest)


@pytest.mark.usefixtures("account")
async def test_a_bucket_that_cannot_be_reached_is_an_error_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    files = Files("s3://evidence/gone")
    began = time.monotonic()

    with pytest.raises(OSError, match="cannot be kept"):
        await files.keep(JPEG, "photo")

    assert time.monotonic() - began < 15


async def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    files = Files(str(tmp_path / "media"))
    (tmp_path / "media" / hashlib.sha256(JPEG).hexdigest()[:2]).write_text("in the way")

    with pytest.raises(OSError, match=r"in the way|exists|Not a directory"):
        await files.keep(JPEG, "photo")


# What others may see, and what is left behind


def modes(folder: Path) -> set[tuple[str, int]]:
    return {("folder" if p.is_dir() else "file", p.stat().st_mode & 0o777) for p in (folder, *folder.rglob("*"))}


async def test_nobody_else_on_the_machine_can_read_the_files(tmp_path: Path) -> None:
    files = Files(str(tmp_path / "var" / "media"))

    await files.keep(JPEG, "photo")

    assert modes(tmp_path / "var") == {("folder", 0o700), ("file", 0o600)}


async def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir(mode=0o750)

    await Files(str(tmp_path / "media")).keep(JPEG, "photo")

    assert (tmp_path / "media").stat().st_mode & 0o777 == 0o750


def files_in(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


FULL = """
import asyncio, resource, sys
from bot.store.files import Files
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    asyncio.run(Files(sys.argv[1]).keep(b"%PDF-" + bytes(100_000), "document"))
except OSError:
    print("full")
"""


def test_a_file_that_finds_the_disk_full_leaves_nothing_behind(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", FULL, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout == "full\n"
    assert files_in(tmp_path) == []


KILLED = """
import asyncio, os, sys
from bot.store.files import Files
os.fsync = lambda _file: os.kill(os.getpid(), 9)
asyncio.run(Files(sys.argv[1]).keep(b"%PDF-", "document"))
"""


def test_what_a_crash_left_half_written_is_removed_after_an_hour(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], cwd=ROOT, check=False)
    (left,) = (p for p in tmp_path.rglob("*") if p.is_file())

    Files(str(tmp_path))
    assert left.exists(), "another process may be writing it"
    os.utime(left, (time.time() - 3601,) * 2)
    Files(str(tmp_path))

    assert files_in(tmp_path) == []


async def test_kept_files_are_never_taken_for_half_written_ones(tmp_path: Path) -> None:
    kept = await Files(str(tmp_path)).keep(JPEG, "photo")
    os.utime(tmp_path / kept.digest[:2] / kept.digest, (0, 0))

    assert await Files(str(tmp_path)).fetch(kept.digest) == JPEG
