"""What there is to judge by: the record of the calls, what the people did, what was done to the program, and the books.

Times in the books are of this machine's clock, those of the calls are monotonic: here all of them are monotonic.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from bot.store.database import engine_for
from tests.soak.chaos import Spell
from tests.soak.company import Company
from tests.soak.duties import Books, Duties
from tests.soak.front import Told
from tests.soak.processes import Blow, Process
from tests.soak.trail import Step

DURABLE = re.compile(r"soak\.durable at=([\d.]+) letters=([\d,]+)")


@dataclass
class Row:
    """A letter in the books. Times are monotonic."""

    id: int
    platform: str
    address: str
    slot: str
    edit: bool
    ref: str
    notice: bool
    failed: str
    written: float
    settled: float | None

    @property
    def lane(self) -> tuple[str, str]:
        return self.platform, self.address

    @property
    def sent(self) -> bool:
        return self.settled is not None and not self.failed

    @property
    def ref_message(self) -> str:
        """The message its ref names: `D0123:17.1~ab` or `12+13`."""
        return re.split(r"[+~]", self.ref)[0].rpartition(":")[2]


@dataclass
class Evidence:
    """`clock` is what is taken from a time of the books to make it monotonic. `timers`: when each is due."""

    url: str
    clock: float
    trail: list[Step]
    told: list[Told]
    spells: list[Spell]
    lives: list[Process]
    company: Company
    timers: dict[int, float]
    duties: Duties
    stuck: list[str]
    quiet_after: float

    @cached_property
    def letters(self) -> dict[int, Row]:
        found = self._read(LETTERS)
        return {row.id: self._row(row) for row in found}

    def _row(self, row: Any) -> Row:
        return Row(
            row.id, row.channel, row.address, row.slot, bool(row.edit), row.ref, bool(row.notice), row.failed,
            self.monotonic(row.written_at), None if row.settled_at is None else self.monotonic(row.settled_at),
        )  # fmt: skip

    def monotonic(self, moment: Any) -> float:
        return float(moment) - self.clock

    def _read(self, sentence: str) -> list[Any]:
        engine = engine_for(self.url)
        lite = engine.dialect.name == "sqlite"
        for name in ("written_at", "settled_at"):
            how = f"(julianday({name}) - 2440587.5) * 86400.0" if lite else f"extract(epoch from {name})"
            sentence = sentence.replace(f"@{name}", f"{how} AS {name}")
        with engine.begin() as books:
            found = list(books.execute(sa.text(sentence)).all())
        engine.dispose()
        return found

    @cached_property
    def deliveries(self) -> set[tuple[str, str]]:
        return {(row.channel, row.delivery) for row in self._read(DELIVERIES)}

    @cached_property
    def answers(self) -> dict[int, list[tuple[int, str, Any]]]:
        found: dict[int, list[tuple[int, str, Any]]] = defaultdict(list)
        for row in self._read("SELECT run_id, version, step, value FROM answer ORDER BY id"):
            value = None if row.step.endswith(".photo") else json.loads(row.value)  # whichever it was
            found[row.run_id].append((row.version, row.step, value))
        return found

    @cached_property
    def statuses(self) -> dict[int, str]:
        return {row.id: row.status for row in self._read("SELECT id, status FROM run")}

    @cached_property
    def shows(self) -> dict[int, list[Step]]:
        """The calls that showed a letter and took effect, in their order."""
        found: dict[int, list[Step]] = defaultdict(list)
        for step in sorted(self.trail, key=lambda one: one.call.done_at or 0):
            if step.card and step.call.done:
                found[step.letter].append(step)
        return found

    @cached_property
    def tries(self) -> dict[int, list[Step]]:
        """The calls that meant to show a letter."""
        found: dict[int, list[Step]] = defaultdict(list)
        for step in self.trail:
            if step.card:
                found[step.letter].append(step)
        return found

    @cached_property
    def books(self) -> Books:
        return Books.read(self.url)

    @cached_property
    def durable(self) -> dict[int, float]:
        """When it was known that a letter is in the books."""
        found: dict[int, float] = {}
        for life in self.lives:
            for at, ids in DURABLE.findall(life.log.read_text(errors="replace")):
                found |= {int(id): float(at) - self.clock for id in ids.split(",") if int(id) not in found}
        return found

    @cached_property
    def blows(self) -> list[tuple[Process, Blow]]:
        return [(life, blow) for life in self.lives for blow in life.blows]


LETTERS = """
    SELECT letter.id, line.channel, address, slot, edit, ref, notice, failed, @written_at, @settled_at
    FROM letter JOIN line ON line.id = letter.line_id ORDER BY letter.id
"""
DELIVERIES = "SELECT line.channel, delivery FROM delivery JOIN line ON line.id = delivery.line_id"
