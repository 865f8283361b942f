"""Anonymous tips of a past: what nobody signs, what is answered, what came of it. Nothing says who gave one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.conversation.tip_readers import readers
from bot.sample.days import later
from bot.sample.story import Story
from bot.sample.words import ANSWERS, TIPS, some
from bot.store.codes import DIGITS, LENGTH
from bot.store.people import Who
from bot.store.tips import ANSWER, RESULT, Draft

EVERY = timedelta(days=30)
READ = 2000  # minutes, more or less
ANSWERED, CLOSED = 0.75, 0.5


def tips(story: Story) -> Iterator[datetime]:
    """One now and then; most are answered, some closed."""
    chance = story.stage.chance
    while True:
        at = story.now
        id = _given(story, at)
        at += later(chance, READ)
        yield at
        reader = _reader(story, at)
        if reader and chance.random() < ANSWERED:
            story.stage.tx.tips.say(id, ANSWER, some(chance, ANSWERS, reader.lang), at.date(), by=reader.person_id)
        at += EVERY / 2
        yield at
        if reader and chance.random() < CLOSED:
            story.stage.tx.tips.say(id, RESULT, some(chance, ANSWERS, reader.lang), at.date(), by=reader.person_id)
            story.stage.tx.tips.change(id, closed=True)
        yield at + EVERY / 2


def _given(story: Story, at: datetime) -> int:
    """One, with a code that nobody has."""
    chance, books = story.stage.chance, story.stage.tx.tips
    draft = Draft(some(chance, TIPS, chance.choice(("en", "es"))))
    code = "".join(chance.choice(sorted(DIGITS)) for _ in range(LENGTH))
    id, _ = books.make(story.world.organisation_id, draft, at.date(), code)
    books.change(id, told=True)
    return id


def _reader(story: Story, at: datetime) -> Who | None:
    with story.stage.turn(story.world.yards[0].people[0].id, at) as context:
        found = readers(context, story.world.organisation_id, second=False) if context else []
    return found[0] if found else None
