"""Which engine carries letters? Measures the three of outbox_candidates.py alike, on SQLite and on PostgreSQL.

Prints JSON for the tables of docs/engine.md, a line a measurement. Run it with
`uv run --with dbos --with procrastinate outbox_engines.py --postgres URL [turn|life|sweep|kills]`, some 15 minutes in all.
URL is a server on this machine that may be filled with databases. Needs Linux: CPU is read from /proc.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS
from dbos._dbos import _get_dbos_instance
from outbox_candidates import LOOK, Database, Letter, Turns, engine_of, letter
from outbox_crash import Trial, fresh, mortal, tell

FILL = "x" * 400  # as long as a card
ENGINES = ("dbos", "procrastinate", "claims")
CASES = (
    ("sqlite", "dbos"),
    ("sqlite", "claims"),
    ("postgres", "dbos"),
    ("postgres", "procrastinate"),
    ("postgres", "claims"),
)


class Arrivals:
    """The end of the line: a send that costs nothing, remembers when, and can be waited for."""

    def __init__(self) -> None:
        self.at = dict[str, float]()
        self._changed = threading.Condition()

    def send(self, body: str) -> None:
        with self._changed:
            self.at[body] = time.perf_counter()
            self._changed.notify_all()

    def wait(self, bodies: list[str], seconds: float = 60) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: all(body in self.at for body in bodies), seconds), (
                "letters are missing"
            )


class Server:
    """CPU of a PostgreSQL server's processes, in seconds; 0 for SQLite, which has none."""

    def __init__(self, database: Database) -> None:
        self._parent = 0
        if not database.lite:
            with database.engine.begin() as connection:
                backend = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
            self._parent = _parent(backend)

    def cpu(self) -> float:
        return sum(_ran(pid) for pid in self._children()) if self._parent else 0.0

    def _children(self) -> list[int]:
        pids = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit()]
        return [pid for pid in pids if _parent(pid) == self._parent]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _ran(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


_tag = itertools.count()


def body() -> str:
    return f"{next(_tag)} {FILL}"


def measure_turn(kind: str, postgres: str, folder: str) -> None:
    """Item 1: CPU of a turn's own thread and of its server process; round by round, no worker runs meanwhile."""
    database = Database(fresh(kind, postgres, folder))
    turns, places = Turns(database, "w"), [f"c{n}" for n in range(40)]
    turns.open(places)
    mine = [engine for case, engine in CASES if case == kind]
    engines = {name: engine_of(name, database, "w", print, 3600) for name in mine}
    if "dbos" in engines:
        DBOS.destroy()
    kinds = {"bare": lambda p: [], "reply": lambda p: [Letter(p, body())], "timer": lambda p: [Letter(p, body(), 9e5)],
             "notice": lambda p: [Letter("n" + p, body())]}  # fmt: skip
    runs = [("none", "bare"), *((name, k) for name in mine for k in ("reply", "notice", "timer"))]
    if "claims" in engines:
        engines["claims"].hand_over = lambda written: None  # type: ignore[method-assign]
    server, spent = Server(database), {run: list[tuple[float, float]]() for run in runs}
    for _ in range(16):
        for name, k in runs:
            spent[name, k].append(_round(turns, engines.get(name), kinds[k], places, server))
        with database.transaction() as connection:  # a lane is empty when the next is written, as it mostly is
            connection.execute(sa.update(letter).values(settled_at=1.0))
    bare = [statistics.median(part) for part in zip(*spent["none", "bare"][2:], strict=True)]
    for (name, k), rounds in spent.items():
        client, served = (statistics.median(part) for part in zip(*rounds[2:], strict=True))
        tell("turn", db=kind, engine=name, kind=k, client_us=client, extra_us=client - bare[0],
             ratio=client / bare[0], server_us=served, server_extra_us=served - bare[1])  # fmt: skip


def _round(turns: Turns, engine: Any, letters: Any, places: list[str], server: Server) -> tuple[float, float]:
    began, served = time.thread_time(), server.cpu()
    began = time.thread_time()
    for place in places:
        turns.turn(place, engine, lambda _seq, place=place: letters(place))
    used = time.thread_time() - began
    return used / len(places) * 1e6, (server.cpu() - served) / len(places) * 1e6


class Life:
    """Items 2 to 4 and the rows kept, for one engine in a process of its own."""

    def __init__(self, engine: str, url: str, look: float) -> None:
        self._database, self._arrivals = Database(url), Arrivals()
        self._turns, self._places = Turns(self._database, "w"), [f"c{n}" for n in range(100)]
        self._turns.open(self._places)
        self._engine = engine_of(engine, self._database, "w", self._arrivals.send, look)
        self._engine.start()
        self._server = Server(self._database)
        time.sleep(1)
        self._many(20)

    def measure(self, idle: float) -> dict[str, Any]:
        lives = [self._whole() for _ in range(3)]
        client, served = (statistics.median(part) for part in zip(*lives, strict=True))
        replies = [late for _ in range(40) for late in self._late(1)]
        notices = [late for _ in range(14) for late in self._late(3)]
        return {"life_us": client, "life_server_us": served, **_quantiles("reply_ms", replies),
                **_quantiles("notice_ms", notices), **self._timers(), **self._idle(idle), **self._kept()}  # fmt: skip

    def _many(self, count: int) -> None:
        bodies = [body() for _ in range(count)]
        for one, place in zip(bodies, self._places, strict=False):
            self._turns.turn(place, self._engine, lambda _seq, one=one, place=place: [Letter(place, one)])
        self._arrivals.wait(bodies)
        time.sleep(0.3)

    def _whole(self) -> tuple[float, float]:
        """100 turns with a letter until all are marked, less 100 turns without one."""
        began, served = time.process_time(), self._server.cpu()
        for place in self._places:
            self._turns.turn(place, None, lambda _seq: [])
        middle, half = time.process_time(), self._server.cpu()
        self._many(100)
        used, spent = time.process_time() - middle, self._server.cpu() - half
        return (used - middle + began) * 1e4, (spent - half + served) * 1e4

    def _late(self, count: int) -> list[float]:
        bodies, where = [body() for _ in range(count)], random.sample(self._places, count)
        letters = [Letter(place, one) for one, place in zip(bodies, where, strict=True)]
        time.sleep(random.uniform(0.02, 0.1))
        self._turns.turn(where[0], self._engine, lambda _seq: letters)
        kept = time.perf_counter()
        self._arrivals.wait(bodies)
        return [max(0.0, self._arrivals.at[one] - kept) * 1e3 for one in bodies]

    def _timers(self) -> dict[str, float]:
        due = dict[str, float]()
        for place in self._places[:15]:
            due[one := body()] = time.perf_counter() + 1
            self._turns.turn(place, self._engine, lambda _seq, one=one, place=place: [Letter(place, one, 1)])
            time.sleep(random.uniform(0.05, 0.15))
        self._arrivals.wait(list(due))
        return _quantiles("timer_late_ms", [(self._arrivals.at[one] - at) * 1e3 for one, at in due.items()])

    def _idle(self, seconds: float) -> dict[str, float]:
        time.sleep(1)
        began, served = time.process_time(), self._server.cpu()
        time.sleep(seconds)
        a_minute = 60e3 / seconds
        return {
            "idle_ms": (time.process_time() - began) * a_minute,
            "idle_server_ms": (self._server.cpu() - served) * a_minute,
        }

    def _kept(self) -> dict[str, float]:
        """Rows and, on PostgreSQL, bytes with indexes that stay for each letter, unpruned."""
        inspector, kept = sa.inspect(self._database.engine), dict[str, float]()
        sent = len(self._arrivals.at)
        for schema in (None,) if self._database.lite else ("public", "dbos"):
            for name in inspector.get_table_names(schema):
                at = f'"{schema}"."{name}"' if schema else f'"{name}"'
                with self._database.transaction() as c:
                    count = c.exec_driver_sql(f"select count(*) from {at}").scalar_one()
                    size = (
                        0
                        if self._database.lite
                        else c.exec_driver_sql(f"select pg_total_relation_size('{at}')").scalar_one()
                    )
                if count >= sent / 2 and name not in ("delivery", "answer", "chat"):
                    kept |= {f"rows_{name}": count / sent, f"bytes_{name}": size / sent}
        return kept


def _quantiles(name: str, values: list[float]) -> dict[str, float]:
    cuts = sorted(values)
    return {f"{name}_p50": statistics.median(cuts), f"{name}_p99": cuts[max(0, round(len(cuts) * 0.99) - 1)]}


def measure_life(postgres: str, folder: str, passes: int = 2) -> None:
    cases = [(*case, LOOK) for case in CASES] * passes + [("sqlite", "dbos", 0.05), ("postgres", "dbos", 0.05)]
    for kind, engine, look in cases:
        subprocess.run(
            [sys.executable, __file__, "one-life", engine, fresh(kind, postgres, folder), str(look)], check=True
        )


def one_life(engine: str, url: str, look: str) -> None:
    figures = Life(engine, url, float(look)).measure(12)
    tell("life", db=url.partition(":")[0], engine=engine, look=float(look), **figures)
    os._exit(0)


def measure_sweep(kind: str, engine: str, postgres: str, folder: str, kept: int) -> None:
    """Item 6: one look that finds 20 due among many settled (and with claims, among 100 000 timers of next month)."""
    database = Database(fresh(kind, postgres, folder))
    Turns(database, "w").open(["model"])
    made = engine_of(engine, database, "w", lambda _body: None, 3600)
    with database.transaction() as c:
        made.write(c, [Letter("model", body())])
    _fill(database, engine, kept)
    looks = []
    for n in range(6):
        with database.transaction() as c:
            made.write(c, [Letter(f"due{n}-{k}", body(), 0.0) for k in range(20)])
            if engine == "claims":
                c.execute(
                    sa.update(letter)
                    .where(letter.c.settled_at.is_(None), letter.c.due_at < time.time())
                    .values(worker=None)
                )
        began = time.perf_counter()
        _look(database, engine, made)
        looks.append((time.perf_counter() - began) * 1e3)
        time.sleep(0.5)
    tell("sweep", db=kind, engine=engine, kept=kept, ms=statistics.median(looks), worst_ms=max(looks))


def _look(database: Database, engine: str, made: Any) -> None:
    """The engine's own look, once; procrastinate fetches them one by one."""
    if engine == "claims":
        made.look()
    if engine == "dbos":
        system = _get_dbos_instance()._sys_db
        queue = system.get_queue("out")
        assert len(system.start_queued_partitioned_workflows(queue, "w", "1", 100, owner_xid="x")) >= 20
    for _ in range(20 if engine == "procrastinate" else 0):
        with database.transaction() as c:
            c.exec_driver_sql("select procrastinate_fetch_job_v2(null, null)")


def _fill(database: Database, engine: str, kept: int) -> None:
    """Copies of one letter, settled, as the engine leaves them."""
    schema = "dbos." if engine == "dbos" and not database.lite else ""
    name, done = {
        "claims": ("letter", {"settled_at": "1.0"}),
        "dbos": (f"{schema}workflow_status", {"status": "'SUCCESS'", "workflow_uuid": "'k' || n"}),
        "procrastinate": ("procrastinate_jobs", {"status": "'succeeded'"}),
    }[engine]
    with database.transaction() as c:
        names = [column["name"] for column in sa.inspect(c).get_columns(name.rpartition(".")[2], schema[:-1] or None)]
        names = [column for column in names if column != "id"]
        numbers = (
            f"(with recursive s(n) as (select 1 union all select n + 1 from s where n < {kept}) select n from s) s"
        )
        if engine == "procrastinate":
            c.exec_driver_sql("set local session_replication_role = replica")
        chosen = ", ".join(done.get(column, f'm."{column}"') for column in names)
        into = ", ".join(f'"{column}"' for column in names)
        c.exec_driver_sql(
            f"insert into {name} ({into}) select {chosen} from (select * from {name} limit 1) m, {numbers}"
        )
        if engine == "claims":
            c.exec_driver_sql(f"insert into letter (line, address, body, due_at, tries) select 'bot', 't' || n, '', 4e9, 0 from {numbers} where n <= 100000")  # fmt: skip
    with database.engine.connect() as c:
        c.exec_driver_sql("analyze")
        c.commit()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", required=True)
    parser.add_argument("parts", nargs="*", default=["turn", "life", "sweep", "kills"])
    parser.add_argument("--kept", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=75)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("OUTBOX_FOLDER")) as folder:
        if "turn" in asked.parts:
            measure_turn("sqlite", asked.postgres, folder)
            measure_turn("postgres", asked.postgres, folder)
        if "life" in asked.parts:
            measure_life(asked.postgres, folder)
        for kind, engine in CASES if "sweep" in asked.parts else ():
            measure_sweep(kind, engine, asked.postgres, folder, asked.kept)
            if engine == "dbos":
                DBOS.destroy()
        for engine in ENGINES if "kills" in asked.parts else ():
            Trial(engine, asked.postgres, folder).run(asked.seconds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one-life"]:
        one_life(*sys.argv[2:])
    elif sys.argv[1:2] == ["mortal"]:
        mortal(*sys.argv[2:])
    else:
        main()
