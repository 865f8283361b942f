"""What a questionnaire comes to: each point weighs by its severity, and one that does not apply weighs nothing.

A must that is not met is counted besides: no total makes up for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

FULL, HALF, NONE = 100, 50, 0  # percent of a point


@dataclass(frozen=True)
class Point:
    """How far one point is met, in percent; `must` as the criterion has it."""

    step: str
    severity: str
    must: bool
    met: int

    @property
    def weak(self) -> bool:
        return self.met < FULL


def score(points: Iterable[Point], weights: Mapping[str, int]) -> int | None:
    """Whole percent, rounded down; None where no point weighs anything."""
    weighed = [(weights.get(one.severity or "medium", 0), one.met) for one in points]
    whole = sum(weight for weight, _ in weighed)
    return sum(weight * met for weight, met in weighed) // whole if whole else None


def unmet(points: Iterable[Point]) -> int:
    """How many musts are not met."""
    return sum(one.must and one.weak for one in points)


def mended(points: Iterable[Point], closed: Collection[str]) -> tuple[Point, ...]:
    """The same, with what was corrected and seen to be."""
    return tuple(replace(one, met=FULL) if one.step in closed else one for one in points)
