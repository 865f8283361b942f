"""Files that may go with a removed record, unless something else holds them: that is looked for a window of rows after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from bot.store import sweeping
from bot.store.asides import LONG
from bot.store.sql import aside, letter, once, spare_file
from bot.store.transaction import Transaction

DIGEST = 64  # characters
SPARE = "files"  # the sweep that looks for files which something else holds


def may_go(tx: Transaction, digests: Iterable[str], now: datetime) -> None:
    """These are removed, unless something else holds them: that is looked for from the beginning."""
    rows = [{"digest": digest, "at": now} for digest in sorted(digests)]
    for row in rows:
        tx.connection.execute(once(spare_file)[tx.connection.dialect.name], row)
    if rows:
        sweeping.begin(tx, SPARE)


def spare(tx: Transaction, now: datetime) -> bool:
    """Looks through a window more for files that something holds; False if that was all, and those of nobody are gone."""
    window = sweeping.next_window(tx, SPARE)
    if window is None:
        _drop(tx, now)
        return False
    names = () if window.part.table is letter else window.part.json  # a letter only shows what is held elsewhere
    known = set(tx.connection.execute(sa.select(spare_file.c.digest)).scalars()) if names else set()
    if known:
        written = (row[name] for row in window.rows(tx) for name in names if row[name])
        used = {digest for words in written for digest in digests(words) if digest in known}
        tx.connection.execute(sa.delete(spare_file).where(spare_file.c.digest.in_(used)))
    return True


def _drop(tx: Transaction, now: datetime) -> None:
    """The files that are still spare have no row from now on; their bytes are removed in time. What waits beside a form is one
    look: there is little of it."""
    tx.connection.execute(sa.delete(aside).where(aside.c.at < now - LONG))
    waiting = {
        digest for files in tx.connection.execute(sa.select(aside.c.files)).scalars() for digest in digests(files)
    }
    tx.connection.execute(sa.delete(spare_file).where(spare_file.c.digest.in_(waiting)))
    gone = tx.connection.execute(sa.delete(spare_file).returning(spare_file.c.digest)).scalars().all()
    for start in range(0, len(gone), 500):
        tx.files.drop(gone[start : start + 500])


def digests(written: str) -> Iterable[str]:
    """The digests in JSON, wherever they stand in it."""
    return _words(json.loads(written)) if len(written) > DIGEST else ()


def _words(value: object) -> Iterable[str]:
    match value:
        case str() if len(value) == DIGEST:
            return (value,)
        case list():
            return [word for one in value for word in _words(one)]
        case dict():
            return [word for one in value.values() for word in _words(one)]
    return ()
