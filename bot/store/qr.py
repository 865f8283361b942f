"""Links as QR codes: drawn when they are shown, and kept nowhere, since a link can let somebody in."""

from __future__ import annotations

import io
from pathlib import Path

import segno

SIGN = "qr:"  # what the name of such a picture begins with, in the place of a digest; the link follows
MIME = "image/png"
DOTS = 10  # pixels of a square: large enough to print


def named(link: str) -> str:
    """What is asked for to get the picture of a link."""
    return f"{SIGN}{link}"


def link_in(name: str) -> str:
    """The link of such a name; empty of a digest."""
    return name.removeprefix(SIGN) if name.startswith(SIGN) else ""


def drawn(link: str) -> bytes:
    """The picture, as PNG."""
    out = io.BytesIO()
    segno.make_qr(link, error="m").save(out, kind="png", scale=DOTS)
    return out.getvalue()


def as_svg(link: str) -> bytes:
    """The picture as lines, which are sharp on paper."""
    out = io.BytesIO()
    segno.make_qr(link, error="m").save(out, kind="svg", border=1, xmldecl=False)
    return out.getvalue()


def save(link: str, file: Path) -> None:
    """Draws it into a file, .png or .svg. Raises OSError."""
    segno.make_qr(link, error="m").save(str(file), scale=DOTS)
