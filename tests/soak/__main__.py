"""Several processes under load, with kills and ill platforms: `make soak`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.store.database import engine_for
from bot.store.migrate import migrate
from tests import postgres
from tests.soak.soaking import Plan, soak


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of an empty one that keeps what it has taken."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/sello.db"
        return
    server = postgres.Postgres(postgres.DURABLE)
    try:
        yield server.url(server.create())
    finally:
        server.stop()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgres"], default="postgres")
    options.add_argument("--processes", type=int, default=3)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--workers", type=int, default=16)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--logs", type=Path, help="a folder for what the processes say")
    given = options.parse_args()
    if given.database == "sqlite" and given.processes != 1:
        options.error("SQLite is for one process")
    plan = Plan(given.minutes * 60, given.processes, given.workers, seed=given.seed)
    with tempfile.TemporaryDirectory() as made, database(given.database) as url:
        folder = given.logs or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        engine = engine_for(url)
        migrate(engine)
        engine.dispose()
        verdict = asyncio.run(soak(plan, url, folder))
    click.echo(f"{given.processes} on {given.database}, {given.minutes:g} minutes\n\n{verdict.table()}")
    sys.exit(bool(verdict.broken))


if __name__ == "__main__":
    main()
