"""What every command begins with: the settings, the flows, the database, and how a command ends with one sentence."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import Any, NoReturn

import click
from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot import settings as set_up
from bot.channels.console import visible
from bot.conversation.wording import Wording
from bot.root import root

ROOT = root()


def stop(sentence: str) -> NoReturn:
    """Ends the command with one sentence."""
    raise click.ClickException(visible(sentence))


def settings() -> set_up.Settings:
    """From the environment and, where that is silent, from .env in this folder."""
    try:
        return set_up.read({**_lines(Path(".env")), **os.environ})
    except set_up.BadSetting as wrong:
        stop(str(wrong))


def _lines(file: Path) -> dict[str, str]:
    """NAME=VALUE, as the lines of a file say it. A line that is none would leave a setting out without a word."""
    text = _text(file) if file.is_file() else ""
    for line in parse_stream(io.StringIO(text)):
        if line.error:
            stop(f"{file}, line {line.original.line}: a setting looks like SELLO_BIND=127.0.0.1:8080")
    return {name: value or "" for name, value in dotenv_values(stream=io.StringIO(text)).items()}


def _text(file: Path) -> str:
    try:
        return text_of(file)
    except OSError as wrong:
        stop(f"{file} cannot be read: {wrong.strerror}")


def text_of(file: Path) -> str:
    """A file that somebody wrote; ends the command where it is no UTF-8."""
    written = file.read_bytes()
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = written.count(b"\n", 0, wrong.start) + 1
        stop(f"{file}, line {line}: this is not UTF-8; save the file with the encoding UTF-8")


def library() -> Any:
    """Today's flows; ends the command with every problem if there is one."""
    from bot.content.library import Library, Unusable

    try:
        return Library(ROOT)
    except Unusable as wrong:
        for problem in wrong.problems:
            click.echo(visible(str(problem)), err=True)
        stop(f"{len(wrong.problems)} problems in the flow files: see above.")


def migrated() -> tuple[str, str]:
    """Brings the database of the settings up to date: its revisions before and after. Or ends the command with why not."""
    from bot.store.database import engine_for
    from bot.store.migrate import migrate
    from bot.store.reach import Unreachable, reaching

    url = settings().database_url
    try:
        with reaching(url):
            engine = engine_for(url)
            found = migrate(engine)
            engine.dispose()
    except Unreachable as wrong:
        stop(str(wrong))
    return found


def storage() -> Any:
    """The database of the settings, brought up to date. Of one that was not there yet it is said: its name may be misspelt."""
    from bot.store.database import Storage
    from bot.store.reach import where

    url = settings().database_url
    before, _ = migrated()
    if not before:
        click.echo(visible(f"A new database was made: {where(url)}"), err=True)
    return contextlib.closing(Storage(url))


def chosen_lang(wording: Wording, wanted: str) -> str:
    """The language, if there is a translation into it; else ends the command."""
    if wanted not in wording.languages:
        stop(f"There is no translation into '{wanted}'; there is: {', '.join(wording.languages)}")
    return wanted


LANG = click.option("-l", "--lang", default="en", show_default=True, help="The language, such as en or es.")
