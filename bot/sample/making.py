"""A past from its beginning to its end, a week of it in one transaction, and then nothing of it that goes on.

The same wishes make the same rows. Looks at no clock.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.organisation import settle
from bot.sample import company
from bot.sample.agenda import Agenda
from bot.sample.copies import Copies
from bot.sample.nights import Nights
from bot.sample.scope import Wanted
from bot.sample.stage import Stage
from bot.sample.story import Story
from bot.sample.trained import BEFORE, train
from bot.sample.world import Builder
from bot.store import past
from bot.store.claiming import NOBODY
from bot.store.contents import Kept
from bot.store.copying import Steps
from bot.store.database import Storage
from bot.store.transaction import Transaction

WEEK = timedelta(weeks=1)
PLAYING, COPYING = "Playing", "Copying"
SIGNED = (0.5, 0.7)  # the part of the time in which every inspection is signed off by somebody else


@dataclass(frozen=True)
class Made:
    """How much there is now."""

    name: str
    sites: int
    runs: int
    answers: int


class Refusal(Exception):
    """There is a past already: one sentence."""


THERE = "There are forms already: a sample is only made in a database in which nothing was begun."


@dataclass
class Making:
    storage: Storage
    library: Library
    wording: Wording
    wanted: Wanted
    photos: Sequence[Kept] = ()
    papers: Mapping[str, Kept] = field(default_factory=dict)
    told: Callable[[str, int, int, int], None] = lambda _what, _done, _of, _forms: None
    """How far it is: what is done, so many of so many steps, and how many forms there are."""
    besides: Callable[[Transaction], None] = lambda _tx: None
    """What else is written before its days are sealed."""

    def make(self) -> Made:
        """All of it. Raises Refusal where anything was ever begun."""
        with unhurried():
            with self._transaction() as tx:
                story, timers = self._opened(tx)
                train(story)
                Agenda(story, self.wanted).enters()
                company.enters(story, self.wanted.name, {name: one.digest for name, one in self.papers.items()})
            weeks = list(self._weeks())
            for number, until in enumerate(weeks, 1):
                with self._transaction() as story.stage.tx:
                    self._played(story, until)
                    forms = past.counts(story.stage.tx)[0]
                self.told(PLAYING, number, len(weeks), forms)
                gc.collect()
            self._copied(story)
            self._sealed(story)
            with self._transaction() as tx:
                past.at_rest(tx, timers)
                return Made(self.wanted.name, self.wanted.sites + self.wanted.copies, *past.counts(tx))

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        """Past the writers of the program, who would try once more what has failed: what is played cannot be played twice."""
        with self.storage.engine.begin() as connection:
            yield Transaction(connection, NOBODY)

    def _copied(self, story: Story) -> None:
        """What is like that which was played, a piece in a transaction."""
        with self._transaction() as tx:
            past.known_sizes(tx)
            copies = Copies(story, self.builder, Steps.measured(tx), self.wanted)
            orders = copies.orders(tx)
        for number, order in enumerate(orders, 1):
            with self._transaction() as tx:
                order(tx)
            self.told(COPYING, number, len(orders), copies.forms)
        with self._transaction() as tx:
            past.known_sizes(tx)

    def _sealed(self, story: Story) -> None:
        """What else there is, and every night of it, if that is wanted."""
        with self._transaction() as tx:
            self.besides(tx)
        if self.wanted.sealed:
            nights = Nights(story.stage, story.world.organisation_id, self._transaction, self.told)
            nights.pass_by(self.wanted.opened - BEFORE, self.wanted.until, busy=bool(self.wanted.runs))

    def _weeks(self) -> Iterator[datetime]:
        at = self.wanted.since
        while at < self.wanted.until:
            at = min(at + WEEK, self.wanted.until)
            yield at

    def _opened(self, tx: Transaction) -> tuple[Story, list[dict[str, Any]]]:
        if not past.untouched(tx):
            raise Refusal(THERE)
        wanted = self.wanted
        self.library.publish(tx, wanted.opened - BEFORE)
        timers = past.put_aside(tx)
        for one in (*self.photos, *self.papers.values()):
            tx.files.keep(one.digest, one.mime, one.size, one.type, wanted.since)
        chance = Random(wanted.seed)  # noqa: S311  the same each time, and no secret
        flows = list(self.library.today.values())
        self.builder = Builder(tx, chance, flows, wanted.name, wanted.opened - BEFORE, tuple(self.wording.languages))
        world = self.builder.world(wanted.sites)
        stage = Stage(tx, self.wording, self.library, chance)
        photos = tuple(one.digest for one in self.photos)
        return Story(stage, world, wanted.until, photos, wanted.since), timers

    def _played(self, story: Story, until: datetime) -> None:
        """Up to a time; while it lasts, somebody else signs off what was inspected."""
        share = (until - self.wanted.since) / (self.wanted.until - self.wanted.since)
        trial = SIGNED[0] <= share < SIGNED[1]
        settings = {
            "sign_off": "inspections" if trial else "",
            "look_photos": "0",
        }  # five drawings are all the photos there are
        settle(story.stage.tx, self.wanted.name, "", settings)
        story.plays(until)


@contextmanager
def unhurried() -> Iterator[None]:
    """Little that is made here is garbage: looking for it after every week is enough, and all the time takes a fifth of it."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
