"""Telling those who must know: a finished report or a finding goes to the roles its outcome names, each in their own
language on their own channel; "I have it" shows everybody who took it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Line, Message, Picture
from bot.conversation.cards import Cards
from bot.conversation.context import Context
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Check
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.engine.walk import Item, Verdict, item, questions, verdict
from bot.store.people import Who
from bot.store.runs import KeptRun
from bot.store.transaction import Transaction

log = logging.getLogger("sello.notices")

SEVERITY = {
    "critical": Text("Critical"),
    "high": Text("High"),
    "medium": Text("Medium"),
    "low": Text("Low"),
}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif",
              "application/pdf": "pdf", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a"}  # fmt: skip


def tell(context: Context, kept: KeptRun, flow: Flow, run: Run, ended: Verdict) -> bool:
    """Tells the people whom the outcome names, once each; False if there was nobody to tell."""
    if not ended.outcome.notify:
        return True
    people = _audience(context, kept, ended)
    if not people:
        log.warning("notice.nobody run=%d outcome=%s", kept.id, ended.outcome.id)
    finished = replace(kept, finished_at=context.now)
    for who in people:
        message = _notice(context, who, finished, flow, run, ended)
        context.notify(who, slot(kept.id), message, key=f"report/{kept.id}/{who.person_id}")
    return bool(people)


def alarm(context: Context, kept: KeptRun, flow: Flow, run: Run, step: Step) -> None:
    """A finding that stops everything is told at once; the whole record follows when it is finished."""
    ended = verdict(flow, run.answers)
    asked = questions(flow, run.answers)
    items = tuple(item(s, asked, run.answers) for s in asked if s.id in (step.id, _compared(step)))
    told = Text("{name} was told to stop. The whole record follows when it is finished.", {"name": context.who.name})
    for who in _audience(context, kept, ended):
        message = _word(context, who, kept, flow, told, items, SEVERITY[step.on_fail.severity])
        context.notify(who, _alarms(kept.id), message)


def corrected(context: Context, kept: KeptRun, flow: Flow, run: Run, changed: Sequence[str]) -> None:
    """Whoever was alarmed learns what the answer is now: the record that follows may be one that nobody is sent."""
    asked = questions(flow, run.answers)
    items = tuple(item(s, asked, run.answers) for s in asked if s.id in changed)
    said = Text("{name} has corrected this answer.", {"name": context.who.name})
    _told_again(context, kept, flow, said, items)


def cancelled(context: Context, kept: KeptRun, flow: Flow) -> None:
    """Whoever was alarmed learns that no record will follow."""
    said = Text("{name} has cancelled this before it was finished.", {"name": context.who.name})
    _told_again(context, kept, flow, said, ())


def _told_again(context: Context, kept: KeptRun, flow: Flow, said: Text, items: tuple[Item, ...]) -> None:
    for person_id in context.tx.letters.told(_alarms(kept.id)):
        who = context.tx.people.whom(person_id)
        if who is not None:
            context.notify(who, _alarms(kept.id), _word(context, who, kept, flow, said, items, None))


def _alarms(run_id: int) -> str:
    return f"alarm:{run_id}"


def _word(
    context: Context, who: Who, kept: KeptRun, flow: Flow, said: Text, items: tuple[Item, ...], severity: Text | None
) -> Message:
    """A short notice about a form that is not finished."""
    lang = _lang(context, who)
    title = context.wording.say(Text(flow.title), lang)
    note = context.wording.say(severity, lang) if severity else ""
    text = context.wording.say(said, lang)
    site = Line(context.wording.say(Text("Site"), lang), context.who.site)
    return Message(
        title=title,
        note=note,
        text=text,
        lines=(site, *Cards(context.wording, lang, kept.id, kept.version).lines(items)),
        fallback=" · ".join((note or text, title, context.who.site)),
    )


def _compared(step: Step) -> str:
    """The question whose answer this one must repeat: the number on the documents, for the number on the seal."""
    return next(iter(step.kind.refers()), "") if step.kind else ""


def _audience(context: Context, kept: KeptRun, ended: Verdict) -> list[Who]:
    """The roles at the site; where there is nobody else, those of the other sites: a report must not stay unread."""
    for site_id in (kept.site_id, None):
        found = context.tx.people.staff(kept.organisation_id, ended.outcome.notify, site_id)
        others = [who for who in found if who.person_id != context.who.person_id]
        if others:
            return others
    return []


def _lang(context: Context, who: Who) -> str:
    """The language somebody reads, with the words of the country; until they have said, that of whoever speaks."""
    return context.wording.regional(who.lang or context.who.lang, who.region)


def slot(run_id: int) -> str:
    return f"report:{run_id}"


def take(context: Context, run_id: int) -> None:
    """ "I have it": everybody who was told sees who took it, and when."""
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
    lang = _lang(context, reporter)
    told = context.wording.say(Text("{name} has your report.", {"name": context.who.name}), lang)
    message = Message(title=context.wording.say(Text(flow.title), lang), text=told, fallback=told)
    context.notify(reporter, "", message, key=f"taken/{kept.id}/{context.who.person_id}")


def _notice(context: Context, who: Who, kept: KeptRun, flow: Flow, run: Run, ended: Verdict) -> Message:
    """The whole report as one person reads it."""
    lang = _lang(context, who)

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
    at = (kept.finished_at or context.now).astimezone(ZoneInfo(who.zone))
    head = [Line(say(Text("From")), reporter[0] if reporter else "")]
    head += [Line(say(Text("Site")), who.site), Line(say(Text("When")), context.wording.fill(at, lang))]
    if ended.severity:
        head.append(Line(say(Text("Severity")), say(SEVERITY[ended.severity]), "finding"))
    findings = say(Text("Findings: {count}", {"count": len(ended.findings)})) if ended.findings else ""
    fine = len(every) - len(answered)
    passed = (Line(say(Text("Points without a problem")), str(fine), "good"),) if fine else ()
    have = Button(say(Text("I have it")), f"t:{kept.id}", "good")
    return Message(
        title=say(Text(flow.title)),
        note=findings,
        text="",
        lines=(*head, *_takers(context.tx, kept.id, who.zone, context, lang), *cards.lines(tuple(answered)), *passed),
        options=() if who.person_id in context.tx.reports.has_taken(kept.id) else (have,),
        pictures=_pictures(context.tx, run),
        fallback=" · ".join(filter(None, (say(Text(flow.title)), findings, who.site))),
    )


def _takers(tx: Transaction, run_id: int, zone: str, context: Context, lang: str) -> tuple[Line, ...]:
    label = context.wording.say(Text("Has it"), lang)

    def when(at: datetime) -> str:
        return context.wording.fill(at.astimezone(ZoneInfo(zone)), lang)

    return tuple(Line(label, f"{name}, {when(at)}", "good") for name, at in tx.reports.takers(run_id))


def _pictures(tx: Transaction, run: Run) -> tuple[Picture, ...]:
    """The files of a run, in the order they were sent."""
    digests = [d for value in run.answers.values() if isinstance(value, tuple) for d in value if len(d) == 64]
    kept = tx.files.by_digest(digests) if digests else {}
    return tuple(
        Picture(d, kept[d][0], f"{n}.{EXTENSIONS.get(kept[d][0], 'bin')}")
        for n, d in enumerate(digests, 1)
        if d in kept
    )
