"""One thing heard or one timer due, one transaction, letters out.

The place to begin reading. Hands what happens to the duties that asked for it; knows no more of a duty than that.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.channels.channel import Ack, Commands, Heard
from bot.content.library import Library
from bot.conversation import outside, uploads
from bot.conversation.beforehand import UNREAD, Known
from bot.conversation.context import Came, Context, Occasion, believed
from bot.conversation.duty import Delivered, Duty, Undelivered
from bot.conversation.intent import Danger, Free, Meaning, Named, Order, Picked, Polite, Reply, Silent, Unsure, alarming
from bot.conversation.meaning import Meanings
from bot.conversation.received import NOTHING, Received
from bot.conversation.remembered import Remembered
from bot.conversation.uploads import Wanted
from bot.conversation.vocabulary import offered, understood
from bot.conversation.wording import Wording
from bot.duties import danger, menu
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.every_duty import DUTIES
from bot.presses.acts import Cancel
from bot.presses.buttons import among, decode
from bot.presses.tipping import DropTip
from bot.store import places
from bot.store.letters import Letter, Posted
from bot.store.people import Who
from bot.store.transaction import Transaction

K = TypeVar("K")
V = TypeVar("V")

log = logging.getLogger("sello.assistant")

NO_BUTTON = Text("That button no longer works.")
BELOW = Text("What you write in a thread is read, too. It goes on below, in the conversation itself.")
IN_PRIVATE = Text("I sent you a direct message.")
NOT_KNOWN = Text("You don't have access. Ask your manager to add you.")
OPEN_FIRST = Text("Please open our own conversation first, and write to me there:")
NO_WORD = Text("Sorry, I didn't understand that. Here's what I can do.")
NO_QUESTION = Text("I'm not expecting a file right now. Open the form it belongs to first.")


def commands(wording: Wording) -> Commands:
    """The command menu of the channels, in every language."""
    return offered(wording, [word for duty in DUTIES for word in duty.words])


class Assistant:
    def __init__(self, wording: Wording, library: Library, duties: Sequence[Duty] = DUTIES) -> None:
        self._wording = wording
        self._library = library
        self.remembered = Remembered()
        self._words = tuple(word for duty in duties for word in duty.words)
        self._commands = _claimed([duty.commands for duty in duties])
        self._presses = _claimed([duty.presses for duty in duties])
        self._timers = _shared([duty.timers for duty in duties])
        self._hears = [duty.hears for duty in duties if duty.hears]
        self._edited = [duty.edited for duty in duties if duty.edited]
        self._quoted = [duty.quoted for duty in duties if duty.quoted]
        self._strangers = [duty.strangers for duty in duties if duty.strangers]
        self._lets_in = [duty.lets_in for duty in duties if duty.lets_in]
        self._undelivered = [duty.undelivered for duty in duties if duty.undelivered]
        self._delivered = [duty.delivered for duty in duties if duty.delivered]
        self._returned = [duty.returned for duty in duties if duty.returned]
        self._events = _shared([duty.events for duty in duties])
        self._typed = frozenset(word.name for word in self._words)
        self._meant = _claimed([duty.meanings for duty in duties])
        self._meanings = Meanings(self._words, understood(wording, self._words, self._typed))

    def receive(self, tx: Transaction, heard: Heard, said: Came, now: datetime, known: Known = UNREAD) -> Received:
        """Everything that happens to one thing heard. `said` is what it says to a flow, files already kept. Raises ReadFirst."""
        if not tx.deliveries.heard(heard.line, heard.delivery, heard.at):
            return Received()
        first: list[Posted] = []
        who = tx.people.who(heard.line, heard.account)
        if who is None and heard.member:
            who, first = self._let_in(tx, heard, now)
        if who is None:
            return self._strange(tx, heard, now)
        if heard.door and who.heard_at is None:
            return Received(acked=self._at_the_door(heard, who.lang))
        if not heard.door and not who.heard_lately(heard.address, now):
            tx.people.heard_from(heard.line, heard.account, heard.address, now)
        context = self.context(tx, who if who.address == heard.address else replace(who, address=heard.address), now)
        context.letters += first
        context.pressed_on = heard.message
        return self.turn(context, heard, said, known)

    def turn(self, context: Context, heard: Heard, said: Came, known: Known = UNREAD) -> Received:
        """Everything that happens to one thing heard of somebody we know, wherever they have said it."""
        who = context.who
        context.heard_at, context.heard = believed(heard.at, context.now), heard
        if who.lang not in self._wording.languages:
            context.speaks(self._wording.language(who.lang or heard.language))
        run_id, context.came, context.known = context.who.focus, said, known
        self._heard(context, heard, said)
        for welcome in self._returned if who.missed_at else ():  # somebody is there whom notices did not reach
            welcome(context)
        held = uploads.held(context, {run_id, context.who.focus}, said) | context.held
        return Received(tuple(context.letters), context.acked, held, tuple(context.moved))

    def wants_files(self, tx: Transaction, heard: Heard, now: datetime) -> Wanted:
        """How their open question would take one of the files they sent; not at all, if we do not know who it is."""
        who = tx.people.who(heard.line, heard.account)
        if who is None:
            return Wanted.NO
        context = self.context(tx, who, now)
        calls = self._meanings.calls(context, heard.said)
        if calls or heard.edits or heard.command:  # files come with the message that a command was given on
            return Wanted(calls or not heard.edits)
        if among(context.buttons, DropTip):
            return Wanted.BARE
        context.heard_at = believed(heard.at, now)
        return Wanted.YES if heard.quotes or heard.thread else uploads.wanted(context, heard.files)

    def ring(self, tx: Transaction, name: str, subject: str, now: datetime, known: Known = UNREAD) -> Received:
        """Everything that happens when a timer is due: its name and subject are what it was set with. Raises ReadFirst."""
        context = self.context(tx, None, now)
        context.known = known
        if name not in self._timers:
            log.warning("timer.unknown name=%s", name)
        for act in self._timers.get(name, ()):
            act(context, subject)
        return Received(tuple(context.letters), context.acked)

    def undelivered(self, tx: Transaction, letter: Letter, reason: str, now: datetime) -> Received:
        """Everything that happens when a letter is given up for good."""
        context = self.context(tx, None, now)
        for learn in self._undelivered:
            learn(context, Undelivered(letter, reason))
        return Received(tuple(context.letters))

    def delivered(self, tx: Transaction, letter: Letter, now: datetime) -> Received:
        """Everything that happens when a notice has come."""
        context = self.context(tx, None, now)
        for learn in self._delivered:
            learn(context, Delivered(letter))
        return Received(tuple(context.letters))

    def context(self, tx: Transaction, speaker: Who | None, now: datetime) -> Context:
        """What the duties share while something of this speaker is worked on."""
        return Context(tx, speaker, self._wording, self._library, now, self._words, self._react, self.remembered)

    def _let_in(self, tx: Transaction, heard: Heard, now: datetime) -> tuple[Who | None, list[Posted]]:
        """Somebody we do not know who is one of us from now on, and the letters about that."""
        context = self.context(tx, None, now)
        known = any(admits(context, heard) for admits in self._lets_in)
        return (context.who, context.letters) if known else (None, [])

    def _strange(self, tx: Transaction, heard: Heard, now: datetime) -> Received:
        """Somebody we do not know. A button in a group is for those who have access, and asks nobody to add anybody."""
        if heard.press and heard.elsewhere:
            told = self._wording.say(NOT_KNOWN, self._wording.language(heard.language))
            return Received(acked=Ack(told, alert=True))
        context = self.context(tx, None, now)
        any(answer(context, heard) for answer in self._strangers)
        acked = self._at_the_door(heard, "") if heard.door and context.letters else NOTHING
        return Received(tuple(context.letters), acked)

    def _at_the_door(self, heard: Heard, lang: str) -> Ack:
        """Where others read along, to somebody whose private conversation is not open: nothing is begun unseen."""
        told = self._wording.say(OPEN_FIRST, self._wording.language(lang or heard.language))
        return Ack(f"{told}\n{heard.door}")

    def _heard(self, context: Context, heard: Heard, said: tuple[Said | Refused, ...]) -> None:
        if heard.press:
            self._pressed(context, heard)
        elif heard.command:
            self._commanded(context, heard)
        elif heard.edits:
            self._changed(context, heard)
        else:
            calls = any(self._meanings.calls(context, one) for one in said)  # with all that came, seen by nobody
            for one in () if calls else said:
                self._said(context, one)
            if calls:
                self._means(context, Silent())
            if heard.thread and not context.acked.toast:
                context.toast(BELOW)

    def _changed(self, context: Context, heard: Heard) -> None:
        """An edit corrects what it said; but an order and a cry for help are that, however they come."""
        meant = self._meant_by(context, heard.said.text) if isinstance(heard.said, Typed) else None
        if isinstance(meant, Unsure) and isinstance(meant.pressed.act, Cancel):  # asked back before anything is lost
            meant = Order("cancel")
        orders = isinstance(meant, Order | Polite) and not heard.files
        if meant and (orders or isinstance(meant, Silent) or (isinstance(meant, Danger) and not _gave(context, heard))):
            self._means(context, meant)
            return
        if alarming(meant):
            danger.small(context)
        for learn in self._edited:
            learn(context, heard)

    def _pressed(self, context: Context, heard: Heard) -> None:
        press = decode(heard.press)
        act = self._presses.get(type(press))
        if act and outside.may_press(context.who, heard.press):
            act(context, press)
        else:
            menu.show_menu(context, NO_BUTTON)
        if heard.elsewhere and not context.acked.toast:
            context.toast(IN_PRIVATE)

    def _commanded(self, context: Context, heard: Heard) -> None:
        """What was given as a command. One without a word for it comes from the channel, and not from a person."""
        if heard.elsewhere:
            context.toast(IN_PRIVATE)
        known = heard.command in self._commands and heard.command not in self._typed
        word, rest = heard.command, heard.rest.strip()
        meant = Order(word, rest) if known else self._meanings.command(context, word, rest)
        self._means(context, outside.bounded(context, meant))

    def _said(self, context: Context, said: Said | Refused) -> None:
        """Words mean what they mean before any duty hears them; an answer, a place or a file is for whoever wants it."""
        meant = self._meant_by(context, said.text) if isinstance(said, Typed) else None
        if meant is None:
            self._beside(context, said)
        if isinstance(meant, Reply | Free | Named | None) and any(quoted(context, said) for quoted in self._quoted):
            return
        if meant and not isinstance(meant, Reply):
            self._means(context, meant)
            return
        if isinstance(meant, Reply) and meant.danger:
            danger.small(context)
        if not any(hears(context, said) for hears in self._hears):
            menu.show_menu(context, NO_QUESTION if isinstance(said, Sent | Refused) else None)

    def _beside(self, context: Context, said: Said | Refused) -> None:
        """The words beside a file can be a cry for help, as any others."""
        caption = said.caption if isinstance(said, Sent) else ""
        if caption and context.focused() and alarming(self._meant_by(context, caption)):
            danger.small(context)

    def _meant_by(self, context: Context, typed: str) -> Meaning:
        return outside.bounded(context, self._meanings.of(context, typed))

    def _means(self, context: Context, meant: Meaning) -> None:
        match meant:
            case Order("", _):
                menu.show_menu(context, NO_WORD)
            case Order(name, rest):
                self._commands[name](context, rest)
            case Picked(pressed):
                self._presses[type(pressed)](context, pressed)
            case _:
                self._meant[type(meant)](context, meant)

    def _react(self, context: Context, occasion: Occasion) -> None:
        for event in occasion.events:
            for react in self._events.get(type(event), ()):
                react(context, occasion, event)


def _gave(context: Context, heard: Heard) -> bool:
    """Did the message, before it was edited, give an answer?"""
    return places.said_in(context.tx, context.who.person_id, heard.ref) is not None


def _claimed(claims: Sequence[Mapping[K, V]]) -> dict[K, V]:
    """Who does what. Two duties that want the same thing are our mistake."""
    merged: dict[K, V] = {}
    for claim in claims:
        twice = merged.keys() & claim.keys()
        assert not twice, f"claimed by two duties: {twice}"
        merged |= claim
    return merged


def _shared(claims: Sequence[Mapping[K, V]]) -> dict[K, list[V]]:
    """Everybody who does something about each, in the order of the duties."""
    merged: defaultdict[K, list[V]] = defaultdict(list)
    for key, act in (one for claim in claims for one in claim.items()):
        merged[key].append(act)
    return dict(merged)
