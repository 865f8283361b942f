"""What a run shows now: the current question or station, every answer before the end, or what is said at the end.

Pure. Knows no run but the one that is shown; how a card looks is decided by whoever draws it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from bot.engine.beside import PROPOSED, beside, seen
from bot.engine.defaults import Known, Offer, known_before, offers
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Seal
from bot.engine.offer import Stray, places, question
from bot.engine.progress import place, progress
from bot.engine.rows import offered_row
from bot.engine.run import Run, begun, current, ends_itself, station_of
from bot.engine.scanned import offered_from_photo, read_for, why_again
from bot.engine.stations import AtStation, at_station
from bot.engine.talk import (
    Buttons,
    Control,
    Text,
    Value,
)
from bot.engine.walk import Item, Verdict, farewell, feedback, filled, items


@dataclass(frozen=True)
class Question:
    """The card to show now. `lead` is said before the question; `before` is the answer it had, if it had one.

    `known` are the answers just before this question that were known and not asked, `offered` answers to choose from.
    """

    step: Step
    prompt: Text
    hint: Text | None
    lead: tuple[Text, ...]
    control: Control
    number: int
    count: int
    before: Value = None
    answered: bool = False
    can_skip: bool = False
    can_go_back: bool = False
    known: tuple[Item, ...] = ()
    offered: tuple[Offer, ...] = ()
    alarm: bool = False
    """It is asked because of an alarm, which may have been a mistake."""
    corrects: bool = False
    """The report was sent before."""


@dataclass(frozen=True)
class Overview:
    """Every answer, before the run is finished."""

    lead: tuple[Text, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Ended:
    """What is said at the end."""

    lead: tuple[Text, ...]
    verdict: Verdict
    say: Text


View: TypeAlias = Question | AtStation | Overview | Ended | Stray


def view(flow: Flow, run: Run, today: date, known: Known | None = None) -> View:
    """What to show: the current question or station, the overview, the end; or where something belongs that came unasked."""
    known = known or {}
    views: list[tuple[date, Known, View]] = run.way(flow).views
    for day, books, shown in views:
        if day == today and books == known:
            return shown
    shown = _view(flow, run, today, known)
    views.append((today, known, shown))
    return shown


def _view(flow: Flow, run: Run, today: date, known: Known) -> View:
    asked = run.asked(flow)
    if run.held and not run.done and (where := places(run.held, asked)):
        points = tuple(filled(step.label or step.prompt, step, asked, run.answers) for step in where)
        here, read = current(flow, run), run.held.codes
        unread = read == () and here is not None and isinstance(here.kind, Seal)
        return Stray(question(run.held, points), points, run.held, tuple(read_for(here, read, today)), unread)
    if not run.done and (station := station_of(flow, run)):
        return at_station(flow, station, run.walked(flow), run.answers)
    here = current(flow, run)
    lead = _lead(flow, run, run.walked(flow), here)
    if run.done:
        ended = run.verdict(flow)
        unseen = flow.ways.ends_with_last or (asked and ends_itself(flow, run, asked[-1]))
        return Ended(lead if unseen else (), ended, farewell(flow, ended, asked, run.answers))
    if here is None:
        return Overview(lead, items(asked, asked, run.answers, run.findings(flow)))
    assert here.kind is not None
    number, count = progress(flow, asked, here)
    return Question(
        step=here,
        prompt=filled(here.prompt, here, asked, run.answers),
        hint=filled(here.hint, here, asked, run.answers) if here.hint else None,
        lead=lead,
        control=control_of(flow, run, here, today),
        number=number,
        count=count,
        before=None if here.id in run.again else run.answers.get(here.id),
        answered=here.id in run.answers and here.id not in run.again,
        can_skip=here.optional,
        can_go_back=flow.ways.goes_back
        and not (flow.begun_by or run.corrects or (run.alarm and run.at))
        and here is not asked[0],
        known=items(known_before(asked, here, run.answers, known), asked, run.answers),
        offered=(
            *offered_row(here, run.answers),
            *offered_from_photo(here, asked, run.answers, run.again),
            *offers(here, known),
        ),
        alarm=run.alarm,
        corrects=bool(run.corrects),
    )


def control_of(flow: Flow, run: Run, here: Step, today: date) -> Control:
    """The kind's own control, the proposed answer first to the eye; in a quiz the choices come in an order that is this run's."""
    assert here.kind is not None
    control = here.kind.control(begun(run, here), today)
    if here.kind.proposes and isinstance(control, Buttons):
        proposed = run.answers.get(beside(here.id, PROPOSED))
        return Buttons(tuple(replace(o, tone="primary") if o.id == proposed else o for o in control.options))
    if not flow.ways.shuffles or here.kind.ordered or not isinstance(control, Buttons):
        return control
    options = list(control.options)
    random.Random(f"{run.seed}:{here.id}").shuffle(options)  # noqa: S311  the order of choices is no secret
    return Buttons(tuple(options))


def _lead(flow: Flow, run: Run, walked: Sequence[Step], here: Step | None) -> tuple[Text, ...]:
    """What is said between the question before and this one."""
    now = place(walked, here)
    if run.alarm and run.last in {step.id for step in walked[now:]}:  # it was said with the alarm, above the place
        return ()
    after = next((n + 1 for n in range(now - 1, -1, -1) if walked[n].kind), 0)
    asked = run.asked(flow)
    lead = [Text(flow.intro)] if flow.intro and not after else []
    if after and flow.ways.corrects:
        lead += feedback(walked[after - 1], asked, run.answers)
    lead += [filled(s.prompt, s, asked, run.answers) for s in walked[after:now]]
    if here is not None and (told := seen(run.answers, here.id)):
        lead.append(Text("{answer}", {"answer": told}))
    if here is not None and here.id in run.again:
        lead.append(why_again(here, run.answers))
    return tuple(lead)
