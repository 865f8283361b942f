"""What of an incident not everybody reads who may read its history: notes, and the cause of what is confidential."""

from __future__ import annotations

from bot.conversation import obliged
from bot.conversation.context import Context
from bot.conversation.readers import LEADS, may_read
from bot.conversation.record import Record
from bot.store.incidents import NOTED, Event
from bot.store.people import Who

INSIDE = ("cause", "measures", "proof", *obliged.SAID)  # of what is confidential its reporter does not read these
OVERSEE = (*LEADS, "auditor")
MANAGE = ("manager", "admin")  # who read every history that is not confidential, and may write in it


def reads_notes(context: Context, record: Record, who: Who) -> bool:
    """Never the reporter; of the others who has it, and who leads. Of what is confidential all who may read it."""
    if who.person_id == record.kept.person_id or not may_read(context, record, who):
        return False
    return record.confidential or record.taken_by(who.person_id) or who.role in OVERSEE


def may_note(context: Context, record: Record, who: Who) -> bool:
    """Whoever has it; and of those who read notes whoever was notified, or manages."""
    if record.standing is None or not reads_notes(context, record, who):
        return False
    told = who.person_id in {one.person_id for one in context.tx.reports.reached(record.kept.id)}
    return told or record.taken_by(who.person_id) or (who.role in MANAGE and not record.confidential)


def events_for(context: Context, record: Record, who: Who) -> tuple[Event, ...]:
    """What happened to it, as far as somebody may know who reads its history."""
    inside = record.confidential and record.kept.person_id == who.person_id
    notes = reads_notes(context, record, who)
    return tuple(one for one in record.happened if not (inside and one.kind in INSIDE) and (notes or one.kind != NOTED))
