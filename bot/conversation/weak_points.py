"""A questionnaire or an audit of a partner, point by point: how each stands now, which are weak, and what is done about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.conversation.context import Context, Occasion
from bot.conversation.partnering import found_by
from bot.conversation.record import Record
from bot.engine.flow import SEVERITIES, Flow, Step
from bot.engine.run import Run
from bot.engine.walk import Item
from bot.programmes.scoring import FULL, HALF, NONE, Point, mended, score, unmet
from bot.store.actions import KeptAction
from bot.store.partners import KeptEvidence, KeptPartner
from bot.store.runs import KeptRun


@dataclass(frozen=True)
class Weak:
    """One point that is not met: its place among all points, the answer, and the action about it if there is one."""

    place: int
    point: Point
    item: Item
    words: Item | None
    action: KeptAction | None


@dataclass(frozen=True)
class Assessed:
    """What a finished run says of a partner. `first` is the score as it was answered, `now` with what was corrected since."""

    record: Record
    partner: KeptPartner
    evidence: KeptEvidence
    first: int
    now: int
    unmet: int
    weak: tuple[Weak, ...]
    corrected: int


def points_of(flow: Flow, run: Run) -> tuple[Point, ...]:
    """Every point that applies and was answered."""
    return tuple(_points(run.asked(flow), run))


def _points(asked: Sequence[Step], run: Run) -> Iterator[Point]:
    for step in asked:
        value = run.answers.get(step.id)
        if step.kind is None or not step.wanted or step.follows or value is None or value in step.kind.neither:
            continue
        met = (
            FULL if step.kind.classify(value, run.answers) == step.wanted else HALF if value in step.kind.half else NONE
        )
        yield Point(step.id, step.on_fail.severity, not step.recommended, met)


def about(context: Context, kept: KeptRun) -> KeptPartner | None:
    """The partner that a run is about."""
    id = context.tx.partners.of_run(kept.id)
    return context.tx.partners.get(kept.organisation_id, id) if id else None


def audited(context: Context, occasion: Occasion) -> KeptPartner | None:
    """The partner that an audit names, if it is in the list."""
    name = occasion.run.answers.get(occasion.flow.audits) if occasion.flow.audits else None
    if not isinstance(name, str):
        return None
    found = found_by(name, context.tx.partners.of(occasion.kept.organisation_id))
    return found[0] if len(found) == 1 else None


def assessed(context: Context, run_id: int) -> Assessed | None:
    """What a run of the speaker's organisation, or of any where nobody speaks, says of a partner."""
    kept, evidence = context.tx.runs.get(run_id), context.tx.partners.evidence_of_run(run_id)
    partner = about(context, kept) if kept else None
    if kept is None or evidence is None or partner is None or kept.status != "finished":
        return None
    record = context.record(kept)
    actions = {one.step: one for one in context.tx.actions.of_run(run_id)}
    closed = {one.step for one in actions.values() if not one.is_open}
    weights, points = context.library.programmes.weights, mended([Point(*one) for one in evidence.points], closed)
    return Assessed(
        record,
        partner,
        evidence,
        score([Point(*one) for one in evidence.points], weights) or 0,
        score(points, weights) or 0,
        unmet(points),
        tuple(sorted(_weak(record, points, actions), key=_gravity)),
        len(closed),
    )


def _weak(record: Record, points: Sequence[Point], actions: dict[str, KeptAction]) -> Iterator[Weak]:
    items = {one.step.id: one for one in record.items}
    words = {one.step.follows: one for one in record.items if one.step.follows and isinstance(one.value, str)}
    for place, point in enumerate(points, start=1):
        if point.weak and point.step in items:
            yield Weak(place, point, items[point.step], words.get(point.step), actions.get(point.step))


def _gravity(one: Weak) -> tuple[bool, int, int]:
    """Musts first, then by what they weigh."""
    return not one.point.must, -SEVERITIES.index(one.point.severity or "medium"), one.place
