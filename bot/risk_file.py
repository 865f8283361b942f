"""A risk assessment as a PDF or a workbook: made when it is sent, for whoever may have it then."""

from __future__ import annotations

from functools import partial

from bot.conversation.assessed import assessed
from bot.conversation.context import Context
from bot.conversation.lanes import READERS
from bot.conversation.risk_paper import paper, table
from bot.engine.talk import Text
from bot.made_file import FileMaker, Made
from bot.paper.printing import Sheet
from bot.presses.risking import WANTED
from bot.sheets.tabled import tabled


class RiskFiles(FileMaker):
    """The files of assessments."""

    wanted = WANTED

    def made(self, context: Context, lang: str, *what: str) -> Made | None:
        form, run = what
        found = assessed(context, int(run)) if context.who.role in READERS else None
        if found is None or found.kept.finished_at is None:
            return None
        if form == "sheet":
            return partial(tabled, table(context, found, lang), self.wording.say(Text("Risk"), lang), lang)
        return Sheet("risk", paper(context, found, lang), found.kept.finished_at)
