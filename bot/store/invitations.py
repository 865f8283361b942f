"""Codes to join with. Of a code only a digest is kept; it works once, and who guesses has to wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.codes import digest, new_code
from bot.store.sql import INSERT, guess, invitation, line, made, person

DAYS = timedelta(days=7)  # for which an invitation is good
MINUTES = timedelta(minutes=15)  # for which a code for another account of one's own is good
WRONG = 5  # codes that an account may try in an hour
HOUR = timedelta(hours=1)
KEPT = timedelta(days=30)  # after it was used or has expired; until then whoever types it hears that it has

b = sa.bindparam


def _guess(insert: type) -> sa.Executable:
    """Counts a try: from the first one, for an hour; and from the last that is allowed, for another."""
    row = insert(guess)
    over = guess.c.since <= b("b_over", type_=guess.c.since.type)
    tries = sa.case((over, 1), else_=guess.c.tries + 1)
    since = sa.case((sa.or_(over, guess.c.tries == WRONG - 1), row.excluded.since), else_=guess.c.since)
    keys = [guess.c.line_id, guess.c.account]
    counted = row.on_conflict_do_update(index_elements=keys, set_={"tries": tries, "since": since})
    return counted.returning(guess.c.tries)  # type: ignore[no-any-return]


GUESS = {name: _guess(insert) for name, insert in INSERT.items()}


@dataclass(frozen=True)
class Invited:
    """What a code gives: a role at a site, or another account of the person who made it."""

    organisation_id: int
    site_id: int
    role: str
    lang: str = ""
    name: str = ""
    person_id: int | None = None
    made_by: int | None = None


@dataclass(frozen=True)
class KeptInvitation:
    id: int
    invited: Invited
    expires_at: datetime
    used: bool


@dataclass(slots=True)
class Invitations:
    """Every code there is or was."""

    connection: sa.Connection
    dialect: str

    def make(self, invited: Invited, now: datetime, lasts: timedelta = DAYS) -> str:
        """The code, which nobody can find here afterwards."""
        code = new_code()
        until = now + (MINUTES if invited.person_id else lasts)
        made(self.connection, invitation, digest=digest(code), made_at=now, expires_at=until, **vars(invited))
        return code

    def find(self, code: str) -> KeptInvitation | None:
        c = invitation.c
        given = (c.organisation_id, c.site_id, c.role, c.lang, c.name, c.person_id, c.made_by)
        query = sa.select(c.id, c.expires_at, c.used_at, *given).where(c.digest == digest(code))
        row = self.connection.execute(query).one_or_none()
        if row is None:
            return None
        id, until, used, *whom = tuple[Any, ...](row)
        return KeptInvitation(id, Invited(*whom), until, used is not None)

    def take(self, id: int, over: int, now: datetime) -> bool:
        """Uses it up, for one who writes over this line. Of two at once, one has it.

        Not where another organisation's bot was asked, nor if whoever made it, or is to get the account, has left.
        """
        c = invitation.c
        gone = sa.exists().where(person.c.id.in_((c.made_by, c.person_id)), person.c.left_at.is_not(None))
        serves = sa.or_(line.c.organisation_id.is_(None), line.c.organisation_id == c.organisation_id)
        good = (
            c.id == id,
            c.used_at.is_(None),
            c.expires_at > now,
            ~gone,
            sa.exists().where(line.c.id == over, serves),
        )
        return self.connection.execute(sa.update(invitation).where(*good).values(used_at=now)).rowcount == 1

    def used(self, id: int, by: int) -> None:
        """Who came with it."""
        self.connection.execute(sa.update(invitation).where(invitation.c.id == id).values(used_by=by))

    def end(self, id: int, now: datetime) -> None:
        """It opens nothing anymore, if it has not yet."""
        mine = sa.and_(invitation.c.id == id, invitation.c.used_at.is_(None), invitation.c.expires_at > now)
        self.connection.execute(sa.update(invitation).where(mine).values(expires_at=now))

    def tried(self, over: int, account: str, now: datetime) -> int:
        """How many codes this account has tried within the hour, with this one. Its others wait until this one is through."""
        row = {"line_id": over, "account": account, "tries": 1, "since": now, "b_over": now - HOUR}
        return int(self.connection.execute(GUESS[self.dialect], row).scalar_one())

    def forget(self, now: datetime) -> int:
        """Removes codes that have been used or have expired long ago, and tries that do not count anymore; how many codes."""
        c = invitation.c
        old = sa.or_(c.used_at < now - KEPT, c.expires_at < now - KEPT)
        self.connection.execute(sa.delete(guess).where(guess.c.since < now - HOUR))
        return self.connection.execute(sa.delete(invitation).where(old)).rowcount

    def was_right(self, over: int, account: str) -> None:
        """Nothing was guessed."""
        mine = sa.and_(guess.c.line_id == over, guess.c.account == account)
        self.connection.execute(sa.delete(guess).where(mine))
