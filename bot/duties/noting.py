"""Notes about an incident that its reporter never reads: for whoever has it, and for those who lead.

A note is an event of the incident like any other: words, a photo, what a telephone call came to. Who may read it says
`confided.py`.
"""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation.confided import may_note
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.mine import NOT_SENT
from bot.conversation.record import Record
from bot.conversation.said import content
from bot.conversation.telling import notice
from bot.conversation.writing import NOTE, NOTES, asked, long_ago
from bot.engine.talk import Refused, Said, Text
from bot.presses.buttons import button
from bot.presses.following import Leave, WriteNote
from bot.store.incidents import NOTED


def ask(context: Context, press: WriteNote) -> None:
    """What is typed or sent next is the note."""
    record = _theirs(context, press.run)
    if record is None:
        context.toast(NOT_SENT)
        return
    _show(context, record, NOTE, Text("Your note, for example what a phone call came to. {name} cannot read it."))


def _theirs(context: Context, run: int) -> Record | None:
    kept = context.tx.runs.get(run)
    if kept is None or kept.organisation_id != context.who.organisation_id:
        return None
    record = context.record(kept)
    return record if may_note(context, record, context.who) else None


def _show(context: Context, record: Record, what: str, said: Text, note: Text | None = None) -> None:
    text = context.say(Text(said.source, {"name": record.reporter}))
    message = Message(
        title=notice(context, record, context.who).title,
        note=context.say(note) if note else "",
        text=text,
        hint=context.say(Text("Type it, or send a photo, a voice note, a video, a document or your location.")),
        entry="text",
        controls=(button(context.say(Text("Done") if what == NOTES else Text("Cancel")), Leave(record.kept.id, what)),),
        fallback=text,
    )
    context.screen(message)
    context.show(f"note:{record.kept.id}", message, edit=False)


def hears(context: Context, said: Said | Refused) -> bool:
    """A note, or more of it. What comes long after it is no note: it could be for anybody."""
    press = asked(context)
    record = _theirs(context, press.run) if press is not None and press.what in (NOTE, NOTES) else None
    if record is None or press is None or (press.what == NOTES and long_ago(context, press.run, NOTED)):
        return False
    if isinstance(said, Refused):
        _show(context, record, press.what, said.text)
        return True
    words, files = content(context, said)
    context.held |= set(files)
    context.tx.incidents.happened(press.run, NOTED, context.said_at, context.who.person_id, words=words, files=files)
    _show(context, record, NOTES, Text("Your note is kept. {name} cannot read it. You can add to it."))
    return True


DUTY = Duty(presses={WriteNote: ask}, hears=hears)
