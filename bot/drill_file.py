"""A drill as a PDF: printed when it is sent, for whoever may read it then."""

from __future__ import annotations

from bot.conversation.context import Context
from bot.conversation.drill_paper import paper
from bot.conversation.seated import GIVES
from bot.made_file import FileMaker
from bot.paper.printing import Sheet
from bot.presses.drilling import WANTED


class DrillFiles(FileMaker):
    """The PDF of a drill."""

    wanted = WANTED

    def made(self, context: Context, lang: str, *what: str) -> Sheet | None:
        (drill,) = map(int, what)
        one, who = context.tx.drills.get(drill), context.who
        if one is None or who.organisation_id != one.organisation_id or who.role not in GIVES:
            return None
        return Sheet("drill", paper(context, one, lang), one.done_at or one.made_at)
