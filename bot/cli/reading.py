"""`sello summary` and `sello export`: what was recorded, counted or word for word. Nothing here writes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import click

from bot.channels.console import visible
from bot.cli.opening import LANG, ROOT, chosen_lang, library, settings, stop, storage
from bot.conversation.wording import Wording


def day(_context: click.Context, _option: click.Parameter, typed: str | None) -> date | None:
    """A day as it is typed."""
    if not typed:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise click.BadParameter(f"'{typed}' is no day; one looks like 2026-11-01") from None


SEPARATOR = click.option("--separator", type=click.Choice([",", ";"]), default=",", show_default=True,
                         help="What stands between the cells of CSV; a sheet set to Spanish expects ;.")  # fmt: skip
DAY: Mapping[str, Any] = {"metavar": "DAY", "callback": day, "default": None}


@click.command(short_help="A week, month or year in numbers, as managers get it.")
@click.option("--period", "--week", "words", default="",
              help="2026-W47, 2026-11 or 2026, or -1 for the last week; this week if left out.")  # fmt: skip
@click.option("--org", default="", help="The organisation; needed when there is more than one.")
@click.option("--site", default="", help="Only this site.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path),
              help="A folder for a workbook (summary.xlsx) with a sheet a subject, the same as CSV and JSON Lines, and the photos.")  # fmt: skip
@SEPARATOR
@LANG
def summary(words: str, org: str, site: str, lang: str, out: Path | None, separator: str) -> None:
    """The summary of a week, a month or a year, with the same numbers that managers get in chat.

    With --out also everything that the numbers are made of. Of confidential reports it says only that there are some.
    """
    from bot.channels.console import draw
    from bot.conversation.spoken import period_and_rest
    from bot.conversation.summary_card import Drawn, message_of
    from bot.conversation.summary_lists import lists_of
    from bot.conversation.summary_rows import Reader
    from bot.figures.asked import Asked
    from bot.figures.period import week_of
    from bot.figures.summing import summed
    from bot.named import organisation_for, site_called
    from bot.sheets.source import Source

    wording = Wording.read(ROOT / "locales")
    flows = library()
    with storage() as opened:
        id, zone = _read(opened, lambda tx: organisation_for(tx, org))
        sites = (_read(opened, lambda tx: site_called(tx, id, site)).id,) if site else ()
        now = datetime.now(ZoneInfo(zone))
        today = now.date()
        period, more = period_and_rest(words, today) if words else (week_of(today), "")
        if period is None or more:
            stop("Name a week, a month or a year: --period 2026-W47, --period 2026-11 or --period 2026")
        asked, lang = Asked(period, zone, id, sites, today), chosen_lang(wording, lang)
        if out:
            _workbook(Source(opened, flows, wording, lang, asked), out, separator)
            return
        made = opened.read_now(lambda tx: summed(tx, flows, asked))
    reader = Reader(wording, lang, zone, now)
    shown = made.discreet()
    card = message_of(shown, Drawn(reader, site, buttons=False))
    click.echo(draw(replace(card, groups=(*card.groups, *lists_of(shown, reader)))))


def _workbook(source: Any, out: Path, separator: str) -> None:
    from bot.sheets.folder import NAME, written

    try:
        with written(source, out, datetime.now(UTC), separator) as spool:
            click.echo(visible(str(out / NAME)))
            for one in spool.kept.values():
                click.echo(f"{one.rows} rows in {one.subject.id}.csv and {one.subject.id}.jsonl.", err=True)
            _beside(out, map(_pair, spool.files))
    except OSError as wrong:
        stop(f"{out} cannot be written: {wrong.strerror}")


def _pair(line: str) -> tuple[str, str]:
    path, digest = line.rstrip("\n").split("\t")
    return path, digest


@click.command(short_help="Writes what was recorded: CSV or JSON Lines.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl"]),
    default="csv",
    show_default=True,
    help="Without --wide: CSV for a sheet, or JSON Lines for a program.",
)
@click.option("--org", default="", help="Only this organisation.")
@click.option("--wide", is_flag=True, help="One row an inspection, with the questions as columns, for a sheet.")
@click.option("--site", "sites", multiple=True, help="With --wide: only this site; can be given several times.")
@click.option("--flow", "flows", multiple=True, help="With --wide: only this form, such as container-7.")
@click.option("--from", "since", **DAY, help="With --wide: from this day on, such as 2026-11-01.")
@click.option("--to", "until", **DAY, help="With --wide: up to this day, that one included.")
@click.option("--files", type=click.Path(file_okay=False, path_type=Path), help="With --wide: a folder for the files.")
@SEPARATOR
@LANG
@click.option(
    "-o", "--out", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="A file; - is the screen."
)
@click.option("--confidential", is_flag=True, help="Also what is in confidential records.")
def export(
    form: str, org: str, out: IO[str], *, wide: bool, separator: str, lang: str, confidential: bool, **given: Any
) -> None:
    """Writes every answer, as CSV for a sheet or as JSON Lines: one row an answer, changed ones marked as such.

    With --wide one row an inspection. Of confidential reports it says only that there are some.
    """
    if wide:
        _export_wide(out, org, separator, lang, **given)
        return
    if any(given.values()):
        raise click.UsageError("--site, --flow, --from, --to and --files go with --wide.")
    from bot.cli.export import entries, write_csv, write_json_lines
    from bot.named import organisation_named

    write = write_csv if form == "csv" else write_json_lines
    with storage() as opened:
        company = _read(opened, lambda tx: organisation_named(tx, org).name) if org else ""
        count = write(out, _shown(entries(opened, company, confidential=confidential)))
    click.echo(f"{count} answers.", err=True)


def _export_wide(out: IO[str], org: str, separator: str, lang: str, files: Path | None, **given: Any) -> None:
    from bot.cli.choosing import chosen
    from bot.sheets.records import Wanted
    from bot.sheets.wide import Sheet

    if given["since"] and given["until"] and given["since"] > given["until"]:
        raise click.UsageError("--from is a day after --to.")
    wording = Wording.read(ROOT / "locales")
    flows = library()
    with storage() as opened:
        runs = _read(opened, lambda tx: chosen(tx, org, given["sites"], given["flows"], flows.today))
        days = {name: given[name] for name in ("since", "until")}
        written = Sheet(opened, flows, wording, chosen_lang(wording, lang)).write(out, Wanted(runs, **days), separator)
    click.echo(f"{written.rows} inspections.", err=True)
    if files:
        _beside(files, written.files.items())


def _beside(folder: Path, named: Iterable[tuple[str, str]]) -> None:
    """Writes the files that the rows name into a folder, as they were sent."""
    import asyncio

    from bot.cli.choosing import copied

    count, lost = asyncio.run(copied(settings().media_url, folder, named))
    click.echo(f"{count} files in {visible(str(folder))}.", err=True)
    if lost:
        stop(f"{len(lost)} files are lost or damaged: {', '.join(lost[:20])}")


def _read(opened: Any, work: Callable[[Any], Any]) -> Any:
    from bot.named import Rejected

    try:
        return opened.read_now(work)
    except Rejected as wrong:
        stop(str(wrong))


def _shown(rows: Any) -> Any:
    """The rows, with a bar on the screen while they pass, where somebody is looking."""
    with click.progressbar(
        rows, label="Writing", file=sys.stderr, show_pos=True, hidden=not sys.stderr.isatty()
    ) as bar:
        yield from bar
