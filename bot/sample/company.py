"""What a company has besides its yards: programs, partners, a manual, bulletins, the profile. Kept by whoever manages its first site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.sample.books import Colleague
from bot.sample.bulletins import Sender
from bot.sample.learning import Learners
from bot.sample.manual import Keeper
from bot.sample.partners import Books
from bot.sample.profile import Writing
from bot.sample.story import Story

KEEPS = ("manager", "admin")
LEARN = timedelta(days=70)  # before the end; what came back earlier was not answered


def enters(story: Story, name: str, papers: Mapping[str, str]) -> None:
    """All of it, at its times; `papers` are digests by the names of papers.py."""
    story.begins(Learners(story).life(), story.until - LEARN)
    who = keeper(story)
    if who is None:
        return
    Books(story, who.id, papers).begins()
    Writing(story, name, who.id, who.lang, papers).begins()
    Keeper(story, name, who.id).begins()
    Sender(story, who.id, who.lang).begins()


def keeper(story: Story) -> Colleague | None:
    return next(iter(story.world.yards[0].with_role(KEEPS)), None)
