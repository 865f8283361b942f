"""Where somebody is who has called for help: a location they share afterwards goes to those who were notified.

They read that it was passed on as it is delivered, by name. After the silent word they read nothing of it.
"""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Delivered, Duty, Undelivered
from bot.conversation.last_card import nobody, reach_lines
from bot.conversation.maps import map_lines
from bot.conversation.meaning import asked_for
from bot.conversation.readers import may_read
from bot.conversation.record import Record
from bot.conversation.telling import notice
from bot.duties import danger, runs
from bot.engine.beside import beside
from bot.engine.kinds import Place
from bot.engine.talk import Placed, Refused, Said, Text
from bot.presses.buttons import decode
from bot.presses.every import InDanger
from bot.store.people import Who
from bot.store.reports import Reached
from bot.store.runs import Given, KeptRun

AFTER = timedelta(hours=12)  # how long after a call for help a location is taken to be about it; ours
LATELY = 10  # runs among which the call is looked for
SLOT, CARD = "whereabouts:", "whereabouts-told:"
SHARED = Text("{name} shares where they are now.")


def hears(context: Context, said: Said | Refused) -> bool:
    """A location that is not the answer to the open question."""
    if not isinstance(said, Placed):
        return False
    kept = context.focused()
    if kept is not None and asked_for(context, kept) == "place":
        return False
    value = Place().read(said, (), context.today)
    assert isinstance(value, str)
    return _at_the_alarm(context, value) or _afterwards(context, kept, said, value)


def _at_the_alarm(context: Context, value: str) -> bool:
    """The alarm card is shown: its button will pass it on, too."""
    pressed = next((press for b in context.buttons if isinstance(press := decode(b.data), InDanger)), None)
    aside = context.tx.asides.get(pressed.aside, context.who.person_id) if pressed else None
    if aside is None:
        return False
    words = danger.with_place(aside.words, value)
    kept = context.tx.runs.get(aside.run_id) if aside.run_id else None
    new = context.tx.asides.keep(
        context.who.person_id, words, context.said_at, run_id=aside.run_id, version=aside.version
    )
    note = Text("Your location is kept. It is passed on when you press the first button.")
    danger.show(context, new, kept if kept and kept.status == "open" else None, note)
    return True


def _afterwards(context: Context, focused: KeptRun | None, said: Placed, value: str) -> bool:
    """To those who were notified of the last call for help; an alarm that waits for the place has it as its answer."""
    call = call_of(context)
    if call is None:
        return False
    if call.status == "open" and asked_for(context, call) == "place":
        context.focus(call.id)
        runs.answer(context, call, said, typed=True)
        return True
    record = context.record(call)
    name = _passed_on(context, record, value)
    if record.flow.silent:
        return False
    context.show(CARD + name, _told(context, record, name, context.who), edit=False)
    if focused is not None:
        runs.show_below(context, focused)
    return True


def call_of(context: Context) -> KeptRun | None:
    """The report of danger, of the person who is speaking, that was told at once and not long ago."""
    recent = context.tx.runs.recent(context.who.person_id, LATELY)
    lately = (kept for kept in recent if kept.status != "cancelled" and context.now - kept.touched_at < AFTER)
    return next((kept for kept in lately if kept.told_at or context.run_of(kept)[0].silent), None)


def _passed_on(context: Context, record: Record, value: str) -> str:
    """Kept with the record, and written to everybody who was told and may still know; what it is called."""
    name = f"{record.kept.id}:{int(context.said_at.timestamp())}"
    asked, shown = context.say(Text("Location")), context.wording.fill(Place().shown(value), context.lang)
    given = Given(beside("where", f"{int(context.said_at.timestamp())}"), value, asked, shown, finding=False)
    context.tx.runs.record(record.kept, given, context.who, context.said_at, context.source)
    told = [one.person_id for one in context.tx.reports.reached(record.kept.id) if one.at or one.waits]
    for who in context.tx.people.those(told):
        if may_read(context, record, who):
            made = notice(context, record, who)
            said = Text(SHARED.source, {"name": record.reporter})
            context.notify(who, SLOT + name, made.word(said, (), map_lines(value, made.say)))
    return name


def _told(context: Context, record: Record, name: str, reporter: Who) -> Message:
    """What its sender reads of it: who has it, by what was delivered."""
    lang = context.reads(reporter)
    reached = context.tx.reports.reached_with(SLOT + name)
    text = context.wording.say(_how_far(record, reached), lang)
    lines = reach_lines(context, record.kept, reached, lang)
    return Message(title=context.wording.say(Text("Location"), lang), text=text, lines=lines, fallback=text)


def _how_far(record: Record, reached: tuple[Reached, ...]) -> Text:
    if any(one.at for one in reached):
        return Text("Your location has been passed on.")
    if any(one.waits for one in reached):
        return Text("Your location is being passed on.")
    return nobody(record, reached)


def settled(context: Context, event: Delivered | Undelivered) -> None:
    """It has come, or never will: the sender's card says so. The lock lets two that come at once both stand there."""
    if not event.letter.slot.startswith(SLOT):
        return
    name = event.letter.slot.removeprefix(SLOT)
    kept = context.tx.runs.lock(int(name.partition(":")[0]))
    reporter = context.tx.people.whom(kept.person_id) if kept else None
    if kept is None or reporter is None or context.run_of(kept)[0].silent:
        return
    card = _told(context, context.record(kept), name, reporter)
    context.notify(reporter, CARD + name, card, edit=True)


DUTY = Duty(hears=hears, delivered=settled, undelivered=settled)
