"""What was answered wrong in a quiz comes back as one question: after a day, then after 3, 10, 30 and 60, as long as it is right.

At most one a day, outside of the quiet hours, and none while another waits for its answer. Right answers here pass no quiz.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty
from bot.conversation.recalled import Asked, Say, answered_card, asked, question_card, question_of
from bot.engine.events import Finished
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.training import AnswerRecall, BeginLesson, ShowRecall
from bot.recurring import days_later, quiet_until
from bot.store.people import Who
from bot.store.recalls import Recall

TIMER = "recall"  # its subject is the number of the person
DAYS = (1, 3, 10, 30, 60)  # after which it comes back, each time that it was right
LESSON = -1  # the place of what was only asked with a lesson
NOT_YOURS = Text("That question is not for you.")
OVER = Text("That question was answered, or is asked further down.")
GONE = Text("That question is not asked anymore.")
BACK, NEVER = Text("It comes back on {day}."), Text("It does not come back.")


def slot_of(id: int) -> str:
    return f"recall:{id}"


def wanted(context: Context, site_id: int) -> bool:
    return context.policy_at(site_id).recall == "yes"


def reading(context: Context, who: Who) -> Say:
    """Sentences in somebody's language, with whom to call where they work."""
    wording, lang = context.wording_at(who.site_id), context.reads(who)
    return lambda text: wording.say(text, lang)


def finished(context: Context, occasion: Occasion, event: Finished) -> None:
    """What was wrong in a quiz, whether it was passed or not, comes back."""
    kept, flow = occasion.kept, occasion.flow
    if not flow.ways.scored or not wanted(context, kept.site_id):
        return
    due = days_later(context.now, DAYS[0], context.who.zone)
    for step in event.verdict.findings:
        if question_of(context.library, flow.id, step.id):
            context.tx.recalls.wrong(context.who, flow.id, step.id, due)
    wind(context, context.who.person_id)


def wind(context: Context, person_id: int) -> None:
    """The timer of the next question of somebody."""
    coming = [one.due_at for one in context.tx.recalls.of(person_id) if one.due_at and not one.open]
    if coming:
        context.tx.timers.set(TIMER, max(min(coming), context.now), str(person_id))


def comes(context: Context, subject: str) -> None:
    """A timer: a question may be due for somebody."""
    who = context.tx.people.whom(int(subject))
    if who is None or not wanted(context, who.site_id):
        context.tx.recalls.forget(int(subject))
        return
    every = context.tx.recalls.of(who.person_id)
    due = [one for one in every if one.due_at and one.due_at <= context.now and not one.open]
    later = _not_before(context, who, every)
    if any(one.open for one in every):
        return  # it goes on when that is answered
    if later and due:
        context.tx.timers.set(TIMER, later, subject)
    elif not due or not _ask(context, who, due[0]):
        wind(context, who.person_id)


def _not_before(context: Context, who: Who, every: list[Recall]) -> datetime | None:
    """Until when they are left alone: the end of the quiet hours, or tomorrow, if there was a question today."""
    if later := quiet_until(context.policy_at(who.site_id).quiet, who.zone, context.now):
        return later
    clock = ZoneInfo(who.zone)
    today = context.now.astimezone(clock).date()
    last = max((one.asked_at for one in every if one.asked_at), default=None)
    return days_later(last, 1, who.zone) if last and last.astimezone(clock).date() == today else None


def _ask(context: Context, who: Who, one: Recall) -> bool:
    """False if it is not asked anymore."""
    if question_of(context.library, one.flow_id, one.step) is None:
        context.tx.recalls.drop(one.id)
        return False
    if context.tx.recalls.ask(one, context.now):
        now = context.tx.recalls.get(one.id)
        question = asked(context.library, now) if now else None
        assert now
        assert question
        card = question_card(question, now, reading(context, who))
        context.notify(who, slot_of(now.id), card, key=f"recall/{now.id}/{now.asked}/{who.person_id}")
    return True


def answer(context: Context, press: AnswerRecall) -> None:
    """Right: it comes back later. Wrong: it comes back from the beginning."""
    one, question = _mine(context, press.recall)
    if one is None or question is None:
        return
    if not one.open or one.asked != press.asked or press.number >= len(question.choices):
        context.toast(OVER)
        return
    right = question.right(press.number)
    place = one.place + 1 if right else 0
    comes_back = not right or (one.place != LESSON and place < len(DAYS))
    due = days_later(context.now, DAYS[place], context.who.zone) if comes_back else None
    if not context.tx.recalls.answered(one, place, due, context.now):
        context.toast(OVER)
        return
    say = reading(context, context.who)
    told = say(Text(question.step.prompt)), say(question.choices[press.number].label)
    context.tx.recalls.record(context.who, one, question.flow.digest, *told, right=right, at=context.said_at)
    wind(context, context.who.person_id)
    _show(context, one, question, press.number, due)


def _mine(context: Context, id: int) -> tuple[Recall | None, Asked | None]:
    """Somebody's own question, as it is asked today; says so if it is not."""
    one = context.tx.recalls.get(id)
    if one is None or one.person_id != context.who.person_id:
        context.toast(NOT_YOURS)
        return None, None
    question = asked(context.library, one)
    if question is None:
        context.tx.recalls.drop(one.id)
        wind(context, one.person_id)
        context.toast(GONE)
    return one, question


def _show(context: Context, one: Recall, question: Asked, number: int, due: datetime | None) -> None:
    day = due.astimezone(ZoneInfo(context.who.zone)).date() if due else None
    following = Text(BACK.source, {"day": day}) if day else NEVER
    left = context.tx.recalls.lessons(one.person_id, one.run_id, unopened=True) if one.run_id else []
    more = (button(context.say(Text("Next lesson")), BeginLesson(left[0].run_id), "primary"),) if left else ()
    lesson = one.run_id is not None
    card = answered_card(question, number, reading(context, context.who), following, lesson=lesson, options=more)
    context.show(slot_of(one.id), card, edit=True)


def show(context: Context, press: ShowRecall) -> None:
    """The question that waits for its answer, once more."""
    one, question = _mine(context, press.recall)
    if one is None or question is None:
        return
    if not one.open:
        context.toast(OVER)
        return
    context.show(
        slot_of(one.id),
        question_card(question, one, reading(context, context.who), lesson=one.run_id is not None),
        edit=False,
    )


DUTY = Duty(
    events={Finished: finished},
    presses={AnswerRecall: answer, ShowRecall: show},
    timers={TIMER: comes},
)
