"""How much of a past is wanted: for how long, at how many sites, how many forms a day. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FEW, MOST_SITES = 3, 200
LONGEST = 520  # weeks
MOST_YEARS = 20
YEAR = 52  # weeks
USUAL = 2.5  # forms a day at a site
PLAYED = 2_000  # forms that are played one by one; what is more than that is like them
DIFFERENT = 3  # sites at least that are played, if there are so many
AT_A_SITE = 5_000  # forms a year


@dataclass(frozen=True)
class Wanted:
    """`rate` is how many forms are begun a day at each site, apart from what is planned and what follows from another.

    `copies` are sites that are like those that are played, and `runs` how many forms there are at all sites in the end, if that
    is given: what was played at a site is then there several times. Of the last two weeks the rate is `lately`, if that is
    given. Before it there are so many `years` that were like it. Where its days are `sealed`, each was in the night after it.
    """

    name: str
    since: datetime
    until: datetime
    sites: int
    rate: float
    seed: int = 1
    copies: int = 0
    lately: float = 0.0
    runs: int = 0
    years: int = 0
    sealed: bool = False

    @property
    def opened(self) -> datetime:
        """When the first of those years began."""
        return self.since - self.years * timedelta(weeks=YEAR)


@dataclass(frozen=True)
class Scope:
    """As it was asked for: weeks, or forms, or else a year; 0 is as many as it takes."""

    weeks: int
    runs: int
    sites: int
    years: int = 0

    def wanted(self, name: str, until: datetime, seed: int) -> Wanted:
        weeks = self.weeks or YEAR
        since, days = until - timedelta(weeks=weeks), weeks * 7
        if not self.runs:
            return self._spread(name, since, until, seed, self.sites or FEW, USUAL * days)
        sites = self.sites or min(max(FEW, -(-self.runs // AT_A_SITE)), MOST_SITES)
        return self._spread(name, since, until, seed, sites, self.runs / sites)

    def _spread(self, name: str, since: datetime, until: datetime, seed: int, sites: int, each: float) -> Wanted:
        """So many forms at each of the sites; if that is given by how many there are of all, few of them are played."""
        least = min(sites, DIFFERENT)
        played = min(sites, max(least, int(PLAYED / each))) if self.runs else sites
        rate = (min(each, PLAYED / played) if self.runs else each) / (until - since).days
        return Wanted(name, since, until, played, rate, seed, sites - played, 0.0, self.runs, self.years, sealed=True)
