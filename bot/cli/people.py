"""`sello people`: who may use this."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bot.channels.console import visible
from bot.cli.opening import ROOT, stop, storage
from bot.conversation.wording import Wording


@click.group()
def people() -> None:
    """Who may use this: add people, give them chat accounts, see who wrote without being known."""


@people.command()
@click.option("--name", required=True, help="The name others see.")
@click.option("--role", required=True, help="driver, guard, warehouse, supervisor, manager, auditor or admin.")
@click.option("--site", required=True, help="The yard, dock or office; made if it is new.")
@click.option("--org", default="", help="The organisation; needed when there is more than one.")
@click.option("--zone", default="", help="The site's time zone, such as America/Mexico_City; UTC if it is never given.")
@click.option("--lang", default="", help="en or es; left out, the chat account's own is taken.")
@click.option("--telegram", default="", help="Their Telegram user id, a number.")
@click.option("--slack", default="", help="Their Slack ids, TEAM:USER.")
def add(**given: str) -> None:
    """Adds a person, or gives one who is there another chat account."""
    from bot.people import Rejected
    from bot.people import add as add_person

    wording = Wording.read(ROOT / "locales")
    with storage() as opened:
        try:
            said = opened.now(lambda tx: add_person(tx, wording.languages, datetime.now(UTC), **given))
        except Rejected as wrong:
            stop(str(wrong))
    click.echo(visible(said))


@people.command(name="list")
def list_people() -> None:
    """Everybody, with their accounts."""
    from bot.people import everybody

    with storage() as opened:
        found = opened.read_now(everybody)
    for line in found or ["Nobody yet: sello people add --help"]:
        click.echo(visible(line))


@people.command()
def waiting() -> None:
    """Accounts that wrote and belong to nobody: who may be waiting to join."""
    from bot.people import strangers

    with storage() as opened:
        found = opened.read_now(strangers)
    for line in found or ["Nobody is waiting."]:
        click.echo(visible(line))


@people.command()
@click.argument("person", type=int)
def remove(person: int) -> None:
    """Ends a person's access, by the number `sello people list` shows. What they answered stays."""
    from bot.people import Rejected, leave

    with storage() as opened:
        try:
            click.echo(visible(opened.now(lambda tx: leave(tx, person, datetime.now(UTC)))))
        except Rejected as wrong:
            stop(str(wrong))
