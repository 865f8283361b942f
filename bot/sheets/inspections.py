"""Inspections, a row each with the questions as columns; and their answers, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.conversation.notice import NONE, SEVERITY
from bot.conversation.pictures import dated
from bot.conversation.record import Record
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.engine.walk import Item
from bot.sheets.cells import LIST, MOMENT, RECORD, Column, Row, listed
from bot.sheets.records import SECRET, Named, open_to_all
from bot.sheets.source import local

COLUMNS = (
    Column("record", Text("Record"), RECORD), Column("site", Text("Site")), Column("form", Text("Form")),
    Column("state", Text("State")), Column("result", Text("Result")), Column("severity", Text("Severity")),
    Column("unit", Text("Unit"), LIST), Column("seal", Text("Seal"), LIST), Column("begun", Text("Begun"), MOMENT),
    Column("ended", Text("Ended"), MOMENT), Column("zone", Text("Time zone")), Column("by", Text("By")),
    Column("taken_by", Text("Taken by"), LIST), Column("problems", Text("Problems"), LIST),
    Column("criteria", Text("Criteria"), LIST), Column("basc", Text("BASC clauses"), LIST), Column("files", Text("Files"), LIST),
)  # fmt: skip
STATES = {"finished": Text("Complete"), "open": Text("Not finished"), "cancelled": Text("Canceled")}
PASSED, FAILED = Text("Passed: {score}%"), Text("Failed: {score}%")


@dataclass(frozen=True)
class Inspections:
    """Makes rows in one language."""

    wording: Wording
    lang: str
    of_others: frozenset[str] = frozenset()
    """The criteria that are for other types of company."""

    def named(self, item: Item) -> list[str]:
        """The criteria of a question that apply."""
        return [one for one in item.step.criteria if one not in self.of_others]

    def row(self, record: Record, files: Named) -> Row:
        """The columns that every form has. Of a confidential record it says that there is one."""
        if not open_to_all(record):
            return self.discreet(record)
        criteria = dict.fromkeys(one for item in record.findings for one in self.named(item))
        clauses = dict.fromkeys(one for item in record.findings for one in item.step.basc)
        return {
            **self.where(record),
            "form": self._say(record.title),
            "state": self._say(STATES[record.kept.status]),
            "result": self._result(record),
            "severity": self.grave(record),
            "unit": list(record.units),
            "seal": list(record.seals),
            "begun": local(record.place.zone, record.began_at),
            "ended": local(record.place.zone, record.finished_at),
            "by": record.reporter,
            "taken_by": [taker.name for taker in record.takers],
            "problems": [self.heading(item, record) for item in record.findings],
            "criteria": list(criteria),
            "basc": list(clauses),
            "files": [path for paths in files.values() for path in paths],
        }

    def where(self, record: Record) -> dict[str, Any]:
        return {"record": record.number, "site": record.place.name, "zone": record.place.zone}

    def discreet(self, record: Record) -> Row:
        """That there is one, where and since when; and whether it is complete, since that is counted."""
        began = local(record.place.zone, record.began_at)
        state = self._say(STATES[record.kept.status])
        return {**self.where(record), "form": self._say(SECRET), "begun": began, "state": state}

    def grave(self, record: Record) -> str:
        return self._say(SEVERITY[record.severity]) if record.severity in SEVERITY else record.severity

    def _result(self, record: Record) -> str:
        if not record.flow.ways.scored:
            return " ".join(self.wording.knowing(NONE).say(record.said, self.lang).split())
        told = PASSED if record.verdict.passed else FAILED
        return self._say(Text(told.source, {"score": record.verdict.score}))

    def answers(self, record: Record, files: Named) -> dict[str, Any]:
        """The answers by the heading of their column."""
        cells: dict[str, Any] = {}
        for item in record.items:
            heading = self.heading(item, record)
            cells[f"{heading} [{item.step.id}]" if heading in cells else heading] = self.cell(item, record, files)
        return cells

    def each(self, record: Record, files: Named) -> Iterator[Row]:
        """The answers, one after the other."""
        stations = {id: self._say(Text(one.title)) for id, one in record.flow.stations.items()}
        for item in record.items:
            cell = self.cell(item, record, files)
            yield {
                **self.where(record),
                "form": self._say(record.title),
                "ended": local(record.place.zone, record.finished_at),
                "by": record.reporter,
                "station": stations.get(item.step.station, ""),
                "question": self.heading(item, record),
                "answer": self.wording.fill(cell, self.lang) if isinstance(cell, int) else cell,
                "number": cell if isinstance(cell, int) else None,
                "problem": item.finding,
                "criteria": self.named(item),
                "basc": list(item.step.basc),
                "files": list(files.get(item.step.id, ())),
            }

    def findings(self, record: Record, files: Named) -> Iterator[Row]:
        """Those of the answers that are findings, each with what was said and shown about it."""
        if record.flow.ways.scored or not record.findings:
            return
        for item, answer in zip(record.items, self.each(record, files), strict=True):
            if item.finding:
                more = [one for one in record.items if one.step.follows == item.step.id]
                words = [
                    self.wording.fill(self.cell(one, record, files), self.lang)
                    for one in more
                    if not files.get(one.step.id)
                ]
                paths = [path for one in (item, *more) for path in files.get(one.step.id, ())]
                said = {"found": listed(filter(None, words)), "severity": self.grave(record), "files": paths}
                yield {**answer, **said}

    def cell(self, item: Item, record: Record, files: Named) -> str | int:
        """An answer as a person reads it; a number stays one."""
        there, days = listed(files.get(item.step.id, ())), record.old.get(item.step.id, ())
        if there:
            return self._say(dated(there, days)) if days else there
        if isinstance(item.shown, int) and not isinstance(item.shown, bool):
            return item.shown
        return "" if item.value is None else self.wording.fill(item.shown, self.lang)

    def heading(self, item: Item, record: Record) -> str:
        """What the question is called, after the one it follows, with the number of its round."""
        asked = self._say(Text(item.step.called))
        followed = item.step.follows
        before = next((one for one in record.items if one.step.id == followed), None) if followed else None
        asked = f"{self._say(Text(before.step.called))} – {asked}" if before else asked
        return f"{asked} ({item.step.round})" if item.step.round else asked

    def _say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)


def merge(columns: list[str], cells: Iterable[str]) -> None:
    """Adds the columns that are new, each behind the one it follows in its form."""
    place = 0
    for one in cells:
        if one in columns:
            place = columns.index(one) + 1
        else:
            columns.insert(place, one)
            place += 1
