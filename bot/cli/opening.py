"""What every command begins with: the settings, the flows, the database, and how a command ends with one sentence."""

from __future__ import annotations

import contextlib
import os
from typing import Any, NoReturn

import click
from dotenv import dotenv_values

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
    """The database of the settings, brought up to date."""
    from bot.store.database import Storage

    migrated()
    return contextlib.closing(Storage(settings().database_url))


def chosen_lang(wording: Wording, wanted: str) -> str:
    """The language, if there is a translation into it; else ends the command."""
    if wanted not in wording.languages:
        stop(f"There is no translation into '{wanted}'; there is: {', '.join(wording.languages)}")
    return wanted


LANG = click.option("-l", "--lang", default="en", show_default=True, help="The language, such as en or es.")
