"""What is at a yard while its past is played: people, units, and which seal is where. In memory; the ledger has its own.

Knows no flow by name: what becomes of a seal is what the answers of a finished run make of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from bot.engine.entries import Entry
from bot.engine.identifiers import check_digit, last_of
from bot.sample.words import MAKERS

BOX = 60  # seals in a box
LOW = 15  # seals in stock below which the next box is wanted
UNITS = 14  # of each sort that come back again and again


@dataclass(frozen=True)
class Colleague:
    """Somebody who works there. `skill` is how likely they know an answer of a quiz, `absent` whether they do none."""

    id: int
    name: str
    role: str
    lang: str
    skill: float = 0.9
    absent: bool = False


@dataclass
class Seals:
    """Where the seals of a yard are, by their numbers: in stock, given out, on units, cut."""

    prefix: str
    box: int = 0
    stock: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    on: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def next_box(self) -> tuple[str, str]:
        """The first and the last number of a box that nobody has had."""
        first = f"{self.prefix}{10_001 + self.box * BOX:07}"
        self.box += 1
        return first, last_of(first, BOX)

    def follow(self, made: Iterable[Entry]) -> None:
        """What a finished run has made of seals. What is disputed does not count."""
        for one in made:
            if not one.disputed:
                self._moved(one)

    def _moved(self, one: Entry) -> None:
        if one.event in ("verified", "counted"):
            return
        if one.event == "replaced":
            self.cut += self.on.pop(one.unit, [])
        self._away(one.number)
        where = {"received": self.stock, "issued": self.out, "broken": self.cut}.get(one.event)
        if one.event in ("affixed", "replaced"):
            where = self.on[one.unit]
        if where is not None:
            where.append(one.number)

    def _away(self, number: str) -> None:
        for some in (self.stock, self.out, self.cut, *self.on.values()):
            if number in some:
                some.remove(number)
        for unit in [unit for unit, there in self.on.items() if not there]:
            del self.on[unit]


@dataclass
class Yard:
    """A site while it is played."""

    id: int
    name: str
    zone: str
    people: list[Colleague]
    trailers: list[str]
    containers: list[str]
    tractors: list[str]
    seals: Seals

    def with_role(self, roles: Iterable[str]) -> list[Colleague]:
        return [one for one in self.people if one.role in roles]

    def unit(self, chance: Random, events: frozenset[str]) -> str:
        """A unit for a form that does this with seals: one that has a seal, or one that has none, or any."""
        every = [*self.trailers, *self.containers]
        sealed = sorted(self.seals.on)
        if events & {"verified", "broken", "replaced"} and sealed:
            return chance.choice(sealed)
        if "affixed" in events:
            return chance.choice([unit for unit in every if unit not in self.seals.on] or every)
        return chance.choice(every)

    def another(self, chance: Random, container: bool, *, sealed: bool) -> str:
        """A unit of the other sort; one that has a seal, if there is one."""
        some = self.containers if container else self.trailers
        return chance.choice([unit for unit in some if sealed and unit in self.seals.on] or some)


def container_number(chance: Random) -> str:
    """One whose check digit is right."""
    ten = f"{chance.choice(MAKERS['container'])}{chance.randrange(1_000_000):06}"
    return f"{ten}{check_digit(ten)}"


def units(chance: Random, count: int = UNITS) -> tuple[list[str], list[str], list[str]]:
    """Trailers, containers, tractors."""
    numbers = chance.sample(range(200, 999), 2 * count)
    return (
        [f"TR{number}" for number in numbers[:count]],
        [container_number(chance) for _ in range(count)],
        [f"T{number}" for number in numbers[count : count + count // 2]],
    )
