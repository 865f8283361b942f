"""The content of a record in one form that never varies, and its SHA-256: printed on paper, and what is sealed of the record.

What comes after the end (signing off, corrective actions) is no part of it, and sealed by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.proof.canonical import canonical
from bot.store.proof_contents import records
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Entry:
    """An answer that was ever given: by whom (number and name), when, and what."""

    step: str
    value: Any
    at: datetime
    person_id: int
    name: str = ""


def content(tx: Transaction, run_id: int) -> str:
    """Canonical JSON (RFC 8785) of a record as it is now: every answer that was ever given, times in UTC."""
    return canonical(records(tx, [run_id])[run_id].whole)


def fingerprint(tx: Transaction, run_id: int) -> str:
    return records(tx, [run_id])[run_id].sha256
