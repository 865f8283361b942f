"""A finished inspection that somebody else signs off: approved, rejected, or sent back and answered again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.owners import others
from bot.presses.signing import MOST, REJECT, Approve, SayWhy
from bot.sample.days import later
from bot.sample.stage import Stage
from bot.sample.words import MISSING, some
from bot.store.sign_offs import WAITING

FATES = {"approved": 76, "back": 12, "rejected": 5, "waits": 7}
SIGNS = 300  # minutes, more or less


@dataclass
class Signing:
    """`again` is how its inspector answers once more what was sent back."""

    stage: Stage
    run_id: int
    questions: int
    again: Callable[[datetime], Iterator[datetime]]

    def life(self, at: datetime) -> Iterator[datetime]:
        fate = self.stage.chance.choices(list(FATES), list(FATES.values()))[0]
        if fate == "waits":
            return
        at += later(self.stage.chance, SIGNS)
        yield at
        if fate == "back":
            self._says_why(1 << self.stage.chance.randrange(min(self.questions, MOST)), at)
            at += later(self.stage.chance, SIGNS)
            yield at
            for moment in self.again(at):
                yield moment
                at = moment
            at += later(self.stage.chance, SIGNS)
            yield at
        if fate == "rejected":
            self._says_why(REJECT, at)
        elif signer := self._signer(at):
            self.stage.press(signer, Approve(self.run_id), at)

    def _says_why(self, chosen: int, at: datetime) -> None:
        signer = self._signer(at)
        who = self.stage.tx.people.whom(signer)
        if who and self.stage.press(signer, SayWhy(self.run_id, chosen), at):
            self.stage.say(signer, some(self.stage.chance, MISSING, who.lang), at)

    def _signer(self, at: datetime) -> int:
        """Whoever may sign it off now; 0 if nobody may."""
        kept = self.stage.tx.runs.get(self.run_id)
        if kept is None or self.stage.tx.sign_offs.state(self.run_id) != WAITING:
            return 0
        with self.stage.turn(kept.person_id, at) as context:
            able = others(context, kept, (kept.person_id,)) if context else []
        return able[0].person_id if able else 0
