"""One turn: what the duties of the product share while something heard is worked on, inside its transaction.

Knows who is speaking, in which language, and how to write letters to them. Does not know what about.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.channels.channel import Ack, Button, Message
from bot.content.library import Library
from bot.conversation.cards import Cards
from bot.conversation.wording import Wording
from bot.engine.flow import Flow
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.engine.walk import drawn
from bot.store.letters import Letter
from bot.store.people import Who
from bot.store.runs import KeptRun
from bot.store.transaction import Transaction

MESSAGE = TypeAdapter(Message)


@dataclass
class Context:
    """`now` is in UTC. `letters` are those written so far, to be sent when the transaction is durable.

    `read` are the runs that were read, by id and version.
    """

    tx: Transaction
    who: Who
    wording: Wording
    library: Library
    now: datetime
    letters: list[Letter] = field(default_factory=list)
    acked: Ack = field(default_factory=Ack)
    read: dict[tuple[int, int], tuple[Flow, Run]] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """The person's language, with the words of the organisation's country."""
        return self.wording.regional(self.who.lang, self.who.region)

    @property
    def today(self) -> date:
        """The day it is where the person works."""
        return self.now.astimezone(ZoneInfo(self.who.zone)).date()

    def say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)

    def cards(self, run_id: int, context: int) -> Cards:
        return Cards(self.wording, self.lang, run_id, context)

    def show(self, slot: str, message: Message, *, edit: bool) -> None:
        """A letter to the person who is speaking, in place of the slot's last one or below everything."""
        body = MESSAGE.dump_json(message, exclude_defaults=True).decode()
        written = self.tx.letters.write(self.who, slot, body, self.now, edit=edit)
        if written:
            self.letters.append(written)

    def notify(self, who: Who, slot: str, message: Message, *, edit: bool = False, key: str | None = None) -> None:
        """A letter to somebody else."""
        body = MESSAGE.dump_json(message, exclude_defaults=True).decode()
        written = self.tx.letters.write(who, slot, body, self.now, edit=edit, notice=True, key=key)
        if written:
            self.letters.append(written)

    def toast(self, text: Text, *, alert: bool = False) -> None:
        self.acked = Ack(self.say(text), alert)

    def speaks(self, lang: str) -> None:
        """The person wants another language, from here on."""
        self.tx.people.language(self.who.person_id, lang)
        self.who = replace(self.who, lang=lang)

    def focus(self, run_id: int | None) -> None:
        """Which run a typed word answers."""
        if run_id != self.who.focus:
            self.tx.people.focus(self.who.person_id, run_id)
            self.who = replace(self.who, focus=run_id)

    def run_of(self, kept: KeptRun) -> tuple[Flow, Run]:
        """The flow a run began with, as this run asks it, and the run; read once for each version."""
        version = kept.id, kept.version
        if version not in self.read:
            flow = self.library.by_digest(self.tx, kept.digest)
            run = Run.from_json(kept.state, self.tx.runs.answers(kept.id))
            if self.who.pass_mark is not None and flow.ways.scored:
                flow = replace(flow, pass_mark=self.who.pass_mark)
            self.read[version] = drawn(flow, run.seed), run
        return self.read[version]

    def menu_button(self) -> Button:
        return Button(self.say(Text("Menu")), "m")
