"""Where the flows and the translations lie: beside the program in a checkout, inside it where it was installed."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
SHARE = PACKAGE / "share"  # made by the build: see pyproject.toml


def root() -> Path:
    """The folder that holds `flows` and `locales`."""
    return SHARE if SHARE.is_dir() else PACKAGE.parent


def installed() -> bool:
    """Is this an installed program, without the sources that translators and authors work on?"""
    return SHARE.is_dir()
