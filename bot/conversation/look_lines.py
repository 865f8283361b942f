"""What is worth a second look about a record, a line each, for whoever may read the record."""

from __future__ import annotations

from bot.channels.channel import Line
from bot.conversation.context import Context
from bot.conversation.look_words import lines
from bot.conversation.record import Record
from bot.engine.talk import Text


def looks(context: Context, record: Record, lang: str) -> tuple[Line, ...]:
    """None of a confidential record: nothing was looked at there, and nothing is shown that was looked at before."""
    if record.confidential or not record.flow.ways.counts_findings:
        return ()

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    found = context.tx.looks.of(record.kept.id)
    return tuple(lines(found, record.items, record.reporter, say, lambda what: context.wording.fill(what, lang)))
