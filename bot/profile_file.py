"""The security profile as a workbook or as a text, made when it is sent, for whoever may read it then."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.conversation.compared import compared
from bot.conversation.context import Context
from bot.conversation.profile import READERS, teller, year_of
from bot.conversation.profile_table import tables
from bot.conversation.profile_text import profile_text
from bot.engine.talk import Text
from bot.made_file import FileMaker, Made
from bot.presses.profiling import SHEET, WANTED
from bot.sheets.sections import sectioned


class ProfileFiles(FileMaker):
    """The files of the profile."""

    wanted = WANTED

    def made(self, context: Context, lang: str, *what: str) -> Made | None:
        (form,) = what
        if context.who.role not in READERS:
            return None
        told = replace(teller(context), lang=lang)
        found, ours = compared(context.tx, self.library, year_of(context), context.now), context.who.organisation
        if form == SHEET:
            title = self.wording.say(Text("Security profile"), lang)
            return partial(sectioned, list(tables(told, ours, found)), title, lang)
        return (profile_text(told, ours, found) + "\n").encode()
