"""`sello records`: what is on hold, and what was removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from bot.channels.console import visible
from bot.cli.opening import stop, storage

ORG = click.option("--org", default="", help="The organisation; needed when there is more than one.")


@click.group(short_help="Records on hold, and what was removed.")
def records() -> None:
    """Records on hold, and what was removed when its time was over: see `sello organisation --keep-inspections`."""


@records.command(short_help="Puts a record on hold: it is not removed.")
@click.argument("number")
@click.option("--why", required=True, help="Why, such as: claim of the insurance.")
@ORG
def hold(number: str, why: str, org: str) -> None:
    """Puts a record on hold, by its number such as PV-26-0042, or R- and its id. It is not removed, whatever is set."""
    from bot.records import hold as hold_it

    _tell(lambda tx: [hold_it(tx, org, number, why, datetime.now(UTC))])


@records.command(short_help="Ends the hold of a record.")
@click.argument("number")
@ORG
def release(number: str, org: str) -> None:
    """Ends the hold of a record: it is removed when its time is over."""
    from bot.records import release as release_it

    _tell(lambda tx: [release_it(tx, org, number, datetime.now(UTC))])


@records.command(short_help="Every record on hold, and why.")
@ORG
def holds(org: str) -> None:
    """Every record on hold: since when, by whom and why."""
    from bot.records import holds as held

    _tell(lambda tx: held(tx, org))


@records.command(short_help="What was removed, and by which rule.")
@ORG
def removed(org: str) -> None:
    """What was removed: the number, when it was, by which rule, and how much it had. So no number is missing without a reason."""
    from bot.records import removed as gone

    _tell(lambda tx: gone(tx, org))


def _tell(work: Callable[[Any], list[str]]) -> None:
    from bot.named import Rejected

    with storage() as opened:
        try:
            lines = opened.now(work)
        except Rejected as wrong:
            stop(str(wrong))
    for line in lines:
        click.echo(visible(line))
