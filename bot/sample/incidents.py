"""What becomes of a report: somebody takes it, asks, gives it back or hands it on, resolves and closes it; of some nobody does.

All of it by the buttons and words of the program. Does not know what was reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.obliged import unsaid
from bot.presses.every import TakeReport
from bot.presses.following import CloseIncident, HandOver, NotMine, Resolve, WriteNote, WriteTo
from bot.presses.obliging import MeetObligation
from bot.sample.days import later
from bot.sample.stage import Stage
from bot.sample.words import ANSWERS, CAUSE, INFORMED, MEASURES, NOTES, TOLD, some
from bot.store.incidents import RESOLVED, TAKEN

# How it goes on, and how often of a hundred.
FATES = {"closed": 62, "resolved": 9, "taken": 7, "given back": 7, "handed": 9, "nobody": 6}
TAKES, ASKS, RESOLVES, CLOSES = 8, 25, 360, 900  # minutes, more or less
ASKED = 0.35  # of them in which whoever has it writes to the reporter
NOTED = 0.2


@dataclass
class Incident:
    """One report. `fate` is drawn, if it is not given."""

    stage: Stage
    run_id: int
    fate: str = ""

    def __post_init__(self) -> None:
        self.fate = self.fate or self.stage.chance.choices(list(FATES), list(FATES.values()))[0]

    def life(self, at: datetime) -> Iterator[datetime]:
        if self.fate == "nobody":
            return
        at += later(self.stage.chance, TAKES)
        yield at
        holder = self._taken(at)
        if holder and self.fate == "given back":
            at += later(self.stage.chance, ASKS)
            yield at
            self.stage.press(holder, NotMine(self.run_id), at)
            at += later(self.stage.chance, TAKES)
            yield at
            holder = self._taken(at, without=holder)
        if not holder:
            return
        yield from self._in_hand(holder, at)

    def _in_hand(self, holder: int, at: datetime) -> Iterator[datetime]:
        if self.stage.chance.random() < ASKED:
            for moment in self._talk(holder, at):
                yield moment
                at = moment
        if self.fate == "handed":
            at += later(self.stage.chance, ASKS)
            yield at
            holder = self._handed(holder, at)
        if self.fate == "taken":
            return
        at += later(self.stage.chance, RESOLVES)
        yield at
        self._resolve(holder, at)
        if self.fate == "resolved":
            return
        at += later(self.stage.chance, CLOSES)
        yield at
        self._close(holder, at)

    def _taken(self, at: datetime, without: int = 0) -> int:
        """By one of those who were told; 0 if nobody could."""
        told = [one.person_id for one in self.stage.tx.reports.reached(self.run_id) if one.has_it]
        able = [one for one in told if one != without] or told
        holder = self.stage.chance.choice(able) if able else 0
        if holder:
            self.stage.press(holder, TakeReport(self.run_id), at)
        return holder if self._state() == TAKEN else 0

    def _talk(self, holder: int, at: datetime) -> Iterator[datetime]:
        kept = self.stage.tx.runs.get(self.run_id)
        reporter = kept.person_id if kept else 0
        for who, pool in ((holder, ANSWERS), (reporter, TOLD)):
            at += later(self.stage.chance, 6)
            yield at
            self._writes(who, WriteTo(self.run_id), some(self.stage.chance, pool, self._lang(who)), at)
        if self.stage.chance.random() < NOTED:
            at += later(self.stage.chance, 6)
            yield at
            self._writes(holder, WriteNote(self.run_id), some(self.stage.chance, NOTES, self._lang(holder)), at)

    def _writes(
        self, who: int, press: WriteTo | WriteNote | Resolve | MeetObligation, words: str, at: datetime
    ) -> None:
        if self.stage.press(who, press, at):
            self.stage.say(who, words, at)

    def _handed(self, holder: int, at: datetime) -> int:
        """To somebody else who was told, if there is one."""
        told = [
            one.person_id
            for one in self.stage.tx.reports.reached(self.run_id)
            if one.has_it and one.person_id != holder
        ]
        if not told:
            return holder
        to = self.stage.chance.choice(told)
        self.stage.press(holder, HandOver(self.run_id, to), at)
        takers = self.stage.tx.reports.takers(self.run_id)
        return takers[0].person_id if takers else holder

    def _resolve(self, holder: int, at: datetime) -> None:
        lang = self._lang(holder)
        self._writes(holder, Resolve(self.run_id), some(self.stage.chance, CAUSE, lang), at)
        self.stage.say(holder, some(self.stage.chance, MEASURES, lang), at)

    def _close(self, holder: int, at: datetime) -> None:
        """After what became of each step that the programmes ask for."""
        if self._state() != RESOLVED:
            return
        for step in self._unsaid(holder, at):
            self._writes(
                holder, MeetObligation(self.run_id, step), some(self.stage.chance, INFORMED, self._lang(holder)), at
            )
        self.stage.press(holder, CloseIncident(self.run_id), at)

    def _unsaid(self, holder: int, at: datetime) -> list[str]:
        with self.stage.turn(holder, at) as context:
            kept = context.tx.runs.get(self.run_id) if context else None
            return [one.id for one in unsaid(context, context.record(kept))] if context and kept else []

    def _state(self) -> str:
        standing = self.stage.tx.incidents.of(self.run_id)
        return standing.state if standing else ""

    def _lang(self, person_id: int) -> str:
        who = self.stage.tx.people.whom(person_id)
        return who.lang if who else "en"
