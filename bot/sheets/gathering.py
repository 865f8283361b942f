"""Everything that a workbook is about, read once and put where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from bot.conversation.record import Record
from bot.sheets import incidents, listed, looks, subjects
from bot.sheets.cells import Row, Subject
from bot.sheets.figures import numbers
from bot.sheets.inspections import Inspections
from bot.sheets.records import Named, Records, Wanted, named, open_to_all
from bot.sheets.source import Source
from bot.sheets.spool import MORE, Spool
from bot.sheets.units import Units
from bot.store.journal import Chosen

Paths = Callable[[Record], Named]
Into = tuple[Source, Spool]


def gather(source: Source, spool: Spool, today: date) -> None:
    """Fills the spool. No transaction is open while it is written."""
    gather_all([(source, spool)], subjects.SUBJECTS, today, _photos)


def gather_all(
    into: Sequence[Into], about: Sequence[Subject], today: date, paths: Paths, runs: tuple[int, ...] | None = None
) -> None:
    """Fills spools of the same in several languages, of some subjects; each record is read once. `runs` are those that are meant."""
    source, units = into[0][0], Units()
    for _, spool in into:
        spool.begin(about)
    for record in Records(source.storage, source.library).of(_wanted(source, runs)):
        files = paths(record) if open_to_all(record) else {}
        for one, spool in into:
            for named_so in files.values():
                spool.files.writelines(f"{path}\t{digest}\n" for path, digest in named_so.items())
            _record(one, spool, record, files)
        units.add(record)
    for one, spool in into:
        for subject, rows in _rest(one, units, today):
            if subject in about:
                spool.put(subject, rows())


def _rest(source: Source, units: Units, today: date) -> list[tuple[Subject, Callable[[], Iterable[Row]]]]:
    return [
        (subjects.NUMBERS, lambda: numbers(source)),
        (subjects.ACTIONS, lambda: listed.actions(source, today)),
        (subjects.DUE, lambda: listed.due(source)),
        (subjects.TRAINING, lambda: listed.training(source)),
        (subjects.SEALS, lambda: listed.seals(source)),
        (subjects.UNITS, lambda: units.rows(source)),
        (subjects.FORMS, lambda: listed.forms(source)),
        (subjects.LOST, lambda: listed.lost(source)),
        (subjects.LOOKS, lambda: looks.rows(source)),
    ]


def _wanted(source: Source, runs: tuple[int, ...] | None) -> Wanted:
    span = source.span
    return Wanted(Chosen(span.organisation_id, span.sites, since=span.start, until=span.end, runs=runs))


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
