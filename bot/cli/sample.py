"""`sello sample`: a database with a past in it, for a trial. Everybody in it is invented."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from bot.channels.console import visible
from bot.cli.opening import ROOT, library, settings, stop, storage
from bot.cli.reading import DAY
from bot.sample.scope import FEW, LONGEST, MOST_SITES, MOST_YEARS, Scope

if TYPE_CHECKING:
    from bot.sample.making import Made

EVERY, LOOKED = 20, 0.2  # seconds from one line to the next


@click.command(short_help="Fills an empty database with an invented past.")
@click.option(
    "--weeks", type=click.IntRange(1, LONGEST), help="So many weeks of it, with everything that happens in a yard."
)
@click.option("--year", is_flag=True, help="A year of it.")
@click.option(
    "--runs", type=click.IntRange(1), help="About so many forms in a year; many are like others at another site."
)
@click.option(
    "--sites", type=click.IntRange(1, MOST_SITES), help=f"{FEW} unless given; with --runs as many as it takes."
)
@click.option(
    "--before",
    type=click.IntRange(0, MOST_YEARS),
    default=0,
    show_default=True,
    help="So many years more before it, each like the last; what they left open is closed.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another number makes another past.")
@click.option("--until", **DAY, help="The day with which it ends; today unless given.")
@click.option("--org", default="", help="The organisation it is about.")
def sample(
    weeks: int | None,
    runs: int | None,
    sites: int | None,
    before: int,
    seed: int,
    until: date | None,
    org: str,
    *,
    year: bool,
) -> None:
    """Fills a database in which nothing was begun yet with the past of one organisation, as the program would have written it.

    The same seed and day make the same rows. Nothing of it is ever sent, and nobody in it can be written to.
    """
    if sum((weeks is not None, runs is not None, year)) != 1:
        raise click.UsageError("Say how much: --weeks 8, --year or --runs 100000.")
    ends = datetime.combine(until or datetime.now(UTC).date(), datetime.min.time(), UTC)
    scope = Scope(weeks or 0, runs or 0, sites or 0, before)
    began = time.monotonic()
    made = _made(scope, org, seed, ends)
    seconds = time.monotonic() - began
    click.echo(
        f"{made.runs} forms with {made.answers} answers of {visible(made.name)}, at {made.sites} sites, in {seconds:.0f} s: "
        f"{made.runs / max(seconds, 0.1):.0f} forms/s."
    )


def _made(scope: Scope, org: str, seed: int, until: datetime) -> Made:
    from bot.conversation.wording import Wording
    from bot.sample.making import Making, Refusal
    from bot.sample.world import ORGANISATION

    flows, wording = library(), Wording.read(ROOT / "locales")
    wanted = scope.wanted(org or ORGANISATION, until, seed)
    with storage() as opened:
        import asyncio

        photos, papers = asyncio.run(_pictures(until))
        try:
            made = Making(opened, flows, wording, wanted, photos, papers, Progress()).make()
        except Refusal as refused:
            stop(str(refused))
        _sealed(opened)
        return made


def _sealed(opened: Any) -> None:
    """The last day of it, too, if it is over."""
    from bot.store import proofs

    now = datetime.now(UTC)
    for id in opened.read_now(lambda tx: [one.id for one in tx.organisations.all()]):
        while opened.now(lambda tx: proofs.seal(tx, id, now)).more:  # noqa: B023  called at once
            pass


class Progress:
    """A line for whoever waits: one that changes where somebody looks, else one every now and then."""

    def __init__(self) -> None:
        self.what, self.began, self.told = "", time.monotonic(), 0.0

    def __call__(self, what: str, done: int, of: int, forms: int) -> None:
        now = time.monotonic()
        if what != self.what:
            self.what, self.began, self.told = what, now, 0.0
        looked_at = sys.stderr.isatty()
        if done < of and now - self.told < (LOOKED if looked_at else EVERY):
            return
        left = (now - self.began) / done * (of - done)
        line = f"{what}: {done} of {of}, {forms:,} forms, about {left / 60:.0f} min left"
        click.echo(f"\r\x1b[K{line}" if looked_at else line, err=True, nl=not looked_at or done == of)
        self.told = now


async def _pictures(until: datetime) -> tuple[list[Any], dict[str, Any]]:
    """Some small pictures and papers, kept as those are that people send."""
    from bot.sample.papers import papers
    from bot.sample.photos import photos
    from bot.store.files import Files

    files = Files(settings().media_url)
    drawn = {name: await files.keep(data, "photo") for name, data in papers(until)}
    return [await files.keep(data, "photo") for data in photos()], drawn
