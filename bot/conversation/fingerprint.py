"""The content of a record in one form that never varies, and its SHA-256: printed on paper, it tells whether the record is
still the one that was printed. What comes after the end (signing off, corrective actions) is no part of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.conversation.record import Record


@dataclass(frozen=True)
class Entry:
    """An answer that was ever given: by whom (number and name), when, and what."""

    step: str
    value: Any
    at: datetime
    person_id: int
    name: str = ""


def content(record: Record, entries: Iterable[Entry]) -> str:
    """Canonical JSON: keys in order, no spaces, times in UTC. Of each question the answer that holds."""
    last = {one.step: one for one in entries}
    kept = record.kept
    whole = {
        "record": record.number,
        "organisation": kept.organisation_id,
        "site": kept.site_id,
        "form": kept.flow_id,
        "form_sha256": kept.digest,
        "begun": _utc(kept.began_at),
        "finished": _utc(kept.finished_at),
        "outcome": kept.outcome,
        "answers": [_answer(last[item.step.id]) for item in record.items if item.step.id in last],
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _answer(one: Entry) -> dict[str, Any]:
    return {"step": one.step, "value": one.value, "at": _utc(one.at), "by": one.person_id}


def _utc(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else ""


def fingerprint(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
