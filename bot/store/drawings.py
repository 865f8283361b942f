"""Small pictures that are drawn and not taken: the same each time for the same wishes. For a past that is invented."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, EDGE = (250, 249, 245), (34, 38, 46), (150, 150, 144)
MARGIN = 36  # points of a sheet


def door(color: tuple[int, int, int], ribs: int, size: tuple[int, int] = (640, 480)) -> bytes:
    """A small JPEG of something that looks like the door of a unit, the same for the same color and ribs."""
    light = Image.linear_gradient("L").resize(size)
    made = Image.merge("RGB", [light.point([c * (160 + n // 3) // 255 for n in range(256)]) for c in color])
    for n in range(ribs):
        left = size[0] * n // ribs
        made.paste(tuple(c // 3 for c in color), (left, 40, left + 8, size[1] - 40))
    return _jpeg(made)


def sheet(lines: Sequence[str], font: Path, size: tuple[int, int] = (640, 400)) -> bytes:
    """A small JPEG of a sheet of paper with some lines on it, the first of them larger."""
    made = Image.new("RGB", size, PAPER)
    pen, at = ImageDraw.Draw(made), MARGIN
    pen.rectangle((8, 8, size[0] - 9, size[1] - 9), outline=EDGE, width=2)
    for number, line in enumerate(lines):
        points = 28 if not number else 20
        pen.text((MARGIN, at), line, fill=INK, font=ImageFont.truetype(font, points))
        at += points + 22
    return _jpeg(made)


def _jpeg(made: Image.Image) -> bytes:
    written = io.BytesIO()
    made.save(written, "JPEG", quality=70)
    return written.getvalue()
