"""Who may have a record on paper: whoever may read it. A record that is not finished is not printed."""

from __future__ import annotations

from bot.conversation.certificate import certifiable
from bot.conversation.context import Context
from bot.conversation.driver_copy import drivable
from bot.conversation.owners import leads
from bot.conversation.readers import may_read
from bot.conversation.record import Record
from bot.presses.papering import DRIVER, RECORD
from bot.store.runs import KeptRun

OVERSEE = ("manager", "auditor", "admin")  # who read what is not confidential at every site


def on_paper(context: Context, kept: KeptRun | None) -> Record | None:
    """The record, if it is finished and whoever is speaking wrote it, was told of it, leads there, or oversees everything.

    A silent call for help is not handed to whoever called: somebody may be looking over their shoulder.
    """
    who = context.who
    if kept is None or kept.organisation_id != who.organisation_id or kept.status != "finished":
        return None
    record = context.record(kept)
    if kept.person_id == who.person_id:
        return None if record.flow.silent else record
    return record if may_read(context, record, who) and _reads(context, record) else None


def _reads(context: Context, record: Record) -> bool:
    kept, who = record.kept, context.who
    told = who.person_id in {one.person_id for one in context.tx.reports.reached(kept.id)}
    if record.confidential:
        return told or who.role in record.told_roles
    return told or who.role in OVERSEE or leads(context, who, kept)


def printed_as(record: Record, form: str) -> bool:
    """Is there such a sheet of this record?"""
    return form == RECORD or (drivable(record) if form == DRIVER else certifiable(record))
