"""The arithmetic of a risk assessment: what a lane is rated, what the records suggest of a category, when a lane is due again, and
in which order lanes are looked at. The scoring values are a company's own; that the highest threat decides is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.engine.kinds.ratings import NONE, RATINGS
from bot.programmes.calendar import months_after

VALUE = {rating: value for value, rating in enumerate(RATINGS, 1)}
LOW, MEDIUM, HIGH = RATINGS
YEARLY = 12  # months, criterion 2.3
NEVER, AFTER_INCIDENT, OVER_A_YEAR, NOT_DUE = "never", "incident", "year", ""


def worst(ratings: Iterable[str]) -> str:
    """The highest of them, never an average: one high threat makes a lane high. What does not apply weighs nothing; empty if
    nothing was rated."""
    return max((one for one in ratings if one in VALUE), key=VALUE.__getitem__, default="")


@dataclass(frozen=True)
class Seen:
    """What the records of twelve months say of a category: of so many criteria that apply, so many with nothing on record that
    it is done; findings, and incidents."""

    criteria: int = 0
    uncovered: int = 0
    findings: int = 0
    incidents: int = 0


def proposed(seen: Seen) -> str:
    """What the records suggest: all that apply are covered and nothing was wrong, some are, none is. No more than a proposal: whoever
    assesses decides."""
    if not seen.criteria:
        return NONE
    if seen.uncovered >= seen.criteria:
        return HIGH
    return MEDIUM if seen.uncovered or seen.findings or seen.incidents else LOW


@dataclass(frozen=True)
class Due:
    """Since when a lane is to be assessed, and why; `why` is empty, and `on` the day to come, where it is not."""

    why: str
    on: date


def due(added: date, assessed: date | None, incidents: Sequence[date], today: date) -> Due:
    """A lane is due until it was assessed, then after an incident on it, and after a year at the latest."""
    if assessed is None:
        return Due(NEVER, added)
    yearly = months_after(assessed, YEARLY)
    after = min((day for day in incidents if day >= assessed), default=None)
    if after and after <= today and after < yearly:
        return Due(AFTER_INCIDENT, after)
    return Due(OVER_A_YEAR if yearly <= today else NOT_DUE, yearly)


def order(rating: str, due: Due, name: str) -> tuple[int, int, int, str]:
    """High threats first, and what was never rated before them: nobody knows how high it is; then what is due, the longest
    first."""
    return -VALUE.get(rating, len(VALUE) + 1), not due.why, due.on.toordinal(), name.casefold()
