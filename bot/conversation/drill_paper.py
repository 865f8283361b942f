"""A drill as the values of a printed sheet, in one language."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.channel import Line
from bot.conversation.context import Context
from bot.conversation.dossier import LETTER
from bot.conversation.drilled import head, people_lines, record_lines, short
from bot.engine.talk import Text
from bot.store.drills import KeptDrill


def paper(context: Context, one: KeptDrill, lang: str) -> dict[str, Any]:
    at = context.wording.regional(lang, context.who.region)
    say, asked = context.wording.say, context.tx.drills.asked(one.id)
    zone = ZoneInfo(context.tx.people.place(one.site_id).zone)
    over = one.done_at is not None
    note = short(one, asked)
    country = context.policy.country
    state = (
        Text("Over.") if over else Text("Answers are waited for until {until}.", {"until": one.until.astimezone(zone)})
    )
    return {
        "organisation": context.who.organisation,
        "title": say(Text("Drill · {site}", {"site": context.tx.people.place(one.site_id).name}), at),
        "name": say(Text("Drill"), at),
        "subtitle": " ".join(filter(None, (say(state, at), say(note, at) if note else ""))),
        "lang": lang,
        "paper": "us-letter" if country in LETTER or not country else "a4",
        "head": _rows(head(context, one, at)),
        "records": _rows(record_lines(context, one, at)),
        "people": _rows(people_lines(context, asked, at, over=over)),
        "words": {
            "records": say(Text("Records that were drawn"), at),
            "people": say(Text("People who were asked"), at),
        },
    }


def _rows(some: list[Line]) -> list[dict[str, str | bool]]:
    return [{"label": one.label, "value": one.value, "bad": one.mark == "finding"} for one in some]
