"""`sello profile`: the security profile as a text for pasting into the portal, with what is attached beside it."""

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
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder for profile.md and files."
)
@LANG
def profile(org: str, out: Path, lang: str) -> None:
    """Writes profile.md, section by section in the order of the portal: what the last twelve months prove of each criterion, the
    narrative, what is missing, and what the twelve months before had. What is attached lies beside it.
    """
    import asyncio

    from bot.cli.choosing import copied

    wording, flows = Wording.read(ROOT / "locales"), library()
    with storage() as opened:
        text, named = _read(opened, lambda tx: _written(tx, flows, wording, chosen_lang(wording, lang), org))
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "profile.md").write_text(text, encoding="utf-8")
        count, lost = asyncio.run(copied(settings().media_url, out, named))
    except OSError as wrong:
        stop(f"{out} cannot be written: {wrong.strerror}")
    click.echo(visible(str(out / "profile.md")))
    click.echo(f"{count} files.", err=True)
    if lost:
        stop(f"{len(lost)} files are lost or damaged: {', '.join(lost[:20])}")


def _read(opened: Any, work: Any) -> Any:
    from bot.named import Rejected

    try:
        return opened.read_now(work)
    except Rejected as wrong:
        stop(str(wrong))


def _written(tx: Any, flows: Any, wording: Wording, lang: str, org: str) -> tuple[str, list[tuple[str, str]]]:
    """The text, and the files with the paths they are to have."""
    from bot.conversation.evidence_words import Teller
    from bot.conversation.profile import stands
    from bot.conversation.profile_text import profile_text
    from bot.conversation.record import EXTENSIONS
    from bot.figures.proofs import Year, proofs
    from bot.named import organisation_for

    id, zone = organisation_for(tx, org)
    now = datetime.now(UTC)
    year = Year(id, zone, now.astimezone(ZoneInfo(zone)).date())
    some = stands(tx, flows, year, proofs(tx, flows, year), now)
    names = {one.id: name for name, one in tx.organisations.sites(id).items()}
    name = tx.organisations.get(id).name
    told = Teller(wording, lang, zone, flows, names)
    text = profile_text(told, name, (year.first, year.today), some, proofs(tx, flows, year.before))
    kept = [(one.criterion.id, file) for one in some for entry in one.attached for file in entry.files]
    kinds = tx.files.by_digest([file for _, file in kept]) if kept else {}
    paths = [
        (f"files/{id}-{n}.{EXTENSIONS.get(kinds[file][0], 'bin')}", file)
        for n, (id, file) in enumerate(kept, 1)
        if file in kinds
    ]
    return text + "\n", paths
