"""JSON in the one form that never varies (RFC 8785), and SHA-256."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785


def canonical(value: Any) -> str:
    """Keys in order, no spaces, every number and sign written in one way only."""
    return rfc8785.dumps(value).decode()


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def utc(at: datetime | None) -> str:
    """A moment as it is hashed: in UTC, to the microsecond; empty if there was none."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else ""
