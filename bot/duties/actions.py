"""Corrective actions are opened: by a finding whose flow says what is to be done, or by somebody who decides, about any.

None is opened about a confidential record: more people would learn of it than may.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Message
from bot.conversation.action_card import CORRECT, LABEL, announce, drawn, opened, opening, ring, slot_of
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty
from bot.conversation.owners import may_see, today_at
from bot.conversation.pen import cut
from bot.conversation.readers import LEADS, may_read, standing
from bot.conversation.record import Record
from bot.conversation.reminding import expect
from bot.conversation.weak_points import audited
from bot.conversation.wording import SOURCE
from bot.engine.events import Finished
from bot.engine.flow import FIRST, ROLES, Step
from bot.engine.talk import Text
from bot.engine.walk import Item, filled
from bot.presses.acting import OpenOne, ShowOfRun
from bot.presses.buttons import button
from bot.store.actions import KeptAction, Opening
from bot.store.people import Who

DAYS = (1, 3, 7, 14, 30)  # until it is due, to choose from
PEOPLE = 80  # to choose from; a keyboard of Telegram holds a hundred
NOT_YOURS = Text("Only supervisors and managers of the site can do that.")


def finished(context: Context, occasion: Occasion, event: Finished) -> None:
    """What the flow demands about its findings. Of another company somebody decides which of them become actions."""
    demanded = [step for step in event.verdict.findings if step.on_fail.action]
    if not demanded or event.verdict.confidential or event.verdict.about or _theirs(context, occasion):
        return
    record = context.record(occasion.kept)
    roles = record.told_roles or (FIRST,)
    made = [one for step in demanded if (one := _demand(context, record, step, roles[0]))]
    if not made:
        return
    expect(context, record.kept.site_id)
    for one in made:
        announce(context, one, told=True)
    if occasion.kept.told_at or event.verdict.outcome.notify:
        return  # the notice says it, so that a phone rings once
    for who in standing(context, record.kept.organisation_id, record.kept.site_id, roles):
        _tell(context, record, made, who)


def _theirs(context: Context, occasion: Occasion) -> bool:
    """Is it what another company has to do?"""
    return occasion.flow.ways.outside or audited(context, occasion) is not None


def _demand(context: Context, record: Record, step: Step, role: str) -> KeptAction | None:
    assert record.finished_at
    demands = step.on_fail
    days = demands.due or context.policy_at(record.kept.site_id).days(demands.severity)
    due = _day(record.finished_at, record.place.zone) + timedelta(days=days)
    kept, what = record.kept, _what(context, record, step)
    new = Opening(
        kept.organisation_id, kept.site_id, kept.id, step.id, what, demands.severity, role, due, demands.proof
    )
    return context.tx.actions.open(new, None, context.now)


def _what(context: Context, record: Record, step: Step) -> str:
    """The sentence of the flow; one that names answers in the language of who gave them, since they are theirs."""
    source = step.on_fail.action
    if "{" not in source:
        return source
    asked = [item.step for item in record.items]
    said = filled(source, step, asked, {item.step.id: item.value for item in record.items if item.value is not None})
    return context.wording.say(said, context.lang if context.speaker else SOURCE)


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _tell(context: Context, record: Record, made: list[KeptAction], who: Who) -> None:
    """One action is its card; of several a list, so that a phone rings once."""
    if len(made) == 1:
        context.notify(who, slot_of(made[0].id), drawn(context, made[0], who))
        return
    context.notify(who, _slot(record.kept.id), _listed(context, record, made, context.reads(who)))


def _slot(run_id: int) -> str:
    return f"actions:{run_id}"


def _listed(context: Context, record: Record, made: list[KeptAction], lang: str) -> Message:
    heading = context.wording.say(
        Text("Corrective actions after {title}: {count}", {"title": record.title, "count": len(made)}), lang
    )
    return Message(
        title=heading,
        text=context.wording.say(Text("Open one to take it or to give it to somebody."), lang),
        options=tuple(opening(context, one, lang) for one in made),
        columns=1,
        choose=context.wording.say(Text("Choose"), lang),
        fallback=heading,
    )


def of_run(context: Context, press: ShowOfRun) -> None:
    """What is to be done about a record, for whom it concerns."""
    made = [one for one in context.tx.actions.of_run(press.run) if may_see(context, context.who, one)]
    kept = context.tx.runs.get(press.run) if made else None
    if kept is None:
        context.toast(NOT_YOURS)
    elif len(made) == 1:
        context.show(slot_of(made[0].id), drawn(context, made[0], context.who), edit=False)
    else:
        context.show(_slot(kept.id), _listed(context, context.record(kept), made, context.lang), edit=False)


def by_hand(context: Context, press: OpenOne) -> None:
    """One tap after the other: about which finding, for whom, until when."""
    record = _mine(context, press.run)
    if record is None:
        context.toast(NOT_YOURS)
        return
    taken = {one.step for one in context.tx.actions.of_run(press.run)}
    free = {n: item for n, item in enumerate(record.findings, 1) if item.step.id not in taken}
    there = context.tx.people.staff(context.who.organisation_id, ROLES, record.kept.site_id)
    people = sorted(there, key=lambda who: who.name)
    asked = replace(press, at_home=False, finding=press.finding or (next(iter(free)) if len(free) == 1 else 0))
    if not free:
        context.toast(Text("Every finding of this record has a corrective action."))
    elif asked.finding not in free:
        _choose(context, press, record, Text("About which finding?"), _findings(context, asked, free))
    elif press.owner not in {who.person_id for who in people}:
        _choose(context, press, record, Text("Who is to do it?"), _people(asked, people))
    elif not 0 < press.days <= max(DAYS):
        _choose(context, press, record, Text("Until when?"), _days(context, record, asked, free[asked.finding].step))
    else:
        _opened(context, record, asked, free[asked.finding])


def _mine(context: Context, run_id: int) -> Record | None:
    """The record, locked, if whoever is speaking was notified of it and decides at its site."""
    if context.who.role not in LEADS:
        return None
    kept = context.tx.runs.lock(run_id)
    told = kept is not None and context.who.person_id in {one.person_id for one in context.tx.reports.reached(kept.id)}
    if kept is None or not told or kept.status != "finished" or kept.organisation_id != context.who.organisation_id:
        return None
    record = context.record(kept)
    return record if not record.confidential and not record.about and may_read(context, record, context.who) else None


def _findings(context: Context, asked: OpenOne, free: dict[int, Item]) -> tuple[Button, ...]:
    return tuple(
        button(cut(context.say(item.label), LABEL), OpenOne(asked.run, number)) for number, item in free.items()
    )


def _people(asked: OpenOne, people: list[Who]) -> tuple[Button, ...]:
    return tuple(button(cut(who.name, LABEL), replace(asked, owner=who.person_id)) for who in people[:PEOPLE])


def _days(context: Context, record: Record, asked: OpenOne, step: Step) -> tuple[Button, ...]:
    """In their order; what the flow or the organisation proposes stands out."""
    own = step.on_fail.due or context.policy_at(record.kept.site_id).days(step.on_fail.severity)
    today = today_at(context, record.kept.site_id)
    offered = sorted({*DAYS, own}) if own <= max(DAYS) else DAYS

    def until(days: int) -> Button:
        day = context.wording.fill(today + timedelta(days=days), context.lang)
        return button(day, replace(asked, days=days), "primary" if days == own else "plain")

    return tuple(map(until, offered))


def _choose(context: Context, press: OpenOne, record: Record, question: Text, options: tuple[Button, ...]) -> None:
    message = Message(
        title=context.say(Text("Open a corrective action: {number}", {"number": record.number})),
        text=context.say(question),
        options=options,
        columns=1,
        controls=(context.menu_button(),),
        choose=context.say(Text("Choose")),
        fallback=context.say(question),
    )
    context.show("menu", message, edit=bool(press.finding))  # the first one stands below the notice


def _opened(context: Context, record: Record, press: OpenOne, item: Item) -> None:
    demands, kept = item.step.on_fail, record.kept
    new = Opening(
        kept.organisation_id, kept.site_id, kept.id, item.step.id, demands.action or CORRECT.source, demands.severity,
        (record.told_roles or (FIRST,))[0], today_at(context, kept.site_id) + timedelta(days=press.days),
        demands.proof, press.owner,
    )  # fmt: skip
    action = opened(context, new)
    assert action, "its run is locked"
    context.show("menu", _made(context, action), edit=True)
    context.show(slot_of(action.id), drawn(context, action, context.who), edit=False)
    ring(context, action, [who for who in context.tx.people.those([press.owner]) if who.person_id != context.who.person_id])  # fmt: skip


def _made(context: Context, action: KeptAction) -> Message:
    text = context.say(Text("Opened: {number}.", {"number": action.number}))
    return Message(text=text, controls=(context.menu_button(),), fallback=text)


DUTY = Duty(events={Finished: finished}, presses={OpenOne: by_hand, ShowOfRun: of_run})
