"""The crash test of outbox_engines.py: three processes on one PostgreSQL, kill -9, and what became of every letter."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS
from outbox_candidates import Database, Letter, Turns, answer, engine_of

FILL = "x" * 400  # as long as a card
RATE = 8  # turns a second in each process
CHATS = 30
SENDING = 0.25  # seconds
PAUSE = 12.0  # seconds between kills: an observer must live longer than a death takes to be seen


def fresh(kind: str, postgres: str, folder: str) -> str:
    """The address of a new, empty database."""
    name = f"outbox_{time.time_ns():x}"
    if kind == "sqlite":
        return f"sqlite:///{folder}/{name}.db"
    address = sa.make_url(postgres).set(drivername="postgresql+psycopg")
    with sa.create_engine(address, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    return address.set(database=name).render_as_string(hide_password=False)


def tell(what: str, **figures: Any) -> None:
    """A line of JSON."""
    short = {key: round(value, 3) if isinstance(value, float) else value for key, value in figures.items()}
    sys.stdout.write(json.dumps({"what": what} | short) + "\n")
    sys.stdout.flush()


def mortal(engine: str, url: str, name: str, log: str, stop: str) -> None:
    """One process: turns at RATE until told to stop, and sends until it is killed. A tenth of the letters are timers."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def send(tag: str) -> None:
        time.sleep(SENDING)
        os.write(out, f"{tag.split(maxsplit=1)[0]} {time.time()}\n".encode())

    database = Database(url)
    made, turns = engine_of(engine, database, name, send), Turns(database, name)
    made.start()
    while not Path(stop).exists():
        place, delay = f"c{random.randrange(CHATS)}", 2.0 if random.random() < 0.1 else 0.0
        turns.turn(place, made, lambda seq, p=place, d=delay: [Letter(p, f"{p}/{seq} {FILL}", d)])  # type: ignore[misc]
        time.sleep(random.expovariate(RATE))
    time.sleep(600)


class Trial:
    """One engine's crash test. A process that takes a dead one's place has another name."""

    def __init__(self, engine: str, postgres: str, folder: str) -> None:
        self._engine, self._url = engine, fresh("postgres", postgres, folder)
        self._log, self._stop = Path(folder, f"{engine}.log"), Path(folder, f"{engine}.stop")
        self._names, self._kills = (f"{engine}{n}" for n in itertools.count()), list[float]()
        Turns(Database(self._url), "x").open([f"c{n}" for n in range(CHATS)])
        engine_of(engine, Database(self._url), "x", print)
        if engine == "dbos":
            DBOS.destroy()
        self._alive = [self._begin() for _ in range(3)]

    def _begin(self) -> subprocess.Popen[bytes]:
        told = (self._engine, self._url, next(self._names), str(self._log), str(self._stop))
        return subprocess.Popen([sys.executable, Path(sys.argv[0]).resolve(), "mortal", *told])

    def run(self, seconds: float) -> None:
        until = time.time() + seconds
        time.sleep(PAUSE / 2)
        try:
            while time.time() < until:
                self._kill_one()
            self._stop.touch()
            self._wait()
        finally:
            for process in self._alive:
                process.kill()
                process.wait()
        tell("kills", engine=self._engine, kills=len(self._kills), **self._judged())

    def _kill_one(self) -> None:
        victim = self._alive.pop(random.randrange(3))
        victim.send_signal(signal.SIGKILL)
        self._kills.append(time.time())
        victim.wait()
        time.sleep(1)
        self._alive.append(self._begin())
        time.sleep(PAUSE - 1)

    def _wait(self) -> None:
        """Until everything written was sent, or a minute has passed."""
        until = time.time() + 60
        while time.time() < until and self._written().keys() - {tag for tag, _ in self._sends()}:
            time.sleep(1)
        time.sleep(1)

    def _written(self) -> dict[str, Any]:
        with sa.create_engine(self._url).connect() as connection:
            return {f"{row.chat}/{row.seq}": row for row in connection.execute(sa.select(answer))}

    def _sends(self) -> list[tuple[str, float]]:
        lines = [line.split() for line in self._log.read_text().splitlines()]
        return [(tag, float(at)) for tag, at in lines]

    def _judged(self) -> dict[str, Any]:
        """Order is that of first sends, timers left out."""
        written, sends, first = self._written(), self._sends(), dict[str, float]()
        for tag, at in sends:
            first.setdefault(tag, at)
        in_order = {tag: at for tag, at in first.items() if not written[tag].timer}
        waits = sorted(at - written[tag].at for tag, at in in_order.items())
        after = [at - kill for kill in self._kills for tag, at in in_order.items() if written[tag].at < kill < at]
        return {
            "written": len(written), "sent": len(first), "lost": len(written.keys() - first),
            "twice": len(sends) - len(first), "out_of_order": _overtaken(list(in_order)),
            "longest_after_kill_s": max(after, default=0.0), "wait_p50_s": statistics.median(waits),
            "wait_p90_s": waits[int(len(waits) * 0.9)], "wait_max_s": waits[-1],
        }  # fmt: skip


def _overtaken(tags: list[str]) -> int:
    last, behind = dict[str, int](), 0
    for tag in tags:
        place, seq = tag.split("/")
        behind += int(seq) < last.get(place, -1)
        last[place] = max(int(seq), last.get(place, -1))
    return behind
