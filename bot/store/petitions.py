"""Strangers who ask to be added, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import line, once, petition

ASK = once(petition)


@dataclass(frozen=True)
class KeptPetition:
    """`lang` is the language of the chat account. Of one that was declined `person_id` is None."""

    id: int
    organisation_id: int
    line_id: int
    channel: str
    account: str
    address: str
    name: str
    lang: str
    at: datetime
    decided_by: int | None
    decided_at: datetime | None
    person_id: int | None


@dataclass(slots=True)
class Petitions:
    """Who asks whom to be added: a stranger once, whatever the answer was."""

    connection: sa.Connection
    dialect: str

    def ask(
        self, organisation_id: int, over: int, channel: str, account: str, address: str, name: str, lang: str,
        now: datetime,
    ) -> KeptPetition | None:  # fmt: skip
        """Writes it down; None if this account has asked before."""
        row = {
            "organisation_id": organisation_id, "line_id": over, "channel": channel, "account": account,
            "address": address, "name": name, "lang": lang, "at": now,
        }  # fmt: skip
        if self.connection.execute(ASK[self.dialect], row).rowcount != 1:
            return None
        return self._one(sa.and_(petition.c.line_id == over, petition.c.account == account))

    def lately(self, organisation_id: int, since: datetime) -> int:
        """How many have asked this organisation since then."""
        theirs = sa.and_(petition.c.organisation_id == organisation_id, petition.c.at > since)
        count: int = self.connection.execute(
            sa.select(sa.func.count()).select_from(petition).where(theirs)
        ).scalar_one()
        return count

    def lock(self, id: int) -> KeptPetition | None:
        """As it is now; until the transaction ends nobody else decides it."""
        return self._one(petition.c.id == sa.bindparam("b_id", id, type_=sa.BigInteger), lock=True)

    def declined(self, over: int, account: str) -> bool:
        """Has somebody said no to this account?"""
        c = petition.c
        no = sa.and_(c.line_id == over, c.account == account, c.decided_at.is_not(None), c.person_id.is_(None))
        return self.connection.execute(sa.select(c.id).where(no)).first() is not None

    def open_of(self, over: int, account: str) -> KeptPetition | None:
        """The request of an account that nobody has decided; locked."""
        mine = sa.and_(petition.c.line_id == over, petition.c.account == account, petition.c.decided_at.is_(None))
        return self._one(mine, lock=True)

    def decide(self, id: int, by: int | None, now: datetime, person_id: int | None) -> None:
        values = {"decided_by": by, "decided_at": now, "person_id": person_id}
        self.connection.execute(sa.update(petition).where(petition.c.id == id).values(**values))

    def served(self, over: int) -> int | None:
        """The organisation that a line belongs to, if it is one's alone."""
        found: int | None = self.connection.execute(
            sa.select(line.c.organisation_id).where(line.c.id == over)
        ).scalar_one_or_none()
        return found

    def _one(self, wanted: sa.ColumnElement[bool], *, lock: bool = False) -> KeptPetition | None:
        query = sa.select(petition).where(wanted)
        row = self.connection.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
        return KeptPetition(**row._mapping) if row else None  # noqa: SLF001
