"""Reading Slack's JSON as it came, whatever it holds: words, lists and moments, or nothing.

Knows no payload in particular.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]


def word(body: Any, *path: str) -> str:
    """The text at the end of a path, or nothing."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None  # asking for a Mapping takes five times as long
    return body if isinstance(body, str) else ""


def several(body: Json, name: str) -> list[Json]:
    found = body.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def moment(ts: object) -> datetime | None:
    """1700000000.000100, or the same without the dot as App Home events have it."""
    try:
        seconds = float(str(ts))
        return datetime.fromtimestamp(seconds / 1e6 if seconds > 1e11 else seconds, UTC)  # 1e11: the year 5138
    except (ValueError, OverflowError, OSError):
        return None
