"""Who and what there is before the past begins: an organisation, its sites in several time zones, people of every role.

Whoever is there already belongs to it. All names are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.engine.flow import CENTRAL, LAST, ROLES, Flow
from bot.named import organisation_named, site_named
from bot.people import add
from bot.sample.books import Colleague, Seals, Yard, seals_of, units
from bot.sample.words import FIRST
from bot.sample.words import LAST as SURNAMES
from bot.store import past
from bot.store.transaction import Transaction

ORGANISATION = "Sample Logistics"
SITES = (
    ("Laredo yard", "America/Chicago", "en"),
    ("Patio Tijuana", "America/Tijuana", "es"),
    ("Bodega Bogotá", "America/Bogota", "es"),
)
SORTS = (
    "Patio",
    "Bodega",
    "Centro de distribución",
    "Cross-dock",
    "Terminal intermodal y recinto fiscalizado de exportación",
)
TOWNS = (
    ("Monterrey", "America/Monterrey"), ("Ciudad Juárez", "America/Ciudad_Juarez"), ("Guadalajara", "America/Mexico_City"),
    ("El Paso", "America/Denver"), ("Houston", "America/Chicago"), ("Cartagena de Indias", "America/Bogota"),
    ("Callao", "America/Lima"), ("Manzanillo", "America/Mexico_City"), ("Nogales", "America/Phoenix"),
    ("Veracruz", "America/Mexico_City"),
)  # fmt: skip
LONGEST = 60  # characters of the name of a site
MANY = 3  # people of a role that has many forms
TEAM = "T0PAST"
NUMBER = 8_800_000_000
BOTH = 0.15  # of the people have an account on either platform
ABSENT = 0.1  # of them do no quiz


@dataclass
class World:
    organisation_id: int
    yards: list[Yard]
    strangers: list[int]
    """Those who were made for it: what is written to them goes nowhere."""

    def colleague(self, person_id: int) -> Colleague | None:
        return next((one for yard in self.yards for one in yard.people if one.id == person_id), None)

    def yard_of(self, site_id: int) -> Yard:
        return next(one for one in self.yards if one.id == site_id)


def places(count: int) -> Iterator[tuple[str, str, str]]:
    """Name, time zone and language of so many sites; some names are as long as they get."""
    yield from SITES[:count]
    for number in range(count - len(SITES)):
        sort, (town, zone) = SORTS[number % len(SORTS)], TOWNS[number % len(TOWNS)]
        yield f"{sort} {town}"[: LONGEST - 4].rstrip() + f" {number + len(SITES) + 1:03}", zone, "es"


@dataclass
class Builder:
    """Makes it, with names that are given once."""

    tx: Transaction
    chance: Random
    flows: list[Flow]
    name: str
    begins: datetime
    languages: tuple[str, ...]
    given: int = 0
    theirs: bool = False
    """Somebody is there already: who decides among them stays theirs to say."""

    def world(self, sites: int) -> World:
        company = organisation_named(self.tx, self.name, create=True)
        self.theirs = bool(self.tx.people.staff(company.id, ROLES))
        made: list[int] = []
        yards = [self._yard(company.id, number, place, made) for number, place in enumerate(places(sites))]
        return World(company.id, yards, made)

    def _yard(self, org: int, number: int, place: tuple[str, str, str], made: list[int]) -> Yard:
        name, zone, lang = place
        site = site_named(self.tx, org, name, create=True, zone=zone)
        there = self.tx.people.staff(org, ROLES, site.id)
        people = [self._colleague(who.person_id, who.name, who.role, who.lang) for who in there]
        for role in self._wanted([who.role for who in there], head=number == 0):
            one = self._added(name, role, lang if self.chance.random() < 0.7 else self.chance.choice(self.languages))
            people.append(one)
            made.append(one.id)
        trailers, containers, tractors = units(self.chance, number)
        return Yard(site.id, name, zone, people, trailers, containers, tractors, Seals(seals_of(number)))

    def _wanted(self, there: list[str], *, head: bool) -> list[str]:
        """Everybody who is missing: what one office does for all is done at the first site."""
        roles = [
            role for role in ROLES if (head or role not in (*CENTRAL, LAST)) and not (self.theirs and role == LAST)
        ]
        return [role for role in roles for _ in range(self._count(role) - there.count(role))]

    def _count(self, role: str) -> int:
        """Those who fill in most forms are several."""
        forms = [flow for flow in self.flows if role in flow.roles and flow.ways.from_menu and not flow.ways.incident]
        return MANY if self.flows and role in ROLES[:MANY] and forms else 1

    def _added(self, site: str, role: str, lang: str) -> Colleague:
        self.given += 1
        name, accounts = self._name(lang), self._accounts()
        placed = {"name": name, "role": role, "site": site, "zone": "", "lang": lang, "org": self.name}
        add(self.tx, self.languages, self.begins, create=False, **placed, **accounts)
        member = self.tx.people.members()[-1]
        past.invented(self.tx, member.id, [channel for channel, account in accounts.items() if account])
        return self._colleague(member.id, name, role, lang)

    def another_name(self) -> str:
        """Of somebody more."""
        self.given += 1
        return self._name(self.chance.choice(self.languages))

    def _name(self, lang: str) -> str:
        """Nobody is called like somebody else."""
        first, last = FIRST[lang], SURNAMES[lang]
        number, round = self.given % (len(first) * len(last)), self.given // (len(first) * len(last))
        again = f" {last[round % len(last)]}" if round else ""
        return f"{first[number % len(first)]} {last[(number * 7 + number // len(first)) % len(last)]}{again}"

    def _accounts(self) -> dict[str, str]:
        slack, telegram = f"{TEAM}:U{self.given:05}", str(NUMBER + self.given)
        if self.chance.random() < BOTH:
            return {"slack": slack, "telegram": telegram}
        return {"slack": slack, "telegram": ""} if self.given % 2 else {"slack": "", "telegram": telegram}

    def _colleague(self, id: int, name: str, role: str, lang: str) -> Colleague:
        lang = lang if lang in self.languages else self.languages[0]
        return Colleague(id, name, role, lang, 0.82 + self.chance.random() * 0.17, self.chance.random() < ABSENT)
