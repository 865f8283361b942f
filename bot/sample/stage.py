"""The program itself, played at times of the past: turns of people, their presses and words, timers that go off.

Whatever it writes to anybody has come at once. Does not know what is played.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from bot.assistant import Assistant
from bot.channels.channel import Heard
from bot.content.library import Library
from bot.conversation.context import Context
from bot.conversation.wording import Wording
from bot.duties import menu
from bot.engine.flow import Flow
from bot.engine.run import Run
from bot.engine.talk import Said, Sent, Typed
from bot.every_duty import DUTIES
from bot.presses.buttons import encode
from bot.presses.every import Press
from bot.store import past
from bot.store.people import Who
from bot.store.transaction import Transaction

LOST = 0.004  # of the times that anybody is written to, a notice does not come
GONE = "chat not found"


@dataclass
class Stage:
    """`stood` are the runs that are being filled in, with their versions. `tx` is the transaction that is open just now."""

    tx: Transaction
    wording: Wording
    library: Library
    chance: Random
    stood: dict[int, tuple[int, Flow, Run]] = field(default_factory=dict)
    heard: int = 0

    def __post_init__(self) -> None:
        # Nobody looks at the Home page of the past.
        duties = tuple(replace(one, events={}) if one is menu.DUTY else one for one in DUTIES)
        self.assistant = Assistant(self.wording, self.library, duties)

    @contextmanager
    def turn(self, person_id: int, at: datetime) -> Iterator[Context | None]:
        """A turn of somebody; None if they have left."""
        who = self.tx.people.whom(person_id)
        context = self.assistant.context(self.tx, who, at) if who else None
        yield context
        if context and context.letters:
            self._sent(at)

    def press(self, person_id: int, pressed: Press, at: datetime) -> bool:
        """A button; False if they have left."""
        return self._hears(person_id, at, press=encode(pressed))

    def say(self, person_id: int, words: str, at: datetime, photo: str = "") -> bool:
        """Something typed, or a photo with it as its caption."""
        said: Said = Sent(photo, "photo", caption=words) if photo else Typed(words)
        return self._hears(person_id, at, said)

    def _hears(self, person_id: int, at: datetime, *said: Said, press: str = "") -> bool:
        who = self.tx.people.whom(person_id)
        if who is None:
            return False
        self.heard += 1
        heard = self._heard(who, at, press, said[0] if said else None)
        received = self.assistant.receive(self.tx, heard, said, at)
        if received.posted:
            self._sent(at)
        return True

    def _heard(self, who: Who, at: datetime, press: str, said: Said | None) -> Heard:
        delivery = f"{past.HEARD}{self.heard}"
        return Heard(who.channel, delivery, who.account, who.address, at, press=press, said=said, line=who.line)

    def ring(self, until: datetime) -> None:
        """Every timer that goes off by then, each at its time."""
        while found := past.next_timer(self.tx, until):
            timer, at = found
            self.tx.timers.take(timer, at)
            if self.assistant.ring(self.tx, timer.name, timer.subject, at).posted:
                self._sent(at)

    def _sent(self, at: datetime) -> None:
        """What was written has come; now and then a notice has not."""
        if self.chance.random() < LOST:
            lost = next((one for one in past.open_letters(self.tx) if one.notice and not one.edit and one.person), None)
            if lost:
                self.tx.letters.failed(lost, GONE, at)
                self.assistant.undelivered(self.tx, lost, GONE, at)
        past.sent(self.tx)
