"""What people do with questions that come back, and with lessons: most answer, some days later, and mostly rightly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.recalled import asked
from bot.presses.training import AnswerRecall, BeginLesson
from bot.sample.story import Story
from bot.store.recalls import Recall

LOOKS = timedelta(hours=89)  # from one time that anybody takes care of it to the next: another hour each time
ANSWERS, BEGINS = 0.6, 0.5
KNOWS = 0.8  # by the second time
MOMENT = timedelta(seconds=45)


@dataclass(frozen=True)
class Learners:
    story: Story

    def life(self) -> Iterator[datetime]:
        while True:
            at = self.story.now
            for one in self._willing():
                yield at
                at += MOMENT
                self._answers(one)
            for person, run in self._curious():
                yield at
                at += MOMENT
                self._begins(person, run)
            yield max(at, self.story.now) + LOOKS

    def _willing(self) -> list[Recall]:
        chance = self.story.stage.chance
        waiting = self.story.stage.tx.recalls.waiting(self.story.world.organisation_id)
        return [one for one in waiting if chance.random() < ANSWERS]

    def _curious(self) -> list[tuple[int, int]]:
        """Who begins which lesson, of those that were offered lately."""
        chance, org = self.story.stage.chance, self.story.world.organisation_id
        offered = self.story.stage.tx.recalls.unopened(org, self.story.now - LOOKS)
        return [(one.person_id, one.run_id) for one in offered if chance.random() < BEGINS]

    def _answers(self, one: Recall) -> None:
        stage = self.story.stage
        question = asked(stage.library, one)
        if question:
            right = [number for number in range(len(question.choices)) if question.right(number)]
            wrong = [number for number in range(len(question.choices)) if not question.right(number)]
            number = stage.chance.choice(right if stage.chance.random() < KNOWS or not wrong else wrong)
            stage.press(one.person_id, AnswerRecall(one.id, one.asked, number), self.story.now)

    def _begins(self, person: int, run: int) -> None:
        """A lesson, and the question that goes with it."""
        if self.story.stage.press(person, BeginLesson(run), self.story.now):
            mine = self.story.stage.tx.recalls.of(person)
            for one in [one for one in mine if one.open and one.run_id == run]:
                self._answers(one)
