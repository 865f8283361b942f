"""What is due, in channels and groups: shown when it falls due, or when it was missed, and changed by what becomes of it.

A search of a unit that was drawn by lot is shown in none: it would be no surprise.
"""

from __future__ import annotations

from bot.channels.channel import Line, Message
from bot.conversation import audiences
from bot.conversation.context import Context
from bot.conversation.planned import became, title_of, whose
from bot.engine.talk import Text
from bot.store.audiences import KeptAudience
from bot.store.dues import DUE, KeptDue


def announce(context: Context, mine: KeptDue, *, told: bool = False) -> None:
    if mine.unit:
        return
    about = audiences.About(mine.organisation_id, mine.site_id, audiences.DUE, f"shown-due:{mine.id}")
    audiences.show(context, about, lambda one: _drawn(context, mine, one), told=told)


def _drawn(context: Context, mine: KeptDue, one: KeptAudience) -> Message:
    lang, place = audiences.reads(context, one), context.tx.people.place(mine.site_id)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    title = say(title_of(context, mine.flow_id))
    now = say(Text("This is due.") if mine.state == DUE else became(context, mine, place.zone, lang))
    lines = (
        Line(say(Text("Site")), place.name),
        Line(say(Text("Who")), say(whose(mine))),
        Line(say(Text("In time until")), context.wording.moment(mine.until, place.zone, lang)),
    )
    return Message(title=title, text=now, lines=lines, fallback=f"{now} · {title}")
