"""An incident from hand to hand until it is closed: taken, given back, handed over, resolved, closed, opened again.

Each change is an event that stays, everybody's card says how it stands, and the reporter hears of it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.expecting import policy_of
from bot.conversation.mine import incident, refresh
from bot.conversation.progress import NOT_YOURS, Name, moved
from bot.conversation.readers import NEXT, may_read
from bot.conversation.record import Record
from bot.conversation.telling import notice, write
from bot.duties import escalating, obligations, resolving
from bot.engine.flow import FIRST, LAST
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.every import TakeReport
from bot.presses.following import CloseIncident, HandOver, NotMine, Reopen, TakeOver
from bot.store.incidents import CLOSED, REOPENED, RESOLVED, TAKEN
from bot.store.leaving import LEFT
from bot.store.people import Who

MOST = 20  # people it can be handed to, on one card
AGAIN_OPEN = Text("{name} is not handling this anymore. Somebody else has to take it.")
HAS_LEFT = Text("{name} has left. Somebody else has to take it.")
NOT_NOW = Text("That is not possible anymore. This is how it stands now.")


def take(context: Context, press: TakeReport) -> None:
    """ "I'll handle it": whoever presses first has it, and the others see who."""
    found = incident(context, press.run)
    if found is None:
        return
    record, standing = found
    if record.taken_by(context.who.person_id):
        context.toast(Text("You are already handling this."))
    elif not standing.waits:
        names = tuple(taker.name for taker in record.takers)
        context.toast(Text("{names} is handling this already.", {"names": names}) if names else NOT_NOW)
        refresh(context, record.kept)
    elif moved(context, record, standing, "taken", TAKEN, holder=context.who.person_id):
        context.toast(Text("Got it: you are handling this."))


def take_over(context: Context, press: TakeOver) -> None:
    """From whoever has it, who hears of it."""
    found = incident(context, press.run)
    if found is None:
        return
    record, standing = found
    before = [taker.person_id for taker in record.takers if taker.person_id != context.who.person_id]
    if standing.state != TAKEN or not before:
        _too_late(context, record)
        return
    if moved(context, record, standing, "took_over", TAKEN, holder=context.who.person_id, other=before[0]):
        context.toast(Text("Got it: you are handling this."))
        for who in context.tx.people.those(before):
            said = Text("{name} has taken this over from you.", {"name": context.who.name})
            context.notify(who, "", notice(context, record, who).word(said))


def not_mine(context: Context, press: NotMine) -> None:
    """Whoever has it gives it back, and everybody is asked again; who has it not says only that."""
    found = incident(context, press.run)
    if found is None:
        return
    record, standing = found
    if record.taken_by(context.who.person_id):
        if moved(context, record, standing, "not_mine", REOPENED, holder=None):
            context.toast(Text("You are not handling this anymore. The others are notified."))
            _ring(context, record, context.who.person_id, AGAIN_OPEN, context.who.name)
    elif standing.waits:
        context.tx.incidents.happened(record.kept.id, "not_mine", context.now, context.who.person_id)
        context.toast(Text("All right. The others can still take it."))
        now = refresh(context, record.kept)
        escalating.unless_somebody_is_left(context, now)
    else:
        _too_late(context, record)


def left(context: Context, subject: str) -> None:
    """What somebody had in hand who has left waits again, and those who were told hear of it."""
    by = Name(int(subject), (context.tx.people.named(int(subject)) or ("",))[0])
    for run in context.tx.incidents.held_by(by.person_id):
        kept = context.tx.runs.lock(run)
        record = context.record(kept) if kept else None
        if record is None or record.standing is None:
            continue
        if moved(context, record, record.standing, "left", REOPENED, holder=None, by=by):
            _ring(context, record, by.person_id, HAS_LEFT, by.name)


def _ring(context: Context, record: Record, without: int, said: Text, name: str) -> None:
    """Those who were told hear that it waits again."""
    told = [one.person_id for one in context.tx.reports.reached(record.kept.id) if one.has_it]
    for who in context.tx.people.those(told):
        if who.person_id != without and may_read(context, record, who):
            context.notify(who, "", notice(context, record, who).word(replace(said, fill={"name": name})))


def hand_over(context: Context, press: HandOver) -> None:
    """To whom, by name; then they have it, and their phone rings."""
    found = incident(context, press.run)
    if found is None:
        return
    record, standing = found
    if not record.taken_by(context.who.person_id):
        context.toast(NOT_YOURS)
        refresh(context, record.kept)
        return
    able = candidates(context, record)
    chosen = next((who for who in able if who.person_id == press.person), None)
    if chosen is None:
        _choose(context, record, able)
    elif now := moved(context, record, standing, "handed", TAKEN, holder=chosen.person_id, other=chosen.person_id):
        _handed(context, now, chosen)


def _choose(context: Context, record: Record, able: list[Who]) -> None:
    run = record.kept.id
    text = context.say(Text("Who is to handle it?") if able else Text("There is nobody else who may read this."))
    options = tuple(button(f"{who.name} · {who.site}", HandOver(run, who.person_id)) for who in able[:MOST])
    title = notice(context, record, context.who).title
    message = Message(
        title=title, text=text, options=options, columns=1, choose=context.say(Text("Choose")), fallback=text
    )
    context.show(f"handing:{run}", message, edit=False)


def _handed(context: Context, record: Record, to: Who) -> None:
    text = context.say(Text("{name} is handling this now.", {"name": to.name}))
    title = notice(context, record, context.who).title
    context.show(f"handing:{record.kept.id}", Message(title=title, text=text, fallback=text), edit=True)
    write(context, record, to)


def candidates(context: Context, record: Record) -> list[Who]:
    """Those who may read it and could handle it, those at its site first."""
    held = policy_of(context, record)
    next_ones = (role for step in held.steps for role in step.tell) if held else ()
    roles = {*record.told_roles, FIRST, NEXT[FIRST], LAST, *next_ones}
    told = [one.person_id for one in context.tx.reports.reached(record.kept.id)]
    every = [*context.tx.people.staff(record.kept.organisation_id, sorted(roles)), *context.tx.people.those(told)]
    out = {record.kept.person_id, context.who.person_id}
    able = {who.person_id: who for who in every if who.person_id not in out and may_read(context, record, who)}
    return sorted(able.values(), key=lambda who: (who.site_id != record.kept.site_id, who.name))


def close(context: Context, press: CloseIncident) -> None:
    """Only what is resolved; of a grave one the cause must be known, and what was done."""
    found = incident(context, press.run)
    if found is None:
        return
    record, standing = found
    missing = resolving.missing(record)
    if standing.state != RESOLVED:
        _too_late(context, record)
    elif missing:
        resolving.ask(context, record, missing)
    elif obligations.hinders(context, record):
        return
    elif moved(context, record, standing, "closed", CLOSED):
        resolving.ended(context, record)
        obligations.ended(context, record)


def reopen(context: Context, press: Reopen) -> None:
    """It waits again for somebody to take it."""
    found = incident(context, press.run)
    if found is None:
        return
    record, standing = found
    if standing.state not in (RESOLVED, CLOSED):
        _too_late(context, record)
    elif moved(context, record, standing, "reopened", REOPENED, holder=None):
        context.toast(Text("This is open again."))


def _too_late(context: Context, record: Record) -> None:
    context.toast(NOT_NOW)
    refresh(context, record.kept)


DUTY = Duty(
    presses={
        TakeReport: take,
        TakeOver: take_over,
        NotMine: not_mine,
        HandOver: hand_over,
        CloseIncident: close,
        Reopen: reopen,
    },
    timers={LEFT: left},
)
