"""Many more sites that are like those that were played: the same forms, with other people, units, seals and times.

Where more happens than was played, the same is there several times, of other units; and the years before were like this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from bot.named import site_named
from bot.sample.books import Yard, container_number, seals_of, tractors_of, trailers_of
from bot.sample.scope import Wanted
from bot.sample.story import Story
from bot.sample.world import LONGEST, SORTS, Builder
from bot.store.copying import YEAR, Copier, Copy, Steps
from bot.store.organisations import KeptSite
from bot.store.played import runs_at, unsettled_at
from bot.store.transaction import Transaction

LATEST = 1500  # seconds by which a copy is later, at most
SOONER = 10_800  # seconds by which what is there once more is earlier, at most


@dataclass(frozen=True)
class Place:
    """Where copies of a site that was played are: there, or at one like it, with these people of it."""

    source: Yard
    id: int
    code: str
    names: Mapping[int, tuple[str, str]]
    people: Mapping[int, int]
    suffix: str = ""


@dataclass
class Copies:
    """`wanted.sites` is how many there were before the first copy."""

    story: Story
    builder: Builder
    steps: Steps
    wanted: Wanted
    known: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The steps of each site that was played whose answers name anything."""
    unsettled: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The runs of each that were not over."""
    lasts: dict[int, dict[int, int]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    before: Counter[int] = field(default_factory=Counter)
    made: int = 0
    forms: int = 0
    """How many there are now."""

    def orders(self, tx: Transaction) -> list[Callable[[Transaction], None]]:
        """Everything that is to be copied, a piece after the other: sites, what is there once more, earlier years."""
        yards, sites = self.story.world.yards, self.wanted.sites + self.wanted.copies
        first = [partial(self._begun, yard=yards[n % len(yards)], number=n) for n in range(sites)]
        times = [self._times(tx, yards[n % len(yards)]) for n in range(sites)]
        more = [partial(self._once_more, number=n) for n in range(sites) for _ in range(times[n] - 1)]
        years = [
            partial(self._once_more, number=n, years=ago)
            for ago in range(1, self.wanted.years + 1)
            for n in range(sites)
            for _ in range(times[n])
        ]
        return [*first, *more, *years]

    def _times(self, tx: Transaction, source: Yard) -> int:
        """How often what was played at a site is at each of them."""
        if not self.wanted.runs:
            return 1
        each = self.wanted.runs / (self.wanted.sites + self.wanted.copies)
        return max(1, round(each / max(runs_at(tx, source.id, self.steps), 1)))

    def _begun(self, tx: Transaction, *, yard: Yard, number: int) -> None:
        """A site with everything at it; those that were played are there."""
        copier = Copier(tx, self.steps, self.lasts)
        if number < self.wanted.sites:
            self.forms += runs_at(tx, yard.id, self.steps)
            ids = {id: id for id, _ in copier.named_at(yard.id)}
            self.places.append(Place(yard, yard.id, copier.code_of(yard.id), {}, ids))
            self.before[number] = 1
            return
        further = number - self.wanted.sites + 1
        site = self._site(tx, yard, further)
        names = {(id, old): self.builder.another_name() for id, old in copier.named_at(yard.id)}
        people = copier.people(yard.id, site.id, {id: new for (id, _), new in names.items()})
        known = {id: (old, new) for (id, old), new in names.items()}
        self.places.append(Place(yard, site.id, copier.code_of(site.id), known, people, f"-{further}"))
        self._copied(copier, number, self.story.stage.chance.randrange(1, LATEST))

    def _once_more(self, tx: Transaction, *, number: int, years: int = 0) -> None:
        sooner = self.story.stage.chance.randrange(1, SOONER)
        self._copied(Copier(tx, self.steps, self.lasts), number, -sooner, years)

    def _copied(self, copier: Copier, number: int, seconds: int, years: int = 0) -> None:
        place, source = self.places[number], self.places[number].source
        self.made += 1
        words = self._words(place, self.wanted.sites + self.made - 1)
        if source.id not in self.known:
            self.known[source.id] = copier.steps_with(source.id, self._old(source, copier.named_at(source.id)))
        again = self.before[number] > 0  # what waits for somebody is there once at a site, not as often as its past
        if again and source.id not in self.unsettled:
            self.unsettled[source.id] = unsettled_at(copier.tx, source.id, self.steps)
        self.forms += copier.copy(
            Copy(
                self.made, source.id, place.id, place.code, seconds, words, place.people, self.known[source.id],
                place.suffix, self.before[number], years * YEAR, self.unsettled[source.id] if again else (),
            )
        )  # fmt: skip
        self.before[number] += 1
        copier.done()

    def _site(self, tx: Transaction, source: Yard, number: int) -> KeptSite:
        town = source.name.split(maxsplit=1)[-1] if number % 2 else source.name.split(maxsplit=1)[0]
        name = f"{SORTS[number % len(SORTS)]} {town}"[: LONGEST - 4].rstrip() + f" {number:03}"
        return site_named(tx, self.story.world.organisation_id, name, create=True, zone=source.zone)

    def _words(self, place: Place, further: int) -> dict[str, str]:
        """What stands in answers, and what stands in its place. Who is named with a number comes before who is named."""
        chance, at = self.story.stage.chance, self.story.world.yards.index(place.source)
        told = {f"#{id} {old}": f"#{place.people[id]} {new}" for id, (old, new) in place.names.items()}
        return {
            **told,
            **dict(place.names.values()),
            seals_of(at): seals_of(further),
            trailers_of(at): trailers_of(further),
            tractors_of(at): tractors_of(further),
            **{one: container_number(chance) for one in place.source.containers},
        }

    def _old(self, source: Yard, names: Iterable[tuple[int, str]]) -> tuple[str, ...]:
        at = self.story.world.yards.index(source)
        return (*(name for _, name in names), seals_of(at), trailers_of(at), tractors_of(at), *source.containers)
