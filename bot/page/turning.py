"""The ways to the pages of a list before and behind the one that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Turn:
    """The queries of the page before and the one behind; empty where there is none."""

    before: str = ""
    after: str = ""


def turned(page: int, kept: Mapping[str, object], *, more: bool) -> Turn:
    """What was chosen is kept."""
    before = urlencode({**kept, "page": page - 1}) if page else ""
    return Turn(before, urlencode({**kept, "page": page + 1}) if more else "")
