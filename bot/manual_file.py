"""The manual as a PDF, and who has read what as a workbook: made when they are sent, for whoever may have them then."""

from __future__ import annotations

from functools import partial

from bot.conversation.context import Context
from bot.conversation.editions import SEES
from bot.conversation.manual_cards import may_read
from bot.conversation.manual_paper import paper, readings
from bot.engine.talk import Text
from bot.made_file import FileMaker, Made
from bot.paper.printing import Sheet
from bot.presses.manual import WANTED
from bot.sheets.tabled import tabled
from bot.store.manual import KeptEdition


class ManualFiles(FileMaker):
    """The files of the manual."""

    wanted = WANTED

    def made(self, context: Context, lang: str, *what: str) -> Made | None:
        form, edition = what
        return self._sheet(context, lang) if form == "sheet" else _paper(context, int(edition), lang)

    def _sheet(self, context: Context, lang: str) -> Made | None:
        if context.who.role not in SEES:
            return None
        rows = readings(context, context.tx.manual.published(context.who.organisation_id), lang)
        return partial(tabled, rows, self.wording.say(Text("Procedures"), lang), lang)


def _paper(context: Context, edition: int, lang: str) -> Sheet | None:
    some = [one for one in _editions(context, edition) if may_read(context, one)]
    if not some or all(one.file for one in some):
        return None
    return Sheet("manual", paper(context, some, lang), max(one.since for one in some if one.since))


def _editions(context: Context, edition: int) -> list[KeptEdition]:
    """One that was published, or all that are in force."""
    if not edition:
        return context.tx.manual.current(context.who.organisation_id)
    one = context.tx.manual.get(context.who.organisation_id, edition)
    return [one] if one and one.since else []
