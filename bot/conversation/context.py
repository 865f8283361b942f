"""One turn: what the duties of the product share while something heard is worked on, inside its transaction.

Knows who is speaking, in which language, and how to write letters to them. Does not know what about.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels import written
from bot.channels.channel import Ack, Button, Heard, Line, Message
from bot.content.library import Library
from bot.conversation.beforehand import UNREAD, Known
from bot.conversation.cards import Cards
from bot.conversation.holes import with_calls
from bot.conversation.record import Record, read_record
from bot.conversation.remembered import Remembered, Stood
from bot.conversation.staff import with_staff
from bot.conversation.vocabulary import Word
from bot.conversation.wording import SOURCE, Wording
from bot.engine.flow import Flow
from bot.engine.run import Run
from bot.engine.talk import Refused, Said, Text
from bot.engine.walk import drawn
from bot.policy import Policy, policy
from bot.presses.buttons import button, shown_as
from bot.presses.every import OpenRun, ShowMenu
from bot.store.letters import Posted
from bot.store.people import Who
from bot.store.runs import KeptRun, Source
from bot.store.sign_offs import is_sent_back
from bot.store.transaction import Transaction

# How old a thing heard may be and still be dated by its platform. A delivery is known to be a repetition for about as
# long, and no platform keeps what it could not deliver for half that time: an older date is a clock that is wrong.
LATEST = timedelta(days=7)


# The places of what is shown instead of a form: words typed then are for it, and not for a question out of sight.
PARTNER = "partner:"  # with its number
SCREENS = ("menu", "summary", PARTNER)  # what their slots begin with


Came = tuple[Said | Refused, ...]  # what something heard says to a flow


def card_slot(run_id: int) -> str:
    """The place of a run's card in the conversation of its person."""
    return f"run:{run_id}"


def _body(message: Message, holds: Policy) -> str:
    """The message as it is kept, with the numbers in it that a tap calls."""
    return written.write(with_calls(message, holds.numbers))


@dataclass(frozen=True)
class Occasion:
    """Something happened to a run: the run as it is kept now, and the events."""

    kept: KeptRun
    flow: Flow
    run: Run
    events: tuple[Any, ...]


def believed(at: datetime, now: datetime) -> datetime:
    """When something was said: what the platform says, unless that is still to come or too long ago to be true."""
    return at if now - LATEST <= at <= now else now


def _nobody(_context: Context, _occasion: Occasion) -> None:
    """Nobody reacts."""


@dataclass
class Context:
    """`now` is in UTC; `heard_at` is when the platform got what is worked on, which may have waited for us.

    `letters` are those written so far, to be sent when the transaction is durable.

    `speaker` is None when a timer is due. `words` are all commands there are; `react` lets every duty react to what
    happened to a run. `note` and `added` are what a duty has to say on the card that is shown next. `pressed_on` is the
    message whose button was pressed, as the channel calls it, `heard` what is being worked on, if it is anything heard, and
    `came` what that says to a flow, files already kept. `known` was read before the turn.
    `read` are the runs that were read, by id and version, `records` their records, `policies` what holds at other sites;
    `held` are digests of files that are kept though no answer holds them. `remembered` are runs of earlier turns, `moved`
    those of this one that the next need not read. `seen` is the run in focus, once it was read, until it changes. `below`: something was
    asked that stands between the card and the next one.
    """

    tx: Transaction
    speaker: Who | None
    wording: Wording
    library: Library
    now: datetime
    words: tuple[Word, ...] = ()
    react: Callable[[Context, Occasion], None] = _nobody
    remembered: Remembered = field(default_factory=Remembered)
    note: Text | None = None
    added: tuple[Line, ...] = ()
    pressed_on: str = ""
    heard: Heard | None = None
    came: Came = ()
    known: Known = field(default_factory=lambda: UNREAD)
    heard_at: datetime | None = None
    seen: KeptRun | None = None
    letters: list[Posted] = field(default_factory=list)
    acked: Ack = field(default_factory=Ack)
    read: dict[tuple[int, int], tuple[Flow, Run]] = field(default_factory=dict)
    records: dict[tuple[int, int], Record] = field(default_factory=dict)
    policies: dict[int, Policy] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    moved: list[Stood] = field(default_factory=list)
    below: bool = False

    @property
    def who(self) -> Who:
        """The person who is speaking."""
        if self.speaker is None:
            raise LookupError("nobody is speaking: a timer is due")
        return self.speaker

    @property
    def lang(self) -> str:
        """The person's language, with the words of the organisation's country."""
        return self.wording.regional(self.who.lang, self.who.region)

    @property
    def said_at(self) -> datetime:
        """What goes on record as the time of it. What is ordered or sent goes by `now`."""
        return self.heard_at or self.now

    @property
    def today(self) -> date:
        """The day it was where the person works when they said it."""
        return self.clock.date()

    @property
    def clock(self) -> datetime:
        """What the clock showed where the person works when they said it."""
        return self.said_at.astimezone(ZoneInfo(self.who.zone))

    @property
    def policy(self) -> Policy:
        """What holds where the person works."""
        return policy(self.who.region, self.who.decided, self.who.site_decided)

    def policy_at(self, site_id: int) -> Policy:
        """What holds at a site."""
        if self.speaker and self.speaker.site_id == site_id:
            return self.policy
        if site_id not in self.policies:
            self.policies[site_id] = policy(*self.tx.organisations.decided(site_id))
        return self.policies[site_id]

    def say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)

    def wording_at(self, site_id: int) -> Wording:
        """Every language, with whom to call at a site."""
        return self.wording.knowing(self.policy_at(site_id).numbers)

    def cards(self, kept: KeptRun, lang: str = "") -> Cards:
        """The cards of a run, with whom to call where it was begun; in another language for somebody who is not speaking."""
        return Cards(self.wording_at(kept.site_id), lang or self.lang, kept.id, kept.version)

    def show(self, slot: str, message: Message, *, edit: bool, pressed: bool = True, back: bool = True) -> None:
        """A letter to the person who is speaking, in place of the slot's last one or below everything.

        Where a button was pressed, the slot's last one is the message with the button, unless it is not `pressed`.
        A screen brings the way `back` to the form that it hides, unless it has it already.
        """
        if slot.startswith(SCREENS):
            message = self._with_way_back(message) if back else message
            self.screen(message)
        body = _body(message, self.policy)
        ref = self.pressed_on if edit and pressed else ""
        self.letters.append(self.tx.letters.post(self.who, slot, body, self.now, edit=edit, ref=ref))

    def notify(
        self, who: Who, slot: str, message: Message, *, edit: bool = False, key: str | None = None, notice: bool = True
    ) -> None:
        """A letter to somebody else; if it is no notice, to another chat of the person who is speaking."""
        body = _body(message, self.policy_at(who.site_id))
        made = self.tx.letters.write(who, slot, body, self.now, edit=edit, notice=notice, key=key)
        if made:
            self.letters.append(lambda: made)

    def write_to(self, line: int, address: str, message: Message, slot: str = "", *, edit: bool = False) -> None:
        """A letter to a chat, whoever is there: the message as it is, since no organisation's numbers are a stranger's."""
        body = written.write(message)
        self.letters.append(self.tx.letters.post_to(line, address, body, self.now, slot, edit=edit))

    def toast(self, text: Text, *, alert: bool = False) -> None:
        self.acked = Ack(self.say(text), alert)

    def speaks(self, lang: str) -> None:
        """The person wants another language, from here on."""
        self.tx.people.language(self.who.person_id, lang)
        self.speaker = replace(self.who, lang=lang)

    def screen(self, message: Message) -> None:
        """From here on typed words are for this message, and not for the form."""
        shown = (*message.options, *message.controls, *(b for group in message.groups for b in group.buttons))
        buttons = json.dumps([(b.label, b.data) for b in shown], ensure_ascii=False)
        self.attend(None, buttons)

    def _with_way_back(self, message: Message) -> Message:
        """In a menu that names what is not finished, only if that form was open just now."""
        grouped = {b.data for group in message.groups for b in group.buttons} if not self.who.focus else set()
        there = grouped.union(b.data for b in (*message.options, *message.controls))
        back = tuple(b for b in self.way_back() if b.data not in there)
        return replace(message, controls=(*back, *message.controls))

    def way_back(self) -> tuple[Button, ...]:
        """To the form that typed words would answer, or else to the one that was touched last."""
        kept = self.focused() or next(iter(self.tx.runs.open(self.who.person_id)), None)
        if kept is None:
            return ()
        title = Text(self.run_of(kept)[0].title)
        return (button(self.say(Text("Continue: {title}", {"title": title})), OpenRun(kept.id), "primary"),)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons of the screen that is shown."""
        return shown_as(json.loads(self.who.screen) if self.who.screen else ())

    def focus(self, run_id: int | None) -> None:
        """Which run a typed word answers."""
        if run_id != self.who.focus or self.who.screen:
            self.attend(run_id)

    def attend(self, run_id: int | None, screen: str = "") -> None:
        """What words are for that are typed from here on."""
        self.tx.people.focus(self.who.person_id, run_id, screen)
        self.speaker = replace(self.who, focus=run_id, screen=screen)

    def focused(self) -> KeptRun | None:
        """The run that a typed word answers, if it is open."""
        if self.who.focus and (self.seen is None or self.seen.id != self.who.focus):
            self.seen = self.tx.runs.get(self.who.focus)
        return self.seen if self.who.focus and self.seen and self.seen.status == "open" else None

    def run_of(self, kept: KeptRun) -> tuple[Flow, Run]:
        """The flow a run began with, as this run asks it, and the run; read once for each version."""
        version = kept.id, kept.version
        if version not in self.read:
            flow = with_staff(self.tx, self.library.by_digest(self.tx, kept.digest), kept, self.wording)
            run = self.remembered.run(kept) or Run.from_json(kept.state, self.tx.runs.answers(kept.id))
            pass_mark = self._pass_mark(kept) if flow.ways.scored else None
            flow = flow if pass_mark is None else replace(flow, pass_mark=pass_mark)
            self.read[version] = self.way(drawn(flow, run.seed), back=is_sent_back(kept)), run
        return self.read[version]

    def way(self, flow: Flow, *, back: bool = False) -> Flow:
        """The flow as the speaker's organisation walks it: by stations, or its points one by one, as what is sent back."""
        if back:
            return flow.singly
        return flow if not flow.stations or self.speaker is None or self.policy.by_station else flow.singly

    def record(self, kept: KeptRun) -> Record:
        """The record of a run; read once for each version, however many people are told."""
        version = kept.id, kept.version
        if version not in self.records:
            self.records[version] = read_record(self.tx, kept, *self.run_of(kept))
        return self.records[version]

    def _pass_mark(self, kept: KeptRun) -> int | None:
        """The organisation's own."""
        return self.speaker.pass_mark if self.speaker else self.tx.people.pass_mark(kept.organisation_id)

    def reads(self, who: Who) -> str:
        """The language somebody reads, with the words of the country; until they have said, that of whoever speaks."""
        lang = who.lang or (self.speaker.lang if self.speaker else SOURCE)
        return self.wording.regional(lang, who.region)

    @property
    def source(self) -> Source:
        """Which message said what is being heard."""
        ref, by = (self.heard.ref, self.heard.forwarded) if self.heard else ("", None)
        return Source(ref, by.by[:120], by.at) if by else Source(ref)

    def happened(self, occasion: Occasion) -> None:
        """Lets every duty react, in this transaction."""
        self.react(self, occasion)

    def command(self, word: Text, rest: str = "") -> Line:
        """A command as the channel of the reader has it, with what may follow it."""
        return Line(f"{self.say(word).removeprefix('/')} {rest}".rstrip(), "", "command")

    def menu_button(self) -> Button:
        return button(self.say(Text("Menu")), ShowMenu())
