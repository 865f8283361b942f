"""What a move did to a run, on record: the answers as the person read them, the unit, the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.context import Context
from bot.conversation.record import units
from bot.engine.beside import LEDGER, beside, shown_alone
from bot.engine.events import Answered, Corrected, Finished, Move, Noted
from bot.engine.flow import Flow
from bot.engine.kinds import Container, Plate
from bot.engine.kinds.reading.states import without_state
from bot.engine.ledger import said
from bot.engine.run import Run
from bot.engine.talk import Buttons
from bot.engine.view import control_of
from bot.engine.walk import Item, Verdict, filled, item
from bot.store.runs import Given, KeptRun

UNIT = 40  # characters of what a run is called by in a list


def moved_by(context: Context, kept: KeptRun, flow: Flow, move: Move) -> KeptRun:
    """What the move did, on record."""
    for event in move.events:
        if isinstance(event, Answered | Corrected | Noted):
            made = (context, flow, move.run)
            written = noted(*made, event) if isinstance(event, Noted) else given(*made, event)
            context.tx.runs.record(kept, written, context.who, context.said_at, context.source)
    moved = named(context, replace(kept, version=kept.version + 1, state=move.run.as_json()), flow, move)
    moved = _closed(context, moved, flow, move)
    for end in move.only(Finished):
        return _finished(context, moved, end.verdict, move.run.corrects)
    return moved


def named(context: Context, kept: KeptRun, flow: Flow, move: Move) -> KeptRun:
    """The run with the unit it is about, where that has just been said, or was known and not yet asked."""
    said = any(isinstance(one.step.kind, Plate | Container) for one in move.only(Answered))
    if not said and (kept.unit or not move.only(Finished)):
        return kept
    unit = ", ".join(map(without_state, units(flow, move.run)))[:UNIT]
    if unit == kept.unit:
        return kept
    context.tx.runs.name_unit(kept.id, unit)
    return replace(kept, unit=unit)


def _closed(context: Context, kept: KeptRun, flow: Flow, move: Move) -> KeptRun:
    """The run, confidential from the answer on that makes it so."""
    if not flow.secretive or not move.only(Answered):
        return kept
    secret = move.run.verdict(flow).confidential
    if secret != kept.confidential:
        context.tx.runs.keep_secret(kept.id, confidential=secret)
    return replace(kept, confidential=secret)


def _finished(context: Context, kept: KeptRun, ended: Verdict, sent: str) -> KeptRun:
    """Closes the run; one that was `sent` before and is corrected was finished then."""
    outcome, passed = ended.outcome.id, ended.passed
    at = datetime.fromisoformat(sent) if sent else max(kept.began_at, context.said_at)
    year = at.astimezone(ZoneInfo(context.tx.people.place(kept.site_id).zone)).year
    number = kept.number or context.tx.numbering.next(kept.site_id, year)
    closed = context.tx.runs.finish(kept, at, outcome, ended.severity, ended.score, passed=passed, number=number)
    assert closed, "the move before has locked it"
    context.focus(None)
    return replace(
        kept, status="finished", finished_at=at, outcome=outcome, severity=ended.severity, score=ended.score,
        number=number,
    )  # fmt: skip


def item_of(flow: Flow, run: Run, step: str) -> Item:
    """A question with its answer; also one that is not asked yet, if its answer is known already."""
    asked = run.asked(flow)
    return item(next(s for s in (*asked, *flow.questions) if s.id == step), asked, run.answers, run.findings(flow))


def given(context: Context, flow: Flow, run: Run, event: Answered | Corrected) -> Given:
    """An answer with the words the person read; or what was typed before it, which the answer then replaces."""
    line = item_of(flow, run, event.step.id)
    prompt = context.wording_at(context.who.site_id).say(line.prompt, context.lang)
    asked = "\n– ".join((prompt, *_offered(context, flow, run, line)))
    if isinstance(event, Corrected):
        return Given(event.step.id, event.typed, asked, event.typed, finding=False)
    shown = context.wording.fill(line.shown, context.lang)
    return Given(event.step.id, event.value, asked, shown, event.finding)


def noted(context: Context, flow: Flow, run: Run, noted: Noted) -> Given:
    """What is kept beside an answer, a row of its own."""
    prompt = filled(noted.step.prompt, noted.step, run.asked(flow), run.answers)
    asked = context.wording_at(context.who.site_id).say(prompt, context.lang)
    alone = said(noted.value) if noted.what == LEDGER else shown_alone(noted.value)
    shown = context.wording.fill(alone, context.lang)
    return Given(beside(noted.step.id, noted.what), noted.value, asked, shown, finding=False)


def _offered(context: Context, flow: Flow, run: Run, line: Item) -> list[str]:
    """The answers of a quiz in the order in which this person saw them; elsewhere the order is the flow's."""
    if not flow.ways.shuffles:
        return []
    control = control_of(flow, run, line.step, context.today)
    return [context.say(option.label) for option in control.options] if isinstance(control, Buttons) else []
