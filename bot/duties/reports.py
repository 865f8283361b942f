"""Telling those who must know: a finished report or a finding goes to the roles its outcome names, each in their own
language on their own channel; "I have it" shows everybody who took it.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from bot.channels.channel import Line, Message, Picture
from bot.conversation.buttons import button
from bot.conversation.cards import Cards
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Cancelled, Duty
from bot.conversation.presses import TakeReport
from bot.engine.events import Answered, Finished, Raised, Withdrawn
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Check
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.engine.walk import Item, Verdict, item, questions, verdict
from bot.store.people import Place, Who
from bot.store.runs import KeptRun
from bot.store.transaction import Transaction

NOBODY = Text("Nobody else is registered to read this. Please call your supervisor or manager now.")

log = logging.getLogger("sello.notices")

SEVERITY = {
    "critical": Text("Critical"),
    "high": Text("High"),
    "medium": Text("Medium"),
    "low": Text("Low"),
}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif",
              "application/pdf": "pdf", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a"}  # fmt: skip


def tell(context: Context, occasion: Occasion, event: Finished) -> None:
    """Tells the people whom the outcome names, once each; who has reported learns it if there was nobody to tell."""
    kept, ended = occasion.kept, event.verdict
    if not ended.outcome.notify:
        return
    people = _audience(context, kept, ended)
    if not people:
        context.note = NOBODY
        log.warning("notice.nobody run=%d outcome=%s", kept.id, ended.outcome.id)
    for who in people:
        message = _notice(context, who, kept, occasion.flow, occasion.run, ended)
        context.notify(who, slot(kept.id), message, key=f"report/{kept.id}/{who.person_id}")


def alarm(context: Context, occasion: Occasion, event: Raised) -> None:
    """Nobody waits for "Finish" to learn of danger: it is told at once, and the whole record follows."""
    kept, flow, answers = occasion.kept, occasion.flow, occasion.run.answers
    step = event.step
    if occasion.run.done or not step.on_fail.danger:
        return
    asked = questions(flow, answers)
    items = tuple(item(s, asked, answers) for s in asked if s.id in (step.id, _compared(step)))
    told = Text("{name} was told to stop. The whole record follows when it is finished.", {"name": context.who.name})
    place = context.tx.people.place(kept.site_id)
    for who in _audience(context, kept, verdict(flow, answers)):
        message = _word(context, who, kept, place, flow, told, items, SEVERITY[step.on_fail.severity])
        context.notify(who, _alarms(kept.id), message)


def corrected(context: Context, occasion: Occasion, event: Withdrawn) -> None:
    """Whoever was alarmed learns what the answer is now: the record that follows may be one that nobody is sent."""
    dangers = [e for e in occasion.events if isinstance(e, Withdrawn) and e.step.on_fail.danger]
    if occasion.run.done or event not in dangers[:1]:  # one word for all that was taken back at once
        return
    changed = {e.step.id for e in occasion.events if isinstance(e, Answered)}
    asked = questions(occasion.flow, occasion.run.answers)
    items = tuple(item(s, asked, occasion.run.answers) for s in asked if s.id in changed)
    said = Text("{name} has corrected this answer.", {"name": context.who.name})
    _told_again(context, occasion, said, items)


def cancelled(context: Context, occasion: Occasion, _event: Cancelled) -> None:
    """Whoever was alarmed learns that no record will follow."""
    said = Text("{name} has cancelled this before it was finished.", {"name": context.who.name})
    _told_again(context, occasion, said, ())


def _told_again(context: Context, occasion: Occasion, said: Text, items: tuple[Item, ...]) -> None:
    kept, flow = occasion.kept, occasion.flow
    place = context.tx.people.place(kept.site_id)
    for person_id in context.tx.letters.told(_alarms(kept.id)):
        who = context.tx.people.whom(person_id)
        if who is not None:
            context.notify(who, _alarms(kept.id), _word(context, who, kept, place, flow, said, items, None))


def _alarms(run_id: int) -> str:
    return f"alarm:{run_id}"


def _word(
    context: Context,
    who: Who,
    kept: KeptRun,
    place: Place,
    flow: Flow,
    said: Text,
    items: tuple[Item, ...],
    severity: Text | None,
) -> Message:
    """A short notice about a form that is not finished."""
    lang = context.reads(who)
    title = context.wording.say(Text(flow.title), lang)
    note = context.wording.say(severity, lang) if severity else ""
    text = context.wording.say(said, lang)
    where = _where(context, place, context.now, lang)
    return Message(
        title=title,
        note=note,
        text=text,
        lines=(*where, *Cards(context.wording, lang, kept.id, kept.version).lines(items)),
        fallback=" · ".join((note or text, title, *(line.value for line in where))),
    )


def _where(context: Context, place: Place, at: datetime, lang: str) -> tuple[Line, Line]:
    """The site of the record and the time there: help goes where the unit is, wherever the reader works."""
    return (
        Line(context.wording.say(Text("Site"), lang), place.name),
        Line(context.wording.say(Text("When"), lang), context.wording.moment(at, place.zone, lang)),
    )


def _compared(step: Step) -> str:
    """The question whose answer this one must repeat: the number on the documents, for the number on the seal."""
    return next(iter(step.kind.refers()), "") if step.kind else ""


def _audience(context: Context, kept: KeptRun, ended: Verdict) -> list[Who]:
    """The roles at the site; where there is nobody else, those of the other sites: a report must not stay unread."""
    for site_id in (kept.site_id, None):
        found = context.tx.people.staff(kept.organisation_id, ended.outcome.notify, site_id)
        others = [who for who in found if who.person_id != kept.person_id]
        if others:
            return others
    return []


def slot(run_id: int) -> str:
    return f"report:{run_id}"


def take(context: Context, press: TakeReport) -> None:
    """ "I have it": everybody who was told sees who took it, and when."""
    run_id = press.run
    kept = context.tx.runs.get(run_id)
    told = context.tx.letters.told(slot(run_id))
    if kept is None or kept.status != "finished" or context.who.person_id not in told:
        context.toast(Text("This report was not sent to you."))
        return
    new = context.tx.reports.take(run_id, context.who.person_id, context.now)
    context.toast(Text("Noted: you have it.") if new else Text("You have it already."))
    if not new:
        return
    flow, run = context.run_of(kept)
    ended = verdict(flow, run.answers)
    roles = ended.outcome.notify
    for who in (w for w in context.tx.people.staff(kept.organisation_id, roles) if w.person_id in told):
        message = replace(_notice(context, who, kept, flow, run, ended), pictures=())
        if who.person_id == context.who.person_id:
            context.show(slot(run_id), message, edit=True)
        else:
            context.notify(who, slot(run_id), message, edit=True)
    _tell_reporter(context, kept, flow)


def _tell_reporter(context: Context, kept: KeptRun, flow: Flow) -> None:
    """Whoever reported it learns that somebody has it."""
    reporter = context.tx.people.whom(kept.person_id)
    if reporter is None or reporter.person_id == context.who.person_id:
        return
    lang = context.reads(reporter)
    told = context.wording.say(Text("{name} has your report.", {"name": context.who.name}), lang)
    title = context.wording.say(Text(flow.title), lang)
    where = _where(context, context.tx.people.place(kept.site_id), kept.finished_at or context.now, lang)
    fallback = " · ".join((told, title, *(line.value for line in where)))
    message = Message(title=title, text=told, lines=where, fallback=fallback)
    context.notify(reporter, "", message, key=f"taken/{kept.id}/{context.who.person_id}")


def _notice(context: Context, who: Who, kept: KeptRun, flow: Flow, run: Run, ended: Verdict) -> Message:
    """The whole report as one person reads it."""
    lang = context.reads(who)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    asked = questions(flow, run.answers)
    cards = Cards(context.wording, lang, kept.id, kept.version)
    every = [item(s, asked, run.answers) for s in asked if run.answers.get(s.id) is not None]
    answered = [i for i in every if i.finding or not isinstance(i.step.kind, Check)]
    # Findings first, with what was asked of them and what they were compared with.
    found = {id for i in answered if i.finding for id in (i.step.id, _compared(i.step)) if id}
    answered.sort(key=lambda i: found.isdisjoint((i.step.id, i.step.follows)))
    reporter = context.tx.people.named(kept.person_id)
    place = context.tx.people.place(kept.site_id)
    where = _where(context, place, kept.finished_at or context.now, lang)
    head = [Line(say(Text("From")), reporter[0] if reporter else ""), *where]
    if ended.severity:
        head.append(Line(say(Text("Severity")), say(SEVERITY[ended.severity]), "finding"))
    findings = say(Text("Findings: {count}", {"count": len(ended.findings)})) if ended.findings else ""
    fine = len(every) - len(answered)
    passed = (Line(say(Text("Points without a problem")), str(fine), "good"),) if fine else ()
    have = button(say(Text("I have it")), TakeReport(kept.id), "good")
    return Message(
        title=say(Text(flow.title)),
        note=findings,
        text="",
        lines=(*head, *_takers(context, kept.id, place, lang), *cards.lines(tuple(answered)), *passed),
        options=() if who.person_id in context.tx.reports.has_taken(kept.id) else (have,),
        pictures=_pictures(context.tx, run),
        fallback=" · ".join(filter(None, (say(Text(flow.title)), findings, *(line.value for line in where)))),
    )


def _takers(context: Context, run_id: int, place: Place, lang: str) -> tuple[Line, ...]:
    label = context.wording.say(Text("Has it"), lang)
    return tuple(
        Line(label, f"{name}, {context.wording.moment(at, place.zone, lang)}", "good")
        for name, at in context.tx.reports.takers(run_id)
    )


def _pictures(tx: Transaction, run: Run) -> tuple[Picture, ...]:
    """The files of a run, in the order they were sent."""
    digests = [d for value in run.answers.values() if isinstance(value, tuple) for d in value if len(d) == 64]
    kept = tx.files.by_digest(digests) if digests else {}
    return tuple(
        Picture(d, kept[d][0], f"{n}.{EXTENSIONS.get(kept[d][0], 'bin')}")
        for n, d in enumerate(digests, 1)
        if d in kept
    )


DUTY = Duty(
    presses={TakeReport: take},
    events={Finished: tell, Raised: alarm, Withdrawn: corrected, Cancelled: cancelled},
)
