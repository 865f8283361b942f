"""Units that inspections were about, and those that were on hold: a row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversation.record import Record
from bot.sheets.cells import Row
from bot.sheets.records import open_to_all
from bot.sheets.source import Source, local
from bot.store import sheet_lines
from bot.store.sheet_lines import Line

Known = tuple[int, int, datetime, str, str, str]  # inspections, findings, the last: when, its number, site and zone


@dataclass
class Units:
    """What is known so far: a few words a unit, however many inspections there are."""

    known: dict[str, Known] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        if not open_to_all(record) or record.finished_at is None:
            return
        for unit in record.units:
            count, found, *_ = last = self.known.get(unit, (0, 0, record.finished_at, "", "", ""))
            here = (record.finished_at, record.number, record.place.name, record.place.zone)
            newest = here if record.finished_at >= last[2] else last[2:]
            self.known[unit] = (count + 1, found + len(record.findings), *newest)

    def rows(self, source: Source) -> Iterator[Row]:
        held = {line["unit"]: line for line in source.lines(sheet_lines.holds)}
        for unit in sorted({*self.known, *held}):
            yield _row(source, unit, self.known.get(unit), held.get(unit))


def _row(source: Source, unit: str, known: Known | None, hold: Line | None) -> Row:
    """Every moment of it by one clock: that of the site where it was inspected last, else where it was put on hold."""
    count, found, at, record, site, zone = known or (0, 0, None, "", "", "")
    zone = zone or (hold["zone"] if hold else source.asked.zone)
    return {
        "unit": unit,
        "inspections": count,
        "findings": found,
        "last": local(zone, at),
        "record": record,
        "site": site or (hold["site"] if hold else ""),
        "zone": zone,
        **(_hold(hold, zone) if hold else {}),
    }


def _hold(line: Line, zone: str) -> dict[str, Any]:
    return {
        "held": local(zone, line["at"]),
        "hold_record": line["record"],
        "released": local(zone, line["released_at"]),
        "released_by": line["released_by"],
    }
