"""`sello verify`: is everything as it was sealed? Or one record, or a proof in a file, which needs no database."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from bot.channels.console import visible
from bot.cli.opening import LANG, ROOT, chosen_lang, settings, stop, storage, text_of
from bot.cli.reading import DAY
from bot.conversation.wording import Wording

LOOKED, EVERY = 0.2, 20  # seconds from one line to the next, where somebody looks and elsewhere


@click.command(short_help="Is everything as it was sealed?")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--org", default="", help="One organisation; all of them unless given.")
@click.option("--record", default="", help="One record by its number, and everything that was sealed of it.")
@click.option("--since", **DAY, help="What was sealed of this day and later ones; the chain of days is checked whole.")
@click.option(
    "--witness",
    default="",
    help="What a manager's chat says: 2026-11-27=1a2b3c4d or the whole hash; of a pack also pack=1a2b3c4d.",
)
@LANG
def verify(file: Path | None, org: str, record: str, since: date | None, witness: str, lang: str) -> None:
    """Reads everything again that was sealed, rows and files, and names the first thing that does not match.

    With a FILE, such as /proof or /pack sends it, only that proof or evidence pack is checked, with nothing but itself. Ends with 1
    where something does not match.
    """
    wording = Wording.read(ROOT / "locales")
    desk = Desk(wording, chosen_lang(wording, lang))
    if file is not None and zipped(file):
        desk.pack(file, witness)
        return
    if file is not None:
        desk.proof(text_of(file))
        return
    with storage() as opened:
        desk.all(opened, org, record, since.isoformat() if since else "", witness)


class Desk:
    """Says what it finds, in one language."""

    def __init__(self, wording: Wording, lang: str) -> None:
        self.wording, self.lang, self.told = wording, lang, 0.0

    def proof(self, source: str) -> None:
        from bot.conversation.proof_words import proven
        from bot.proof.checking import check

        try:
            found = check(json.loads(source))
        except ValueError:
            found = check(None)
        lines = proven(self.wording, found, self.lang)
        if found.wrong:
            stop("\n".join(lines))
        click.echo(visible("\n".join(lines), lines=True))

    def pack(self, file: Path, witness: str) -> None:
        from bot.conversation.pack_words import alike, unlike
        from bot.proof.packed import Seen, Unlike, checked, witnessed

        seen = Seen()
        try:
            for one in checked(file, seen):
                self.progress(file.name, one)
            witnessed(seen, witness)
        except Unlike as wrong:
            stop(unlike(self.wording, wrong, self.lang))
        click.echo(visible("\n".join(alike(self.wording, seen, self.lang)), lines=True))

    def all(self, opened: Any, org: str, record: str, since: str, witness: str) -> None:
        from bot.conversation.proof_words import right, wrong
        from bot.named import Rejected
        from bot.store.proof_found import Broken

        try:
            for name, id in opened.read_now(lambda tx: chosen(tx, org, one=bool(record))):
                told = self._one(opened, name, id, record, since, witness)
                click.echo(visible("\n".join([f"{name}:", *right(self.wording, told, self.lang)]), lines=True))
        except Rejected as refused:
            stop(str(refused))
        except Broken as broken:
            stop(wrong(self.wording, broken.wrong, self.lang))

    def _one(self, opened: Any, name: str, id: int, record: str, since: str, witness: str) -> Any:
        import asyncio  # not for `--help`

        from bot.store import proof_checks
        from bot.store.files import Files
        from bot.store.proof_found import Told
        from bot.store.proof_missing import files_after

        told, files = Told(), Files(settings().media_url)
        if witness:
            opened.read_now(lambda tx: witnessed(tx, id, witness))
        if record:
            names = opened.read_now(lambda tx: of_record(tx, id, record, told))
            asyncio.run(self._files(opened, files, names, told))
            return told
        for _ in proof_checks.verified(opened.read_now, id, told, datetime.now(UTC), since):
            self.progress(name, told)
        after = ""
        while names := opened.read_now(lambda tx: files_after(tx, after)):  # noqa: B023  called at once
            asyncio.run(self._files(opened, files, names, told))
            self.progress(name, told)
            after = names[-1]
        self.progress(name, told, ends=True)
        return told

    async def _files(self, opened: Any, files: Any, names: list[str], told: Any) -> None:
        """The bytes of each are those that were kept."""
        from bot.store.proof_found import Broken, Wrong
        from bot.store.proof_missing import holder

        for one in names:
            try:
                await files.fetch(one)
            except FileNotFoundError:
                number, step = opened.read_now(lambda tx: holder(tx, one))  # noqa: B023  called at once
                raise Broken(Wrong("file changed", number, step=step, detail=one)) from None
            told.files += 1

    def progress(self, name: str, told: Any, *, ends: bool = False) -> None:
        """A line that changes where somebody looks, else one every now and then."""
        looked_at, now = sys.stderr.isatty(), time.monotonic()
        self.told = self.told or now
        if now - self.told < (LOOKED if looked_at else EVERY) and not (ends and looked_at):
            return
        self.told = now
        line = visible(f"{name}: {told.days} days, {told.leaves:,} leaves, {told.files:,} files")
        click.echo(f"\r\x1b[K{line}" if looked_at else line, err=True, nl=not looked_at or ends)


def zipped(file: Path) -> bool:
    """Does it begin as archives do? What it is then turns out."""
    with file.open("rb") as opened:
        return opened.read(2) == b"PK"


def chosen(tx: Any, org: str, *, one: bool) -> list[tuple[str, int]]:
    from bot.named import organisation_named

    if org or one:
        found = organisation_named(tx, org)
        return [(found.name, found.id)]
    return [(each.name, each.id) for each in tx.organisations.all()]


def of_record(tx: Any, organisation_id: int, number: str, told: Any) -> list[str]:
    from bot.named import Rejected
    from bot.store import proof_checks, retention

    found = retention.numbered(tx, organisation_id, number.strip())
    if found is None:
        raise Rejected(f"There is no record with the number {number}: sello records removed says what was removed")
    names: list[str] = proof_checks.of_record(tx, organisation_id, found, told)
    if not told.leaves:
        raise Rejected(f"{number} is not sealed yet.")
    return names


def witnessed(tx: Any, organisation_id: int, witness: str) -> None:
    """Does the chain say what stands in the chat?"""
    from bot.store.proof_checks import chain
    from bot.store.proof_found import Broken, Wrong

    day, _, hash = witness.partition("=")
    parts = hash.strip().lower().replace("...", "…").split("…")
    found = next((one.link for one in chain(tx, organisation_id) if one.link.date == day.strip()), None)
    if found is None:
        raise Broken(Wrong("no witness", day=day))
    if (
        not parts[0]
        or not found.hash.startswith(parts[0])
        or not found.hash.endswith(parts[-1] if len(parts) > 1 else "")
    ):
        raise Broken(Wrong("witness", day=day, detail=found.hash))
