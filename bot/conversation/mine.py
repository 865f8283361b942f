"""The incident that somebody's button is about, if it is theirs to know; and bringing every card of it up to date."""

from __future__ import annotations

from bot.conversation import audiences
from bot.conversation.context import Context
from bot.conversation.readers import may_read
from bot.conversation.record import Record, read_record
from bot.conversation.telling import drawn, write
from bot.engine.talk import Text
from bot.store.incidents import REPORTED, TAKEN, Standing
from bot.store.reports import slot_of
from bot.store.runs import KeptRun

NOT_SENT = Text("This report was not sent to you.")


def told_of(context: Context, kept: KeptRun | None) -> Record | None:
    """The record of a run; None if whoever is speaking was not told of it, or may not know anymore."""
    told = kept is not None and context.who.person_id in {r.person_id for r in context.tx.reports.reached(kept.id)}
    record = context.record(kept) if kept is not None and told else None
    return record if record is not None and may_read(context, record, context.who) else None


def incident(context: Context, run_id: int) -> tuple[Record, Standing] | None:
    """The incident and how it stands, locked: the next who presses reads what this one has made of it. Says so if it is not
    theirs."""
    record = told_of(context, context.tx.runs.lock(run_id))
    if record is None:
        context.toast(NOT_SENT)
        return None
    return record, record.standing or _begun(context, record)


def _begun(context: Context, record: Record) -> Standing:
    state, kept = TAKEN if record.takers else REPORTED, record.kept
    context.tx.incidents.begin(kept.id, kept.organisation_id, kept.number, context.now, state)
    return Standing(state, context.now)


def refresh(context: Context, kept: KeptRun) -> Record:
    """Everybody's notice in its place, as it is now; the record as it is now."""
    record = read_record(context.tx, kept, *context.run_of(kept))
    told = context.tx.reports.reached(kept.id)
    for who in context.tx.people.those([one.person_id for one in told if one.at or one.waits]):
        if not may_read(context, record, who):
            continue
        if context.speaker and who.person_id == context.who.person_id:
            context.show(slot_of(kept.id), drawn(context, record, who), edit=True, pressed=False)
        else:
            write(context, record, who, edit=True)
    audiences.spread(context, record)
    return record
