"""Photos and documents: known by their content, kept once, in a folder or in a bucket, and checked when they come back."""

import hashlib
import io
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import from_url
from PIL import Image

from bot.store.files import Files, NotAFile, examine


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
    if sent_as == "photo" != type:
        with pytest.raises(NotAFile) as wrong:
            examine(data, sent_as)
        assert wrong.value.type == "photo"
        return

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
    bomb = black(14_000, 14_000)
    assert len(bomb) < 50_000

    with pytest.raises(NotAFile):
        examine(bomb, "document")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_more_pixels_than_any_phone_takes_are_refused() -> None:
    with pytest.raises(NotAFile):
        examine(black(10_001, 10_000), "photo")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
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


# The two places


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The address of a server that speaks S3, with a bucket called evidence."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout
    address = server.stdout.readline().strip()
    make = urllib.request.Request(f"{address}/evidence", method="PUT")
    with urllib.request.urlopen(make, timeout=10) as made:
        assert made.status == 200
    yield address
    server.terminate()
    server.wait(10)
    server.stdout.close()


SERVER = """
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print("http://%s:%s" % server.get_host_and_port(), flush=True)
server._thread.join()
"""


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account the server knows nothing of, as an operator would set it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)


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
    with pytest.raises(OSError, match="cannot be read"):
        await files.fetch("0" * 64)


async def test_what_is_refused_is_not_kept(files: Files) -> None:
    with pytest.raises(NotAFile):
        await files.keep(TEXT, "photo")

    with pytest.raises(OSError, match="cannot be read"):
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

    with pytest.raises(OSError, match="has changed"):
        await files.fetch(kept.digest)


@pytest.mark.usefixtures("account")
async def test_an_object_that_was_changed_is_noticed(moto: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    files = Files("s3://evidence/changed")
    kept = await files.keep(JPEG, "photo")
    obstore.put(from_url("s3://evidence/changed"), f"{kept.digest[:2]}/{kept.digest}", PNG)

    with pytest.raises(OSError, match="has changed"):
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
