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
        if one.event == "counted" or (one.number in self.on.get(one.unit, ()) and one.event == "verified"):
            return
        if one.event == "replaced":
            self.cut += self.on.pop(one.unit, [])
        self._away(one.number)
        where = {"received": self.stock, "issued": self.out, "broken": self.cut}.get(one.event)
        if one.event in ("affixed", "replaced", "verified"):
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

    def ready(self, events: frozenset[str]) -> bool:
        """Are there the seals that a form is about which does this with them?"""
        needed = {
            "affixed": self.seals.out,
            "replaced": self.seals.out,
            "destroyed": self.seals.cut,
            "counted": self.seals.stock,
        }
        at_units = events & {"verified", "broken"} and not events & {"affixed"}
        return all(needed.get(event, True) for event in events) and (not at_units or bool(self.seals.on))

    def another(self, chance: Random, container: bool, *, sealed: bool) -> str:
        """A unit of the other sort; one that has a seal, if there is one."""
        some = self.containers if container else self.trailers
        return chance.choice([unit for unit in some if sealed and unit in self.seals.on] or some)


def container_number(chance: Random) -> str:
    """One whose check digit is right."""
    ten = f"{chance.choice(MAKERS['container'])}{chance.randrange(1_000_000):06}"
    return f"{ten}{check_digit(ten)}"


def seals_of(number: int) -> str:
    """What the seals of the so-many-th yard begin with."""
    return f"Y{number:03}S"


def trailers_of(number: int) -> str:
    return f"TR{number:03}"


def tractors_of(number: int) -> str:
    return f"TT{number:03}"


def units(chance: Random, number: int, count: int = UNITS) -> tuple[list[str], list[str], list[str]]:
    """Trailers, containers and tractors of the so-many-th yard."""
    return (
        [f"{trailers_of(number)}{n:02}" for n in chance.sample(range(10, 99), count)],
        [container_number(chance) for _ in range(count)],
        [f"{tractors_of(number)}{n:02}" for n in chance.sample(range(10, 99), count // 2)],
    )
