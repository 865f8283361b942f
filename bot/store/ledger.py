"""The seal ledger: what happened to each seal, from its box to its end. Rows are only added; one can take another back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.engine.entries import Entry
from bot.engine.ledger import ON_UNIT
from bot.store.people import Who
from bot.store.runs import KeptRun
from bot.store.sql import loose_seal, person, run, seal_event, site

c = seal_event.c
back = seal_event.alias()
later = seal_event.alias()
STANDS = sa.and_(c.taken_back.is_(None), ~sa.exists().where(back.c.taken_back == c.id))
# The same where rows are found by when they were entered: nearly all of them take nothing back, and that is no way to find any.
ENTERED = sa.and_(sa.func.coalesce(c.taken_back, 0) == 0, ~sa.exists().where(back.c.taken_back == c.id))
COUNTS = sa.and_(STANDS, c.disputed == "")
LATER_STANDS = sa.and_(later.c.taken_back.is_(None), ~sa.exists().where(back.c.taken_back == later.c.id))
SUPERSEDED = sa.exists().where(
    later.c.organisation_id == c.organisation_id, later.c.number == c.number, later.c.id > c.id, later.c.disputed == "",
    LATER_STANDS,
)  # fmt: skip
# The last that counts of a seal is that it was issued, or the ledger did not agree with what was entered, and nothing that
# counts came after. By when they were entered, and not by what is taken back.
LOOSE = sa.and_(sa.or_(c.event == "issued", c.disputed != ""), ENTERED, ~SUPERSEDED)
REPLACED = sa.exists().where(
    later.c.organisation_id == c.organisation_id, later.c.unit == c.unit, later.c.id > c.id, later.c.run_id != c.run_id,
    later.c.event == "replaced", later.c.disputed == "", LATER_STANDS,
)  # fmt: skip
KEYS = ("step", "event", "number", "unit", "whom", "photo", "disputed")


@dataclass(frozen=True)
class SealEvent:
    """One event as it is read: `by` is who entered it, `record` the number of the run, `zone` that of its site.

    Of a `confidential` run it counts and is shown to nobody.
    """

    id: int
    event: str
    number: str
    unit: str
    whom: str
    photo: str
    disputed: str
    at: datetime
    run_id: int
    by: str
    site: str
    zone: str
    record: str
    confidential: bool
    site_id: int = 0
    digest: str = ""


READ = (
    sa.select(
        c.id, c.event, c.number, c.unit, c.whom, c.photo, c.disputed, c.at, c.run_id, person.c.name, site.c.name,
        site.c.zone, run.c.number, run.c.confidential, run.c.site_id, run.c.digest,
    )
    .join(person, person.c.id == c.person_id)
    .join(site, site.c.id == c.site_id)
    .join(run, run.c.id == c.run_id)
    .order_by(c.id)
)  # fmt: skip


@dataclass(slots=True)
class Ledger:
    """Every organisation's own."""

    connection: sa.Connection
    dialect: str

    def lock(self, organisation_id: int, numbers: Sequence[str]) -> None:
        """Of two who enter one seal at once, or a box each, the second reads what the first has entered."""
        if self.dialect == "postgresql":
            what = numbers[0] if len(numbers) == 1 else "box"
            of_both = sa.func.hashtextextended(f"seal/{organisation_id}/{what}", 0)
            self.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(of_both)))

    def chain(self, organisation_id: int, number: str) -> tuple[SealEvent, ...]:
        """What happened to a seal, the oldest first."""
        return self._read(c.organisation_id == organisation_id, c.number == number, STANDS)

    def chains(self, organisation_id: int, numbers: Sequence[str], without: int) -> dict[str, tuple[SealEvent, ...]]:
        """The chains of several seals, without what this run has entered."""
        found: dict[str, tuple[SealEvent, ...]] = {}
        for event in self._read(
            c.organisation_id == organisation_id, c.number.in_(numbers), c.run_id != without, STANDS
        ):
            found[event.number] = (*found.get(event.number, ()), event)
        return found

    def on_unit(self, organisation_id: int, unit: str) -> tuple[SealEvent, ...]:
        """The last event of each seal that is on a unit now."""
        if not unit:
            return ()
        here = (c.organisation_id == organisation_id, c.unit == unit, c.event.in_(ON_UNIT), c.event != "broken")
        return self._read(*here, COUNTS, ~SUPERSEDED, ~REPLACED)

    def stocked(self, organisation_id: int) -> bool:
        """Does the organisation keep a stock: did it ever receive a seal?"""
        query = sa.select(c.id).where(c.organisation_id == organisation_id, c.event == "received", COUNTS).limit(1)
        return self.connection.execute(query).scalar() is not None

    def like(self, organisation_id: int, part: str, most: int) -> tuple[str, ...]:
        """The numbers in the ledger that end with these signs."""
        query = sa.select(c.number).where(
            c.organisation_id == organisation_id, c.number.endswith(part, autoescape=True)
        )
        return tuple(self.connection.execute(query.distinct().order_by(c.number).limit(most)).scalars())

    def in_hand(self, organisation_id: int, site_id: int, *events: str) -> tuple[str, ...]:
        """The numbers of a site whose last event is one of these."""
        here = (c.organisation_id == organisation_id, c.site_id == site_id, c.event.in_(events))
        query = sa.select(c.number).where(*here, COUNTS, ~SUPERSEDED).order_by(c.number)
        return tuple(self.connection.execute(query).scalars())

    def those(self, ids: Sequence[int]) -> tuple[SealEvent, ...]:
        """Some events, in the order in which they were entered."""
        return self._read(c.id.in_(ids))

    def _read(self, *which: sa.ColumnElement[bool]) -> tuple[SealEvent, ...]:
        return tuple(SealEvent(*tuple[Any, ...](row)) for row in self.connection.execute(READ.where(*which)))

    def bring_up(self, kept: KeptRun, by: Who, wanted: Sequence[Entry], at: datetime) -> None:
        """What the ledger has of a run becomes what it is to have: what is no longer said is taken back, never removed."""
        rows = self.connection.execute(
            sa.select(c.id, *(c[key] for key in KEYS)).where(c.run_id == kept.id, STANDS).order_by(c.id)
        )
        there: dict[tuple[Any, ...], int] = {tuple(row)[1:]: row.id for row in rows}
        rightly = {_key(entry): entry for entry in wanted}
        shared: dict[str, Any] = {
            "organisation_id": kept.organisation_id, "site_id": kept.site_id, "run_id": kept.id,
            "person_id": by.person_id, "at": at,
        }  # fmt: skip
        made = [
            {**shared, **dict(zip(KEYS, key, strict=True)), "taken_back": id}
            for key, id in there.items()
            if key not in rightly
        ]
        made += [
            {**shared, **dict(zip(KEYS, key, strict=True)), "taken_back": None} for key in rightly if key not in there
        ]
        if made:
            self.connection.execute(sa.insert(seal_event), made)
            lost_sight_of(
                self.connection,
                c.organisation_id == kept.organisation_id,
                c.number.in_({row["number"] for row in made}),
            )


def lost_sight_of(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> None:
    """Keeps which of some events are the last that is known of a seal, when anything has been entered of it."""
    connection.execute(sa.delete(loose_seal).where(loose_seal.c.event_id.in_(sa.select(c.id).where(*which))))
    rows = sa.select(c.id, c.site_id, c.at).where(LOOSE, *which)
    connection.execute(sa.insert(loose_seal).from_select(["event_id", "site_id", "at"], rows))


def _key(entry: Entry) -> tuple[str, ...]:
    return (entry.step, entry.event, entry.number, entry.unit[:40], entry.whom[:120], entry.photo, entry.disputed)
