"""What is known of programmes, as values: what proves a standing, how long it counts, which arrangements there are.

The facts themselves are data with a date and a source, and stand in flows/programmes.yaml.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

RISKS = ("high", "medium", "low")
NEEDS = ("arrangement", "security")


@dataclass(frozen=True)
class Programme:
    """`tiers` are the entity types that have a tier there; `country` is empty where it is no country's."""

    id: str
    name: str
    country: str
    statuses: tuple[str, ...]
    tiers: tuple[str, ...]


@dataclass(frozen=True)
class Returning:
    """A day that comes again to members of a programme; `months` 0 where nothing says after how long."""

    id: str
    programme: str
    name: str
    months: int
    remind: tuple[int, ...]
    certainty: str
    source: str


@dataclass(frozen=True)
class Proof:
    """A kind of evidence. `months` is how long it counts at most, 0 where nothing says; `by_risk` how long says the risk.

    `printed`: its end may be printed on it. `needs`: what it must have besides. Without `enough` it closes nothing.
    """

    id: str
    programme: str
    name: str
    country: str = ""
    months: int = 0
    by_risk: bool = False
    printed: bool = False
    needs: tuple[str, ...] = ()
    enough: bool = True
    remind: tuple[int, ...] = ()
    certainty: str = ""
    source: str = ""


@dataclass(frozen=True)
class Arrangement:
    """Signed with the United States; `signed` is 2014-10 or 2023-04-17. `members` are the countries of a union."""

    country: str
    signed: str
    members: tuple[str, ...]
    certainty: str
    source: str

    @property
    def since(self) -> date:
        """The first day on which it was surely signed: of a month without a day, the last."""
        year, month, *day = map(int, self.signed.split("-"))
        return date(year, month, day[0] if day else monthrange(year, month)[1])


@dataclass(frozen=True)
class Standard:
    id: str
    name: str
    approved: str
    certainty: str
    source: str


@dataclass(frozen=True)
class Facts:
    """All of it. `assessment` is after how many months a partner is assessed again, by its risk; `mark` the score that is
    enough, `weights` what a point counts by its severity."""

    checked: str = ""
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    dates: Mapping[str, Returning] = field(default_factory=dict)
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    arrangements: tuple[Arrangement, ...] = ()
    without: tuple[str, ...] = ()
    standards: tuple[Standard, ...] = ()
    assessment: Mapping[str, int] = field(default_factory=dict)
    mark: int = 0
    weights: Mapping[str, int] = field(default_factory=dict)

    def arrangement(self, country: str) -> Arrangement | None:
        """That of a country, or of the union it belongs to."""
        return next((one for one in self.arrangements if country in (one.country, *one.members)), None)

    def dates_of(self, programme: str) -> tuple[Returning, ...]:
        return tuple(one for one in self.dates.values() if one.programme == programme)

    def tiered(self, programme: str, entity: str) -> bool:
        """Does a member of this entity type have a tier?"""
        return programme in self.programmes and entity in self.programmes[programme].tiers
