"""`sello summary` and `sello export`: what was recorded, counted or word for word. Nothing here writes."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import IO, Any

import click

from bot.cli.opening import LANG, ROOT, chosen_lang, library, stop, storage
from bot.conversation.wording import Wording


@click.command()
@click.option("--week", default="", help="2026-W47, or -1 for the last; this week if left out.")
@click.option("--org", default="", help="The organisation; needed when there is more than one.")
@LANG
def summary(week: str, org: str, lang: str) -> None:
    """The weekly summary, with the same numbers that managers get in chat."""
    from bot.channels.console import draw
    from bot.conversation.week import chosen
    from bot.conversation.week import week as count
    from bot.duties.summary import message_of
    from bot.people import Rejected, organisation_for

    wording = Wording.read(ROOT / "locales")
    flows = library()
    with storage() as opened:
        try:
            id, zone = opened.read_now(lambda tx: organisation_for(tx, org))
        except Rejected as wrong:
            stop(str(wrong))
        from zoneinfo import ZoneInfo

        monday = chosen(week, datetime.now(ZoneInfo(zone)).date())
        if monday is None:
            stop("Name a week like this: --week 2026-W47")
        made = opened.read_now(lambda tx: count(tx, flows, id, monday, zone))
    click.echo(draw(message_of(made.discreet(), wording, chosen_lang(wording, lang))))


@click.command()
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@click.option("--org", default="", help="Only this organisation.")
@click.option(
    "-o", "--out", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="A file; - is the screen."
)
@click.option("--confidential", is_flag=True, help="Also what is in confidential records.")
def export(form: str, org: str, out: IO[str], *, confidential: bool) -> None:
    """Writes every answer, as CSV for a sheet or as JSON Lines: one row an answer, changed ones marked as such."""
    from bot.cli.export import entries, write_csv, write_json_lines

    write = write_csv if form == "csv" else write_json_lines
    with storage() as opened:
        count = write(out, _shown(entries(opened, org, confidential=confidential)))
    click.echo(f"{count} answers.", err=True)


def _shown(rows: Any) -> Any:
    """The rows, with a bar on the screen while they pass, where somebody is looking."""
    with click.progressbar(
        rows, label="Writing", file=sys.stderr, show_pos=True, hidden=not sys.stderr.isatty()
    ) as bar:
        yield from bar
