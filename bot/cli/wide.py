"""Inspections as a sheet opens them: a row each, with the questions as columns and every time by the clock of its site.

Of a confidential record it says that there is one, and nothing else.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import IO
from zoneinfo import ZoneInfo

from bot.cli.export import plain
from bot.content.library import Library
from bot.conversation.notice import NONE
from bot.conversation.pictures import dated
from bot.conversation.record import Record, read_record
from bot.conversation.wording import Wording
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.engine.walk import Item, drawn
from bot.store import journal
from bot.store.database import Storage
from bot.store.journal import Chosen
from bot.store.transaction import Transaction

MARK = "\ufeff"  # tells a sheet that the file is UTF-8
ORIGINALS = {"image/heic": "heic", "image/avif": "avif"}  # what people see as a JPEG is kept as it was sent
DAY = timedelta(days=1)
SECRET = Text("Confidential report")
HEADINGS = (
    Text("Record"), Text("Site"), Text("Form"), Text("State"), Text("Result"), Text("Severity"), Text("Unit"),
    Text("Seal"), Text("Begun"), Text("Ended"), Text("Time zone"), Text("By"), Text("Taken by"), Text("Problems"),
    Text("Criteria"), Text("Files"),
)  # fmt: skip
STATES = {"finished": Text("Complete"), "open": Text("Not finished"), "cancelled": Text("Canceled")}
PASSED, FAILED = Text("Passed: {score}%"), Text("Failed: {score}%")


@dataclass(frozen=True)
class Wanted:
    """Which runs, and the days, by the clock of each site, between which they ended; both included."""

    chosen: Chosen
    since: date | None = None
    until: date | None = None

    @property
    def coarsely(self) -> Chosen:
        """With moments that leave out none of those days, wherever the site is."""
        since = datetime.combine(self.since, time(), UTC) - DAY if self.since else None
        until = datetime.combine(self.until, time(), UTC) + 2 * DAY if self.until else None
        return replace(self.chosen, since=since, until=until)

    def holds(self, record: Record) -> bool:
        day = local(record, record.finished_at or record.began_at).date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass
class Written:
    """How many rows, and the files they name: each by its digest."""

    rows: int = 0
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """Writes rows in one language."""

    storage: Storage
    library: Library
    wording: Wording
    lang: str

    def write(self, out: IO[str], wanted: Wanted, separator: str = ",") -> Written:
        """All of it. The rows wait in a file of their own until every column is known."""
        written, columns = Written(), list[str]()
        with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
            for record in self._records(wanted):
                fixed, answers = self._row(record, written)
                _merge(columns, answers)
                waiting.write(json.dumps([fixed, answers]) + "\n")
                written.rows += 1
            waiting.seek(0)
            out.write(MARK)
            sheet = csv.writer(out, delimiter=separator)
            sheet.writerow([*map(self._say, HEADINGS), *map(plain, columns)])
            for fixed, answers in map(json.loads, waiting):
                sheet.writerow([plain(cell) for cell in (*fixed, *(answers.get(column, "") for column in columns))])
        return written

    def _records(self, wanted: Wanted) -> Iterator[Record]:
        """In short transactions: whoever reads slowly holds up nobody."""
        after: int | None = 0
        while after is not None:
            some, after = self.storage.read_now(partial(self._some, wanted=wanted.coarsely, after=after))
            yield from filter(wanted.holds, some)

    def _some(self, tx: Transaction, wanted: Chosen, after: int) -> tuple[list[Record], int | None]:
        ids = journal.inspections(tx, wanted, after)
        return [self._read(tx, id) for id in ids], ids[-1] if len(ids) == journal.SOME else None

    def _read(self, tx: Transaction, id: int) -> Record:
        kept = tx.runs.get(id)
        assert kept, "it was just there"
        flow = self.library.by_digest(tx, kept.digest)
        run = Run.from_json(kept.state, tx.runs.answers(id))
        mark = tx.people.pass_mark(kept.organisation_id) if flow.ways.scored else None
        return read_record(tx, kept, drawn(flow if mark is None else replace(flow, pass_mark=mark), run.seed), run)

    def _row(self, record: Record, written: Written) -> tuple[list[str], dict[str, str]]:
        if not open_to_all(record):
            return self._discreet(record), {}
        named = _named(record)
        written.files |= {path: digest for files in named.values() for path, digest in files.items()}
        return self._fixed(record, named), self._answers(record, named)

    def _discreet(self, record: Record) -> list[str]:
        cells = dict.fromkeys(HEADINGS_BY_NAME, "") | {
            "Record": record.number, "Site": record.place.name, "Form": self._say(SECRET),
            "Begun": _moment(record, record.began_at), "Time zone": record.place.zone,
        }  # fmt: skip
        return list(cells.values())

    def _fixed(self, record: Record, named: dict[str, dict[str, str]]) -> list[str]:
        problems = [self._heading(item, record) for item in record.findings]
        criteria = dict.fromkeys(one for item in record.findings for one in item.step.criteria)
        return [
            record.number, record.place.name, self._say(record.title), self._say(STATES[record.kept.status]),
            self._result(record), record.severity, _listed(record.units), _listed(record.seals),
            _moment(record, record.began_at), _moment(record, record.finished_at), record.place.zone, record.reporter,
            _listed(taker.name for taker in record.takers), _listed(problems), _listed(criteria),
            _listed(path for files in named.values() for path in files),
        ]  # fmt: skip

    def _result(self, record: Record) -> str:
        if not record.flow.ways.scored:
            return " ".join(self.wording.knowing(NONE).say(record.said, self.lang).split())
        told = PASSED if record.verdict.passed else FAILED
        return self._say(Text(told.source, {"score": record.verdict.score}))

    def _answers(self, record: Record, named: dict[str, dict[str, str]]) -> dict[str, str]:
        """The answers by the heading of their column."""
        cells: dict[str, str] = {}
        for item in record.items:
            heading = self._heading(item, record)
            heading = f"{heading} [{item.step.id}]" if heading in cells else heading
            cells[heading] = self._files(item, record, named) or self._shown(item)
        return cells

    def _files(self, item: Item, record: Record, named: dict[str, dict[str, str]]) -> str:
        names, days = _listed(named.get(item.step.id, ())), record.old.get(item.step.id, ())
        return self._say(dated(names, days)) if names and days else names

    def _heading(self, item: Item, record: Record) -> str:
        """What the question is called, after the one it follows, with the number of its round."""
        asked = self._say(Text(item.step.called))
        before = next((one for one in record.items if one.step.id == item.step.follows), None)
        asked = f"{self._say(Text(before.step.called))} – {asked}" if before else asked
        return f"{asked} ({item.step.round})" if item.step.round else asked

    def _shown(self, item: Item) -> str:
        return "" if item.value is None else self.wording.fill(item.shown, self.lang)

    def _say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)


HEADINGS_BY_NAME = tuple(text.source for text in HEADINGS)


def open_to_all(record: Record) -> bool:
    """Whether somebody whose role nobody knows may see what is in a record."""
    return not record.confidential


def local(record: Record, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(record.place.zone))


def _moment(record: Record, at: datetime | None) -> str:
    """As sheets read it: 2026-11-21 11:30."""
    return f"{local(record, at):%Y-%m-%d %H:%M}" if at else ""


def _named(record: Record) -> dict[str, dict[str, str]]:
    """By step the files: the digest of each by the path it has below the folder they are written to."""
    return {
        step: {f"{record.number}/{_original(one.name, one.mime)}": one.digest for one in pictures}
        for step, pictures in record.pictures.items()
    }


def _original(name: str, mime: str) -> str:
    return f"{name.rpartition('.')[0]}.{ORIGINALS[mime]}" if mime in ORIGINALS else name


def _listed(words: Iterable[str]) -> str:
    return "; ".join(words)


def _merge(columns: list[str], cells: Iterable[str]) -> None:
    """Adds the columns that are new, each behind the one it follows in its form."""
    place = 0
    for one in cells:
        if one in columns:
            place = columns.index(one) + 1
        else:
            columns.insert(place, one)
            place += 1
