"""The commands a person types. Each says what it did, or in one sentence what to do instead.

Exit codes: 0 done, 1 something is wrong with what was asked or found, 2 the command itself was mistyped.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NoReturn

import click
from dotenv import dotenv_values

from bot import settings as set_up
from bot.authoring.check import check as check_all
from bot.content.folder import load_all
from bot.conversation.wording import Wording

ROOT = Path(__file__).parent.parent.parent


def stop(sentence: str) -> NoReturn:
    """Ends the command with one sentence."""
    raise click.ClickException(sentence)


def settings() -> set_up.Settings:
    """From the environment and, where that is silent, from .env in this folder."""
    given = {**{k: v or "" for k, v in dotenv_values(".env").items()}, **os.environ}
    try:
        return set_up.read(given)
    except set_up.BadSetting as wrong:
        stop(str(wrong))


def library() -> Any:
    """Today's flows; ends the command with every problem if there is one."""
    from bot.content.library import Library, Unusable

    try:
        return Library(ROOT)
    except Unusable as wrong:
        for problem in wrong.problems:
            click.echo(str(problem), err=True)
        stop(f"{len(wrong.problems)} problems in the flow files: see above.")


def storage() -> Any:
    """The database of the settings, brought up to date."""
    from bot.store.database import Storage
    from bot.store.migrate import migrate

    opened = Storage(settings().database_url)
    migrate(opened.engine)
    return contextlib.closing(opened)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sello")
def main() -> None:
    """Sello: inspections, seals, incidents and training in Slack and Telegram.

    Try it first: `sello demo` needs no account and no token. Settings are environment variables or lines of .env;
    deploy/env.example lists them all.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)


@main.command()
@click.option("--port", default=8090, show_default=True, help="Where the page is shown, on this machine only.")
@click.option("--fresh", is_flag=True, help="Forget what was said in earlier demos.")
def demo(port: int, *, fresh: bool) -> None:
    """Three people side by side in a browser, with the real bot behind them. No tokens, no internet."""
    from bot.demo import run_demo

    asyncio.run(run_demo(port, fresh=fresh))


@main.command()
def run() -> None:
    """Runs the bot on the platforms whose tokens are set, until it is stopped."""
    from bot.content.library import Unusable

    chosen = settings()
    if not (chosen.telegram or chosen.slack):
        stop(
            "No platform is set up: give SELLO_TELEGRAM_TOKEN, or SELLO_SLACK_BOT_TOKEN with SELLO_SLACK_APP_TOKEN. "
            "To try without any, run: sello demo"
        )
    _checked()
    from bot.app import App, Refusal

    async def serve() -> None:
        await App(chosen).serve()

    try:
        asyncio.run(serve())
    except Refusal as refused:
        stop(f"{refused}. Check the token in the settings.")
    except Unusable as wrong:
        for problem in wrong.problems:
            click.echo(str(problem), err=True)
        stop("A published flow was changed without a new revision: see above.")
    except KeyboardInterrupt:
        return


def _checked() -> None:
    """Nothing starts with a broken flow or half a translation."""
    problems = check_all(ROOT)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        stop(f"{len(problems)} problems in flows and translations: see above.")


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
def check(paths: tuple[Path, ...], *, watch: bool) -> None:
    """Checks every flow and every translation, or only the flow files named.

    Every mistake is shown with its line and column. In GitHub Actions they appear on the lines of the pull request.
    """
    if watch:
        with contextlib.suppress(KeyboardInterrupt):
            _watch(paths)
        return
    said = _verdict(paths)
    if said:
        stop(said)
    click.echo("Everything is in order.")


def _verdict(paths: tuple[Path, ...]) -> str:
    """Shows every problem; how many there are, in words, empty if none."""
    problems = check_all(ROOT) if not paths else [p for path in paths for p in _problems(path)]
    for problem in problems:
        click.echo(_annotation(problem) if os.environ.get("GITHUB_ACTIONS") else str(problem))
    return f"{len(problems)} problem{'s' if len(problems) > 1 else ''}." if problems else ""


def _watch(paths: tuple[Path, ...]) -> None:
    """Checks, waits for a file to be saved, and checks again."""
    seen: dict[Path, int] = {}
    while True:
        files = paths or (*(ROOT / "flows").rglob("*.*"), *(ROOT / "locales").rglob("*.po"))
        now = {path: path.stat().st_mtime_ns for path in files if path.exists()}
        if now != seen:
            seen = now
            click.echo(f"\n{datetime.now(UTC).astimezone():%H:%M:%S}  {_verdict(paths) or 'Everything is in order.'}")
        time.sleep(0.5)


def _problems(path: Path) -> list[Any]:
    from bot.content.folder import criteria_ids
    from bot.content.load import load

    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        stop(f"{path} cannot be read as text: {wrong}")
    return list(load(str(path), source, criteria_ids(ROOT)).problems)


def _annotation(problem: Any) -> str:
    where = f"file={problem.path},line={problem.line},col={problem.column}"
    return f"::error {where}::{problem.message} [{problem.rule}]"


def _flow(id: str) -> Any:
    from bot.content.marks import nearest

    known = library().today
    if id not in known:
        stop(f"There is no flow called '{id}'{nearest(id, known)}")
    return known[id]


def _lang(wording: Wording, wanted: str) -> str:
    if wanted not in wording.languages:
        stop(f"There is no translation into '{wanted}'; there is: {', '.join(wording.languages)}")
    return wanted


LANG = click.option("-l", "--lang", default="en", show_default=True, help="The language, such as en or es.")


@main.command()
@click.argument("flow")
@LANG
@click.option("--page", is_flag=True, help="As a page (HTML) to print.")
def show(flow: str, lang: str, *, page: bool) -> None:
    """Prints a flow as a form on one page, conditions included, to review or to hang on a clipboard."""
    from bot.authoring.form import Form

    wording = Wording.read(ROOT / "locales")
    form = Form(_flow(flow), wording, _lang(wording, lang))
    click.echo(form.page() if page else form.text())


@main.command(name="try")
@click.argument("flow")
@LANG
def try_flow(flow: str, lang: str) -> None:
    """Has the conversation here in the terminal. Nothing is kept.

    Buttons are pressed by their number or their words (#1 where a number is the answer); `photo:` sends a photo,
    `geo:19.43,-99.13` a place.
    """
    from bot.authoring.rehearse import converse

    wording = Wording.read(ROOT / "locales")
    today = datetime.now(UTC).astimezone().date()
    try:
        converse(_flow(flow), wording, _lang(wording, lang), today, input, click.echo)
    except (EOFError, KeyboardInterrupt):
        click.echo("")


@main.command()
def texts() -> None:
    """Brings the translations up to the sentences of the program and the flows. Run it after every change of a text."""
    from bot.authoring import coverage, schema
    from bot.authoring.catalogs import texts as update
    from bot.authoring.manual import bring_up
    from bot.authoring.regions import write_regional

    for lang, lacking in update(ROOT, load_all(ROOT)).items():
        click.echo(f"{lang}: {'complete' if not lacking else f'{lacking} sentences to translate'}")
    click.echo(f"made from them: {', '.join(write_regional(ROOT)) or 'none'}")
    if schema.bring_up(ROOT):
        click.echo(f"{schema.NAME} is new")
    if coverage.bring_up(ROOT):
        click.echo("docs/content.md: the tables of what is covered are new")
    if bring_up(ROOT):
        click.echo("flows/README.md: the table of question types is new")


@main.command()
def content() -> None:
    """Lists what is only recalled and must be confirmed, and the criteria that no flow covers."""
    from bot.authoring import coverage
    from bot.content.criteria import read_criteria

    click.echo("Recalled, not read in a source; confirm before relying on it:")
    for line in coverage.recalled(ROOT):
        click.echo(f"  {line}")
    criteria = read_criteria(ROOT)
    click.echo("\nCriteria that no flow covers:")
    for id in coverage.uncovered(coverage.flows_of(ROOT), criteria):
        click.echo(f"  {id} ({criteria.by_id[id].level}): {criteria.by_id[id].text}")


@main.command()
def migrate() -> None:
    """Brings the database to the tables of this version. Safe to run again."""
    from bot.store.database import engine_for
    from bot.store.migrate import migrate as bring

    engine = engine_for(settings().database_url)
    before, after = bring(engine)
    engine.dispose()
    click.echo(
        f"The database is at revision {after}." if before == after else f"Revision {before or 'none'} → {after}."
    )


@main.group()
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
    click.echo(said)


@people.command(name="list")
def list_people() -> None:
    """Everybody, with their accounts."""
    from bot.people import everybody

    with storage() as opened:
        found = opened.read_now(everybody)
    for line in found or ["Nobody yet: sello people add --help"]:
        click.echo(line)


@people.command()
def waiting() -> None:
    """Accounts that wrote and belong to nobody: who may be waiting to join."""
    from bot.people import strangers

    with storage() as opened:
        found = opened.read_now(strangers)
    for line in found or ["Nobody is waiting."]:
        click.echo(line)


@people.command()
@click.argument("person", type=int)
def remove(person: int) -> None:
    """Ends a person's access, by the number `sello people list` shows. What they answered stays."""
    from bot.people import Rejected, leave

    with storage() as opened:
        try:
            click.echo(opened.now(lambda tx: leave(tx, person, datetime.now(UTC))))
        except Rejected as wrong:
            stop(str(wrong))


@main.command()
@click.option("--org", default="", help="The organisation; needed when there is more than one.")
@click.option("--region", default=None, help="Whose words are used, such as MX or CO; '' for no particular country.")
@click.option("--pass-mark", type=click.IntRange(0, 100), default=None, help="Percent; 0 takes each quiz's own.")
def organisation(org: str, region: str | None, pass_mark: int | None) -> None:
    """Shows or changes what holds for a whole organisation: the words of its country, the pass mark of its quizzes."""
    from bot.conversation.wording import known_language
    from bot.people import Rejected, organisation_settings

    if region and not known_language(f"es_{region.upper()}"):
        stop(f"'{region}' is no country code; one looks like MX or CO")
    with storage() as opened:
        try:
            click.echo(opened.now(lambda tx: organisation_settings(tx, org, region, pass_mark)))
        except Rejected as wrong:
            stop(str(wrong))


@main.command()
@click.option("--week", default="", help="2026-W47, or -1 for the last; this week if left out.")
@click.option("--org", default="", help="The organisation; needed when there is more than one.")
@LANG
def summary(week: str, org: str, lang: str) -> None:
    """The weekly summary, with the same numbers that managers get in chat."""
    from bot.channels.console import draw
    from bot.duties.summary import message_of
    from bot.duties.week import chosen
    from bot.duties.week import week as count
    from bot.people import Rejected, organisation_for

    wording = Wording.read(ROOT / "locales")
    flows = library()
    with storage() as opened:
        try:
            id, zone = opened.read_now(lambda tx: organisation_for(tx, org))
        except Rejected as wrong:
            stop(str(wrong))
        from zoneinfo import ZoneInfo

        monday = chosen(week, datetime.now(ZoneInfo(zone)).date())
        if monday is None:
            stop("Name a week like this: --week 2026-W47")
        made = opened.read_now(lambda tx: count(tx, flows, id, monday, zone))
    click.echo(draw(message_of(made, wording, _lang(wording, lang))))


@main.command()
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@click.option("--org", default="", help="Only this organisation.")
@click.option(
    "-o", "--out", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="A file; - is the screen."
)
def export(form: str, org: str, out: IO[str]) -> None:
    """Writes every answer, as CSV for a sheet or as JSON Lines: one row an answer, changed ones marked as such."""
    from bot.cli.export import entries, write_csv, write_json_lines

    write = write_csv if form == "csv" else write_json_lines
    with storage() as opened:
        count = write(out, _shown(entries(opened, org)))
    click.echo(f"{count} answers.", err=True)


def _shown(rows: Any) -> Any:
    """The rows, with a bar on the screen while they pass, where somebody is looking."""
    with click.progressbar(
        rows, label="Writing", file=sys.stderr, show_pos=True, hidden=not sys.stderr.isatty()
    ) as bar:
        yield from bar


if __name__ == "__main__":
    main()
