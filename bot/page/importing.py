"""A sheet of partners at the page: entered whole or not at all, and what is wrong with it, as a card that is shown next."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from starlette.responses import Response

from bot.channels.channel import Attachment, Line, Message
from bot.conversation.partner_entering import Entered, Entering, Sheet, read_sheet
from bot.conversation.partner_sheet import template
from bot.conversation.partnering import LEADS
from bot.conversation.sheet_rows import Unreadable
from bot.engine.talk import Text
from bot.hearing import Hearing
from bot.page.listening import Outcome, kept
from bot.page.reader import Reader
from bot.presses.buttons import button
from bot.presses.partnering import ShowPartners
from bot.store.transaction import Transaction

MOST = 200  # lines that are named at once
TITLE = Text("Partners from a sheet")
NOTHING = Text("Nothing was entered. Correct these lines and send the sheet once more.")
MARK = "\ufeff"  # by which Excel knows UTF-8


class Tried(Exception):
    """It was only to be tried: nothing is kept."""


async def entered(hearing: Hearing, reader: Reader, files: Sequence[Attachment], now: datetime, *, check: bool) -> None:
    """Shown at `/card` then. Read beside every transaction."""
    said = await _entered(hearing, reader, files, now, check=check)
    outcome = Outcome((("sheet", said),))
    await hearing.storage.transaction(lambda tx: tx.pages.show(reader.session.id, kept(outcome)))


async def _entered(
    hearing: Hearing, reader: Reader, files: Sequence[Attachment], now: datetime, *, check: bool
) -> Message:
    one = files[0] if files else None
    if one is None or one.fetch is None:
        return _card(reader, Text("Choose a file first, of up to five megabytes."))
    try:
        data, context = await one.fetch(), reader.context
        sheet = await asyncio.to_thread(read_sheet, data, context.wording, context.library, context.today)
    except Unreadable as wrong:
        return _card(reader, wrong.said)
    if sheet.wrong:
        return _card(reader, NOTHING, _wrong(reader, sheet))
    if not sheet.rows:
        return _card(reader, Text("There is no partner in the sheet, only the heading."))
    done = await _written(hearing, reader, sheet, now, check=check)
    before = (Line("", reader.say(Text("It was only checked. Nothing was entered."))),) if check else ()
    return (
        _card(reader, done.said, before) if done else _card(reader, Text("Only managers change partners and programs."))
    )


async def _written(hearing: Hearing, reader: Reader, sheet: Sheet, now: datetime, *, check: bool) -> Entered | None:
    """None for whoever may not, by now."""
    done: list[Entered] = []

    def write(tx: Transaction) -> None:
        who = tx.people.whom(reader.who.person_id)
        if who is not None and who.role in LEADS:
            done.append(Entering(tx, who.organisation_id, who.person_id, now).enter(sheet.rows))
            if check:
                raise Tried

    with suppress(Tried):
        await hearing.storage.transaction(write)
    return done[-1] if done else None


def _wrong(reader: Reader, sheet: Sheet) -> tuple[Line, ...]:
    lines = [
        Line(reader.say(Text("Line {line}", {"line": one.line})), reader.say(one.said), "finding")
        for one in sheet.wrong
    ]
    left = len(lines) - MOST
    more = (Line("", reader.say(Text("and {count} more", {"count": left}))),) if left > 0 else ()
    return (*lines[:MOST], *more)


def _card(reader: Reader, said: Text, lines: tuple[Line, ...] = ()) -> Message:
    controls = (button(reader.say(Text("Partners")), ShowPartners()),)
    return Message(title=reader.say(TITLE), text=reader.say(said), lines=lines, controls=controls)


def begin(reader: Reader) -> Response:
    """The sheet to begin from, in the language of the reader."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(template(reader.say, reader.context.today))
    named = {"Content-Disposition": 'attachment; filename="partners.csv"'}
    return Response((MARK + out.getvalue()).encode(), media_type="text/csv; charset=utf-8", headers=named)
