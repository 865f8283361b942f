"""Processes: one, two and four of the program over one PostgreSQL, and the turns of a person come to any of them."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import journey, relay, witness
from tests.bench.crew import CONTESTANT, CORES, OTHERS, Failed, Place, Sitting, place, sitting
from tests.bench.driving import of_services
from tests.bench.table import Scale, Table, number

COUNTS = (1, 2, 4)
WARM = 32  # people, of all processes together
USERS = 160  # people a process, so that nobody who is due has just had their last turn
IN_FLIGHT = 16  # a process
SLOT = 0.005  # seconds that one process runs while the others stand
GOAL = "Goal: two processes do at least 1.8 times the turns of one, and what is waited for does not grow."
NOTES = (
    "The next turn of a person comes to another process. *A quarter of a core each*: the processes share one core, each runs "
    "5 ms in 20 and stands still for the rest, with whatever it has locked; the server and the stand-in have the other "
    "core. So no process takes the core from another, and what is not the sum of them is contention. CPU was measured with "
    "everybody on all cores. Waits are what `pg_stat_activity` showed of transactions that were open, looked at every 10 ms."
)


@dataclass(frozen=True)
class Figures:
    """A relay of so many turns. `programs` and `server` in seconds of CPU."""

    turns: int
    wall: float
    programs: float
    server: float
    p99_ms: float
    seen: witness.Seen | None = None

    @property
    def rate(self) -> float:
        return self.turns / self.wall

    def us(self, seconds: float) -> float:
        return 1e6 * seconds / self.turns


@dataclass(frozen=True)
class Round:
    """The same relay twice: on all cores, and with a quarter of a core for each process."""

    free: Figures
    quarter: Figures
    wrong: int
    answers: int
    calls: float  # an inspection


def processes(names: Sequence[str], scale: Scale) -> Table:
    name = names[0]
    rounds = {count: [] for count in COUNTS}  # type: dict[int, list[Round]]
    for _ in range(scale.rounds):
        for count in COUNTS:
            rounds[count].append(_round(name, count, scale))
    head = ("processes over one PostgreSQL", *(f"{count}" for count in COUNTS))
    return Table("Several processes", GOAL, head, [*_rates(rounds), *_costs(rounds), *_waits(rounds)], NOTES)


# One round.


def _round(name: str, count: int, scale: Scale) -> Round:
    with contextlib.ExitStack() as all_of_them:
        at = all_of_them.enter_context(place(name, settings=witness.SETTINGS))
        sittings = [all_of_them.enter_context(sitting(at, core=-1)) for _ in range(count)]
        with _server_on(at, CORES):
            _relay(at, sittings, range(WARM))
            users = range(WARM, WARM + _users(count, scale.seconds))
            before = sum(at.calls().values())
            free = _relay(at, sittings, users)
            calls = (sum(at.calls().values()) - before) / len(users)
        slow = range(users.stop, users.stop + _users(count, scale.seconds))
        with _server_on(at, [OTHERS]), _quarters(sittings), witness.witnessed(at.cfg.pg_dsn) as seen:
            quarter = _relay(at, sittings, slow, seen)
        wrong = sittings[0].ask("verify", lo=0, hi=slow.stop)["wrong"]
    return Round(free, quarter, wrong, slow.stop * journey.ANSWERS, calls)


def _users(count: int, seconds: float) -> int:
    return max(int(USERS * min(seconds, 1.0)), 2 * IN_FLIGHT) * count


def _relay(at: Place, sittings: Sequence[Sitting], users: range, seen: witness.Seen | None = None) -> Figures:
    baton = relay.baton(Path(at.cfg.dir, f"baton-{users.start}"), len(users))
    for part, one in enumerate(sittings):
        one.ask("take_part", baton=baton, lo=users.start, hi=users.stop, part=part, of=len(sittings))
    server, began = of_services(at.pids), time.perf_counter()
    for one in sittings:
        one.give("relay", in_flight=IN_FLIGHT)
    told = [one.take() for one in sittings]
    wall = time.perf_counter() - began
    turns = sum(int(each["turns"]) for each in told)
    if turns != len(users) * journey.TURNS:
        raise Failed(f"{turns} turns of {len(users)} people")
    programs, p99 = sum(each["cpu"] for each in told), max(each["p99_ms"] for each in told)
    return Figures(turns, wall, programs, of_services(at.pids) - server, p99, seen)


@contextlib.contextmanager
def _server_on(at: Place, cores: Sequence[int]) -> Iterator[None]:
    """The server and all its connections."""
    known = set(at.pids)
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if int(folder.name) in known or _parent(folder) in known:
                os.sched_setaffinity(int(folder.name), cores)
    yield


def _parent(process: Path) -> int:
    return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])


@contextlib.contextmanager
def _quarters(sittings: Sequence[Sitting]) -> Iterator[None]:
    """One after the other, each on the same core in a time of its own, of four there are."""
    for one in sittings:
        os.sched_setaffinity(one.pid, [CONTESTANT])
        for thread in Path(f"/proc/{one.pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), [CONTESTANT])
    over = threading.Event()
    taking_turns = threading.Thread(target=_in_turn, args=(sittings, over))
    taking_turns.start()
    try:
        yield
    finally:
        over.set()
        taking_turns.join()


def _in_turn(sittings: Sequence[Sitting], over: threading.Event) -> None:
    for one in sittings:
        one.stop()
    slots: list[Sitting | None] = [*sittings, *[None] * (max(COUNTS) - len(sittings))]
    while not over.is_set():
        for one in slots:
            if one:
                one.go_on()
            time.sleep(SLOT)
            if one:
                one.stop()
    for one in sittings:
        one.go_on()


# The table.

Rounds = dict[int, list[Round]]


def _row(title: str, rounds: Rounds, figure: Callable[[Round], float], places: int = 0) -> Sequence[str]:
    return title, *(number(median(figure(one) for one in rounds[count]), places) for count in COUNTS)


def _rates(rounds: Rounds) -> list[Sequence[str]]:
    one = median(each.quarter.rate for each in rounds[1])
    return [
        _row("turns/s, a quarter of a core each", rounds, lambda each: each.quarter.rate),
        _row("times those of one process", rounds, lambda each: each.quarter.rate / one, 2),
        _row(f"turns/s, all on {len(CORES)} cores", rounds, lambda each: each.free.rate),
        ("answers wrong", *(_wrong(rounds[count]) for count in COUNTS)),
        _row("calls an inspection", rounds, lambda each: each.calls, 1),
    ]


def _wrong(rounds: Sequence[Round]) -> str:
    wrong, answers = sum(one.wrong for one in rounds), sum(one.answers for one in rounds)
    return f"**{wrong} people**" if wrong else f"none of {answers:,}"


def _costs(rounds: Rounds) -> list[Sequence[str]]:
    return [
        _row("CPU µs a turn, the programs", rounds, lambda each: each.free.us(each.free.programs)),
        _row("CPU µs a turn, the server", rounds, lambda each: each.free.us(each.free.server)),
        _row("commits a turn", rounds, lambda each: _seen(each).commits / each.quarter.turns, 2),
        _row("rollbacks", rounds, lambda each: _seen(each).rollbacks),
        _row("deadlocks", rounds, lambda each: _seen(each).deadlocks),
        _row("statements a turn", rounds, lambda each: sum(n for n, _ in _seen(each).statements.values()) / each.quarter.turns, 1),
        _row("bytes of its log a turn", rounds, lambda each: _seen(each).wal / each.quarter.turns),
    ]  # fmt: skip


def _seen(one: Round) -> witness.Seen:
    assert one.quarter.seen
    return one.quarter.seen


def _waits(rounds: Rounds) -> list[Sequence[str]]:
    """What was waited for, the most first; then in which statements somebody waited for a row."""
    waits = _all(rounds, lambda seen: seen.waits)
    blocked = _all(
        rounds, lambda seen: Counter({f"waits for a row: {short(query)}": n for query, n in seen.blocked.items()})
    )
    rows = []
    for name in (*(name for name, _ in waits.most_common(8)), *(name for name, _ in blocked.most_common(4))):

        def figure(each: Round, name: str = name) -> float:
            seen = _seen(each)
            looks = seen.waits[name] + sum(
                n for query, n in seen.blocked.items() if name == f"waits for a row: {short(query)}"
            )
            return each.quarter.us(looks * seen.every)

        rows.append(_row(f"µs a turn, {name or 'the server works'}", rounds, figure))
    return rows


def _all(rounds: Rounds, of: Callable[[witness.Seen], Counter[str]]) -> Counter[str]:
    return sum((of(_seen(one)) for each in rounds.values() for one in each), Counter())


def short(query: str) -> str:
    """A statement in a few words: what it does to which table."""
    words = re.search(r"(INSERT INTO|UPDATE|DELETE FROM|FROM) (\w+)", query)
    verb = query.split(None, 1)[0]
    lock = " … FOR UPDATE" if " FOR " in query and verb == "SELECT" else ""
    return f"`{verb} {words[2]}{lock}`" if words else f"`{query[:40]}`"
