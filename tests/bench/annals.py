"""A year of runs of an organisation with many sites, made inside the database as the program keeps them; and who asks for it.

Of 100 runs 84 are inspections, 14 quizzes and 2 reports; of 100 answers 3 are findings; some were changed afterwards. A tenth
as much is of the year before, and of another organisation.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.bench import from_telegram, scenery
from tests.bench.copies import SERIES
from tests.bench.own import url
from tests.bench.terms import Payload

YEAR = 2025
MARKED = 22  # questions of an inspection or a report that are answered
SITES = 20
PER_SITE = 20  # people who inspect there
FIRST = 300_000_000  # ids of these runs
COLLEAGUES = 150_000_000  # and of their people
READER = 11_998  # the user who asks for the summary
BATCH = 50_000
SHARES = (("inspection", 84), ("quiz", 14), ("report", 2))


@dataclass(frozen=True)
class Part:
    """Runs of a year of one organisation; `first` is the number of the first of them."""

    first: int
    count: int
    organisation: int
    year: int

    @property
    def site(self) -> int:
        return 100 * self.organisation

    @property
    def began(self) -> str:
        """SQL for the second in which run n began: they come evenly."""
        start, end = (int(datetime(year, 1, 1, 12, tzinfo=UTC).timestamp()) for year in (self.year, self.year + 1))
        return f"({start} + (n - {self.first}) * {end - start - 86_400} / {self.count})"


def fill(cfg: Any, runs: int) -> dict[str, int]:
    """Makes the year; how much of everything there is then."""
    from bot.store.database import engine_for

    engine, tenth = engine_for(url(cfg)), max(1, runs // 10)
    with engine.begin() as connection:
        filler = Filler(connection, lite=not cfg.pg_dsn)
        filler.furnish(scenery.root(Path(cfg.dir)))
        for part in (Part(0, runs, 1, YEAR), Part(runs, tenth, 1, YEAR - 1), Part(runs + tenth, tenth, 2, YEAR)):
            filler.fill(part)
        filler.close(runs)
    if cfg.pg_dsn:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for order in ("VACUUM (ANALYZE)", "CHECKPOINT"):
                connection.execute(sa.text(order))
    with engine.connect() as connection:
        told = {name: _count(connection, name) for name in ("run", "answer", "finding")}
    engine.dispose()
    return told


def _count(connection: sa.Connection, table: str) -> int:
    return int(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


class Filler:
    """Writes with statements of its own, on the driver's connection, since only the database is fast enough."""

    def __init__(self, connection: sa.Connection, *, lite: bool) -> None:
        self._connection, self._lite = connection, lite
        self._driver: Any = connection.connection.dbapi_connection
        if not lite:  # references are right by construction
            self._driver.execute("SET LOCAL session_replication_role = replica")
            self._driver.execute("SET LOCAL enable_seqscan = on")

    def furnish(self, root: Path) -> None:
        """Sites, people, flows, and what is asked in them."""
        from bot.content.library import Library
        from bot.store.tables import Organisation, Person, Site
        from bot.store.transaction import Transaction

        moment = datetime(YEAR - 1, 1, 1, tzinfo=UTC)
        library = Library(root)
        library.publish(Transaction(self._connection, 0), moment)
        self._connection.execute(sa.insert(Organisation), [{"id": 2, "name": "Another yardstick"}])
        sites = [(100 * org + n, org, f"Yard {n}") for org in (1, 2) for n in range(SITES)]
        home = {"role": "driver", "lang": "en", "joined_at": moment, "phone": "", "screen": ""}
        self._connection.execute(
            sa.insert(Site),
            [{"id": id, "organisation_id": org, "name": name, "zone": "America/Chicago"} for id, org, name in sites],
        )
        self._connection.execute(
            sa.insert(Person),
            [
                {"id": COLLEAGUES + PER_SITE * id + n, "organisation_id": org, "site_id": id, "name": f"Colleague {n}"} | home
                for id, org, _ in sites
                for n in range(PER_SITE)
            ],
        )  # fmt: skip
        self._shapes(list(library.today.values()))

    def _shapes(self, flows: list[Any]) -> None:
        """Which flow every run of a hundred is of, and its questions."""
        self._driver.execute(
            "CREATE TEMP TABLE shape (slot INTEGER, flow INTEGER, digest TEXT, flow_id TEXT, genre TEXT)"
        )
        self._driver.execute(
            "CREATE TEMP TABLE asked (flow INTEGER, place INTEGER, step TEXT, asked TEXT, scored INTEGER)"
        )
        self._many("shape", list(_slots(flows)))
        self._many("asked", list(_asked(flows)))

    def _many(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join(("?" if self._lite else "%s",) * len(rows[0]))
        self._driver.cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def fill(self, part: Part) -> None:
        for lo in range(part.first, part.first + part.count, BATCH):
            series = SERIES.format(lo=f"CAST({lo} AS BIGINT)", hi=min(lo + BATCH, part.first + part.count))
            for rows in (self._runs(part), self._answers(part), self._changes(part), self._letters(part)):
                into, _, rest = rows.partition(" SELECT ")
                self._driver.execute(f"{series} INSERT INTO {into} SELECT {rest}")

    def _moment(self, seconds: str) -> str:
        return (
            f"strftime('%Y-%m-%d %H:%M:%S.000000', {seconds}, 'unixepoch')"
            if self._lite
            else f"to_timestamp({seconds})"
        )

    def _runs(self, part: Part) -> str:
        """Of 200 runs one is open and one was cancelled."""
        ended = self._moment(f"{part.began} + 1200")
        return (
            "run (id, organisation_id, site_id, person_id, flow_id, digest, status, version, state, began_at, touched_at, "
            "finished_at, outcome, severity, score, passed, number, unit, confidential) SELECT "
            f"{FIRST} + n, {part.organisation}, {_site(part)}, {_person(part)}, shape.flow_id, shape.digest, {STATUS}, 20, "
            f"'{{\"seed\": 0}}', {self._moment(part.began)}, {ended}, CASE WHEN n % 200 = 0 THEN NULL ELSE {ended} END, "
            "'go', CASE WHEN genre = 'report' THEN CASE WHEN n % 5 = 0 THEN 'critical' ELSE 'high' END ELSE '' END, "
            "60 + n % 41, n % 9 > 0, '', 'MSCU' || CAST(n AS TEXT), (n < 0) "
            f"FROM series JOIN shape ON shape.slot = {SLOT}"
        )

    def _answers(self, part: Part) -> str:
        return self._given(part, "place", f"{FINDING} AND scored = 0", "")

    def _changes(self, part: Part) -> str:
        """In one run of twenty the first answer was given again, and is no finding any more."""
        return self._given(part, "90", "n < 0", "AND place = 0 AND n % 20 = 3")

    def _given(self, part: Part, place: str, found: str, which: str) -> str:
        return (
            "answer (run_id, version, step, value, asked, shown, lang, finding, person_id, channel, account, at, said_in) "
            f"SELECT {FIRST} + n, {place} + 1, step, '\"pass\"', asked, 'Good and complete', 'en', {found}, {_person(part)}, "
            f"'telegram', CAST({_person(part)} AS TEXT), {self._moment(f'{part.began} + 40 * {place}')}, '' FROM series "
            f"JOIN shape ON shape.slot = {SLOT} JOIN asked ON asked.flow = shape.flow WHERE n >= 0 {which} ORDER BY n, place"
        )

    def _letters(self, part: Part) -> str:
        """Those that could not be delivered."""
        at = self._moment(part.began)
        return (
            "letter (line_id, address, slot, body, edit, ref, notice, person_id, written_at, due_at, worker, tries, settled_at,"
            f" failed, shown) SELECT 1, '', '', '{{}}', (n < 0), '', (n >= 0), {_person(part)}, {at}, {at}, 0, 1, {at}, "
            "'blocked', '' FROM series WHERE n % 1000 = 7"
        )

    def close(self, runs: int) -> None:
        """What follows from the answers, as the program keeps it; and half of the reports are taken."""
        from bot.store.findings import of_runs
        from bot.store.sql import finding

        columns = [column.name for column in finding.columns]
        self._connection.execute(sa.insert(finding).from_select(columns, of_runs()))
        self._driver.execute(
            f"INSERT INTO taken (run_id, person_id, at) SELECT id, person_id, touched_at FROM run "
            f"WHERE id >= {FIRST} AND id < {FIRST + runs} AND severity <> '' AND status = 'finished' AND id % 2 = 0"
        )


STATUS = "CASE n % 200 WHEN 0 THEN 'open' WHEN 1 THEN 'cancelled' ELSE 'finished' END"
SLOT = "(n * 37 + n / 100) % 100"
FINDING = "(n * 31 + n / 97 + place * 17) % 100 < 3"


def _site(part: Part) -> str:
    return f"{part.site} + (n * 7 + n / 13) % {SITES}"


def _person(part: Part) -> str:
    return f"{COLLEAGUES} + {PER_SITE} * ({_site(part)}) + n % {PER_SITE}"


def _slots(flows: list[Any]) -> Iterator[tuple[Any, ...]]:
    slot = 0
    for genre, share in SHARES:
        ours = [(place, flow) for place, flow in enumerate(flows) if flow.genre == genre]
        for n in range(share):
            place, flow = ours[n % len(ours)]
            yield slot, place, flow.digest, flow.id, genre
            slot += 1


def _asked(flows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for place, flow in enumerate(flows):
        for n, step in enumerate(flow.questions[:MARKED]):
            yield place, n, step.id, step.prompt, int(flow.ways.scored)


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
