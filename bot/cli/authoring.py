"""The commands of people who write flows and translations: check, show, try, texts, content."""

from __future__ import annotations

import contextlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.channels.console import visible
from bot.cli.opening import LANG, ROOT, chosen_lang, library, stop, text_of
from bot.conversation.wording import Wording
from bot.root import installed


@click.command(short_help="Checks every flow and every translation.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
def check(paths: tuple[Path, ...], *, watch: bool) -> None:
    """Checks every flow and every translation, or only the flow files and files of schedules named.

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
    from bot.authoring.check import check as check_all

    problems = check_all(ROOT) if not paths else [p for path in paths for p in _problems(path)]
    for problem in problems:
        click.echo(visible(_annotation(problem) if os.environ.get("GITHUB_ACTIONS") else str(problem)))
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
    from bot.content.schedules import SCHEDULES, read_schedules

    try:
        source = text_of(path)
    except OSError as wrong:
        stop(f"{path} cannot be read: {wrong.strerror}")
    if SCHEDULES.search(source):
        return list(read_schedules(str(path), source, library().today)[1])
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


@click.command(short_help="Prints a flow as a form on one page.")
@click.argument("flow")
@LANG
@click.option("--page", is_flag=True, help="As a page (HTML) to print.")
def show(flow: str, lang: str, *, page: bool) -> None:
    """Prints a flow as a form on one page, conditions included, to review or to hang on a clipboard."""
    from bot.authoring.form import Form

    wording = Wording.read(ROOT / "locales")
    form = Form(_flow(flow), wording, chosen_lang(wording, lang))
    click.echo(visible(form.page() if page else form.text(), lines=True))


@click.command(name="try", short_help="Has the conversation here in the terminal.")
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
        converse(_flow(flow), wording, chosen_lang(wording, lang), today, input, click.echo)
    except (EOFError, KeyboardInterrupt):
        click.echo("")


@click.command(short_help="Brings the translations up to the sentences.")
def texts() -> None:
    """Brings the translations up to the sentences of the program and the flows. Run it after every change of a text."""
    from bot.authoring import coverage, schema
    from bot.authoring.catalogs import texts as update
    from bot.authoring.manual import bring_up
    from bot.authoring.regions import write_regional
    from bot.content.folder import load_all

    if installed():
        stop("Flows and translations are edited in the project's source, not where the program is installed.")
    for lang, lacking in update(ROOT, load_all(ROOT)).items():
        click.echo(f"{lang}: {'complete' if not lacking else f'{lacking} sentences to translate'}")
    click.echo(f"made from them: {', '.join(write_regional(ROOT)) or 'none'}")
    if schema.bring_up(ROOT):
        click.echo(f"{schema.NAME} is new")
    if coverage.bring_up(ROOT):
        click.echo("docs/content.md: the tables of what is covered are new")
    if bring_up(ROOT):
        click.echo("flows/README.md: the table of question types is new")


def _effort() -> None:
    from bot.authoring import effort

    for line in effort.table(list(library().today.values()), Wording.read(ROOT / "locales")):
        click.echo(line)


@click.command(short_help="Lists what is to be confirmed, and what is missing.")
@click.option(
    "--effort", is_flag=True, help="What a clean run of each flow costs: taps, typed answers, words on screen."
)
def content(*, effort: bool) -> None:
    """Lists what is only recalled and must be confirmed, and the criteria that no flow covers."""
    from bot.authoring import coverage
    from bot.content.criteria import read_criteria

    if effort:
        _effort()
        return
    click.echo("Recalled, not read in a source; confirm before relying on it:")
    for line in coverage.recalled(ROOT):
        click.echo(f"  {line}")
    criteria = read_criteria(ROOT)
    click.echo("\nCriteria that no flow covers:")
    for id in coverage.uncovered(coverage.flows_of(ROOT), criteria):
        click.echo(f"  {id} ({criteria.by_id[id].level}): {criteria.by_id[id].text}")
