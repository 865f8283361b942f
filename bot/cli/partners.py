"""`sello partners`: many partners at once, from a sheet. `sello programmes`: which programmes an organisation belongs to."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

import click

from bot.channels.console import visible
from bot.cli.opening import LANG, ROOT, chosen_lang, library, stop, storage
from bot.conversation.wording import Wording

ORGANISATION = click.option(
    "--organisation", "--org", "org", default="", help="The organisation; needed when there is more than one."
)
MARK = "\ufeff"  # by which Excel knows UTF-8


class Tried(Exception):
    """Everything could be entered, and nothing was: it was only to be tried."""


@click.group(short_help="Partners from a sheet, and a template of one.")
def partners() -> None:
    """Partners of an organisation, from a sheet (CSV or .xlsx), and a template of such a sheet."""


@partners.command(name="import", short_help="Enters the partners of a sheet (CSV or .xlsx).")
@click.argument("file", type=click.File("rb"))
@ORGANISATION
@click.option("--check", is_flag=True, help="Only tell what would happen.")
@LANG
def import_partners(file: IO[bytes], org: str, *, check: bool, lang: str) -> None:
    """Enters the partners of a sheet (CSV or .xlsx), all or none: every row that is wrong is named with its line.

    What is there already stays; the same sheet twice changes nothing. Evidence counts once its file was added.
    """
    from bot.conversation.partner_entering import Entering, read_sheet
    from bot.conversation.sheet_rows import Unreadable
    from bot.named import Rejected, organisation_for

    wording, flows, now = Wording.read(ROOT / "locales"), library(), datetime.now(UTC)
    lang = chosen_lang(wording, lang)
    with storage() as opened:
        try:
            id, zone = opened.read_now(lambda tx: organisation_for(tx, org))
            sheet = read_sheet(file.read(), wording, flows, now.astimezone(ZoneInfo(zone)).date())
        except Unreadable as wrong:
            stop(wording.say(wrong.said, lang))
        except Rejected as wrong:
            stop(str(wrong))
        if sheet.wrong:
            _say((wording.say(one.whole, lang) for one in sheet.wrong), err=True)
            stop(f"{len(sheet.wrong)} mistakes; nothing was entered.")
        done: Any = None

        def enter(tx: Any) -> None:
            nonlocal done
            done = Entering(tx, id, None, now).enter(sheet.rows)
            if check:
                raise Tried

        try:
            opened.now(enter)
        except Tried:
            _say(["Nothing was entered; it could be:"])
        _say([wording.say(done.said, lang)])


@partners.command(short_help="Prints a sheet (CSV) to begin from.")
@LANG
def template(lang: str) -> None:
    """Prints a sheet (CSV) with every column and one example, to be filled in: `sello partners template > partners.csv`."""
    from bot.conversation.partner_sheet import template as made

    wording = Wording.read(ROOT / "locales")
    lang = chosen_lang(wording, lang)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        made(lambda text: wording.say(text, lang), datetime.now(UTC).date())
    )
    click.echo(MARK + out.getvalue(), nl=False)


@click.command(short_help="The programmes of an organisation, with their dates.")
@ORGANISATION
@LANG
def programmes(org: str, lang: str) -> None:
    """Prints which programmes an organisation belongs to, with status, tier, dates and the next reminder."""
    from bot.conversation.memberships import memberships
    from bot.named import Rejected, organisation_for

    wording, flows, now = Wording.read(ROOT / "locales"), library(), datetime.now(UTC)
    lang = chosen_lang(wording, lang)

    def read(tx: Any) -> list[str]:
        id, zone = organisation_for(tx, org)
        some = memberships(tx, flows, id, now.astimezone(ZoneInfo(zone)).date())
        return [wording.say(one, lang) for each in some for one in each.said]

    with storage() as opened:
        try:
            lines = opened.read_now(read)
        except Rejected as wrong:
            stop(str(wrong))
    _say(lines or ["No programme is entered: in chat, /programs."])


def _say(lines: Sequence[str] | Any, *, err: bool = False) -> None:
    for line in lines:
        click.echo(visible(line), err=err)
