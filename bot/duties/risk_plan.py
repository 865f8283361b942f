"""An assessment with its action plan: a corrective action for every category that is rated medium or high, by buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.channels.channel import Button, Line, Message
from bot.conversation.action_card import drawn, opened, ring, slot_of
from bot.conversation.assessed import Assessed, Rated, assessed
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.lanes import MARK, RATING, READERS, WRITERS, seen_said
from bot.conversation.owners import today_at
from bot.conversation.paging import pages, turning_of
from bot.conversation.pen import cut
from bot.duties import lanes
from bot.engine.flow import ROLES
from bot.engine.talk import Text
from bot.presses.acting import OpenAction
from bot.presses.buttons import button
from bot.presses.risking import OpenLane, PlanAction, SendAssessment, ShowAssessment
from bot.store.actions import Opening

LABEL, PEOPLE = 75, 80
DAYS = (7, 14, 30, 60, 90)
ROLE = "manager"  # who has an action that nobody has


def show(context: Context, press: ShowAssessment, note: Text | None = None) -> None:
    if context.who.role not in READERS:
        context.toast(lanes.NOT_YOURS)
        return
    found = assessed(context, press.run)
    if found is None:
        context.toast(lanes.GONE)
        return
    turned = pages([_line(context, one) for one in found.rated])
    page = min(press.page, len(turned) - 1)
    title = context.say(Text("{lane}: risk assessment", {"lane": found.lane}))
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        lead=(_highest(context, found),),
        text=context.say(_plan(found)),
        lines=turned[page],
        options=tuple(_actions(context, found)),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(
            *turning_of(page, len(turned), lambda number: ShowAssessment(press.run, number)),
            *_files(context, press.run),
            button(found.lane[:LABEL] or context.say(lanes.TITLE), OpenLane(found.kept.lane_id)),
            context.menu_button(),
        ),
        fallback=title,
    )
    context.show("menu", message, edit=False)


def _highest(context: Context, found: Assessed) -> str:
    kept = found.kept
    threat = context.say(Text("Threat: {rating}", {"rating": RATING[kept.threat]}))
    vulnerable = context.say(Text("Vulnerability: {rating}", {"rating": RATING[kept.vulnerability]}))
    by = ", ".join(filter(None, (lanes.assessed_on(context, kept), kept.by, kept.number)))
    return f"{MARK[kept.threat]} {threat} · {vulnerable}\n{by}"


def _plan(found: Assessed) -> Text:
    left = sum(one.wants_action for one in found.rated)
    there = sum(one.action is not None for one in found.rated)
    fill = {"left": left, "there": there}
    if left:
        return Text(
            "Action plan: {there} corrective actions are open or done; {left} categories have none yet.", dict(fill)
        )
    return Text("Action plan: {there} corrective actions; every category rated medium or high has one.", dict(fill))


def _line(context: Context, one: Rated) -> Line:
    say = context.say
    told = [say(RATING[one.rating.value])]
    if one.before and one.before != one.rating.value:
        told.append(say(Text("last time {rating}", {"rating": RATING[one.before]})))
    if one.why:
        told.append(context.wording.fill(one.why, context.lang))
    elif one.seen:
        told.append(seen_said(context.wording, context.lang, one.seen))
    if one.action:
        told.append(one.action.number)
    return Line(
        f"{MARK[one.rating.value]} {say(one.item.label)}", " · ".join(told), "finding" if one.wants_action else ""
    )


def _actions(context: Context, found: Assessed) -> Iterator[Button]:
    writes = context.who.role in WRITERS
    for one in found.categories:
        label = context.say(one.item.label)
        if one.wants_action and writes:
            fill = {"category": label, "rating": RATING[one.rating.value]}
            said = context.say(Text("Corrective action: {category} ({rating})", fill))
            yield button(cut(said, LABEL), PlanAction(found.kept.run_id, one.rating.step), "primary")
        elif one.action:
            said = context.say(Text("{number} · {what}", {"number": one.action.number, "what": label}))
            yield button(cut(said, LABEL), OpenAction(one.action.id))


def _files(context: Context, run: int) -> Iterator[Button]:
    for lang in context.wording.languages:
        fill = {"language": context.wording.name(lang)}
        yield button(context.say(Text("PDF ({language})", fill)), SendAssessment(run, "pdf", lang))
    yield button(
        context.say(Text("Workbook")), SendAssessment(run, "sheet", context.wording.language(context.who.lang))
    )


def plan(context: Context, press: PlanAction) -> None:
    """Who is to do it, until when; then it is open like any other."""
    if not lanes.writes(context):
        return
    found = assessed(context, press.run)
    one = next((one for one in found.categories if one.rating.step == press.step), None) if found else None
    if found is None or one is None or not one.wants_action:
        show(context, ShowAssessment(press.run), Text("There is a corrective action for this already."))
        return
    there = context.tx.people.staff(context.who.organisation_id, ROLES, found.kept.site_id)
    people = sorted(there, key=lambda who: who.name)
    if press.owner not in {who.person_id for who in people}:
        some = tuple(button(cut(who.name, LABEL), replace(press, owner=who.person_id)) for who in people[:PEOPLE])
        _choose(context, press, one, Text("Who is to do it?"), some)
    elif not 0 < press.days <= max(DAYS):
        today = today_at(context, found.kept.site_id)
        some = tuple(
            button(context.wording.fill(today + timedelta(days=days), context.lang), replace(press, days=days))
            for days in DAYS
        )
        _choose(context, press, one, Text("Until when?"), some)
    else:
        _opened(context, press, found, one)


def _choose(context: Context, press: PlanAction, one: Rated, question: Text, options: tuple[Button, ...]) -> None:
    text = context.say(question)
    message = Message(
        title=context.say(one.item.label),
        text=text,
        options=options,
        columns=1,
        controls=(button(context.say(Text("Back")), ShowAssessment(press.run)), context.menu_button()),
        choose=context.say(Text("Choose")),
        fallback=text,
    )
    context.show("menu", message, edit=True)


def _opened(context: Context, press: PlanAction, found: Assessed, one: Rated) -> None:
    kept = found.kept
    context.tx.runs.lock(kept.run_id)
    new = Opening(
        kept.organisation_id, kept.site_id, kept.run_id, one.rating.step, _what(context, found, one), one.rating.value,
        ROLE, today_at(context, kept.site_id) + timedelta(days=press.days), "", press.owner,
    )  # fmt: skip
    action = opened(context, new)
    if action is None:
        show(context, ShowAssessment(press.run), Text("There is a corrective action for this already."))
        return
    show(context, ShowAssessment(press.run), Text("Opened: {number}.", {"number": action.number}))
    if press.owner == context.who.person_id:
        context.show(slot_of(action.id), drawn(context, action, context.who), edit=False)
    ring(context, action, [who for who in context.tx.people.those([press.owner]) if who.person_id != context.who.person_id])  # fmt: skip


def _what(context: Context, found: Assessed, one: Rated) -> str:
    """In the language of whoever opens it: the lane is theirs."""
    label = context.say(one.item.label)
    told = Text("Risk of the lane {lane}: bring {category} to low.", {"lane": found.lane, "category": label})
    return context.say(told)[:300]


DUTY = Duty(presses={ShowAssessment: show, PlanAction: plan})
