"""A bulletin goes out once to each, is seen by a button, and whoever has not is listed and reminded.

The people are written down with the press that sends it; the letters follow, some at a time, by a timer.
"""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Message
from bot.conversation.bulletin_cards import picture, received, who_has_seen
from bot.conversation.context import Context
from bot.conversation.duty import Delivered, Duty, Undelivered
from bot.duties import bulletins, menu
from bot.engine.talk import Text
from bot.presses.bulletins import RemindOfBulletin, SeenBulletin, SendBulletin, WhoHasSeen
from bot.store.bulletins import KeptBulletin
from bot.store.people import Who

TIMER = "bulletin"  # its subject is the number of the bulletin
SLOT = "bulletin:"
SOME = 100  # people in one transaction
PAUSE = timedelta(hours=4)  # in which nobody is reminded twice
REMINDED = Text("A reminder: you have not confirmed that you have seen this.")


def send(context: Context, press: SendBulletin) -> None:
    one = bulletins.mine(context, press.bulletin)
    if one is None:
        return
    if not context.tx.bulletins.reaches(one):
        context.toast(Text("Nobody works there in that role. Choose others."))
        return
    count = context.tx.bulletins.addressed(one)
    context.tx.bulletins.change(one.id, sent_at=context.now)
    context.tx.timers.set(TIMER, context.now, str(one.id))
    _list(context, one.id, Text("It goes out to {count} people.", {"count": count}))


def goes_out(context: Context, subject: str) -> None:
    """The timer: to some of those who have not got it yet, and then to the next."""
    one = context.tx.bulletins.get(int(subject))
    if one is None or one.sent_at is None:
        return
    left = context.tx.bulletins.untold(one.id, SOME)
    there = {who.person_id: who for who in context.tx.people.those(left)}
    for person in left:
        if person in there:
            context.tx.bulletins.marks(one.id, person, told_at=context.now)
            _write(context, one, there[person])
        else:
            context.tx.bulletins.marks(one.id, person, lost_at=context.now)
    if len(left) == SOME:
        context.tx.timers.set(TIMER, context.now, subject)


def _write(context: Context, one: KeptBulletin, who: Who, note: Text | None = None) -> None:
    again = f":{context.now:%Y%m%d%H%M}" if note else ""
    files = picture(context, one, context.reads(who)) if not note else ()
    if files:
        context.notify(who, "", Message(pictures=files), key=f"bulletin-file/{one.id}/{who.person_id}")
    message = received(context, one, who, note=note)
    context.notify(who, f"{SLOT}{one.id}", message, key=f"bulletin/{one.id}/{who.person_id}{again}")


def seen(context: Context, press: SeenBulletin) -> None:
    one, who = bulletins.sent(context, press.bulletin), context.who
    if one is None or not context.tx.bulletins.copy(one.id, who.person_id):
        menu.show_menu(context, bulletins.GONE)
        return
    context.tx.bulletins.seen(one.id, who.person_id, context.said_at)
    context.show(f"{SLOT}{one.id}", received(context, one, who, page=99, seen=True), edit=True)


def _list(context: Context, id: int, note: Text | None = None, page: int = 0) -> None:
    one = bulletins.sent(context, id)
    if one is None or context.who.role not in bulletins.READS:
        menu.show_menu(context, bulletins.GONE)
        return
    got = context.tx.bulletins.got([one.id])[one.id]
    context.show("menu", who_has_seen(context, one, got, page, note), edit=True)


def remind(context: Context, press: RemindOfBulletin) -> None:
    one = bulletins.sent(context, press.bulletin)
    if one is None or context.who.role not in bulletins.SENDS:
        menu.show_menu(context, bulletins.GONE if context.who.role in bulletins.SENDS else bulletins.NOT_YOURS)
        return
    left = context.tx.bulletins.unseen(one.id, context.now - PAUSE)[:SOME]
    for who in context.tx.people.those(left):
        context.tx.bulletins.marks(one.id, who.person_id, reminded_at=context.now)
        _write(context, one, who, REMINDED)
    said = Text("They are reminded: {count}.", {"count": len(left)})
    _list(context, one.id, said if left else Text("They were reminded just now."))


def _about(slot: str) -> int | None:
    number = slot.removeprefix(SLOT)
    return int(number) if slot.startswith(SLOT) and number.isdecimal() else None


def came(context: Context, event: Delivered) -> None:
    _marked(context, event.letter.slot, event.letter.person, lost=False)


def lost(context: Context, event: Undelivered) -> None:
    _marked(context, event.letter.slot, event.letter.person, lost=True)


def _marked(context: Context, slot: str, person: int | None, *, lost: bool) -> None:
    """The platform has taken the letter, or never will."""
    id = _about(slot)
    if id is not None and person:
        now = context.now
        moments = {"lost_at": now} if lost else {"came_at": now, "lost_at": None}
        context.tx.bulletins.marks(id, person, **moments)


DUTY = Duty(
    presses={
        SendBulletin: send,
        SeenBulletin: seen,
        RemindOfBulletin: remind,
        WhoHasSeen: lambda context, press: _list(context, press.bulletin, page=press.page),
    },
    timers={TIMER: goes_out},
    delivered=came,
    undelivered=lost,
)
