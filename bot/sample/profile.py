"""The security profile of a past: the type of company and its programs, narratives, and what is attached, at their times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.organisation import settle
from bot.sample.days import at_wall
from bot.sample.profile_words import ATTACHED, NARRATED, Attached, Narrated
from bot.sample.story import Story
from bot.store import profiles
from bot.store.profiles import NARRATIVE
from bot.store.programmes import KeptMembership

ENTITY = "third_party_logistics"  # of the criteria; one that is not there is not set
ENTERED = 240  # days before the end
# Programs, each with its status and its days: so many days after the end each comes next.
PROGRAMMES: Mapping[str, tuple[str, Mapping[str, int]]] = {
    "ctpat": ("validated", {"review": 72, "revalidation": 512}),
    "basc": ("certified", {"recertification": 54}),
    "oea-mx": ("certified", {"oea-renewal": 231}),
}


@dataclass(frozen=True)
class Writing:
    """Who writes it, in their language, and the papers by name."""

    story: Story
    name: str
    by: int
    lang: str
    papers: Mapping[str, str]

    def begins(self) -> None:
        self.story.begins(self._programmes(), self._at(ENTERED, 0))
        every: tuple[Narrated | Attached, ...] = (*NARRATED, *ATTACHED)
        for number, one in enumerate(every):
            self.story.begins(self._entry(one), self._at(one.ago, number))

    def _at(self, ago: int, number: int) -> datetime:
        """So many days before the end, in the afternoon of the first site."""
        clock = ZoneInfo(self.story.world.yards[0].zone)
        day = self.story.until.astimezone(clock).date() - timedelta(days=ago)
        return at_wall(day, time(14, number), clock)

    def _programmes(self) -> Iterator[datetime]:
        stage, today = self.story.stage, self.story.until.date()
        facts, criteria = stage.library.programmes.programmes, stage.library.criteria
        if ENTITY in criteria.entities:
            settle(stage.tx, self.name, "", {"entity": ENTITY})
        for id, (status, days) in PROGRAMMES.items():
            if id in facts:
                stage.tx.programmes.keep(self._membership(id, status, days, today), self.by, self.story.now)
        yield from ()

    def _membership(self, id: str, status: str, days: Mapping[str, int], today: date) -> KeptMembership:
        coming = {name: today + timedelta(days=ahead) for name, ahead in days.items()}
        return KeptMembership(0, self.story.world.organisation_id, id, status, 0, coming)

    def _entry(self, one: Narrated | Attached) -> Iterator[datetime]:
        stage, org, now = self.story.stage, self.story.world.organisation_id, self.story.now
        if one.criterion in stage.library.criteria.by_id:
            if isinstance(one, Narrated):
                words = one.words.get(self.lang) or one.words["en"]
                profiles.add(stage.tx, org, one.criterion, NARRATIVE, self.by, now, words=words, lang=self.lang)
            elif paper := self.papers.get(one.name):
                profiles.add(stage.tx, org, one.criterion, one.kind, self.by, now, files=(paper,), lang=self.lang)
        yield from ()
