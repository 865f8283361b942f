"""What a file is, and how it is shown: the photos, films and recordings that phones make, also a little damaged."""

import io
import struct

import pillow_heif
import pytest
from PIL import Image, features

from bot.store import pictures
from bot.store.contents import NotAFile, examine
from bot.store.pictures import shown as showable


def scene(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width // 4, height // 4), 60).resize((width, height)).convert("RGB")


def jpeg(width: int = 640, height: int = 480, **how: object) -> bytes:
    out = io.BytesIO()
    scene(width, height).save(out, "JPEG", **how)
    return out.getvalue()


def heic(width: int = 640, height: int = 480, thumbnail: int = 0, **how: object) -> bytes:
    out = io.BytesIO()
    file = pillow_heif.from_pillow(scene(width, height))
    if thumbnail:
        file[0].info["thumbnails"] = [thumbnail]
    file.save(out, quality=30, **how)
    return out.getvalue()


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + name + body


def iso(brand: bytes, *tracks: bytes) -> bytes:
    kept = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(12)))) for kind in tracks]
    head = box(b"ftyp", brand, bytes(4), b"isom")
    return head + box(b"mdat", bytes(500)) + (box(b"moov", box(b"mvhd", bytes(100)), *kept) if tracks else b"")


def element(id: str, body: bytes, *, endless: bool = False) -> bytes:
    size = b"\x01" + b"\xff" * 7 if endless else struct.pack(">Q", len(body) | 1 << 56)
    return bytes.fromhex(id) + size + body


def webm(*tracks: int) -> bytes:
    """As a browser records it: of a length nobody knew when it began."""
    kept = b"".join(element("AE", element("D7", b"\x01") + element("83", bytes([kind]))) for kind in tracks)
    head = element("1A45DFA3", element("4282", b"webm"))
    film = element("1F43B675", bytes(300), endless=True)
    return head + element("18538067", element("1549A966", bytes(9)) + element("1654AE6B", kept) + film, endless=True)


SOUND, PICTURES = b"soun", b"vide"
AMR = b"#!AMR\n" + bytes(100)
AVI = b"RIFF" + struct.pack("<I", 200) + b"AVI LIST" + bytes(180)


@pytest.mark.parametrize(
    ("data", "mime", "type"),
    [
        (iso(b"isom", SOUND, PICTURES), "video/mp4", "video"),
        (iso(b"mp42", PICTURES), "video/mp4", "video"),
        (iso(b"qt  ", PICTURES, SOUND), "video/quicktime", "video"),
        (iso(b"3gp4", PICTURES, SOUND), "video/3gpp", "video"),
        (iso(b"mp42"), "video/mp4", "video"),
        (iso(b"mp42", SOUND), "audio/mp4", "voice"),
        (iso(b"M4A ", SOUND), "audio/mp4", "voice"),
        (iso(b"3gp5", SOUND), "audio/3gpp", "voice"),
        (webm(1, 2), "video/webm", "video"),
        (webm(2), "audio/webm", "voice"),
        (AVI, "video/x-msvideo", "video"),
        (AMR, "audio/amr", "voice"),
    ],
    ids=["mp4", "silent mp4", "mov", "3gp", "mp4 that says nothing", "mp4 of sound", "m4a", "3gp of sound", "webm",
         "webm of sound", "avi", "amr"],
)  # fmt: skip
@pytest.mark.parametrize("sent_as", ["document", "video"])
def test_a_film_is_a_video_and_a_recording_a_voice_note(data: bytes, mime: str, type: str, sent_as: str) -> None:
    kept = examine(data, sent_as)

    assert (kept.mime, kept.type) == (mime, type)
    assert showable(data) == data


def test_a_film_sent_as_a_voice_note_is_still_a_video() -> None:
    assert examine(iso(b"isom", PICTURES), "voice").type == "video"
    assert examine(webm(1), "voice").type == "video"


def test_a_recording_that_does_not_say_what_it_holds_is_what_it_was_sent_as() -> None:
    assert examine(webm(), "voice").type == "voice"
    assert examine(webm(), "document").type == "video"


def test_boxes_within_boxes_without_end_are_read_to_an_end() -> None:
    deep = b""
    for _ in range(3000):
        deep = box(b"moov", deep)

    assert examine(box(b"ftyp", b"isom", bytes(4)) + deep, "document").type == "video"


@pytest.mark.parametrize("how", [{}, {"tile_size": 256}, {"thumbnail": 160}], ids=["one", "tiles", "thumbnail"])
@pytest.mark.parametrize("sent_as", ["photo", "document"])
def test_the_photo_of_an_iphone_is_kept_as_it_is_and_shown_as_a_jpeg(how: dict[str, int], sent_as: str) -> None:
    data = heic(**how)

    kept = examine(data, sent_as)

    assert (kept.mime, kept.type, kept.size) == ("image/heic", "photo", len(data))
    with Image.open(io.BytesIO(showable(data))) as shown:
        assert (shown.format, shown.size) == ("JPEG", (640, 480))


@pytest.mark.parametrize("mode", ["RGBA", "L", "LA"])
def test_a_heic_of_other_colours_is_shown_too(mode: str) -> None:
    out = io.BytesIO()
    pillow_heif.from_pillow(scene(320, 200).convert(mode)).save(out)

    assert examine(out.getvalue(), "photo").mime == "image/heic"
    with Image.open(io.BytesIO(showable(out.getvalue()))) as shown:
        assert (shown.format, shown.size) == ("JPEG", (320, 200))


def test_a_large_heic_is_shown_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LONGEST", 300)

    with Image.open(io.BytesIO(showable(heic(tile_size=256)))) as shown:
        assert shown.size == (214, 160)


def test_a_heic_that_would_take_too_much_memory_is_known_by_its_small_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "DECODED", 640 * 480 * 3)
    data = heic(thumbnail=160)

    assert examine(data, "photo").mime == "image/heic"
    with Image.open(io.BytesIO(showable(data))) as shown:
        assert shown.width == 160
    with pytest.raises(NotAFile):
        examine(data[:-10], "photo")
    with pytest.raises(NotAFile):
        examine(heic(), "photo")


def test_half_a_heic_is_refused() -> None:
    data = heic()

    for sent_as in ("photo", "document", "video"):
        with pytest.raises(NotAFile):
            examine(data[: len(data) // 2], sent_as)


def test_an_avif_is_a_photo_and_shown_as_a_jpeg() -> None:
    assert features.check("avif")
    out = io.BytesIO()
    scene(320, 200).save(out, "AVIF")

    assert examine(out.getvalue(), "photo").mime == "image/avif"
    assert showable(out.getvalue()).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("how", [{}, {"subsampling": 0}, {"progressive": True}], ids=["usual", "sharp", "progressive"])
@pytest.mark.parametrize("lost", [1, 2, 3, 20, 500])
@pytest.mark.parametrize("colour", ["noise", "black", "white"])
def test_a_photo_that_lacks_its_last_bytes_is_kept(how: dict[str, object], lost: int, colour: str) -> None:
    out = io.BytesIO()
    drawn = scene(640, 480) if colour == "noise" else Image.new("RGB", (640, 480), colour)
    drawn.save(out, "JPEG", **how)
    data = out.getvalue()[: -min(lost, 2 if colour != "noise" else lost)]

    assert examine(data, "photo").mime == "image/jpeg"
    with Image.open(io.BytesIO(showable(data))) as shown:
        shown.load()


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"Content-Type: image/jpeg\r\n\r\n", bytes(300)])
def test_a_photo_with_something_before_its_head_is_kept_as_it_came(before: bytes) -> None:
    data = before + jpeg()

    kept = examine(data, "document")

    assert (kept.mime, kept.type, kept.size) == ("image/jpeg", "photo", len(data))
    assert showable(data) == data[len(before) :]


def test_a_whole_photo_is_shown_byte_for_byte() -> None:
    data = jpeg()

    assert showable(data) == data


@pytest.mark.parametrize("before", [b"\r\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\n\r\n", bytes(300)])
def test_a_pdf_with_something_before_its_head_is_kept(before: bytes) -> None:
    assert examine(before + b"%PDF-1.4\n%%EOF", "document").mime == "application/pdf"


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"MZ", b"<html>"])
def test_what_only_has_a_pdf_inside_is_no_pdf(start: bytes) -> None:
    with pytest.raises(NotAFile):
        examine(start + b"%PDF-1.4\n%%EOF", "document")


@pytest.mark.parametrize("head", [b"\xff\xfb", b"\xff\xf3", b"\xff\xe3"])
def test_a_recording_of_any_quality_is_a_voice_note(head: bytes) -> None:
    assert examine(head + b"\x90\x64" + bytes(500), "voice").mime == "audio/mpeg"


def saved(kind: str, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (64, 48)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (saved("TIFF"), "picture"),
        (saved("BMP"), "picture"),
        (saved("JPEG2000"), "picture"),
        (b"8BPS\x00\x01" + bytes(60), "picture"),
        (b"II*\x00\x10\x00\x00\x00CR" + bytes(60), "picture"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "picture"),
        (b"PK\x03\x04" + bytes(60), ""),
        (b"MZ" + bytes(200), ""),
        (b"hello", ""),
    ],
    ids=["empty", "tiff", "bmp", "jpeg 2000", "photoshop", "raw", "svg", "zip", "exe", "text"],
)
@pytest.mark.parametrize("sent_as", ["photo", "document"])
def test_of_what_is_not_kept_it_is_known_why(data: bytes, why: str, sent_as: str) -> None:
    with pytest.raises(NotAFile) as refused:
        examine(data, sent_as)

    assert refused.value.why == why


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (saved("JPEG", "CMYK"), "image/jpeg"),
        (saved("PNG", "I;16"), "image/png"),
        (saved("PNG", "1"), "image/png"),
        (saved("PNG", "LA"), "image/png"),
        (jpeg() + b"PK\x03\x04" + bytes(100), "image/jpeg"),
    ],
    ids=["for print", "16 bits", "1 bit", "half seen through", "something behind it"],
)
def test_a_photo_of_any_colours_is_kept(data: bytes, mime: str) -> None:
    assert examine(data, "photo").mime == mime


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"MZ", b"<html>", b"%!PS"])
def test_what_only_has_a_photo_inside_is_no_photo(start: bytes) -> None:
    with pytest.raises(NotAFile):
        examine(start + bytes(20) + jpeg(), "document")


def test_a_photo_of_two_hundred_megapixels_is_kept_and_shown_as_it_is() -> None:
    out = io.BytesIO()
    Image.new("L", (16_320, 12_240), 90).save(out, "JPEG")

    kept = examine(out.getvalue(), "photo")

    assert (kept.mime, kept.type) == ("image/jpeg", "photo")
    assert showable(out.getvalue()) == out.getvalue()


def test_a_picture_too_large_to_open_is_said_to_be_large() -> None:
    out = io.BytesIO()
    Image.new("1", (16_400, 16_400)).save(out, "PNG")

    with pytest.raises(NotAFile) as refused:
        examine(out.getvalue(), "photo")

    assert refused.value.why == "pixels"
