"""The assistant as it works on what somebody does at the page: the same duties, in the same transaction, as the same person.

What is shown to them is kept with their session, and the page shows it. Knows no HTTP.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.assistant import Assistant
from bot.channels import written
from bot.channels.channel import Heard, Message, Picture
from bot.conversation.beforehand import UNREAD, Known
from bot.conversation.context import Came
from bot.conversation.desk import Desk
from bot.conversation.received import Received
from bot.conversation.remembered import Remembered
from bot.conversation.uploads import Wanted
from bot.store.people import Who
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Outcome:
    """What came of the last thing done at a page: messages by slot, a word, and a file that is made when it is fetched."""

    cards: tuple[tuple[str, Message], ...] = ()
    toast: str = ""
    file: Picture | None = None


NOTHING = Outcome()


def kept(outcome: Outcome) -> str:
    cards = [(slot, _dumped(card)) for slot, card in outcome.cards]
    file = _dumped(Message(pictures=(outcome.file,))) if outcome.file else ""
    return json.dumps([outcome.toast, cards, file], ensure_ascii=False)


def _dumped(message: Message) -> str:
    return written.MESSAGE.dump_json(message, exclude_defaults=True).decode()


def outcome_of(shown: str) -> Outcome:
    if not shown:
        return NOTHING
    toast, cards, *more = json.loads(shown)
    file = written.MESSAGE.validate_json(more[0]).pictures[0] if more and more[0] else None
    return Outcome(tuple((slot, written.MESSAGE.validate_json(card)) for slot, card in cards), toast, file)


@dataclass
class Listening:
    """For one session, and one thing done. `outcome` is what came of it, None while nothing has."""

    assistant: Assistant
    session: int
    outcome: Outcome | None = field(default=None, init=False)

    @property
    def remembered(self) -> Remembered:
        return self.assistant.remembered

    def receive(self, tx: Transaction, heard: Heard, said: Came, now: datetime, known: Known = UNREAD) -> Received:
        self.outcome = None
        who = tx.people.who(heard.line, heard.account)
        desk = self._desk(tx, who, now)
        if desk is None or not tx.deliveries.heard(heard.line, heard.delivery, heard.at):
            return Received()
        received = self.assistant.turn(desk, heard, said, known)
        self.outcome = Outcome(tuple(desk.shown.items()), received.acked.toast, desk.file)
        tx.pages.show(self.session, kept(self.outcome))
        return received

    def wants_files(self, tx: Transaction, heard: Heard, now: datetime) -> Wanted:
        """What is sent there was asked for there."""
        return Wanted.YES if self._desk(tx, tx.people.who(heard.line, heard.account), now) else Wanted.NO

    def _desk(self, tx: Transaction, who: Who | None, now: datetime) -> Desk | None:
        """Nobody is there whose session was ended meanwhile."""
        session = tx.pages.numbered(self.session)
        if who is None or session is None or session.person_id != who.person_id:
            return None
        there = replace(who, focus=session.focus, screen=session.screen)
        return Desk(**vars(self.assistant.context(tx, there, now)), session=session.id)
