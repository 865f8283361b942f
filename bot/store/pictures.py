"""Pictures: whether the bytes are one, found by decoding it within bounds of memory and time, and how it is shown.

What other software opens is a picture: HEIC, the largest sensors, a JPEG cut a little or with something before its head.
"""

from __future__ import annotations

import contextlib
import io
import math
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageChops, ImageOps, JpegImagePlugin

PIXELS = 16_384**2  # the largest sensors have 200 million; more is a bomb, not a photo
# Bytes to decode one picture. Pictures are decoded one at a time, so that this and the program itself (some 120 MB) fit
# into a container of 512 MB. It holds a PNG of 55 megapixels and a HEIC of 50. JPEGs, which is what most cameras make,
# are decoded at an eighth of their size and pass up to PIXELS.
DECODED = 230_000_000
# Bytes a pixel as Pillow holds it; four in every other mode.
WIDTHS = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}
CANVASES = 16  # bytes a pixel of WebP: the decoder has two canvases, and Pillow two copies of the result; measured
PLANES = 9  # bytes a pixel of AVIF: the decoder's planes, their colours, and Pillow's copy
SCANS = 40  # passes over a JPEG: a progressive one has about ten, with a preview twice that; thousands take hours
COARSE = 3  # passes after which all of a progressive JPEG is there, if not yet sharp
EIGHTH = 8  # the smallest scale at which libjpeg decodes
LOST = 1 / 8  # of the lines of a JPEG that was cut; with more missing, it is to be taken again
BEFORE = 1024  # bytes before the head of a JPEG: what a mail or a form left there
LONGEST = 4096  # pixels of the longer side as a picture is shown: a seal's number is still legible
QUALITY = 90
SMALL = 75  # the quality of a picture on paper
HEIFS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # ISO/IEC 23008-12, annex B
AVIFS = (b"avif", b"avis")
WHAT_HAS_JPEGS_INSIDE = (b"%PDF-", b"PK", b"MZ", b"ID3", b"RIFF", b"OggS", b"\x7fELF", b"{\\rtf", b"<", b"%!", b"#!", b"\x89PNG", b"GIF8",
                         b"\x1a\x45\xdf\xa3")  # fmt: skip
JPEG, END, SCAN = b"\xff\xd8\xff", b"\xff\xd9", b"\xff\xda"
PHOTOS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "AVIF": "image/avif",
          "MPO": "image/jpeg"}  # fmt: skip
WRITTEN = "%Y:%m:%d %H:%M:%S"  # a time in EXIF 2.32
UNLIKELY = (254, 1, 253, 2)  # a colour no line of a photo consists of

# Pillow's own bound knows neither the format nor that a JPEG is decoded small; PIXELS and DECODED do.
Image.MAX_IMAGE_PIXELS = None


class TooLarge(Exception):
    """A picture that would take more memory than there is."""


def picture(data: bytes) -> str:
    """The kind (MIME) of a picture, decoded to the last line; empty if it is none. Raises TooLarge."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIFS:
        return _heif_kind(data)
    try:
        return _decoded(data)
    except (OSError, ValueError, SyntaxError, KeyError):
        return ""


def misplaced(data: bytes) -> str:
    """The kind of a picture that begins a little later than the file, which no other file does."""
    later = _from_head(data)
    return picture(later) if later is not data else ""


def taken(data: bytes) -> str:
    """When the picture was taken, by the clock of its camera: 2024-05-03T14:20:11; empty if it does not say."""
    with contextlib.suppress(*UNREADABLE, KeyError, TypeError, OverflowError, struct.error, Warning):
        said = _exif(data).get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        return datetime.strptime(str(said).strip("\0 "), WRITTEN).replace(tzinfo=UTC).isoformat()[:19]
    return ""


def _exif(data: bytes) -> Image.Exif:
    """What the camera wrote beside the picture, which is not decoded for it."""
    if data[4:8] != b"ftyp" or data[8:12] not in HEIFS:
        return Image.open(io.BytesIO(_from_head(data)), formats=tuple(PHOTOS)).getexif()
    file, found = pillow_heif.open_heif(data), Image.Exif()
    found.load(_known(file[file.primary_index], "exif") or b"")
    return found


def shown(data: bytes) -> bytes:
    """A kept file as platforms show it: HEIC and AVIF as JPEG, a JPEG with its head and its end, all else as it is."""
    if data[4:8] == b"ftyp":
        with contextlib.suppress(*UNREADABLE, TooLarge):
            return _converted(data)
        return data
    data = _from_head(data)
    cut = data.startswith(JPEG) and data.rfind(END) < data.rfind(SCAN)
    return data + END if cut else data


def bare(data: bytes) -> bytes:
    """The pixels of a photo and nothing else: no place, no time, no camera. Raises OSError if it cannot be opened."""
    image = Image.open(io.BytesIO(shown(data)))
    image.thumbnail((LONGEST, LONGEST))
    upright = ImageOps.exif_transpose(image).convert("RGB")
    alone = Image.new("RGB", upright.size)
    alone.paste(upright)
    return _as_jpeg(alone)


def small(data: bytes, longest: int) -> bytes:
    """A picture as a JPEG no longer than this, upright; empty if it cannot be opened. For what `picture` has looked at."""
    with contextlib.suppress(*UNREADABLE, TooLarge, KeyError):
        image = Image.open(io.BytesIO(shown(data)), formats=tuple(PHOTOS))
        image.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest, longest))
        out = io.BytesIO()
        upright.convert("RGB").save(out, "JPEG", quality=SMALL)
        return out.getvalue()
    return b""


def grey(data: bytes, longest: int) -> Image.Image | None:
    """A picture in shades of grey, upright, no longer than this; None if it cannot be opened. For what `picture` has looked at."""
    with contextlib.suppress(*UNREADABLE, TooLarge, KeyError):
        image = Image.open(io.BytesIO(shown(data)), formats=tuple(PHOTOS))
        image.draft("L", (longest, longest))
        image.thumbnail((longest, longest))
        return ImageOps.exif_transpose(image).convert("L")
    return None


def turned(image: Image.Image, longest: int, degrees: int) -> Image.Image:
    """No longer than this, and turned."""
    small = image.copy()
    small.thumbnail((longest, longest))
    return small.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=255)


def _converted(data: bytes) -> bytes:
    if data[8:12] in HEIFS:
        return _as_jpeg(_reduced(_chosen(data)))
    return _as_jpeg(Image.open(io.BytesIO(data))) if data[8:12] in AVIFS else data


def _from_head(data: bytes) -> bytes:
    """From where a JPEG begins; all of it if it begins at once, or is something else that may hold a JPEG."""
    start = data.find(JPEG, 0, BEFORE + len(JPEG))
    return data if start <= 0 or data.startswith(WHAT_HAS_JPEGS_INSIDE) else data[start:]


def _decoded(data: bytes) -> str:
    with Image.open(io.BytesIO(data), formats=tuple(PHOTOS)) as image:
        if image.width * image.height > PIXELS or _cost(image, data) > DECODED:
            raise TooLarge
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            return PHOTOS["JPEG"] if _nearly_whole(image, data) else ""
        image.load()  # of an animation the first frame; the others are not decoded, whatever they would become
        return PHOTOS[image.format or ""]


# JPEG


def _nearly_whole(image: JpegImagePlugin.JpegImageFile, data: bytes) -> bool:
    """Whether so many of its lines can be decoded that nobody misses the others."""
    # A smaller result needs every byte of the file all the same, so that half a photo is noticed.
    image.draft(None, (image.width // EIGHTH or 1, image.height // EIGHTH or 1))
    unseen = Image.new(image.mode, image.size, UNLIKELY[: len(image.getbands())])
    image.im = unseen.im.copy()
    try:
        image.load()
        return True
    except OSError:
        if image.info.get("progressive"):
            return data.count(SCAN) > COARSE and not data.endswith(END) and bool(_decoded(data + END))
    image.tile = []  # it is not to be decoded again
    seen = ImageChops.difference(image, unseen).getbbox()
    return seen is not None and image.height - seen[3] <= max(2, image.height * LOST)


def _cost(image: Image.Image, data: bytes) -> float:
    """The bytes that decoding the picture takes at most."""
    pixels = image.width * image.height
    match image.format:
        case "WEBP":
            return pixels * CANVASES
        case "AVIF":
            return pixels * PLANES
        case "GIF":
            return pixels * 2  # the frame, and the canvas it is put on
        case "JPEG" | "MPO":
            assert isinstance(image, JpegImagePlugin.JpegImageFile)
            return pixels * 4 * 2 / EIGHTH**2 + _coefficients(image, data)
    return pixels * WIDTHS.get(image.mode, 4)


def _coefficients(image: JpegImagePlugin.JpegImageFile, data: bytes) -> float:
    """The bytes that libjpeg keeps until the last scan: none if each line is decoded as it comes."""
    if data.count(SCAN) > SCANS:
        return float("inf")
    if not image.info.get("progressive") and _components(data) == image.layers:
        return 0
    blocks = sum(across * down for _, across, down, _ in image.layer)
    largest = max(across for _, across, _, _ in image.layer) * max(down for _, _, down, _ in image.layer)
    return image.width * image.height * 2 * blocks / max(largest, 1)


def _components(data: bytes) -> int:
    """How many colour components the first scan of a JPEG carries; 0 where its segments are not in good order."""
    place = 2
    while data[place : place + 1] == b"\xff" and data[place + 1 : place + 2] != b"\xda":
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return data[place + 4] if data[place : place + 2] == SCAN and len(data) > place + 4 else 0


# HEIC, which Pillow would hold in one copy more: libheif is asked directly.

UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, IndexError)
Heif = pillow_heif.HeifImage | pillow_heif.HeifThumbnail


def _heif_kind(data: bytes) -> str:
    try:
        _chosen(data).load()
    except UNREADABLE:
        return ""
    return "image/heic"


def _chosen(data: bytes) -> Heif:
    """The picture, not yet decoded; where it would take too much memory, the small one that cameras put beside it."""
    file = pillow_heif.open_heif(data, remove_stride=False)
    whole = file[file.primary_index]
    if _heif_cost(whole) <= DECODED:
        return whole
    sizes: Sequence[int] = _known(whole, "thumbnails")
    if not sizes or not _ends_where_it_says(data):
        raise TooLarge
    return whole.get_thumbnail(sizes.index(max(sizes)))


def _known(image: Heif, name: str) -> Any:
    return image.info[name]


def _heif_cost(image: Heif) -> float:
    """Bytes: the planes, with half as many colours as pixels, and the result."""
    pixels = image.size[0] * image.size[1]
    return pixels * (1.5 * (1 if _known(image, "bit_depth") <= 8 else 2) + len(image.mode))


def _ends_where_it_says(data: bytes) -> bool:
    """Whether a file of boxes has its last one to the end."""
    place = 0
    for _ in range(BEFORE):
        size = int.from_bytes(data[place : place + 4])
        size = int.from_bytes(data[place + 8 : place + 16]) if size == 1 else size
        if size < 8:
            return size == 0
        place += size
        if place >= len(data):
            return place == len(data)
    return False


def _reduced(image: Heif) -> Image.Image:
    """No longer than LONGEST, made strip by strip, so that the whole is never there twice."""
    rows, (width, height) = memoryview(image.data), image.size
    factor = math.ceil(max(width, height) / LONGEST)
    mode = {"RGBa": "RGBA", "La": "LA"}.get(image.mode, image.mode)
    made = Image.new("RGB", (math.ceil(width / factor), math.ceil(height / factor)))
    step = 64 * factor
    for top in range(0, height, step):
        high = min(step, height - top)
        part = rows[top * image.stride : (top + high) * image.stride]
        strip = Image.frombytes(mode, (width, high), bytes(part), "raw", image.mode, image.stride)
        made.paste(strip.convert("RGB").reduce(factor), (0, top // factor))
    return made


def _as_jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.thumbnail((LONGEST, LONGEST))
    image.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
