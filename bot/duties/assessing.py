"""A lane is assessed: a form of the engine, which the program begins with what the records say. The action plan that follows is in
risk_plan.py.

The arithmetic is in bot/programmes/risk.py; the questions are in flows/assessments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from bot.conversation.beforehand import read_before
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Cancelled, Duty
from bot.conversation.lanes import RATING, leg_said, seen_said
from bot.conversation.profile import standing_of, year_of
from bot.duties import lanes, runs, starting
from bot.engine.beside import PROPOSED, SEEN, beside
from bot.engine.events import Finished
from bot.engine.flow import Flow
from bot.engine.genres import ASSESSMENT
from bot.engine.kinds import Threat, Vulnerability
from bot.engine.talk import Text
from bot.figures.risk import Wrong, wrong
from bot.figures.standing import NOTHING, TRAINED
from bot.presses.risking import Assess
from bot.programmes.risk import Seen, proposed, worst
from bot.store.risks import KeptLane, KeptRating


def begin(context: Context, press: Assess) -> None:
    """Begins it, or goes on where whoever is speaking has stopped."""
    if not lanes.writes(context):
        return
    lane = context.tx.risks.lane(context.who.organisation_id, press.lane)
    flow = next((one for one in context.library.today.values() if one.ways is ASSESSMENT), None)
    if lane is None or flow is None or len(lane.legs) < 2:
        context.toast(lanes.GONE if lane is None else Text("Add the places of the lane first."))
        return
    begun = context.tx.risks.open(lane.organisation_id).get(lane.id)
    if begun and begun.person_id == context.who.person_id:
        runs.open_run(context, begun.run_id)
    else:
        _start(context, lane, flow)


def _start(context: Context, lane: KeptLane, flow: Flow) -> None:
    seen, found = _seen(context, lane)
    run = starting.start_with(context, flow, {}, _beside(context, lane, flow, seen, found.reports))
    if run:
        by_step = {
            step.id: vars(seen[str(step.kind.of)]) for step in flow.questions if isinstance(step.kind, Vulnerability)
        }
        context.tx.risks.begin(lane, run, context.now, flow.revision, by_step)
        context.tx.runs.name_unit(run, lane.name[:40])


def _seen(context: Context, lane: KeptLane) -> tuple[Mapping[str, Seen], Wrong]:
    """What twelve months say of every category: read before the turn."""
    every, year = standing_of(context), year_of(context)
    sites = tuple(sorted({leg.site_id for leg in lane.legs if leg.site_id}))
    read = partial(wrong, library=context.library, year=year, sites=sites)
    found = read_before(context.known, ("risk", year, sites), read)
    seen = {}
    for category in context.library.criteria.categories:
        mine = [one for one in every if one.criterion.category == category]
        bare = sum(one.state in (NOTHING, TRAINED) for one in mine)
        seen[category] = Seen(len(mine), bare, found.findings.get(category, 0), found.incidents.get(category, 0))
    return seen, found


def _beside(context: Context, lane: KeptLane, flow: Flow, seen: Mapping[str, Seen], reports: int) -> dict[str, str]:
    """What stands beside each question before it is asked: what was seen, and of a category what that suggests."""
    last, say = context.tx.risks.lasts(lane.organisation_id).get(lane.id), context.say
    then = {one.step: one.value for one in context.tx.risks.ratings([last.id])[last.id]} if last else {}
    told = {}
    first = next(iter(flow.questions))
    for step in flow.questions:
        before = say(Text("Last time: {rating}.", {"rating": RATING[then[step.id]]})) if step.id in then else ""
        if isinstance(step.kind, Vulnerability):
            one = seen[str(step.kind.of)]
            told[beside(step.id, PROPOSED)] = rating = proposed(one)
            suggests = say(Text("That suggests: {rating}.", {"rating": RATING[rating]}))
            told[beside(step.id, SEEN)] = _joined(lane, seen_said(context.wording, context.lang, one), suggests, before)
        elif isinstance(step.kind, Threat):
            happened = say(Text("Incidents on record at its places in twelve months: {count}.", {"count": reports}))
            told[beside(step.id, SEEN)] = _joined(lane, happened, before)
        elif step is first:
            told[beside(step.id, SEEN)] = f"{lane.name}\n{_map(context, lane)}"
    return told


def _joined(lane: KeptLane, *said: str) -> str:
    return " ".join((f"{lane.name}.", *filter(None, said)))


def _map(context: Context, lane: KeptLane) -> str:
    legs = ({"place": g.place, "country": g.country, "mode": g.mode, "handler": g.handler} for g in lane.legs)
    return "\n".join(f"{n}. {leg_said(context.wording, context.lang, leg)}" for n, leg in enumerate(legs, 1))


def finished(context: Context, occasion: Occasion, _event: Finished) -> None:
    """The ratings as they are now: the highest threat is that of the lane."""
    kept = context.tx.risks.of_run(occasion.kept.id) if occasion.flow.ways is ASSESSMENT else None
    if kept is None:
        return
    ratings = list(_ratings(occasion))
    threat = worst(one.value for one in ratings if not one.category)
    vulnerable = worst(one.value for one in ratings if one.category)
    at = occasion.kept.finished_at or context.said_at
    context.tx.risks.finish(kept.id, at, threat, vulnerable, ratings)


def _ratings(occasion: Occasion) -> Iterator[KeptRating]:
    answers = occasion.run.answers
    for step in occasion.run.asked(occasion.flow):
        value = answers.get(step.id)
        if isinstance(value, str) and isinstance(step.kind, Threat | Vulnerability):
            category = str(step.kind.of) if isinstance(step.kind, Vulnerability) else ""
            yield KeptRating(step.id, category, value, str(answers.get(beside(step.id, PROPOSED)) or ""))


def cancelled(context: Context, occasion: Occasion, _event: Cancelled) -> None:
    if occasion.flow.ways is ASSESSMENT:
        context.tx.risks.drop(occasion.kept.id)


DUTY = Duty(events={Finished: finished, Cancelled: cancelled}, presses={Assess: begin})
