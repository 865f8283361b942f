"""What is due is written down, whoever has to do it is reminded once, and what became of it is kept.

A reminder that falls into the quiet hours waits for their end. What is due while the program is off is written down late.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Line, Message
from bot.conversation import announcing_due
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty, Undelivered
from bot.conversation.lot import SEARCH, filled_in
from bot.conversation.planned import became, tell_keepers, title_of, whom, whose
from bot.conversation.today import driving
from bot.duties import runs, starting
from bot.engine.events import Finished
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.scheduling import BeginDue
from bot.recurring import next_after, quiet_until
from bot.store.dues import ANYONE, DUE, EMPTY, MISSED, Draw, KeptDue
from bot.store.people import Who
from bot.store.schedules import DUE as TIMER
from bot.store.schedules import KeptSchedule

QUIET = "quiet"  # the timer of reminders that wait for the end of the quiet hours
LATEST = 60  # times that are written down at once after the program was off
POOL = 500  # units of a draw
SLOT = "due:"
UNREACHED = Text("This is due, and the reminder could not be delivered.")
NOT_YOURS = Text("That is somebody else's to do.")
NOBODY = Text("This is due, and nobody is there to do it.")
NO_UNIT = Text("A random search is due, and no unit was reported clean here today: none was drawn.")


def slot(due_id: int) -> str:
    return f"{SLOT}{due_id}"


def _due_of(written: str) -> int:
    return int(written.removeprefix(SLOT))


def comes_due(context: Context, subject: str) -> None:
    """A timer: the next time of a schedule has come."""
    one = context.tx.schedules.lock(int(subject))
    if one is None or one.next_at is None:
        return
    next_at: datetime | None = one.next_at
    if one.next_at <= context.now:
        *before, last = _times(context, one)
        _written_down(context, one, before, last)
        next_at = _following(context, one, context.now)
        context.tx.schedules.moves(one.id, next_at)
    if next_at:
        context.tx.timers.set(TIMER, next_at, subject)


def _zone(context: Context, one: KeptSchedule) -> str:
    return context.tx.people.place(one.planned.site_id).zone


def _following(context: Context, one: KeptSchedule, after: datetime) -> datetime | None:
    planned = one.planned
    return next_after(planned.rule, planned.begins, planned.hour, _zone(context, one), after)


def _times(context: Context, one: KeptSchedule) -> Iterator[datetime]:
    """Every time up to now."""
    at = one.next_at
    while at and at <= context.now:
        yield at
        at = _following(context, one, at)


def _written_down(context: Context, one: KeptSchedule, before: list[datetime], last: datetime) -> None:
    """What was due before is missed now; and for the last time it is due."""
    persons = _persons(context, one)
    for old in context.tx.dues.waiting(one.id):
        over(context, old, MISSED)
    for at in before[-LATEST:]:
        for person in persons:
            context.tx.dues.add(one, at, _until(one, at), person, MISSED)
    drawn = _drawn(context, one, last) if one.planned.draws else None
    state = EMPTY if drawn and not drawn.unit else DUE
    for person in persons:
        context.tx.dues.add(one, last, _until(one, last), person, state, drawn)
    if state == EMPTY:
        tell_keepers(context, one, NO_UNIT)
    elif later := quiet_until(_quiet(context, one), _zone(context, one), context.now):
        context.tx.timers.set(QUIET, later, str(one.id))
    else:
        _remind(context, one)


def _until(one: KeptSchedule, at: datetime) -> datetime:
    return at + timedelta(minutes=one.planned.grace)


def _quiet(context: Context, one: KeptSchedule) -> str:
    return context.policy_at(one.planned.site_id).quiet


def _persons(context: Context, one: KeptSchedule) -> list[int]:
    """Whose it is: one person's, each one's of a role, or any one's. Of the role only those on today's list, if any are."""
    planned = one.planned
    if planned.person_id:
        return [planned.person_id]
    if not planned.each:
        return [ANYONE]
    staff = context.tx.people.staff(planned.organisation_id, (planned.role,), planned.site_id)
    each = [who.person_id for who in staff]
    today = {one.person_id for one in driving(context, planned.site_id)}
    return [one for one in each if one in today] or each or [ANYONE]


def _drawn(context: Context, one: KeptSchedule, at: datetime) -> Draw:
    """One of the units reported clean since midnight. With the seed anybody can draw again, and gets the same."""
    clock = ZoneInfo(_zone(context, one))
    midnight = at.astimezone(clock).replace(hour=0, minute=0, second=0, microsecond=0)
    pool = context.tx.dues.clean(one.planned.site_id, midnight, POOL)
    return Draw.of(pool, secrets.token_hex(8))


def quiet_over(context: Context, subject: str) -> None:
    """A timer: the quiet hours are over. What was done meanwhile needs no reminder."""
    one = context.tx.schedules.lock(int(subject))
    if one and one.stopped_at is None:
        _remind(context, one)


def _remind(context: Context, one: KeptSchedule) -> None:
    """Once each, whoever else would do it at the same time."""
    for mine in context.tx.dues.untold(one.id):
        if not context.tx.dues.told(mine.id, context.now):
            continue
        people = _reminded(context, mine)
        for who in people:
            context.notify(who, slot(mine.id), _card(context, mine, who), key=f"due/{mine.id}/{who.person_id}")
        if not one.planned.each:  # of everybody's own only what was missed
            announcing_due.announce(context, mine, told=True)
        if not people:
            tell_keepers(context, one, NOBODY, ((Text("Who"), _missing(one, mine)),))


def _missing(one: KeptSchedule, mine: KeptDue) -> Text:
    return whose(mine) if mine.person_id else whom(mine.role, each=one.planned.each)


def _reminded(context: Context, mine: KeptDue) -> list[Who]:
    if mine.person_id:
        return context.tx.people.those([mine.person_id])
    return context.tx.people.staff(mine.organisation_id, (mine.role,), mine.site_id)


def _card(context: Context, mine: KeptDue, who: Who) -> Message:
    lang, zone = context.reads(who), context.tx.people.place(mine.site_id).zone

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    title = say(title_of(context, mine.flow_id))
    now = say(Text("This is due."))
    return Message(
        title=title,
        text=now,
        lines=(
            *((Line(say(Text("Search this unit")), mine.unit),) if mine.unit else ()),
            Line(say(Text("Due")), context.wording.moment(mine.at, zone, lang)),
            Line(say(Text("In time until")), context.wording.moment(mine.until, zone, lang)),
        ),
        options=(button(say(Text("Begin")), BeginDue(mine.id), "primary"),),
        fallback=f"{now} · {title}",
    )


def over(context: Context, mine: KeptDue, state: str) -> None:
    """Nobody can do it anymore, unless somebody just has."""
    if context.tx.dues.over(mine.id, state):
        _close(context, mine.id, missed=state == MISSED)


def _close(context: Context, due_id: int, *, missed: bool = False) -> None:
    """The reminders say what became of it, wherever they stand."""
    mine = context.tx.dues.get(due_id)
    assert mine, "it has just been changed"
    for who in context.tx.people.those(context.tx.letters.told(slot(due_id))):
        for where in context.tx.people.at_slot(who, slot(due_id)):
            context.notify(where, slot(due_id), _closed(context, mine, where), edit=True, notice=False)
    announcing_due.announce(context, mine, told=missed)


def _closed(context: Context, mine: KeptDue, who: Who) -> Message:
    lang, place = context.reads(who), context.tx.people.place(mine.site_id)
    title = context.wording.say(title_of(context, mine.flow_id), lang)
    text = context.wording.say(became(context, mine, place.zone, lang), lang)
    due = Line(context.wording.say(Text("Due"), lang), context.wording.moment(mine.at, place.zone, lang))
    return Message(title=title, text=text, lines=(due,), fallback=f"{text} · {title}", only_in_place=True)


def begin(context: Context, press: BeginDue) -> None:
    """The form, or the one that was begun for it."""
    mine = context.tx.dues.get(press.due)
    if mine is None or not _theirs(context, mine):
        context.toast(NOT_YOURS)
        return
    if mine.state != DUE:
        context.toast(became(context, mine, context.who.zone, context.lang))
        return
    begun = (kept for kept in context.tx.runs.open(context.who.person_id) if kept.flow_id == mine.flow_id)
    if there := next((kept for kept in begun if kept.began_at >= mine.at), None):
        runs.open_run(context, there.id)
        return
    flow = context.library.today.get(mine.flow_id)
    filled = filled_in(context, flow, mine) if flow and mine.unit else {}
    context.note = Text(SEARCH.source, {"unit": mine.unit}) if filled else None
    starting.start(context, mine.flow_id, filled)


def _theirs(context: Context, mine: KeptDue) -> bool:
    who = context.who
    if mine.organisation_id != who.organisation_id:
        return False
    return who.person_id == mine.person_id or (
        not mine.person_id and (who.role, who.site_id) == (mine.role, mine.site_id)
    )


def finished(context: Context, occasion: Occasion, event: Finished) -> None:
    """It is done, in time or late. A quiz that was not passed is still due."""
    kept, ways = occasion.kept, occasion.flow.ways
    if ways.incident or (ways.scored and not event.verdict.passed):
        return
    met = context.tx.dues.met_by(kept, context.who)
    if met and context.tx.sign_offs.history(
        kept.id
    ):  # it was sent back: what it was due for was done with its first end
        return
    for mine in met:
        if context.tx.dues.do(mine.id, kept, kept.finished_at or context.said_at):
            _close(context, mine.id)


def undelivered(context: Context, event: Undelivered) -> None:
    """A reminder was given up: another chat of theirs, or else a word to whoever looks after the site."""
    lost = event.letter
    mine = context.tx.dues.get(_due_of(lost.slot)) if lost.notice and lost.slot.startswith(SLOT) else None
    if mine is None or mine.state != DUE or lost.person is None:
        return
    tried = context.tx.letters.chats(lost.slot, lost.person)
    accounts = context.tx.people.accounts(lost.person)
    if other := next((who for who in accounts if (who.line, who.address) not in tried), None):
        context.notify(other, lost.slot, _card(context, mine, other))
        return
    one, named = context.tx.schedules.get(mine.schedule_id), context.tx.people.named(lost.person)
    assert one
    assert named
    tell_keepers(context, one, UNREACHED, ((Text("Who"), Text("{name}", {"name": named[0]})),))


DUTY = Duty(
    events={Finished: finished},
    presses={BeginDue: begin},
    timers={TIMER: comes_due, QUIET: quiet_over},
    undelivered=undelivered,
)
