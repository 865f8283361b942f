"""What everybody has passed of the quizzes that are asked of their role: most of it lately enough, some of it due again soon, a
little of it too long ago. Knows no quiz by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.engine.flow import Flow
from bot.sample.books import Yard
from bot.sample.days import at_wall
from bot.sample.story import Story

BEFORE = timedelta(days=430)  # before a past begins, in which the first of it was
# How much of the time in which it holds has gone by at the end: mostly, of what is due soon, of what is overdue.
MOSTLY, SOON, LATE = (0.02, 0.9), (0.92, 0.995), (1.01, 1.15)
DUE, OVERDUE = 0.06, 0.025  # of all
SKIPPED = 0.3  # of what is asked of somebody who does no quiz as long as the past lasts
SKILL = 0.97  # of whoever has just learned it


def train(story: Story) -> None:
    """All of it, at its times."""
    flows = [flow for flow in story.stage.library.today.values() if flow.again]
    for yard in story.world.yards:
        for who in yard.people:
            for flow in (flow for flow in flows if who.role in flow.roles):
                if not (who.absent and story.stage.chance.random() < SKIPPED):
                    learned = replace(who, skill=max(who.skill, SKILL))
                    story.fills(yard, flow, learned, _passed(story, yard, flow))


def _passed(story: Story, yard: Yard, flow: Flow) -> datetime:
    """When somebody has passed it, in the light of day."""
    chance, clock = story.stage.chance, ZoneInfo(yard.zone)
    sort = chance.random()
    least, most = LATE if sort < OVERDUE else SOON if sort < OVERDUE + DUE else MOSTLY
    day = story.until - timedelta(days=flow.again * chance.uniform(least, most))
    hour = time(chance.randrange(7, 17), chance.randrange(60), chance.randrange(60))
    return at_wall(day.astimezone(clock).date(), hour, clock)
