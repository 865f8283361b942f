"""Files that people send: whether a question wants them, and whether an answer holds them.

Asks the engine, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from enum import IntEnum

from bot.channels.channel import Attachment
from bot.conversation.context import Context
from bot.engine.flow import Flow
from bot.engine.reply import reply
from bot.engine.run import Run, current
from bot.engine.scanned import looked_for
from bot.engine.talk import Refused, Said, Sent
from bot.store.runs import KeptRun

TYPES = ("photo", "video", "voice", "document")  # one of them is what a file turns out to be, whatever it was sent as
NOBODYS = "0" * 64  # a digest


class Wanted(IntEnum):
    """Whether a question takes what was sent; READ where barcodes in it may say a number that is asked for, BARE with nothing
    that says whose it is."""

    NO = 0
    YES = 1
    READ = 2
    BARE = 3


def wanted(context: Context, files: Sequence[Attachment]) -> Wanted:
    """Would the run that is open for the speaker take one of the files? What is no photo can turn out to be one.

    With no run open any file may be the beginning of a report.
    """
    kept = context.focused()
    if kept is None:
        return Wanted.YES
    flow, run = context.run_of(kept)
    if flow.begun_by:  # whoever is in danger shows it to those who were told
        return Wanted.YES
    sent = [Sent(NOBODYS, type, f.album) for f in files for type in (TYPES if f.type != "photo" else (f.type,))]
    if not any(_taken(flow, run, one, context.today) for one in sent):
        return Wanted.NO
    return Wanted.READ if looked_for(current(flow, run), run.asked(flow)) else Wanted.YES


def _taken(flow: Flow, run: Run, sent: Sent, today: date) -> bool:
    try:
        reply(flow, run, sent, today)
    except Refused:
        return False
    return True


def held(context: Context, run_ids: AbstractSet[int | None], said: Sequence[Said | Refused]) -> frozenset[str]:
    """The digests, of what was just sent, that the answers of the runs hold, those only begun among them, or that wait for
    a place."""
    sent = {one.digest for one in said if isinstance(one, Sent)}
    runs = [context.tx.runs.get(id) for id in run_ids if id] if sent else []
    return frozenset(digest for kept in runs if kept for digest in _digests(context, kept) if digest in sent)


def _digests(context: Context, kept: KeptRun) -> Iterator[str]:
    _, run = context.run_of(kept)
    values = (*run.answers.values(), *run.drafts.values(), run.held.files if run.held else ())
    return (digest for value in values if isinstance(value, tuple) for digest in value)
