"""Lines of lists: a record, something that was due, a corrective action, a seal, a letter, a revision; and the button of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.channels.channel import Button, Line
from bot.conversation.action_card import STATE as ACTION_STATE
from bot.conversation.action_card import is_late
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.editions import words_in
from bot.conversation.look_words import REASON, SAYS, SHORT
from bot.conversation.notice import SEVERITY
from bot.conversation.pen import cut
from bot.conversation.planned import title_of, whom
from bot.engine.flow import Flow
from bot.engine.genres import GENRES
from bot.engine.ledger import HOLDS
from bot.engine.talk import Text
from bot.presses.acting import OpenAction
from bot.presses.bulletins import ShowBulletin
from bot.presses.buttons import button
from bot.presses.listing import ShowRecord
from bot.presses.manual import ReadEdition
from bot.presses.partnering import ShowProof
from bot.presses.sealing import CALLED, ShowSeal
from bot.proof.chain import short
from bot.store.counting_kept import HasRead, OfPartner, SealedDay, WasSeen
from bot.store.counting_looks import Noticed
from bot.store.dues import DONE, LATE, MISSED
from bot.store.entries import Lost, Revision, WasDue
from bot.store.ledger import SealEvent
from bot.store.listed import Listed
from bot.store.reports import run_of

LABEL = 60  # characters of a button
SECRET = Text("Confidential report")
BECAME = {
    DONE: Text("done by {name}, {when}"),
    LATE: Text("done late by {name}, {when}"),
    MISSED: Text("missed"),
}


@dataclass(frozen=True)
class Entry:
    """A line, and what opens it."""

    line: Line
    button: Button | None = None


def drawn(context: Context, one: object) -> Entry:
    """One line of a list, whatever it is of."""
    match one:
        case Listed():
            return record(context, one)
        case WasDue():
            return _was_due(context, one)
        case SealEvent():
            return _seal(context, one)
        case Noticed():
            return _noticed(context, one)
        case Lost():
            return _lost(context, one)
        case Revision():
            return _revision(context, one)
        case OfPartner():
            return _of_partner(context, one)
        case HasRead():
            return _has_read(context, one)
        case WasSeen():
            return _was_seen(context, one)
        case SealedDay():
            return _sealed_day(context, one)
        case int():
            return _action(context, one)
    raise TypeError(f"no line of a list: {one!r}")


def joined(*parts: str) -> str:
    return " · ".join(" ".join(part.split()) for part in parts if part)


def when(context: Context, at: datetime, zone: str) -> str:
    """By the clock of the site."""
    return context.wording.clock(at, context.now, zone, context.lang)


def number_of(one: Listed) -> str:
    return one.number or f"R-{one.run_id}"


def record(context: Context, one: Listed, *, known: bool = False) -> Entry:
    """A record: its number, form, unit, who, where, when, and what it came to. Of one that is confidential, to whom it is not
    `known`, that there is one."""
    if one.confidential and not known:
        secret = joined(one.number, context.say(SECRET))
        return Entry(Line(secret, joined(one.site, when(context, one.at, one.zone))))
    found = point(context, one) if one.point else ""
    label = joined(number_of(one), context.say(Text(one.title)), one.unit)
    value = joined(found or context.say(result(one)), one.person, one.site, when(context, one.at, one.zone))
    return Entry(Line(label, value, "finding" if one.point or bad(one) else ""), opening(context, one))


def opening(context: Context, one: Listed) -> Button:
    """By its number; of one that has none yet by what it is."""
    title = context.say(Text(one.title))
    label = one.number or joined(title, when(context, one.at, one.zone))
    return button(cut(label, LABEL), ShowRecord(one.run_id))


def result(one: Listed) -> Text:
    """What a record came to, as its line says it."""
    genre = GENRES[one.genre]
    if one.status != "finished":
        return Text("Not finished")
    if genre.scored:
        fill = {"score": one.score or 0}
        return Text("Passed, {score}%", fill) if one.passed else Text("Not passed, {score}%", fill)
    if genre.incident:
        return SEVERITY.get(one.severity, Text("Sent"))
    if one.outcome.startswith(HOLDS):
        return Text("On hold")
    return Text("Without findings") if one.passed else Text("With findings")


def bad(one: Listed) -> bool:
    """Is it to be seen in the list?"""
    if one.status != "finished":
        return False
    if GENRES[one.genre].incident:
        return one.severity in ("high", "critical")
    return not one.passed


def point(context: Context, one: Listed) -> str:
    """The point that was found wrong, as lists call it; of one in a repeat with its round."""
    flow = context.library.by_digest(context.tx, one.digest)
    return context.say(called(flow, one.point))


def called(flow: Flow, step: str) -> Text:
    """What a question is called in lists, by its id."""
    names = {one.id: one.called for one in flow.questions}
    if step in names:
        return Text(names[step])
    _, round, inner = (*step.split(".", 2), "", "")[:3]
    return Text(names[inner], {"n": round}) if inner in names else Text("{name}", {"name": step})


def _was_due(context: Context, one: WasDue) -> Entry:
    whose = one.name or context.say(whom(one.role, each=False))
    became = BECAME.get(one.state)
    fill = {"name": one.done_by, "when": when(context, one.done_at or one.at, one.zone)}
    said = context.say(Text(became.source, fill)) if became else ""
    label = joined(context.say(title_of(context, one.flow_id)), one.unit)
    value = joined(when(context, one.at, one.zone), whose, one.site, said)
    opens = one.run_id and one.number and not one.confidential
    shown = button(one.number, ShowRecord(one.run_id or 0)) if opens else None
    return Entry(Line(label, value, "finding" if one.state == MISSED else ""), shown)


def _action(context: Context, id: int) -> Entry:
    one = context.tx.actions.get(id)
    assert one, "an action is taken away with its record only"
    late = is_late(context, one)
    grave = SEVERITY.get(one.severity)
    day = Text("Overdue since {day}", {"day": one.due}) if late else Text("due {day}", {"day": one.due})
    who = one.owner or context.say(ROLE[one.role])
    site = context.tx.people.place(one.site_id).name
    label = joined(one.number, cut(context.say(Text(one.what)), LABEL))
    state = context.say(ACTION_STATE[one.state])
    value = joined(context.say(day), context.say(grave) if grave else "", who, site, state)
    return Entry(Line(label, value, "finding" if late else ""), button(one.number, OpenAction(id)))


def _seal(context: Context, one: SealEvent) -> Entry:
    if one.confidential:
        return Entry(Line(context.say(SECRET), joined(one.site, when(context, one.at, one.zone))))
    whom_to = context.say(Text("to {whom}", {"whom": one.whom})) if one.whom else ""
    label = f"{one.number}: {context.say(CALLED[one.event])}"
    disputed = context.say(Text("not valid")) if one.disputed else ""
    value = joined(disputed, one.unit, whom_to, one.by, one.site, when(context, one.at, one.zone), one.record)
    return Entry(Line(label, value, "finding" if one.disputed else ""), button(one.number, ShowSeal(one.number)))


def _noticed(context: Context, one: Noticed) -> Entry:
    """The sign, at which point, and what its person said."""
    flow = context.library.by_digest(context.tx, one.digest)
    step = called(flow, one.step.removesuffix(".shown")) if one.step else None
    label = joined(one.number, context.say(Text(one.title)), context.say(step) if step else "")
    said = Text(REASON.source if one.note else SAYS[one.answer].source, {"name": one.person, "note": one.note})
    value = joined(context.say(SHORT[one.what]), context.say(said), one.site, when(context, one.at, one.zone))
    shown = button(one.number or context.say(Text("Record")), ShowRecord(one.run_id))
    return Entry(Line(label, value, "" if one.answer else "finding"), shown)


def _lost(context: Context, one: Lost) -> Entry:
    """To whom, and when; from a notice to its record. Why says the platform, in words for the operator."""
    label, at = joined(one.name, one.site), when(context, one.at, one.zone)
    run_id = run_of(one.slot)
    what = context.say(Text("Notice of a report") if run_id else Text("Message"))
    shown = button(context.say(Text("Record")), ShowRecord(run_id)) if run_id else None
    return Entry(Line(label, joined(what, at), "finding"), shown)


def _revision(context: Context, one: Revision) -> Entry:
    label = context.say(Text(one.title))
    revision = context.say(Text("Revision {number}", {"number": one.revision}))
    return Entry(Line(label, joined(revision, when(context, one.at, context.who.zone))))


def _of_partner(context: Context, one: OfPartner) -> Entry:
    known = context.library.programmes.proofs.get(one.proof)
    label = joined(one.name, context.say(Text(known.name)) if known else one.proof)
    dated = context.say(Text("Dated {day}", {"day": one.dated}))
    until = context.say(Text("valid until {day}", {"day": one.until})) if one.until else ""
    value = joined(dated, until, one.by, when(context, one.at, context.who.zone))
    return Entry(Line(label, value), button(cut(one.name, LABEL), ShowProof(one.id)))


def _has_read(context: Context, one: HasRead) -> Entry:
    """Who, and which edition; from there to what they have read."""
    title = str(words_in(one.said, context.lang)["title"])
    label = joined(title, context.say(Text("Edition {number}", {"number": one.number})))
    value = joined(one.name, one.site, when(context, one.at, one.zone))
    return Entry(Line(label, value), button(cut(title, LABEL), ReadEdition(one.edition)))


def _was_seen(context: Context, one: WasSeen) -> Entry:
    seen = context.say(Text("seen by {seen} of {of}", {"seen": one.seen, "of": one.of}))
    value = joined(one.source, seen, when(context, one.at, context.who.zone))
    words = cut(one.words, LABEL) or context.say(Text("Bulletin"))
    return Entry(Line(words, value), button(words, ShowBulletin(one.id)))


def _sealed_day(context: Context, one: SealedDay) -> Entry:
    label = context.wording.fill(one.date, context.lang)
    things = context.say(Text("{count} things sealed", {"count": one.size}))
    return Entry(Line(label, joined(things, short(one.hash))))


def unique(entries: list[Entry]) -> Iterator[Button]:
    """The buttons of a list, each once: what is in it twice is opened by one."""
    yield from {one.button.data: one.button for one in entries if one.button}.values()
