"""Everything that a workbook is about, read once and put where it belongs."""

from __future__ import annotations

from datetime import date

from bot.conversation.record import Record
from bot.sheets import incidents, listed, looks, subjects
from bot.sheets.figures import numbers
from bot.sheets.inspections import Inspections
from bot.sheets.records import Named, Records, Wanted, named, open_to_all
from bot.sheets.source import Source
from bot.sheets.spool import MORE, Spool
from bot.sheets.units import Units
from bot.store.journal import Chosen


def gather(source: Source, spool: Spool, today: date) -> None:
    """Fills the spool. No transaction is open while it is written."""
    spool.begin(subjects.SUBJECTS)
    spool.put(subjects.NUMBERS, numbers(source))
    units = Units()
    for record in Records(source.storage, source.library).of(_wanted(source)):
        files = _photos(record) if open_to_all(record) else {}
        for paths in files.values():
            spool.files.writelines(f"{path}\t{digest}\n" for path, digest in paths.items())
        _record(source, spool, record, files)
        units.add(record)
    spool.put(subjects.ACTIONS, listed.actions(source, today))
    spool.put(subjects.DUE, listed.due(source))
    spool.put(subjects.TRAINING, listed.training(source))
    spool.put(subjects.SEALS, listed.seals(source))
    spool.put(subjects.UNITS, units.rows(source))
    spool.put(subjects.FORMS, listed.forms(source))
    spool.put(subjects.LOST, listed.lost(source))
    spool.put(subjects.LOOKS, looks.rows(source))


def _wanted(source: Source) -> Wanted:
    span = source.span
    return Wanted(Chosen(span.organisation_id, span.sites, since=span.start, until=span.end))


def _photos(record: Record) -> Named:
    return {step: {f"photos/{path}": one for path, one in paths.items()} for step, paths in named(record).items()}


def _record(source: Source, spool: Spool, record: Record, files: Named) -> None:
    made, is_open = Inspections(source.wording, source.lang, source.of_others), open_to_all(record)
    answers = made.answers(record, files) if is_open else {}
    spool.put(subjects.INSPECTIONS, [{**made.row(record, files), MORE: answers}])
    if incidents.told(record):
        spool.put(subjects.INCIDENTS, [incidents.row(source, record)])
    if is_open:
        spool.put(subjects.ANSWERS, made.each(record, files))
        spool.put(subjects.FINDINGS, made.findings(record, files))
