"""What becomes of a corrective action: taken, more time asked for, done with words or a photo, checked, sent back; or left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.owners import can, checkers, holders, managers
from bot.conversation.readers import LEADS
from bot.presses.acting import DoAction, OpenOne, Write
from bot.sample.days import later
from bot.sample.stage import Stage
from bot.sample.words import DONE as WORDS
from bot.sample.words import LATER, MISSING, some
from bot.store.actions import DONE, OPEN, KeptAction

# How it goes on, and how often of a hundred.
FATES = {"done": 58, "time": 12, "late": 12, "back": 8, "left": 10}
OPENS = 0.5  # of the records with findings, about which somebody decides that something is to be done
DAYS = (1, 3, 7)
PICTURED = 0.4  # of what is done without being asked for a photo


def opened(stage: Stage, run_id: int, findings: int, people: list[int], at: datetime, *, sure: bool) -> None:
    """By hand: one who was told and decides there gives it to somebody, mostly or for sure."""
    told = [one for one in stage.tx.reports.reached(run_id) if one.role in LEADS and one.has_it]
    if told and people and findings and (sure or stage.chance.random() < OPENS):
        press = OpenOne(
            run_id, stage.chance.randint(1, findings), stage.chance.choice(people), stage.chance.choice(DAYS)
        )
        stage.press(told[0].person_id, press, at)


@dataclass
class Action:
    """One of them. `fate` is drawn, if it is not given."""

    stage: Stage
    id: int
    photos: tuple[str, ...]
    fate: str = ""

    def __post_init__(self) -> None:
        self.fate = self.fate or self.stage.chance.choices(list(FATES), list(FATES.values()))[0]

    def life(self, at: datetime) -> Iterator[datetime]:
        at += later(self.stage.chance, 240)
        yield at
        self._take(at)
        if self.fate == "left":
            return
        if self.fate == "time":
            at += later(self.stage.chance, 600)
            yield at
            self._ask_for_time(at)
        at += self._work()
        yield at
        self._done(at)
        at += later(self.stage.chance, 500)
        yield at
        if self.fate == "back" and self._back(at):
            at += later(self.stage.chance, 700)
            yield at
            self._done(at)
            at += later(self.stage.chance, 300)
            yield at
        self._check(at)

    def _work(self) -> timedelta:
        """Until it is done: before its day, or days after it."""
        days = self.stage.chance.uniform(0.1, 0.8)
        return timedelta(days=round(days + (self.stage.chance.randint(4, 9) if self.fate == "late" else 0), 3))

    def _get(self) -> KeptAction | None:
        return self.stage.tx.actions.get(self.id)

    def _who(self, at: datetime, what: str) -> int:
        """Whoever can do that as it stands; 0 if nobody."""
        action = self._get()
        if action is None:
            return 0
        anybody = [one.person_id for one in self.stage.tx.people.staff(action.organisation_id, LEADS)]
        owned = [action.owner_id] if action.owner_id else []
        for person_id in dict.fromkeys((*owned, *self._near(action, at), *anybody)):
            with self.stage.turn(person_id, at) as context:
                if context and can(context, context.who, action, what):
                    return person_id
        return 0

    def _near(self, action: KeptAction, at: datetime) -> list[int]:
        """Those whose it is, and those who see to it."""
        first = next(iter(self.stage.tx.people.staff(action.organisation_id, LEADS)), None)
        if first is None:
            return []
        with self.stage.turn(first.person_id, at) as context:
            assert context
            some = (*holders(context, action), *checkers(context, action), *managers(context, action))
            return [who.person_id for who in some]

    def _take(self, at: datetime) -> None:
        action = self._get()
        if action and action.state == OPEN and (who := self._who(at, "take")):
            self.stage.press(who, DoAction(self.id, "take"), at)

    def _ask_for_time(self, at: datetime) -> None:
        who = self._who(at, "time")
        if who and self.stage.press(who, Write(self.id, "time", 3), at):
            self.stage.say(who, some(self.stage.chance, LATER, self._lang(who)), at)
        decides = self._who(at, "grant")
        if decides:
            self.stage.press(decides, DoAction(self.id, self.stage.chance.choice(("grant", "grant", "keep"))), at)

    def _done(self, at: datetime) -> None:
        who, action = self._who(at, "done"), self._get()
        if not who or action is None or not self.stage.press(who, Write(self.id, "done"), at):
            return
        pictured = self.photos and (action.proof or self.stage.chance.random() < PICTURED)
        photo = self.stage.chance.choice(self.photos) if pictured else ""
        self.stage.say(who, some(self.stage.chance, WORDS, self._lang(who)), at, photo)

    def _back(self, at: datetime) -> bool:
        who, action = self._who(at, "back"), self._get()
        if not who or action is None or action.state != DONE or not self.stage.press(who, Write(self.id, "back"), at):
            return False
        return self.stage.say(who, some(self.stage.chance, MISSING, self._lang(who)), at)

    def _check(self, at: datetime) -> None:
        if who := self._who(at, "check"):
            self.stage.press(who, DoAction(self.id, "check"), at)

    def _lang(self, person_id: int) -> str:
        who = self.stage.tx.people.whom(person_id)
        return who.lang if who else "en"
