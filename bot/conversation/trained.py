"""How somebody stands with their training, as lines of a card; who may read that of others, and where."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from bot.channels.channel import Line
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.planned import READERS
from bot.conversation.reading import EVERYWHERE
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.figures.period import week_of
from bot.figures.training import Standing, standings

TITLE = Text("Training")
NEVER = Text("Due, never passed")
DUE = Text("Due since {again}, passed {at}, {score}%, edition {revision}")
PASSED = Text("Passed {at}, {score}%, edition {revision}; due {again}")
OLDER = Text("{said} (today's edition is {revision})")


def reads_others(context: Context) -> bool:
    """May they read how others stand with their training?"""
    return context.who.role in READERS


def asked_of(context: Context) -> Asked:
    """What whoever is speaking may read: their own site, or all of them; as it is today where they work."""
    who, today = context.who, context.today
    sites = () if who.role in EVERYWHERE else (who.site_id,)
    return Asked(week_of(today), who.zone, who.organisation_id, sites, today)


def trained(context: Context) -> list[Standing]:
    """How whoever is speaking stands with what is asked of their role."""
    return standings(context.tx, context.library, asked_of(context), context.who.person_id)


def everybody(context: Context) -> list[Standing]:
    """How all of them stand, read before the turn."""
    asked = asked_of(context)
    return read_before(context.known, ("trained", asked), partial(standings, library=context.library, asked=asked))


def standing_line(context: Context, one: Standing, lang: str) -> Line:
    """A topic, and how it stands, by the clock of where they work."""
    return Line(
        context.wording.say(one.title, lang),
        context.wording.say(said_of(one), lang),
        "finding" if one.due else "good",
    )


def said_of(one: Standing) -> Text:
    if one.passed is None or one.again is None:
        return NEVER
    zone = ZoneInfo(one.learner.zone)
    passed = one.passed
    fill = {
        "at": passed.at.astimezone(zone).date(), "score": passed.score, "revision": passed.revision,
        "again": one.again.astimezone(zone).date(),
    }  # fmt: skip
    said = Text((DUE if one.due else PASSED).source, fill)
    return Text(OLDER.source, {"said": said, "revision": one.revision}) if one.older else said
