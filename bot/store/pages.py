"""Who is signed in to the page: links, good once and for some minutes, and sessions.

A link and a session are secrets of whoever has them: only their hashes are kept.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.sql import INSERT, made, page_address, page_link, page_session

MINUTES = timedelta(minutes=10)  # that a link is good for
KEPT = timedelta(days=1)  # links and sessions that are over
ONLY = 1  # the number of the one row


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in; `focus`, `screen` and `shown` are what is before them."""

    id: int
    person_id: int
    browser: str
    began_at: datetime
    used_at: datetime
    focus: int | None
    screen: str
    shown: str

    def good(self, now: datetime, idle: timedelta, whole: timedelta) -> bool:
        return now - self.used_at < idle and now - self.began_at < whole


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(slots=True)
class Pages:
    """The links and sessions of everybody."""

    connection: sa.Connection
    dialect: str

    def open_at(self, address: str) -> None:
        """Where the page is reached from now on; nowhere, if it is empty."""
        row = INSERT[self.dialect](page_address).values(id=ONLY, address=address)
        self.connection.execute(row.on_conflict_do_update(index_elements=["id"], set_={"address": address}))

    def address(self) -> str:
        return self.connection.execute(sa.select(page_address.c.address)).scalar() or ""

    def link(self, person_id: int, now: datetime) -> str:
        """The secret of a new link; an earlier one of the same person is no good anymore."""
        secret, mine = secrets.token_urlsafe(32), page_link.c.person_id == person_id
        self.connection.execute(sa.delete(page_link).where(mine, page_link.c.used_at.is_(None)))
        row = {"digest": digest(secret), "person_id": person_id, "until": now + MINUTES}
        self.connection.execute(sa.insert(page_link).values(**row))
        return secret

    def whose(self, secret: str, now: datetime) -> int | None:
        """Whose link it is, if it is good; it stays so."""
        c = page_link.c
        good = (c.digest == digest(secret), c.used_at.is_(None), c.until > now)
        return self.connection.execute(sa.select(c.person_id).where(*good)).scalar()

    def take(self, secret: str, now: datetime) -> int | None:
        """Uses a link up; whose it was. Of two at once, one has it."""
        person_id, c = self.whose(secret, now), page_link.c
        mine = sa.update(page_link).where(c.digest == digest(secret), c.used_at.is_(None)).values(used_at=now)
        return person_id if person_id and self.connection.execute(mine).rowcount == 1 else None

    def begin(self, person_id: int, browser: str, now: datetime) -> str:
        """The secret of a new session."""
        secret = secrets.token_urlsafe(32)
        row = {
            "digest": digest(secret),
            "person_id": person_id,
            "browser": browser[:40],
            "began_at": now,
            "used_at": now,
        }
        made(self.connection, page_session, **row)
        return secret

    def session(self, secret: str) -> Session | None:
        """A session that was not ended."""
        return next(iter(self._sessions(page_session.c.digest == digest(secret))), None)

    def numbered(self, id: int) -> Session | None:
        return next(iter(self._sessions(page_session.c.id == id)), None)

    def of(self, person_id: int) -> list[Session]:
        """Those of somebody that were not ended, the newest first."""
        return self._sessions(page_session.c.person_id == person_id)

    def _sessions(self, which: sa.ColumnElement[bool]) -> list[Session]:
        c = page_session.c
        columns = (c.id, c.person_id, c.browser, c.began_at, c.used_at, c.focus, c.screen, c.shown)
        rows = self.connection.execute(sa.select(*columns).where(which, c.ended_at.is_(None)).order_by(c.id.desc()))
        return [Session(*row) for row in rows]

    def used(self, id: int, now: datetime) -> None:
        self.connection.execute(sa.update(page_session).where(page_session.c.id == id).values(used_at=now))

    def attend(self, id: int, focus: int | None, screen: str) -> None:
        """What words mean that are typed there."""
        values = {"focus": focus, "screen": screen}
        self.connection.execute(sa.update(page_session).where(page_session.c.id == id).values(**values))

    def show(self, id: int, shown: str) -> None:
        self.connection.execute(sa.update(page_session).where(page_session.c.id == id).values(shown=shown))

    def end(self, person_id: int, now: datetime, id: int | None = None) -> int:
        """Ends one session of somebody, or all, and links with them; how many sessions."""
        c = page_session.c
        mine = sa.and_(c.person_id == person_id, c.ended_at.is_(None), sa.true() if id is None else c.id == id)
        if id is None:
            self.connection.execute(sa.delete(page_link).where(page_link.c.person_id == person_id))
        over = {"ended_at": now, "focus": None, "screen": "", "shown": ""}
        return self.connection.execute(sa.update(page_session).where(mine).values(**over)).rowcount

    def forget(self, now: datetime, whole: timedelta) -> None:
        """Removes what is over since a day."""
        c, old = page_session.c, now - KEPT
        self.connection.execute(sa.delete(page_link).where(page_link.c.until < old))
        self.connection.execute(sa.delete(page_session).where(sa.or_(c.ended_at < old, c.began_at < old - whole)))
