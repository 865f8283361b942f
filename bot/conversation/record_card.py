"""The card of one record: what it came to, every point with its answer, findings first; its changes on pages of their own.

What can be done from there are its controls. Does not ask who may read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.channels.channel import Button, Line, Message
from bot.conversation import holding
from bot.conversation.confided import events_for
from bot.conversation.context import Context
from bot.conversation.driver_copy import paper_buttons
from bot.conversation.entries import joined, result
from bot.conversation.look_lines import looks
from bot.conversation.notice import Notice, compared
from bot.conversation.owners import leads
from bot.conversation.paging import pages, turning
from bot.conversation.paper_rights import on_paper
from bot.conversation.readers import LEADS
from bot.conversation.record import Record
from bot.conversation.standing import state_lines
from bot.conversation.telling import notice
from bot.engine.kinds import Check
from bot.engine.talk import Text
from bot.engine.walk import Item
from bot.presses.acting import ShowOfRun
from bot.presses.buttons import button
from bot.presses.correcting import CorrectReport
from bot.presses.every import MenuPress
from bot.presses.following import ShowFiles, ShowTimeline
from bot.presses.listing import CHANGES, PAGES, ShowRecord
from bot.presses.sealing import ShowSeal, ShowUnit
from bot.presses.signing import ShowSignOff
from bot.presses.witnessing import SendProof
from bot.proof.chain import short
from bot.store import changes, listed
from bot.store.changes import Changed
from bot.store.proof_paths import sealed_on
from bot.store.sign_offs import APPROVED, BACK, REJECTED, WAITING, Decided

SIGNED = {
    WAITING: Text("Waits to be signed off"),
    APPROVED: Text("Approved by {name}, {when}"),
    REJECTED: Text("Rejected by {name}, {when}: {note}"),
    BACK: Text("Sent back by {name}, {when}: {note}"),
}
NUMBERS = 2  # units and seals that have a button


def slot_of(run_id: int) -> str:
    return f"record:{run_id}"


def drawn(context: Context, record: Record, page: int = 0) -> Message:
    """The record; of a long one a page."""
    made = notice(context, record, context.who)
    parts = pages([*_head(context, made), *_points(context, made), *made.stays()])
    page = min(page, len(parts) - 1)
    return Message(
        title=_title(context, record),
        note="" if record.finished else context.say(Text("Not finished")),
        lead=tuple(filter(None, (holding.said(context, record),))),
        hint=_of(context, page, len(parts)),
        lines=parts[page],
        options=record_controls(context, record),
        controls=(*_turning(record, PAGES, page, len(parts)), *holding.control(context, record), context.menu_button()),
        fallback=_title(context, record),
    )


def _title(context: Context, record: Record) -> str:
    return joined(context.say(record.title), record.number)


def _of(context: Context, page: int, count: int) -> str:
    return context.say(Text("Page {page} of {count}", {"page": page + 1, "count": count})) if count > 1 else ""


def _turning(record: Record, part: str, page: int, count: int) -> tuple[Button, ...]:
    run = record.kept.id
    before = ShowRecord(run, part, page - 1) if page else None
    return turning(before, ShowRecord(run, part, page + 1) if page + 1 < count else None)


# What it came to.


def _head(context: Context, made: Notice) -> Iterator[Line]:
    """Where, who, when; which unit and seals; what it came to, how serious, and how it stands."""
    record, say = made.record, made.say
    yield Line(say(Text("Site")), record.place.name)
    yield Line(say(Text("By")), record.reporter)
    yield from made.call() if record.kept.person_id != context.who.person_id else ()
    yield Line(say(Text("Begun")), made.when(record.began_at))
    if record.finished_at:
        yield Line(say(Text("Ended")), made.when(record.finished_at))
    if day := sealed_on(context.tx, record.kept.id):
        link = day.link
        yield Line(
            say(Text("Sealed")), f"{context.wording.fill(date.fromisoformat(link.date), made.lang)}, {short(link.hash)}"
        )
    for label, numbers in ((Text("Unit"), record.units), (Text("Seal"), record.seals)):
        if numbers:
            yield Line(say(label), ", ".join(numbers))
    yield from _result(context, made)
    yield from made.takers()
    yield from state_lines(made)
    yield from _signed(context, made)
    yield from looks(context, record, made.lang)


def _result(context: Context, made: Notice) -> Iterator[Line]:
    record, say = made.record, made.say
    if not record.finished:
        return
    line = listed.those(context.tx, [record.kept.id])[record.kept.id]
    incident = record.flow.ways.incident
    said = record.kind if incident else result(line)
    bad = not incident and not line.passed
    if said:
        yield Line(say(Text("Result")), say(said), "finding" if bad else "" if incident else "good")
    if record.severity:
        yield Line(say(Text("Severity")), made.grave(), "finding")
    if record.findings:
        yield Line(say(Text("Findings")), str(len(record.findings)), "finding")


def _signed(context: Context, made: Notice) -> Iterator[Line]:
    """Whether somebody else has signed it off, or is still to."""
    history, state = context.tx.sign_offs.history(made.record.kept.id), context.tx.sign_offs.state(made.record.kept.id)
    label = made.say(Text("Sign-off"))
    for one in history:
        fill = {"name": one.name, "when": made.when(one.at), "note": one.note}
        yield Line(label, made.say(Text(SIGNED[one.what].source, fill)), "good" if one.what == APPROVED else "finding")
    if state == WAITING:
        yield Line(label, made.say(SIGNED[WAITING]))


# Every point.


def _points(context: Context, made: Notice) -> Iterator[Line]:
    """Findings, with what was asked of them; then all else that has an answer, as it was asked."""
    record = made.record
    others = changes.by_others(context.tx, record.kept.id)
    for item in _in_order(record):
        first, *rest = made.answers([item])
        by = others.get(item.step.id)
        if by:
            fill = {"answer": first.value, "name": by.name, "when": made.when(by.at)}
            first = replace(first, value=made.say(Text("{answer} (by {name}, {when})", fill)))
        fine = isinstance(item.step.kind, Check) and not item.finding and item.value == "ok"
        yield replace(first, mark="good") if fine else first
        yield from rest


def _in_order(record: Record) -> list[Item]:
    found = {id for one in record.findings for id in (one.step.id, compared(one.step)) if id}
    return sorted(record.items, key=lambda item: found.isdisjoint((item.step.id, item.step.follows)))


# What was changed.


def changed(context: Context, record: Record, page: int = 0) -> Message:
    """Every answer that was given once more: who, when, before and after, and why, if somebody has asked for it."""
    made, kept = notice(context, record, context.who), record.kept
    history = context.tx.sign_offs.history(kept.id)
    labels = {item.step.id: context.wording.fill(item.label, made.lang).removesuffix(".") for item in record.items}
    lines = [_change(made, one, labels, history) for one in changes.changes(context.tx, kept.id)]
    parts = pages(lines)
    page = min(page, len(parts) - 1)
    text = context.say(
        Text("What was changed, in the words of whoever answered") if lines else Text("Nothing was changed.")
    )
    return Message(
        title=_title(context, record),
        text=text,
        hint=_of(context, page, len(parts)),
        lines=parts[page],
        options=(button(context.say(Text("Back to the record")), ShowRecord(kept.id, PAGES)),),
        controls=(*_turning(record, CHANGES, page, len(parts)), context.menu_button()),
        fallback=text,
    )


def _change(made: Notice, one: Changed, labels: dict[str, str], history: list[Decided]) -> Line:
    """With the words of whoever sent it back for this, if anybody did before that."""
    asked = [d for d in history if d.what == BACK and one.step in d.steps and d.at <= one.at]
    why = (
        made.say(Text("sent back by {name}: {note}", {"name": asked[-1].name, "note": asked[-1].note})) if asked else ""
    )
    before, after = (" ".join(words.split()) for words in (one.before, one.after))
    return Line(
        labels.get(one.step, one.asked.partition("\n")[0]),
        joined(f"{before} → {after}", one.name, made.when(one.at), why),
    )


# What can be done.


def record_controls(context: Context, record: Record) -> tuple[Button, ...]:
    """The ways on from a record, for whoever is speaking and may read it; to its paper, if they may have it."""
    made = tuple(button(context.say(label), press, tone) for label, press, tone in _ways(context, record))
    paper = paper_buttons(record, context.say) if on_paper(context, record.kept) else ()
    if paper and sealed_on(context.tx, record.kept.id):
        paper = (*paper, button(context.say(Text("Proof")), SendProof(record.kept.id)))
    return (*made, *paper)


def _ways(context: Context, record: Record) -> Iterator[tuple[Text, MenuPress, str]]:
    run, who = record.kept.id, context.who
    signs = who.role in LEADS and record.kept.person_id != who.person_id and leads(context, who, record.kept)
    if signs and context.tx.sign_offs.state(run) == WAITING:
        yield Text("Sign it off"), ShowSignOff(run), "primary"
    if any(record.pictures.values()) or any(event.files for event in events_for(context, record, who)):
        yield Text("Show files"), ShowFiles(run), "plain"
    if count := len(changes.changes(context.tx, run)):
        yield Text("Changes ({count})", {"count": count}), ShowRecord(run, CHANGES), "plain"
    if record.standing is not None:
        yield Text("History"), ShowTimeline(run), "plain"
    if signs and not record.confidential and (count := len(context.tx.actions.of_run(run))):
        label = Text("Corrective action") if count == 1 else Text("Corrective actions ({count})", {"count": count})
        yield label, ShowOfRun(run), "plain"
    if record.kept.person_id == who.person_id and record.finished and record.flow.ways.incident:
        yield Text("Correct or add"), CorrectReport(run), "plain"
    if not record.confidential:
        for unit in record.units[:NUMBERS]:
            yield Text("Unit {unit}", {"unit": unit}), ShowUnit(unit), "plain"
        for seal in record.seals[:NUMBERS]:
            yield Text("Seal {number}", {"number": seal}), ShowSeal(seal), "plain"
