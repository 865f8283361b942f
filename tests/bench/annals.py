"""The year of a large organisation, by `sello sample`, in the yardstick's own database; and who asks for its summary.

The yardstick's inspections go on in another organisation of the same database.
"""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tests.bench import from_telegram
from tests.bench.own import url
from tests.bench.terms import Payload

YEAR = 2025
UNTIL = datetime(YEAR + 1, 1, 1, tzinfo=UTC)
SITES = 40
FIRST = 200_000_000  # id of the first of these runs: the yardstick's own have those of their people
READER = 11_998  # the user who asks for the summary
COUNTED = ("run", "answer", "finding")


def fill(cfg: Any, runs: int) -> dict[str, Any]:
    """Makes the year; how much of everything there is then, how long it took, and a site of it."""
    from bot.store.database import Storage

    storage, began = Storage(url(cfg)), time.monotonic()
    try:
        _made(storage, runs, _photos(cfg))
        seconds = time.monotonic() - began
        _unsealed(storage)
        if cfg.pg_dsn:
            with storage.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for order in ("VACUUM (ANALYZE)", "CHECKPOINT"):
                    connection.execute(sa.text(order))
        with storage.engine.begin() as connection:
            told = {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in COUNTED}
            return {**told, "seconds": seconds, **_joined(connection)}
    finally:
        storage.close()


def _unsealed(storage: Any) -> None:
    """The days of a year are sealed one by one as they end; all of them at once would go on beside what is measured."""
    from bot.duties import sealing

    storage.now(lambda tx: tx.timers.set(sealing.LOOK, datetime.now(UTC) + timedelta(days=1), ""))


def _photos(cfg: Any) -> list[Any]:
    from bot.sample.photos import photos
    from bot.store.files import Files

    async def kept() -> list[Any]:
        files = Files(f"{cfg.dir}/media")
        return [await files.keep(data, "photo") for data in photos()]

    return asyncio.run(kept())


def _made(storage: Any, runs: int, photos: list[Any]) -> None:
    from bot.content.library import Library
    from bot.conversation.wording import Wording
    from bot.root import root
    from bot.sample.making import Making
    from bot.sample.scope import Scope
    from bot.sample.world import ORGANISATION
    from bot.store.sql import run
    from bot.store.transaction import Transaction

    class Apart(Making):
        """Its runs have other numbers than the yardstick's."""

        def _opened(self, tx: Transaction) -> Any:
            opened = super()._opened(tx)
            tx.connection.execute(sa.insert(run).values(**_ballast(tx.connection)))
            return opened

    wanted = Scope(0, runs, min(SITES, max(3, runs // 100))).wanted(ORGANISATION, UNTIL, 1)
    Apart(storage, Library(root()), Wording.read(root() / "locales"), wanted, photos).make()


def _ballast(connection: sa.Connection) -> dict[str, Any]:
    """A cancelled run of the yardstick's organisation."""
    digest = connection.scalar(sa.text("SELECT min(digest) FROM published"))
    at = UNTIL.replace(year=YEAR)
    return {
        "id": FIRST, "organisation_id": 1, "site_id": 1, "person_id": 1, "flow_id": "x", "digest": digest, "number": "",
        "status": "cancelled", "version": 1, "state": '{"seed": 0}', "began_at": at, "touched_at": at, "outcome": "",
        "severity": "", "unit": "", "confidential": False,
    }  # fmt: skip


def _joined(connection: sa.Connection) -> dict[str, Any]:
    """Whoever asks is a manager there; a site, and a finished inspection of it."""
    org, site, name = connection.execute(
        sa.text("SELECT organisation_id, id, name FROM site WHERE organisation_id <> 1 ORDER BY id LIMIT 1")
    ).one()
    connection.execute(
        sa.text(
            f"UPDATE person SET organisation_id = {org}, site_id = {site}, role = 'manager' WHERE id = {READER + 1}"
        )
    )
    found = f"SELECT max(id) FROM run WHERE site_id = {site} AND status = 'finished' AND severity = ''"
    record = connection.scalar(sa.text(found))
    of = f"SELECT r.number, p.name FROM run r JOIN person p ON p.id = r.person_id WHERE r.id = {record}"
    said, person = connection.execute(sa.text(of)).one()
    unit = connection.scalar(sa.text(f"SELECT max(unit) FROM run WHERE site_id = {site}"))
    seal = connection.scalar(sa.text(f"SELECT max(number) FROM seal_event WHERE site_id = {site}"))
    return {"site": name, "record": record, "number": said, "unit": unit, "person": person, "seal": seal}


# Who asks for it.
def asking(words: str, number: int) -> Payload:
    """A message of the reader, the so-many-th: each is another delivery."""
    who = {"id": from_telegram.FIRST + READER, "first_name": "Reader"}
    message = {
        "message_id": 9_000 + number, "from": {**who, "is_bot": False, "language_code": "en"},
        "chat": {**who, "type": "private"}, "date": int(time.time()), "text": words,
        "entities": [{"offset": 0, "length": len(words.split(maxsplit=1)[0]), "type": "bot_command"}],
    }  # fmt: skip
    update = {"update_id": 900_000_000 + number, "message": message}
    return Payload(json.dumps(update).encode(), from_telegram.HEADERS, READER, 0)


def answered(cfg: Any) -> str:
    """What the reader was shown last."""
    from bot.store.database import reader_for

    engine = reader_for(url(cfg))
    with engine.connect() as connection:
        last = "SELECT body FROM letter WHERE slot = 'summary' ORDER BY id DESC LIMIT 1"
        body = connection.execute(sa.text(last)).scalar_one_or_none()
    engine.dispose()
    return str(body or "")
