"""Folders and files that only we may read: what people answered and sent is nobody else's.

What was there before keeps its mode: somebody may have chosen it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def folder(path: Path) -> None:
    """Makes the folder and those above it, where they are missing."""
    if path.is_dir():
        return
    folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)


def new(path: Path) -> BinaryIO:
    """Opens a file that must not be there yet, to write into it."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def touch(path: Path) -> None:
    """Makes the file, empty, where it is missing.

    A file that is there is not even opened: closing it again would end the locks that SQLite holds on it in this
    process, and another process would then remove the journal under us (sqlite.org/howtocorrupt.html, 2.2).
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL, 0o600))
