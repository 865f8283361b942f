"""What a questionnaire comes to: each point weighs by its severity, and one that does not apply weighs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def score(points: Iterable[tuple[str, bool]], weights: Mapping[str, int]) -> int | None:
    """Whole percent, rounded down, of severities and whether each point is met; None where no point weighs anything."""
    weighed = [(weights.get(severity or "medium", 0), met) for severity, met in points]
    whole = sum(weight for weight, _ in weighed)
    return sum(weight for weight, met in weighed if met) * 100 // whole if whole else None
