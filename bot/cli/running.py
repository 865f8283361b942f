"""`sello run`, `sello demo`, `sello migrate`: the program as a process, and the tables it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.channels.console import visible
from bot.cli.opening import ROOT, migrated, settings, stop
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app import App


@click.command(short_help="Tries it in a browser: three people and the real bot.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8090,
    show_default=True,
    help="Where the page is shown, on this machine only.",
)
@click.option("--fresh", is_flag=True, help="Forget earlier demos, and begin without a past.")
def demo(port: int, *, fresh: bool) -> None:
    """Three people side by side in a browser, with the real bot behind them. No tokens, no internet."""
    import asyncio

    from bot.sandbox.demo import run_demo

    asyncio.run(run_demo(port, fresh=fresh))


@click.command(short_help="Runs the bot until it is stopped.")
def run() -> None:
    """Runs the bot on the platforms whose tokens are set, until it is stopped."""
    import asyncio

    from bot.content.library import Unusable

    chosen = settings()
    if not (chosen.telegram or chosen.slack):
        stop(
            "No platform is set up: give SELLO_TELEGRAM_TOKEN, or SELLO_SLACK_BOT_TOKEN with SELLO_SLACK_APP_TOKEN. "
            "To try without any, run: sello demo"
        )
    _free(chosen.host, chosen.port)
    _checked()
    before, after = migrated()
    if before != after:
        click.echo(f"The database is at revision {after} now.", err=True)
    from bot.app import Refusal
    from bot.store.hold import InUse

    try:
        asyncio.run(_made(chosen).serve())
    except Refusal as refused:
        stop(f"{refused}. Check the token in the settings.")
    except InUse as taken:
        stop(f"Sello already runs over {taken}. One process is enough for SQLite; PostgreSQL serves several.")
    except Unusable as wrong:
        for problem in wrong.problems:
            click.echo(visible(str(problem)), err=True)
        stop("A published flow was changed without a new revision: see above.")
    except KeyboardInterrupt:
        return


def _made(chosen: Settings) -> App:
    from bot.app import App

    try:
        return App(chosen)
    except OSError as wrong:
        stop(f"Files cannot be kept in {chosen.media_url}: {wrong.strerror}. SELLO_MEDIA_URL names their folder.")


def _free(host: str, port: int) -> None:
    """Another program may listen there; better said before everything else has begun."""
    import socket

    try:
        for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as wrong:
        reason = (wrong.strerror or str(wrong)).lower()
        stop(f"SELLO_BIND={host}:{port} cannot be used: {reason}. Choose another, such as 127.0.0.1:8081.")


def _checked() -> None:
    """Nothing starts with a broken flow or half a translation."""
    from bot.authoring.check import check as check_all

    problems = check_all(ROOT)
    for problem in problems:
        click.echo(visible(str(problem)), err=True)
    if problems:
        stop(f"{len(problems)} problems in flows and translations: see above.")


@click.command(short_help="Brings the database to the tables of this version.")
def migrate() -> None:
    """Brings the database to the tables of this version. Safe to run again."""
    before, after = migrated()
    click.echo(
        f"The database is at revision {after}." if before == after else f"Revision {before or 'none'} → {after}."
    )
