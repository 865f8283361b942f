"""`sello schedules`: what is due again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.channels.console import visible
from bot.cli.opening import library, stop, storage, text_of

ORG = click.option("--org", default="", help="The organisation; needed when there is more than one.")


@click.group(short_help="What is due again and again, and every draw.")
def schedules() -> None:
    """What is due again and again at the sites of an organisation. Managers plan in chat, too."""


@schedules.command(short_help="Makes the schedules of a file those that hold.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@ORG
def load(file: Path, org: str) -> None:
    """Makes the schedules of a file (YAML) those that hold: what is new begins, what is gone from it stops.

    All or none: every mistake is named with its line. What was planned in chat is left alone.
    """
    from bot.content.schedules import read_schedules
    from bot.named import Rejected
    from bot.schedules import load as load_them

    written, problems = read_schedules(str(file), text_of(file), library().today)
    _say(map(str, problems), err=True)
    if problems:
        stop(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}: nothing was planned.")
    with storage() as opened:
        try:
            _say(opened.now(lambda tx: load_them(tx, org, written, datetime.now(UTC))))
        except Rejected as wrong:
            stop(str(wrong))


@schedules.command(name="list", short_help="Everything that is planned.")
@ORG
def list_schedules(org: str) -> None:
    """Everything that is planned, in a file or in chat, the next first."""
    from bot.schedules import going

    _read(going, org, "Nothing is planned.")


@schedules.command(short_help="Every draw of a unit, drawn again.")
@ORG
def draws(org: str) -> None:
    """Every draw of a unit for a random search, with its seed and the units it was drawn from; each is drawn again.

    The unit is the one whose name gives, behind the seed and a colon, the smallest SHA-256.
    """
    from bot.schedules import draws as every

    _read(every, org, "Nothing was drawn.")


def _read(work: Callable[[Any, str], list[str]], org: str, nothing: str) -> None:
    from bot.named import Rejected

    with storage() as opened:
        try:
            found = opened.read_now(lambda tx: work(tx, org))
        except Rejected as wrong:
            stop(str(wrong))
    _say(found or [nothing])


def _say(lines: Iterable[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(visible(line), err=err)
