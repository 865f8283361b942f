"""The questions of a drill in the chats of those who were drawn: one after the other, never in quiet hours and never while they are
at work on a form. After a day it is over, whoever has not answered. No answer counts as training.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.drilled import choices
from bot.conversation.duty import Duty
from bot.conversation.recalled import question_of
from bot.duties import recalling
from bot.engine.flow import Step
from bot.engine.kinds import Choice
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.drilling import AnswerDrill, ShowDrill
from bot.recurring import quiet_until
from bot.store.drills import Asked, KeptDrill
from bot.store.people import Who

ASK, OVER = (
    "drill_ask",
    "drill_over",
)  # timers; their subjects are the numbers of drill and person, and that of the drill
BUSY = timedelta(minutes=20)  # since the last answer to a form: who is at work on that is not interrupted
TITLE = Text("Drill: a question")
NOT_YOURS, PAST = Text("That question is not for you."), Text("That question was answered, or the drill is over.")
LAST, NEXT = Text("That was the last question. Thank you."), Text("The next question follows.")


def local(_context: Context, at: datetime, who: Who) -> datetime:
    return at.astimezone(ZoneInfo(who.zone))


def slot_of(id: int) -> str:
    return f"drill:{id}"


def asks(context: Context, subject: str) -> None:
    """A timer: the next question of somebody, now or as soon as they can be asked."""
    drill, _, person = subject.partition("/")
    one, who = context.tx.drills.get(int(drill)), context.tx.people.whom(int(person))
    if (
        one is None
        or who is None
        or one.done_at
        or context.now >= one.until
        or who.organisation_id != one.organisation_id
    ):
        return
    later = _not_before(context, who)
    if later:
        context.tx.timers.set(ASK, later, subject)
        return
    theirs = [
        each for each in context.tx.drills.asked(one.id) if each.person_id == who.person_id and not each.answered_at
    ]
    if theirs and theirs[0].asked_at is None:
        _put(context, theirs[0], who)


def _not_before(context: Context, who: Who) -> datetime | None:
    """Until when they are left alone."""
    if quiet := quiet_until(context.policy_at(who.site_id).quiet, who.zone, context.now):
        return quiet
    busy = any(context.now - one.touched_at < BUSY for one in context.tx.runs.open(who.person_id))
    return context.now + BUSY if busy else None


def _put(context: Context, one: Asked, who: Who) -> None:
    found = question_of(context.library, one.flow_id, one.step)
    if found is None or not context.tx.drills.put(one.id, context.now):
        return
    context.notify(who, slot_of(one.id), _card(context, one, found[1], who), key=f"drill/{one.id}")


def _card(context: Context, one: Asked, step: Step, who: Who) -> Message:
    say = recalling.reading(context, who)
    assert isinstance(step.kind, Choice)
    text = say(Text(step.prompt))
    every = enumerate(choices(step.kind, one.id))
    return Message(
        title=say(TITLE),
        text=text,
        options=tuple(button(say(choice.label), AnswerDrill(one.id, number)) for number, choice in every),
        hint=say(Text("Answer by yourself, within a day. Your manager reads the answers.")),
        choose=say(Text("Choose an answer")),
        fallback=text,
    )


def answer(context: Context, press: AnswerDrill) -> None:
    one = context.tx.drills.question(press.question)
    if one is None or one.person_id != context.who.person_id:
        context.toast(NOT_YOURS)
        return
    drill, found = context.tx.drills.get(one.drill_id), question_of(context.library, one.flow_id, one.step)
    assert drill
    if found is None or drill.done_at or one.answered_at or one.asked_at is None:
        context.toast(PAST)
        return
    _kept(context, drill, one, found[1], press.number)


def _kept(context: Context, drill: KeptDrill, one: Asked, step: Step, number: int) -> None:
    assert isinstance(step.kind, Choice)
    every = choices(step.kind, one.id)
    if number >= len(every):
        context.toast(PAST)
        return
    say = recalling.reading(context, context.who)
    asked, shown = say(Text(step.prompt)), say(every[number].label)
    context.tx.drills.answer(one.id, asked, shown, context.now, right=every[number].id == step.wanted)
    left = [each for each in context.tx.drills.asked(drill.id) if each.answered_at is None]
    mine = any(each.person_id == one.person_id for each in left)
    chosen = say(Text("Your answer: {answer}", {"answer": shown}))
    text = say(NEXT if mine else LAST)
    context.show(slot_of(one.id), Message(title=say(TITLE), lead=(asked, chosen), text=text, fallback=text), edit=True)
    if mine:
        context.tx.timers.set(ASK, context.now, f"{drill.id}/{one.person_id}")
    if not left:
        context.tx.timers.set(OVER, context.now, str(drill.id))


def over(context: Context, subject: str) -> None:
    """A timer: everybody has answered, or the day is over. Once, whichever process does it."""
    one = context.tx.drills.get(int(subject))
    if one is None or not context.tx.drills.done(one.id, context.now):
        return
    who = context.tx.people.whom(one.made_by)
    if who is None:
        return
    say = recalling.reading(context, who)
    place = context.tx.people.place(one.site_id).name
    text = say(Text("The drill at {site} is over. Missing: {count}", {"site": place, "count": len(one.gaps)}))
    shown = button(say(Text("What it came to")), ShowDrill(one.id), "primary")
    context.notify(
        who, f"drilled:{one.id}", Message(text=text, options=(shown,), fallback=text), key=f"drilled/{one.id}"
    )


DUTY = Duty(presses={AnswerDrill: answer}, timers={ASK: asks, OVER: over})
