"""Inspections as one table of text, as `sello export --wide` writes it: a row each, with the questions as columns and every
time by the clock of its site."""

from __future__ import annotations

import csv
import json
import tempfile
from dataclasses import dataclass, field
from typing import IO, Any

from bot.content.library import Library
from bot.conversation.profile import of_others
from bot.conversation.record import Record
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.sheets.cells import MARK, Flags, plain, written
from bot.sheets.inspections import COLUMNS, Inspections, merge
from bot.sheets.records import Records, Wanted, named, open_to_all
from bot.store.database import Storage


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
    known: dict[int, frozenset[str]] = field(default_factory=dict)
    """By organisation the criteria that are for other types of company."""

    def write(self, out: IO[str], wanted: Wanted, separator: str = ",") -> Written:
        """All of it. The rows wait in a file of their own until every column is known."""
        done, columns = Written(), list[str]()
        with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
            for record in Records(self.storage, self.library).of(wanted):
                fixed, answers = self._row(record, done)
                merge(columns, answers)
                waiting.write(json.dumps([fixed, answers]) + "\n")
                done.rows += 1
            waiting.seek(0)
            out.write(MARK)
            sheet = csv.writer(out, delimiter=separator)
            sheet.writerow([*(self._say(one.heading) for one in COLUMNS), *map(plain, columns)])
            for fixed, answers in map(json.loads, waiting):
                sheet.writerow([*fixed, *(answers.get(column, "") for column in columns)])
        return done

    def _row(self, record: Record, done: Written) -> tuple[list[Any], dict[str, Any]]:
        made, flags = Inspections(self.wording, self.lang, self._of_others(record)), Flags("", "")
        files = named(record) if open_to_all(record) else {}
        done.files |= {path: digest for paths in files.values() for path, digest in paths.items()}
        row = made.row(record, files)
        answers = made.answers(record, files) if open_to_all(record) else {}
        texts = {name: plain(self.wording.fill(cell, self.lang)) for name, cell in answers.items()}
        return [written(row.get(one.id), flags) for one in COLUMNS], texts

    def _of_others(self, record: Record) -> frozenset[str]:
        """Of one organisation after the other: an export can be of all of them."""
        ours = record.kept.organisation_id
        if ours not in self.known:
            self.known[ours] = self.storage.read_now(lambda tx: of_others(tx, self.library, ours))
        return self.known[ours]

    def _say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)
