"""Records as sheets read them: some at a time, and what of them somebody may see whose role nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from bot.content.library import Library
from bot.conversation.record import Record, read_record
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.engine.walk import drawn
from bot.sheets.source import local
from bot.store import journal
from bot.store.database import Storage
from bot.store.journal import Chosen
from bot.store.transaction import Transaction

ORIGINALS = {"image/heic": "heic", "image/avif": "avif"}  # what people see as a JPEG is kept as it was sent
DAY = timedelta(days=1)
SECRET = Text("Confidential report")
Named = dict[str, dict[str, str]]
"""By step the files: the digest of each by the path it has below the folder they are written to."""


@dataclass(frozen=True)
class Wanted:
    """Which runs, and the days, by the clock of each site, between which they ended; both included."""

    chosen: Chosen
    since: date | None = None
    until: date | None = None

    @property
    def coarsely(self) -> Chosen:
        """With moments that leave out none of those days, wherever the site is."""
        since = datetime.combine(self.since, time(), UTC) - DAY if self.since else self.chosen.since
        until = datetime.combine(self.until, time(), UTC) + 2 * DAY if self.until else self.chosen.until
        return replace(self.chosen, since=since, until=until)

    def holds(self, record: Record) -> bool:
        kept = record.kept
        at = local(record.place.zone, record.finished_at if kept.status == "finished" else kept.told_at)
        assert at, "it was chosen by it"
        return (self.since is None or at.date() >= self.since) and (self.until is None or at.date() <= self.until)


@dataclass(frozen=True)
class Records:
    storage: Storage
    library: Library

    def of(self, wanted: Wanted) -> Iterator[Record]:
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


def open_to_all(record: Record) -> bool:
    """Whether somebody whose role nobody knows may see what is in a record."""
    return not record.confidential


def named(record: Record) -> Named:
    return {
        step: {f"{record.number}/{original(one.name, one.mime)}": one.digest for one in pictures}
        for step, pictures in record.pictures.items()
    }


def original(name: str, mime: str) -> str:
    """The name of a file as it was sent, by the name under which it is shown."""
    return f"{name.rpartition('.')[0]}.{ORIGINALS[mime]}" if mime in ORIGINALS else name
