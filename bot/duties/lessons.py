"""A point of an inspection was not right: whoever inspected is offered a lesson of a minute about it, once in 30 days, by one button.

The lesson is what a quiz of their role explains about the same criterion, with its question. Nobody has to take it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from zlib import crc32

from bot.channels.channel import Message
from bot.content.library import Library
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty
from bot.conversation.recalled import alone, asked, question_card, question_of
from bot.duties import recalling
from bot.engine.events import Finished
from bot.engine.flow import Flow, Step
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.training import BeginLesson
from bot.store.recalls import Lesson

TIMER = "lesson"  # its subject is the number of the run
ONCE = timedelta(days=30)
SOON = timedelta(minutes=5)  # after the inspection
BUSY = timedelta(minutes=20)  # since the last answer to another form: who is at work on that is not interrupted
MOST = 3  # lessons about one inspection
OFFER = Text("Would you like a lesson of one minute about this?")
HAD = Text("There is no further lesson about that inspection.")

Question = tuple[str, str]  # the id of a quiz, and of the question in it


def slot_of(run_id: int) -> str:
    return f"lesson:{run_id}"


def finished(context: Context, occasion: Occasion, event: Finished) -> None:
    """The points that are not right, and were not explained lately."""
    kept, flow = occasion.kept, occasion.flow
    found = (
        event.verdict.findings
        if flow.ways.counts_findings and not flow.audits and not event.verdict.confidential
        else ()
    )
    if not found or not recalling.wanted(context, kept.site_id) or context.tx.sign_offs.history(kept.id):
        return
    lately = context.tx.recalls.offered(context.who.person_id, flow.id, context.now - ONCE)
    chosen = _chosen(context, flow, found, lately)
    for point, question in chosen.items():
        context.tx.recalls.offer(context.who, kept.id, flow.id, point, question, context.now)
    if chosen:
        context.tx.timers.set(TIMER, context.now + SOON, str(kept.id))


def _chosen(context: Context, flow: Flow, found: Iterable[Step], lately: Collection[str]) -> dict[str, Question]:
    """By point, each question once."""
    chosen: dict[str, Question] = {}
    for step in found:
        question = fitting(context.library, context.who.role, flow, step)
        if question and point_of(step.id) not in lately and question not in chosen.values() and len(chosen) < MOST:
            chosen[point_of(step.id)] = question
    return chosen


def point_of(step: str) -> str:
    """A point in a repeat is the same one in each of its rounds."""
    return step.rsplit(".", 1)[-1]


def fitting(library: Library, role: str, flow: Flow, point: Step) -> Question | None:
    """A question about a criterion of the point, of the quiz of that role whose criteria are most like those of the inspection."""
    quizzes = [one for one in library.today.values() if one.ways.scored and role in one.roles]
    quizzes = [one for one in quizzes if _about(one, point)]
    if not quizzes:
        return None
    quiz = max(quizzes, key=lambda one: (_alike(one.criteria, flow.criteria), one.id))
    about = _about(quiz, point)
    return quiz.id, about[crc32(point_of(point.id).encode()) % len(about)]


def _about(quiz: Flow, point: Step) -> list[str]:
    wanted = set(point.criteria)
    return [one.id for one in quiz.questions if one.explain and alone(one) and wanted & set(one.criteria)]


def _alike(one: Collection[str], other: Collection[str]) -> float:
    return len(set(one) & set(other)) / max(len(set(one) | set(other)), 1)


def offers(context: Context, subject: str) -> None:
    """A timer: the inspection has been over for a while."""
    kept = context.tx.runs.get(int(subject))
    who = context.tx.people.whom(kept.person_id) if kept else None
    if kept is None or who is None:
        return
    if any(context.now - one.touched_at < BUSY for one in context.tx.runs.open(who.person_id)):
        context.tx.timers.set(TIMER, context.now + BUSY, subject)
        return
    flow, say = context.library.by_digest(context.tx, kept.digest), recalling.reading(context, who)
    names = {step.id: step.called for step in flow.questions if "{" not in step.called}
    points = [Text(names[one.step]) for one in context.tx.recalls.lessons(who.person_id, kept.id) if one.step in names]
    message = Message(
        title=say(Text("Not right in your inspection")),
        lead=tuple(f"• {say(one)}" for one in points),
        text=say(OFFER),
        options=(button(say(Text("Begin the lesson")), BeginLesson(kept.id)),),
        fallback=say(OFFER),
    )
    context.notify(who, slot_of(kept.id), message, key=f"lesson/{kept.id}")


def begin(context: Context, press: BeginLesson) -> None:
    """The next lesson of an inspection, in the place of the offer or of the lesson before."""
    left = context.tx.recalls.lessons(context.who.person_id, press.run, unopened=True)
    one = next((one for one in left if question_of(context.library, one.quiz, one.question)), None)
    if one is None:
        context.toast(HAD)
        return
    _teach(context, one)


def _teach(context: Context, one: Lesson) -> None:
    context.tx.recalls.opened(one.id, context.now)
    id = context.tx.recalls.taught(context.who, one.quiz, one.question, one.run_id, context.now)
    there = context.tx.recalls.get(id)
    question = asked(context.library, there) if there else None
    assert there
    assert question
    context.show(
        recalling.slot_of(id),
        question_card(question, there, recalling.reading(context, context.who), lesson=True),
        edit=True,
    )


DUTY = Duty(events={Finished: finished}, presses={BeginLesson: begin}, timers={TIMER: offers})
