"""A link as a QR code, to be printed and hung up or sent along."""

from __future__ import annotations

from pathlib import Path

from bot.cli.opening import stop
from bot.store import qr

KINDS = (".png", ".svg")


def wanted(file: str) -> Path:
    """The file that is to be drawn; ends the command where it could not be."""
    path = Path(file)
    if path.suffix.lower() not in KINDS:
        stop("--qr is a file that ends with .png or .svg")
    if not path.parent.is_dir():
        stop(f"There is no folder {path.parent}")
    return path


def drawn(link: str, file: Path) -> str:
    """Draws it; what there is to say about that."""
    try:
        qr.save(link, file)
    except OSError as wrong:
        return f"{file} cannot be written: {wrong.strerror}"
    return f"QR code of the link: {file}"
