"""What lies in the program's database before and after a measurement: people, runs of others, and the answers at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.bench import from_slack, from_telegram, journey, scenery
from tests.bench.copies import Copy, copied
from tests.bench.own import Own, action, pressed, url
from tests.bench.terms import Payload

PEOPLE = 12_000  # known before: users 0 and on; user i is person i + 1
SEEDED = 100_000_000  # ids of runs that were there before; beyond twice that a server numbers by itself
MODEL = 11_999  # the user whose inspection is copied
MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def prepare(cfg: Any, channel: str) -> None:
    """The tables, by the program's own migration, and the people."""
    from bot.store.database import engine_for
    from bot.store.migrate import migrate
    from bot.store.tables import Organisation, Site

    scenery.root(Path(cfg.dir))
    engine = engine_for(url(cfg))
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(Organisation), [{"id": 1, "name": "Yardstick"}])
        connection.execute(
            sa.insert(Site), [{"id": 1, "organisation_id": 1, "name": "Laredo yard", "zone": "America/Chicago"}]
        )
        _enrol(connection, channel, range(PEOPLE))
        if cfg.pg_dsn:
            for table, first in (
                ("organisation", 9),
                ("site", 9),
                ("person", SEEDED),
                ("handle", SEEDED),
                ("run", 2 * SEEDED),
            ):
                connection.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {first})"))
    if cfg.pg_dsn:
        _tidied(engine)
    engine.dispose()


def _enrol(connection: sa.Connection, channel: str, users: Iterable[int]) -> None:
    from bot.store.tables import Handle, Line, Person

    line = connection.execute(sa.select(Line.id).where(Line.channel == channel, Line.name == "main")).scalar_one()
    home = {"organisation_id": 1, "site_id": 1, "role": scenery.ROLE, "joined_at": MOMENT, "phone": "", "screen": ""}
    people = [{"id": i + 1, "name": f"Driver {i}", "lang": journey.language(i), **home} for i in users]
    handles = [
        {
            "id": i + 1,
            "person_id": i + 1,
            "line_id": line,
            "account": account(channel, i),
            "address": account(channel, i),
        }
        for i in users
    ]
    connection.execute(sa.insert(Person), people)
    connection.execute(sa.insert(Handle), handles)


def account(channel: str, i: int) -> str:
    return f"{from_slack.TEAM}:{from_slack.user(i)}" if channel == "slack" else str(from_telegram.FIRST + i)


def _tidied(engine: sa.Engine) -> None:
    """As a server that has been up for a while would be: it knows its tables, and its log is written out."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM (ANALYZE)"))
        connection.execute(sa.text("CHECKPOINT"))


def dump(cfg: Any, lo: int, hi: int) -> dict[int, list[dict[str, str]]]:
    """Finished inspections, read over a fresh connection; of each step the last answer holds."""
    found: dict[int, dict[int, dict[str, str]]] = {}
    for person, run, step, value in _rows(cfg, lo, hi):
        key = "note" + step[5:-5] if step.endswith(".what") else step
        found.setdefault(person - 1, {}).setdefault(run, {"confirm": "yes"})[key] = json.loads(value)
    return {i: list(runs.values()) for i, runs in found.items()}


def _rows(cfg: Any, lo: int, hi: int) -> Iterable[tuple[int, int, str, str]]:
    query = (
        "SELECT r.person_id, r.id, a.step, a.value FROM run r JOIN answer a ON a.run_id = r.id WHERE r.status = 'finished' "
        f"AND r.person_id > {lo} AND r.person_id <= {hi} AND r.id < {SEEDED} ORDER BY a.id"
    )
    if cfg.pg_dsn:
        import psycopg

        with psycopg.connect(cfg.pg_dsn) as connection:
            return connection.execute(query).fetchall()
    import sqlite3

    database = sqlite3.connect(f"{cfg.dir}/sello.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


# A store that was used before: one inspection is played, and copied for others.


async def seed_open(cfg: Any, channel: str, lo: int, hi: int) -> None:
    """Users lo to hi - 1 in front of point 9."""
    await _played(cfg, channel, journey.HALF)
    person, address = f"{lo + 1} + {{n}}", _address(cfg, channel, f"({lo} + {{n}})")
    theirs = {"id": None, "person_id": person, "account": address, "address": address}
    people = (
        Copy("person", f"id = {MODEL + 1}", {"id": person, "focus": person}),
        Copy("handle", f"person_id = {MODEL + 1}", theirs),
    )
    _copied(cfg, (*people, *_runs(cfg, person, person, address)), hi - lo)


async def seed_done(cfg: Any, channel: str, answers: int) -> None:
    """So many answers of finished inspections, of the people that are measured, too: everybody has a history."""
    await _played(cfg, channel, journey.TURNS)
    user = f"({{n}} - ({{n}} / {MODEL}) * {MODEL})"  # the remainder; a percent sign would be the driver's
    copies = _runs(cfg, f"{SEEDED} + {{n}}", f"1 + {user}", _address(cfg, channel, user))
    _copied(cfg, copies, answers // journey.ANSWERS)


def _runs(cfg: Any, run: str, person: str, address: str) -> tuple[Copy, ...]:
    """All that an inspection leaves behind, under another id, of another person."""
    model, slot = MODEL + 1, f"'run:' || CAST({run} AS TEXT)"
    letter = {"id": None, "slot": slot, "address": address, "person_id": person, "key": None}
    return (
        Copy("run", f"id = {model}", {"id": run, "person_id": person}),
        Copy("answer", f"run_id = {model}", {"id": None, "run_id": run, "person_id": person, "account": address}),
        Copy("letter", f"slot = 'run:{model}'", letter),
        Copy("place", f"slot = 'run:{model}'", {"slot": slot, "address": address}),
        Copy(
            "delivery",
            "delivery = replace(t.delivery, '/', '')",
            {"delivery": f"t.delivery || '/' || CAST({run} AS TEXT)"},
        ),
    )


def _address(cfg: Any, channel: str, user: str) -> str:
    """SQL for the account of a user whose number is SQL."""
    if channel == "telegram":
        return f"CAST({from_telegram.FIRST} + {user} AS TEXT)"
    padded = f"lpad(CAST({user} AS TEXT), 9, '0')" if cfg.pg_dsn else f"printf('%09d', {user})"
    return f"'{from_slack.TEAM}:U' || {padded}"


async def _played(cfg: Any, channel: str, turns: int) -> None:
    if _rows_of_model(cfg):
        return
    own = Own(cfg, channel)
    await own.setup()
    for t in range(turns):
        await own.feed(_payload(channel, t))
    await own.settled()
    await own.teardown()


def _rows_of_model(cfg: Any) -> int:
    """Has it been played before?"""
    from bot.store.database import engine_for

    engine = engine_for(url(cfg))
    with engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT count(*) FROM run WHERE id = {MODEL + 1}")).scalar_one()
    engine.dispose()
    return int(found)


def _payload(channel: str, t: int) -> Payload:
    if channel == "telegram":
        return from_telegram.payload(MODEL, t, pressed)
    return from_slack.payload(MODEL, t, action)


def _copied(cfg: Any, copies: tuple[Copy, ...], count: int) -> None:
    from bot.store.database import engine_for

    engine = engine_for(url(cfg))
    inspector = sa.inspect(engine)  # reads over a connection of its own, so before the transaction
    columns = {one.table: [str(column["name"]) for column in inspector.get_columns(one.table)] for one in copies}

    def execute(order: str) -> None:
        """In a transaction of its own: all of it in one would lie in the log of SQLite until the end."""
        with engine.begin() as connection:
            connection.exec_driver_sql(order)

    copied(copies, count, columns.__getitem__, execute)
    if cfg.pg_dsn:
        _tidied(engine)
    engine.dispose()
