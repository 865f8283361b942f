"""`sello record`: one record on the screen, or as a PDF. Nothing here writes into the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.channels.console import visible
from bot.cli.opening import ROOT, chosen_lang, library, settings, stop, storage
from bot.conversation.wording import Wording


@click.command(short_help="One record: on the screen, or as a PDF.")
@click.argument("number")
@click.option("--pdf", "file", type=click.Path(dir_okay=False, path_type=Path), help="Writes a PDF into this file.")
@click.option("--driver", is_flag=True, help="With --pdf: the driver's copy, one page for the shipping documents.")
@click.option("--json", "as_json", is_flag=True, help="Its content as the printed SHA-256 is made of, byte for byte.")
@click.option("-l", "--lang", default="en", show_default=True, help="en, es, or both beside each other.")
@click.option("--org", default="", help="The organisation; needed when there is more than one.")
def record(number: str, file: Path | None, lang: str, org: str, *, driver: bool, as_json: bool) -> None:
    """One record by its number, such as PV-26-0042, or R- and its id: on the screen, or as a PDF to be printed.

    Whoever is at the keyboard reads every record, confidential ones too.
    """
    from bot.cli.printing import Keyboard
    from bot.presses.papering import BOTH

    if driver and file is None:
        raise click.UsageError("--driver goes with --pdf.")
    wording = Wording.read(ROOT / "locales")
    langs = wording.languages if lang == BOTH else (chosen_lang(wording, lang),)
    with storage() as opened:
        desk = Keyboard(opened, library(), wording, settings(), datetime.now(UTC))
        if file is not None:
            _print(desk, number, org, langs, file, driver=driver)
        else:
            told = _asked(lambda: desk.content(number, org) if as_json else desk.shown(number, org, langs[0]))
            click.echo(told if as_json else visible(told, lines=True), nl=not as_json)


def _print(desk: Any, number: str, org: str, langs: tuple[str, ...], file: Path, *, driver: bool) -> None:
    import asyncio

    data = _asked(lambda: asyncio.run(desk.printed(number, org, langs, driver=driver)))
    try:
        file.write_bytes(data)
    except OSError as wrong:
        stop(f"{file} cannot be written: {wrong.strerror}")
    click.echo(visible(f"{file}: {len(data) // 1024} KB."))


def _asked(work: Any) -> Any:
    from bot.named import Rejected

    try:
        return work()
    except Rejected as wrong:
        stop(str(wrong))
