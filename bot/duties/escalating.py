"""Nobody has taken it: the next are told, step by step of the organisation's policy, and the reporter hears that it is so.

A step is taken once among all processes, late rather than never. Where nobody could be reached it is taken at once.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from bot.channels.channel import Message
from bot.content.escalation import Escalation, Rung
from bot.conversation import audiences
from bot.conversation.calling import ROLE, call_lines
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.expecting import TIMER, expect, in_hand, policy_of
from bot.conversation.last_card import numbers_for, reach_lines
from bot.conversation.notice import minutes_between
from bot.conversation.readers import may_read
from bot.conversation.record import Record, read_record
from bot.conversation.telling import notice, write
from bot.engine.flow import LAST
from bot.engine.talk import Text
from bot.policy import Numbers, policy
from bot.presses.buttons import button
from bot.presses.following import WriteTo
from bot.store.incidents import Standing
from bot.store.people import Who

UNHELD = "unheld-roles"  # the timer that looks whether somebody has each role, once at every start
AGAIN = Text("Nobody has taken your report for {minutes} min. Those who were notified are being notified again.")
MORE = Text("Nobody has taken your report for {minutes} min. More people are being notified.")
CALL_NOW = Text("Nobody has taken your report for {minutes} min, and nobody else can be notified. Call now.")

log = logging.getLogger("sello.escalation")


def ring(context: Context, subject: str) -> None:
    """The time of a step has come. The run is not locked: whoever takes it just now is not held up, and wins."""
    run, round = map(int, subject.split(":"))
    kept, standing = context.tx.runs.get(run), context.tx.incidents.of(run)
    if kept is None or standing is None or standing.round != round or not standing.waits:
        return
    record = context.record(kept)
    if in_hand(context, record):
        return
    due = _due(context, record, standing)
    if due is not None and due > context.now:  # the policy has been changed since
        expect(context, record, standing)
    elif due is not None:
        climb(context, record, standing)


def _due(context: Context, record: Record, standing: Standing) -> datetime | None:
    held = policy_of(context, record)
    number, last = standing.rung, standing.rung_at
    return held.due(number, standing.since, last, record.severity, record.place.zone) if held else None


def at_once(context: Context, record: Record) -> None:
    """Nobody who was told could be reached: the next step is not waited for."""
    standing = context.tx.incidents.of(record.kept.id)
    reached = context.tx.reports.reached(record.kept.id)
    if standing is None or not standing.waits or any(one.has_it for one in reached):
        return
    gone = {one.person_id for one in reached}
    if _next(context, record, standing, gone)[1]:
        climb(context, record, standing, gone)


def unless_somebody_is_left(context: Context, record: Record) -> None:
    """Everybody who was told has said that it is not for them: the next step is not waited for."""
    declined = {event.person_id for event in record.happened if event.kind == "not_mine"}
    told = {one.person_id for one in context.tx.reports.reached(record.kept.id) if one.has_it}
    if told <= declined and record.standing is not None:
        climb(context, record, record.standing, {id for id in declined if id})


def climb(context: Context, record: Record, standing: Standing, without: Collection[int] = ()) -> None:
    """The next step that tells anybody: they are told, the others' cards say so, and the reporter hears of it."""
    number, people = _next(context, record, standing, without)
    kept = record.kept
    if not context.tx.incidents.climb(kept.id, standing, number + 1, context.now):
        return
    waited = minutes_between(standing.since, context.now)
    before = {one.person_id for one in context.tx.reports.reached(kept.id)}
    context.tx.incidents.happened(kept.id, "escalated", context.now, words=str(waited))
    now = read_record(context.tx, kept, *context.run_of(kept))
    for who in people:
        write(context, now, who)
    told = [one.person_id for one in context.tx.reports.reached(kept.id) if one.has_it]
    again = {who.person_id for who in people}
    for who in context.tx.people.those([id for id in told if id not in again]):
        if may_read(context, now, who):
            write(context, now, who, edit=True)
    audiences.spread(context, now)
    assert now.standing
    expect(context, now, now.standing)
    _tell_reporter(context, now, CALL_NOW if not people else MORE if again - before else AGAIN, waited)


def _next(context: Context, record: Record, standing: Standing, without: Collection[int]) -> tuple[int, list[Who]]:
    """The first step from here on that has somebody to tell; after the last one nobody."""
    held, number = policy_of(context, record), standing.rung
    while held is not None and (rung := held.rung(number, record.severity)):
        if found := people_of(context, record, rung, without):
            return number, found
        number += 1
    return number, []


def people_of(context: Context, record: Record, rung: Rung, without: Collection[int]) -> list[Who]:
    """Who has the roles, at the site or else elsewhere; of what is confidential only those who may read it."""
    out = {record.kept.person_id, *record.about, *without}
    staff = context.tx.people.staff(record.kept.organisation_id, rung.tell)
    able = [who for who in staff if who.person_id not in out and may_read(context, record, who)]
    here = {who.role for who in able if who.site_id == record.kept.site_id}
    near = [who for who in able if rung.everywhere or who.site_id == record.kept.site_id or who.role not in here]
    return list({who.person_id: who for who in near}.values())


def _tell_reporter(context: Context, record: Record, said: Text, waited: int) -> None:
    """Honestly, with whom to call."""
    reporter, kept = context.tx.people.whom(record.kept.person_id), record.kept
    if reporter is None or record.flow.silent:  # somebody may be watching their phone
        return
    made = notice(context, record, reporter)
    text = made.say(Text(said.source, {"minutes": waited}))
    reached = context.tx.reports.reached(kept.id)
    lines = reach_lines(context, kept, reached, made.lang)
    numbers = [line for line in call_lines(_numbers(context, record), made.say) if line not in lines]
    write_to = button(made.say(Text("Write to {name}", {"name": Text("those who were notified")})), WriteTo(kept.id))
    message = Message(title=made.title, note=text, lines=(*lines, *numbers), options=(write_to,), fallback=text)
    context.notify(reporter, f"thread:{kept.id}:0", message)


def _numbers(context: Context, record: Record) -> Numbers:
    """Those that the policy names, as far as they may be called about this."""
    held, numbers = policy_of(context, record), numbers_for(context, record)
    return Numbers(**{name: getattr(numbers, name) for name in held.call}) if held else numbers


def unheld(context: Context, _subject: str) -> None:
    """Roles that a policy names and that nobody has: the log says it, and the administrators hear it once."""
    for one in context.tx.organisations.all():
        chosen = context.library.escalations.named(policy(one.region, one.settings, "{}").escalation)
        for role in _roles(chosen):
            if not context.tx.people.staff(one.id, (role,)):
                log.warning("escalation.nobody organisation=%d role=%s", one.id, role)
                _tell_admins(context, one.id, role)


def _roles(held: Escalation | None) -> list[str]:
    return sorted({role for step in held.steps for role in step.tell}) if held else []


def _tell_admins(context: Context, organisation_id: int, role: str) -> None:
    for who in context.tx.people.staff(organisation_id, (LAST,)):
        fill = {"role": ROLE.get(role, Text(role))}
        text = context.wording.say(
            Text(
                "Nobody has the role {role}. A report that nobody takes and that goes on to it notifies nobody.", fill
            ),
            context.reads(who),
        )
        key = f"unheld/{organisation_id}/{role}/{who.person_id}"
        context.notify(who, "", Message(text=text, fallback=text), key=key)


DUTY = Duty(timers={TIMER: ring, UNHELD: unheld})
