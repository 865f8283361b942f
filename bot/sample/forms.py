"""Somebody fills in a form: one answer after the other, each in its turn of the program, until the end or until they stop.

What goes on at the same time goes on in between. Does not know why the form is filled in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from bot.conversation.beginning import begun
from bot.conversation.context import Context
from bot.conversation.moving import moved_by
from bot.conversation.replying import replied
from bot.duties import cancelling, runs
from bot.engine.entries import entries
from bot.engine.flow import Flow
from bot.engine.run import Run
from bot.engine.stations import AtStation
from bot.engine.talk import Pressed, Refused, Said
from bot.engine.view import View, view
from bot.engine.walk import Verdict
from bot.sample.hand import Hand
from bot.sample.stage import Stage
from bot.store.runs import KeptRun

USUAL, HASTY = 14.0, 1.6  # seconds from one answer to the next, mostly
SPREAD = 0.6  # of the logarithm of these
TRIES = 6  # refusals in a form before somebody gives up
STOPS, CANCELS = 0.02, 0.015  # of the forms that are left open, and of those that are cancelled


@dataclass
class Form:
    """`stops` is after how many answers they go on no more, `cancels` whether they cancel it then. A `routine` is filled in all in
    one turn, at the times of its answers: nothing comes of it before its end. The rest is known once it was begun, or is over."""

    stage: Stage
    hand: Hand
    flow: Flow
    pace: float
    stops: int = 0
    cancels: bool = False
    routine: bool = False
    run_id: int = 0
    refused: int = 0
    given: int = 0
    kept: KeptRun | None = None
    verdict: Verdict | None = None
    known: dict[str, str] = field(default_factory=dict)

    def life(self, at: datetime) -> Iterator[datetime]:
        """The times at which it goes on, from its beginning."""
        if self.routine:
            yield from self._at_once(at)
            return
        if not self._begin(at):
            return
        while True:
            at += self.pause()
            yield at
            if not self._go_on(at):
                return

    def again(self, run_id: int, at: datetime) -> Iterator[datetime]:
        """The same for a form that is open once more."""
        self.run_id, self.stops = run_id, 0
        while self._go_on(at):
            at += self.pause()
            yield at

    def pause(self, points: int = 1) -> timedelta:
        seconds = self.hand.chance.lognormvariate(math.log(self.pace), SPREAD)
        return timedelta(seconds=round(max(seconds, 0.8) * points, 1))

    def _begin(self, at: datetime) -> bool:
        with self.stage.turn(self.hand.who.id, at) as context:
            if context is None:
                return False
            occasion = begun(context, self.flow, self.known)
            self.run_id = occasion.kept.id
            if self.flow.silent:
                runs.finish_now(context, occasion)
            elif self.flow.begun_by:
                context.happened(occasion)
            self._stands(occasion.kept, occasion.flow, occasion.run)
        return True

    def _at_once(self, at: datetime) -> Iterator[datetime]:
        with self.stage.turn(self.hand.who.id, at) as context:
            if context is None:
                return
            there = begun(context, self.flow, self.known)
            kept, flow, run = there.kept, there.flow, there.run
            self.run_id = kept.id
            while self.verdict is None and self.refused < TRIES:
                at += self.pause()
                kept, run = self._next(replace(context, now=at), kept, flow, run)
        yield at

    def _next(self, context: Context, kept: KeptRun, flow: Flow, run: Run) -> tuple[KeptRun, Run]:
        """One answer more; the move itself is kept with the last of them."""
        try:
            move = replied(
                context, kept, flow, run, self.hand.says(flow, run, view(flow, run, context.today), context.clock)
            )
        except Refused:
            self.refused += 1
            return kept, run
        if not move.run.done:
            return replace(moved_by(context, kept, flow, move), version=kept.version), move.run
        moved = runs.carried(context, kept, flow, move)
        assert moved, "nobody else answers it"
        self._over(moved, flow, move.run)
        return moved, move.run

    def _go_on(self, at: datetime) -> bool:
        """One answer; False if there is none to be given anymore."""
        with self.stage.turn(self.hand.who.id, at) as context:
            kept = context.tx.runs.lock(self.run_id) if context else None
            if context is None or kept is None or kept.status != "open":
                return False
            if self.stops and self.given >= self.stops:
                if self.cancels:
                    cancelling.cancel(context, kept)
                return False
            return self._answered(context, kept)

    def _answered(self, context: Context, kept: KeptRun) -> bool:
        flow, run = self._stood(context, kept)
        shown = view(flow, run, context.today)
        said = self.hand.says(flow, run, shown, context.clock)
        try:
            self._moved(context, kept, flow, run, said)
        except Refused as why:
            return self._refused(context, kept, flow, run, why)
        self.given += _points(shown)
        return self.verdict is None

    def _moved(self, context: Context, kept: KeptRun, flow: Flow, run: Run, said: Said) -> None:
        move = replied(context, kept, flow, run, said)
        moved = runs.carried(context, kept, flow, move)
        assert moved, "nobody else answers it"
        self._stands(moved, flow, move.run)
        if move.run.done:
            self._over(moved, flow, move.run)

    def _over(self, kept: KeptRun, flow: Flow, run: Run) -> None:
        self.kept, self.verdict = kept, run.verdict(flow)
        self.hand.yard.seals.follow(entries(run.asked(flow), run.answers, run.findings(flow)))
        self.stage.stood.pop(kept.id, None)

    def _refused(self, context: Context, kept: KeptRun, flow: Flow, run: Run, why: Refused) -> bool:
        """What was asked back is answered with what may have been meant, or in another way the next time."""
        self.refused += 1
        if why.meant:
            try:
                self._moved(context, kept, flow, run, Pressed(why.meant[0].id))
            except Refused:
                return self.refused < TRIES
        return self.verdict is None and self.refused < TRIES

    def _stood(self, context: Context, kept: KeptRun) -> tuple[Flow, Run]:
        there = self.stage.stood.get(kept.id)
        if there and there[0] == kept.version:
            context.read[kept.id, kept.version] = there[1:]
        return context.run_of(kept)

    def _stands(self, kept: KeptRun, flow: Flow, run: Run) -> None:
        self.stage.stood[kept.id] = (kept.version, flow, run)


def _points(shown: View) -> int:
    return len(shown.points) if isinstance(shown, AtStation) else 1


def stopping(chance: Random, flow: Flow) -> tuple[int, bool]:
    """After how many answers somebody stops, if they do, and whether they cancel it."""
    drawn = chance.random()
    after = chance.randint(1, max(len(flow.questions) // 2, 1))
    return (after if drawn < STOPS + CANCELS else 0), drawn < CANCELS
