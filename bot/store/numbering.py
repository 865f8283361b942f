"""The numbers of records: short enough to say on the phone, one series for each site and year."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import INSERT, numbering, site

WORDS = 3  # whose initials are taken
NEXT = Prepared(
    {
        name: insert(numbering)
        .values(site_id=sa.bindparam("b_site"), year=sa.bindparam("b_year"), last=1)
        .on_conflict_do_update(index_elements=["site_id", "year"], set_={"last": numbering.c.last + 1})
        .returning(numbering.c.last)
        for name, insert in INSERT.items()
    }
)
CODE = Prepared(sa.select(site.c.code).where(site.c.id == sa.bindparam("b_site")))


def initials(name: str) -> str:
    """What a site is called in numbers: PV for Patio Vallejo, LAR for Laredo."""
    plain = unicodedata.normalize("NFKD", name.upper()).encode("ascii", "ignore").decode()
    words = ["".join(filter(str.isalnum, word)) for word in plain.split()]
    words = [word for word in words if word]
    if len(words) == 1:
        return words[0][:WORDS]
    return "".join(word[0] for word in words[:WORDS]) or "S"


def free(code: str, taken: Collection[str]) -> str:
    """The code, or the first like it that no other site has."""
    return next(one for one in (code, *(f"{code}{n}" for n in range(2, len(taken) + 3))) if one not in taken)


@dataclass(slots=True)
class Numbering:
    """The series of every site. `waited_for`: others may have to wait for this transaction, since it has given a number."""

    connection: sa.Connection
    dialect: str
    waited_for: bool = field(default=False, init=False)

    def next(self, site_id: int, year: int) -> str:
        """The next number of a site in a year, such as PV-26-0042. Whoever else takes one there waits until this is kept."""
        of = {"b_site": site_id, "b_year": year}
        code: str = CODE.value(self.connection, {"b_site": site_id})
        number: int = NEXT.value(self.connection, of)
        self.waited_for = self.dialect != "sqlite"  # which has one writer anyway
        return f"{code or f'S{site_id}'}-{year % 100:02}-{number:04}"
