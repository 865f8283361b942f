"""`sello profile`: the security profile as a text for pasting into the portal and as a workbook, with what is attached beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.channels.console import visible
from bot.cli.opening import LANG, ROOT, chosen_lang, library, settings, stop, storage
from bot.conversation.wording import Wording


@click.command(short_help="What a year proves of each criterion, as a text.")
@click.option(
    "--organisation", "--org", "org", default="", help="The organisation; needed when there is more than one."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="A folder for profile.md, profile.xlsx and files.",
)
@LANG
def profile(org: str, out: Path, lang: str) -> None:
    """Writes profile.md, section by section in the order of the portal: what the last twelve months prove of each criterion, the
    narrative, what is missing, and what the twelve months before had. The same as profile.xlsx, a sheet for each section. What
    is attached lies beside it.
    """
    import asyncio

    from bot.cli.choosing import copied

    wording, flows = Wording.read(ROOT / "locales"), library()
    with storage() as opened:
        text, sheet, named = _read(opened, lambda tx: _written(tx, flows, wording, chosen_lang(wording, lang), org))
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "profile.md").write_text(text, encoding="utf-8")
        (out / "profile.xlsx").write_bytes(sheet)
        count, lost = asyncio.run(copied(settings().media_url, out, named))
    except OSError as wrong:
        stop(f"{out} cannot be written: {wrong.strerror}")
    click.echo(visible(str(out / "profile.md")))
    click.echo(visible(str(out / "profile.xlsx")))
    click.echo(f"{count} files.", err=True)
    if lost:
        stop(f"{len(lost)} files are lost or damaged: {', '.join(lost[:20])}")


def _read(opened: Any, work: Any) -> Any:
    from bot.named import Rejected

    try:
        return opened.read_now(work)
    except Rejected as wrong:
        stop(str(wrong))


def _written(tx: Any, flows: Any, wording: Wording, lang: str, org: str) -> tuple[str, bytes, list[tuple[str, str]]]:
    """The text, the workbook, and the files with the paths they are to have."""
    from bot.conversation.compared import compared
    from bot.conversation.evidence_words import Teller
    from bot.conversation.profile_table import tables
    from bot.conversation.profile_text import profile_text
    from bot.engine.talk import Text
    from bot.figures.proofs import Year
    from bot.named import organisation_for
    from bot.sheets.sections import sectioned

    id, zone = organisation_for(tx, org)
    now = datetime.now(UTC)
    made = compared(tx, flows, Year(id, zone, now.astimezone(ZoneInfo(zone)).date()), now)
    names = tx.organisations.site_names(id)
    name, told = tx.organisations.get(id).name, Teller(wording, lang, zone, flows, names)
    sheet = sectioned(tables(told, name, made), wording.say(Text("Security profile"), lang), lang, now)
    return profile_text(told, name, made) + "\n", sheet, _attached(tx, made.standings)


def _attached(tx: Any, some: Any) -> list[tuple[str, str]]:
    from bot.conversation.record import EXTENSIONS

    kept = [(one.criterion.id, file) for one in some for entry in one.attached for file in entry.files]
    kinds = tx.files.by_digest([file for _, file in kept]) if kept else {}
    return [
        (f"files/{id}-{n}.{EXTENSIONS.get(kinds[file][0], 'bin')}", file)
        for n, (id, file) in enumerate(kept, 1)
        if file in kinds
    ]
