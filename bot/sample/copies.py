"""Many more sites that are like those that were played: the same forms, with other people, units, seals and times."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.named import site_named
from bot.sample.books import Yard, container_number, seals_of, tractors_of, trailers_of
from bot.sample.story import Story
from bot.sample.world import LONGEST, SORTS, Builder
from bot.store.copying import Copier, Copy, Steps
from bot.store.organisations import KeptSite
from bot.store.transaction import Transaction

LATEST = 1500  # seconds by which a copy is later, at most


@dataclass
class Copies:
    """`played` is how many sites there were before the first copy."""

    story: Story
    builder: Builder
    steps: Steps
    played: int
    known: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The steps of each site that was played whose answers name anything."""

    def make(self, tx: Transaction, number: int) -> None:
        """The so-many-th of them, from 1 on, with everything at it."""
        source = self.story.world.yards[(number - 1) % self.played]
        place = self._site(tx, source, number)
        copier = Copier(tx, self.steps)
        names = {one: self.builder.another_name() for one in copier.named_at(source.id)}
        people = copier.people(source.id, place.id, {id: new for (id, _), new in names.items()})
        words = self._words(source, number, {id: (old, new) for (id, old), new in names.items()}, people)
        if source.id not in self.known:
            self.known[source.id] = copier.steps_with(source.id, words)
        seconds = self.story.stage.chance.randrange(1, LATEST)
        copier.copy(
            Copy(number, source.id, place.id, copier.code_of(place.id), seconds, words, people, self.known[source.id])
        )
        copier.done()

    def _site(self, tx: Transaction, source: Yard, number: int) -> KeptSite:
        town = source.name.split(maxsplit=1)[-1] if number % 2 else source.name.split(maxsplit=1)[0]
        name = f"{SORTS[number % len(SORTS)]} {town}"[: LONGEST - 4].rstrip() + f" {number:03}"
        return site_named(tx, self.story.world.organisation_id, name, create=True, zone=source.zone)

    def _words(
        self, source: Yard, number: int, names: dict[int, tuple[str, str]], people: dict[int, int]
    ) -> dict[str, str]:
        """What stands in answers, and what stands in its place. Who is named with a number comes before who is named."""
        chance, at = self.story.stage.chance, self.story.world.yards.index(source)
        further = self.played + number - 1
        told = {f"#{id} {old}": f"#{people[id]} {new}" for id, (old, new) in names.items()}
        return {
            **told,
            **dict(names.values()),
            seals_of(at): seals_of(further),
            trailers_of(at): trailers_of(further),
            tractors_of(at): tractors_of(further),
            **{one: container_number(chance) for one in source.containers},
        }
