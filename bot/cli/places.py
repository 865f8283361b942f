"""`sello places`: the channels and groups in which notices are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bot.channels.console import visible
from bot.cli.opening import stop, storage

ORG = click.option("--org", default="", help="The organisation; needed when there is more than one.")


@click.group(short_help="Channels and groups in which notices are shown.")
def places() -> None:
    """Channels and groups in which notices are shown. A manager begins one there, by /here; in Slack by /sello here."""


@places.command(name="list", short_help="All of them.")
@ORG
def list_places(org: str) -> None:
    """All of them: what is shown there, of which site, in which language, and who has set it up."""
    from bot.audiences import listed
    from bot.named import Rejected

    with storage() as opened:
        try:
            found = opened.read_now(lambda tx: listed(tx, org))
        except Rejected as wrong:
            stop(str(wrong))
    for line in found or ["Notices are shown in no channel and no group."]:
        click.echo(visible(line))


@places.command(short_help="Shows nothing there anymore.")
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@ORG
def remove(number: int, org: str) -> None:
    """Shows nothing there anymore. The number stands first in `sello places list`."""
    from bot.audiences import removed
    from bot.named import Rejected

    with storage() as opened:
        try:
            click.echo(visible(opened.now(lambda tx: removed(tx, org, number, datetime.now(UTC)))))
        except Rejected as wrong:
            stop(str(wrong))
