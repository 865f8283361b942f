"""An assessment as its readers see it: every rating with why, what the records said then, what is done about it, and how the one
before rated it. Card, page, paper and sheet have it from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.context import Context
from bot.conversation.record import Record
from bot.engine.walk import Item
from bot.programmes.risk import HIGH, MEDIUM, Seen
from bot.store.actions import KeptAction
from bot.store.risks import KeptAssessment, KeptRating


@dataclass(frozen=True)
class Rated:
    """One question: its rating, the one of the assessment before (empty if there is none), why, and the corrective action."""

    item: Item
    rating: KeptRating
    before: str
    why: object
    seen: Seen | None
    action: KeptAction | None

    @property
    def threat(self) -> bool:
        return not self.rating.category

    @property
    def wants_action(self) -> bool:
        return not self.threat and self.rating.value in (MEDIUM, HIGH) and self.action is None


@dataclass(frozen=True)
class Assessed:
    """`before` is the assessment of the same lane before this one."""

    kept: KeptAssessment
    lane: str
    record: Record
    rated: tuple[Rated, ...]
    before: KeptAssessment | None

    @property
    def threats(self) -> tuple[Rated, ...]:
        return tuple(one for one in self.rated if one.threat)

    @property
    def categories(self) -> tuple[Rated, ...]:
        return tuple(one for one in self.rated if not one.threat)


def assessed(context: Context, run_id: int) -> Assessed | None:
    """An assessment that is done, of the organisation of whoever is speaking."""
    kept = context.tx.risks.of_run(run_id)
    run = context.tx.runs.get(run_id) if kept else None
    if kept is None or run is None or kept.organisation_id != context.who.organisation_id or not kept.finished_at:
        return None
    earlier = context.tx.risks.finished(kept.organisation_id, kept.lane_id)
    before = next((one for one in earlier if one.id < kept.id), None)
    record = context.record(run)
    name = context.tx.risks.lane_name(kept.lane_id)
    return Assessed(kept, name, record, tuple(_rated(context, kept, record, before)), before)


def _rated(context: Context, kept: KeptAssessment, record: Record, before: KeptAssessment | None) -> Iterator[Rated]:
    ratings = context.tx.risks.ratings([kept.id, *([before.id] if before else [])])
    then = {one.step: one.value for one in ratings.get(before.id, ())} if before else {}
    actions = {one.step: one for one in context.tx.actions.of_run(kept.run_id)}
    items = {item.step.id: item for item in record.items}
    for one in ratings.get(kept.id, ()):
        why = next((item.shown for item in record.items if item.step.follows == one.step), "")
        seen = Seen(**kept.seen[one.step]) if one.step in kept.seen else None
        if one.step in items:
            yield Rated(items[one.step], one, then.get(one.step, ""), why, seen, actions.get(one.step))
