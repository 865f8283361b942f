"""What is found when everything that was sealed is read again: how much it was, or the first thing that does not match."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.store.proofs import Day


@dataclass(frozen=True)
class Wrong:
    """The first thing that does not match: `what`, of which record, row and day, and whatever else names it."""

    what: str
    record: str = ""
    kind: str = ""
    row: int = 0
    day: str = ""
    step: str = ""
    asked: str = ""
    detail: str = ""


class Broken(Exception):
    """Something does not match."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.what)
        self.wrong = wrong


@dataclass
class Told:
    """What was seen so far."""

    days: int = 0
    leaves: int = 0
    records: int = 0
    removed: int = 0
    erased: int = 0
    late: int = 0
    waiting: int = 0
    since: datetime | None = None
    files: int = 0
    last: Day | None = None
    rules: dict[str, int] = field(default_factory=dict)
