"""The manual of a past: its procedures are published, most people have read what concerns them, and one changes in the year.

Who is asked, and when, is the program's own timer; between two of its looks nothing would come, and it does not ring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.editions import TIMER, words_of
from bot.organisation import settle
from bot.presses.manual import PublishProcedure
from bot.sample.days import at_wall, later
from bot.sample.story import Story
from bot.store.manual import KeptEdition

PUBLISHED, CHANGED, LATELY = 290, 75, 6  # days before the end
CHANGES = {"due_medium": "10"}  # what is set then, which stands in a procedure
READ, SLOW = 0.94, 0.72  # of those who were asked long ago, and lately
MINUTES = 1300  # until it is read, more or less
WRONG = 0.12  # of the first answers to its questions
LOOKS = 4  # days on which whoever was not asked yet is


@dataclass(frozen=True)
class Keeper:
    """Who keeps it. `last` is the procedure that is published late."""

    story: Story
    name: str
    by: int

    def begins(self) -> None:
        for ago, life in ((PUBLISHED, self._first), (CHANGED, self._change), (LATELY, self._late)):
            self.story.begins(life(), self._at(ago))

    def _at(self, ago: int) -> datetime:
        clock = ZoneInfo(self.story.world.yards[0].zone)
        day = self.story.until.astimezone(clock).date() - timedelta(days=ago)
        return at_wall(day, time(11, 15), clock)

    def _first(self) -> Iterator[datetime]:
        """All but the last one."""
        every = list(self.story.stage.library.procedures.by_id)
        for id in every[:-1]:
            self.story.stage.press(self.by, PublishProcedure(id), self.story.now)
        yield from self._reads(READ)

    def _late(self) -> Iterator[datetime]:
        every = list(self.story.stage.library.procedures.by_id)
        self.story.stage.press(self.by, PublishProcedure(every[-1]), self.story.now)
        yield from self._reads(SLOW)

    def _change(self) -> Iterator[datetime]:
        """A setting that a procedure speaks of is another; that is an edition more, and is read again."""
        settle(self.story.stage.tx, self.name, "", CHANGES)
        self._look(self.story.now)
        yield from self._reads(READ)

    def _look(self, at: datetime) -> None:
        self.story.stage.tx.timers.set(TIMER, at, str(self.story.world.organisation_id))

    def _reads(self, share: float) -> Iterator[datetime]:
        """Whoever is asked reads, one after the other."""
        for _ in range(LOOKS):
            self._look(self.story.now)
            at = self.story.now + timedelta(seconds=1)
            yield at
            self.story.stage.tx.timers.cancel(TIMER, str(self.story.world.organisation_id))
            for moment, person, one in self._reading(at, share):
                yield moment
                self._has_read(one, person, moment)
            yield max(self.story.now, at) + timedelta(hours=20)

    def _reading(self, at: datetime, share: float) -> list[tuple[datetime, int, KeptEdition]]:
        """Everybody who was asked just now and will, with when."""
        chance, books = self.story.stage.chance, self.story.stage.tx.manual
        current = {one.id: one for one in books.current(self.story.world.organisation_id)}
        asked = books.standings(self.story.world.organisation_id, list(current))
        fresh = [one for one in asked if one.told_at and at - one.told_at < timedelta(minutes=5)]
        reading = [one for one in fresh if chance.random() < share]
        coming = [(at + later(chance, MINUTES, 0.6), one.person_id, current[one.edition_id]) for one in reading]
        return sorted(coming, key=lambda each: (each[0], each[1], each[2].id))

    def _has_read(self, one: KeptEdition, person_id: int, at: datetime) -> None:
        """With its questions, now and then the second time; unless there is a newer edition, or they have left."""
        stage = self.story.stage
        who, there = stage.tx.people.whom(person_id), stage.tx.manual.get(one.organisation_id, one.id)
        if who is None or there is None or not there.current:
            return
        questions = words_of(one, who.lang)["questions"]
        stage.tx.manual.tried(one.id, person_id, list(self._tries(questions)))
        stage.tx.manual.read(one.id, person_id, at, who.channel, who.lang)

    def _tries(self, questions: list[dict[str, object]]) -> Iterator[tuple[int, int]]:
        for number, asked in enumerate(questions):
            right, choices = int(str(asked["right"])), asked["choices"]
            assert isinstance(choices, list)
            if self.story.stage.chance.random() < WRONG:
                yield number, (right + 1) % len(choices)
            yield number, right
