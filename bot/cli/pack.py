"""`sello pack`: an evidence pack into a file. Nothing here writes into the database."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from bot.channels.console import visible
from bot.cli.opening import ROOT, chosen_lang, library, settings, stop, storage
from bot.cli.reading import DAY
from bot.conversation.wording import Wording

BOTH = "both"


@click.command(short_help="Evidence of a period as a ZIP that proves itself.")
@click.option(
    "--organisation", "--org", "org", default="", help="The organisation; needed when there is more than one."
)
@click.option("--from", "first", required=True, **DAY, help="The first day, such as 2026-01-01.")
@click.option("--to", "last", **DAY, help="The last day; today unless given.")
@click.option("--site", "sites", multiple=True, help="Only this site; can be given several times.")
@click.option(
    "--criterion",
    default="",
    help="Only what is evidence for a criterion of CTPAT (6.7) or a clause of BASC (6.0.1 2.6).",
)
@click.option("--unit", default="", help="Only what is about a trailer or container.")
@click.option("--seal", default="", help="Only records in which this seal stands.")
@click.option("--record", default="", help="Only this record, by its number.")
@click.option("-l", "--lang", default="en", show_default=True, help="en, es, or both beside each other.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file, such as pack.zip."
)
def pack(
    org: str, first: date, last: date | None, sites: tuple[str, ...], criterion: str, unit: str, seal: str, record: str,
    lang: str, out: Path,
) -> None:  # fmt: skip
    """Writes a ZIP with an index by CTPAT criterion and by BASC clause (HTML and PDF), a page for every finished record, workbooks,
    every photo and file, and what `sello verify FILE` needs to prove it without this database.

    Confidential reports and anonymous tips are in no pack; how many reports were left out, it says.
    """
    wording, flows = Wording.read(ROOT / "locales"), library()
    langs = wording.languages if lang == BOTH else (chosen_lang(wording, lang),)
    began = time.monotonic()
    with storage() as opened:
        wanted = Typed(org, first, last, sites, criterion.strip(), unit.strip(), seal.strip(), record.strip())
        made = _made(opened, flows, wording, _order(opened, flows, wanted, langs), out)
    _said(made, out, time.monotonic() - began)


class Typed:
    """What was typed, before anybody knows whether it is there."""

    def __init__(self, org: str, first: date, last: date | None, sites: tuple[str, ...], *only: str) -> None:
        self.org, self.first, self.last, self.sites = org, first, last, sites
        self.criterion, self.unit, self.seal, self.record = only


def _order(opened: Any, flows: Any, typed: Typed, langs: tuple[str, ...]) -> Any:
    from bot.named import Rejected

    try:
        return opened.read_now(lambda tx: _ordered(tx, flows, typed, langs))
    except Rejected as wrong:
        stop(str(wrong))


def _ordered(tx: Any, flows: Any, typed: Typed, langs: tuple[str, ...]) -> Any:
    from zoneinfo import ZoneInfo

    from bot.named import Rejected, organisation_for, site_called
    from bot.packing.order import Order
    from bot.store.retention import numbered

    id, zone = organisation_for(tx, typed.org)
    now, run = datetime.now(UTC), 0
    last = typed.last or now.astimezone(ZoneInfo(zone)).date()
    if last < typed.first:
        raise Rejected("--to is before --from.")
    if typed.criterion and not known(flows, typed.criterion):
        raise Rejected(f"There is no criterion or clause {typed.criterion}. They look like 6.7 or '6.0.1 2.6'.")
    if typed.record:
        run = numbered(tx, id, typed.record) or 0
        if not run:
            raise Rejected(
                f"There is no record with the number {typed.record}: sello records removed says what was removed"
            )
    region = tx.organisations.get(id).region
    spoken = tuple(f"{lang}_{region}" if region else lang for lang in langs)
    return Order(
        str(settings().database_url), str(ROOT), settings().media_url, id, zone, typed.first.isoformat(), last.isoformat(), spoken,
        now.isoformat(), 0, tuple(site_called(tx, id, one).id for one in typed.sites), typed.criterion, typed.unit, typed.seal, run,
    )  # fmt: skip


def known(flows: Any, criterion: str) -> bool:
    criteria = flows.criteria
    return criterion in criteria.by_id or criterion in criteria.clauses(criteria.by_id)


def _made(opened: Any, flows: Any, wording: Wording, order: Any, out: Path) -> Any:
    import asyncio

    from bot.packing.making import Making

    beside = out.with_name(f".{out.name}.part")
    try:
        made = asyncio.run(Making(order, opened, flows, wording).into(beside))
        beside.replace(out)
    except OSError as wrong:
        stop(f"{out} cannot be written: {wrong.strerror or wrong}")
    finally:
        beside.unlink(missing_ok=True)
    return made


def _said(made: Any, out: Path, seconds: float) -> None:
    size = out.stat().st_size / 1_000_000
    click.echo(visible(f"{out}: {made.records} records, {made.files} files, {size:.1f} MB, in {seconds:.0f} s."))
    click.echo(f"Hash of the pack (SHA-256 of its manifest): {made.seal}")
    for count, words in (
        (made.left_out, "confidential reports are left out."),
        (made.unsealed, "records are in no sealed day yet."),
        (len(made.lost), "files are lost or damaged; the pack says which."),
    ):
        if count:
            click.echo(f"{count} {words}", err=True)
    if made.unlike:
        stop(f"Not as they were sealed: {', '.join(made.unlike[:20])}. sello verify says what was changed.")
