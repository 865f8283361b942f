"""`sello people`: who may use this."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from bot.channels.console import visible
from bot.cli.opening import ROOT, chosen_lang, stop, storage
from bot.conversation.wording import Wording
from bot.engine.talk import Text

T = TypeVar("T")

JOIN = Text("/join")
ROLE = "driver, guard, warehouse, supervisor, manager, auditor, admin, dispatch, security, it or hr."
ORG = click.option("--org", default="", help="The organisation; needed when there is more than one.")
LANGUAGE = click.option("--lang", default="", help="en or es; left out, the chat account's own is taken.")
OTHER_LANGUAGE = click.option("--lang", default="", help="The language they read from now on: en or es.")
OTHER_PHONE = click.option("--phone", default="", help="Another telephone number, for those who must call them.")
TELEGRAM = click.option("--telegram", default="", help="Their Telegram user id, a number.")
SLACK = click.option("--slack", default="", help="Their Slack ids, TEAM:USER.")
PHONE = click.option("--phone", default="", help="Their telephone number, for those who must call them.")
CREATE = click.option("--create", is_flag=True, help="Make the site or organisation if there is none of that name.")


@click.group(short_help="Who may use this: adds, changes and lists people.")
def people() -> None:
    """Who may use this: add people, give them chat accounts, see who wrote without being known."""


@people.command(short_help="Adds a person, or another chat account of theirs.")
@click.option("--name", required=True, help="The name others see.")
@click.option("--role", required=True, help=ROLE)
@click.option(
    "--site",
    required=True,
    help="The yard, dock or office where they work; the very first is made, another only with --create.",
)
@ORG
@click.option("--zone", default="", help="The site's time zone, such as America/Mexico_City; UTC if it is never given.")
@LANGUAGE
@TELEGRAM
@SLACK
@PHONE
@CREATE
def add(*, create: bool, **given: str) -> None:
    """Adds a person, or gives one who is there another chat account."""
    from bot.people import add as add_person

    languages = Wording.read(ROOT / "locales").languages
    _tell(lambda tx: [add_person(tx, languages, datetime.now(UTC), create=create, **given)])


@people.command(short_help="Makes a code with which one person joins.")
@click.option("--role", required=True, help=ROLE)
@click.option("--site", required=True, help="The yard, dock or office where they will work.")
@ORG
@LANGUAGE
@click.option("--name", default="", help="The name others see; left out, the chat account's own is taken.")
@click.option("--qr", metavar="FILE", default="", help="Draw the Telegram link as a QR code: a file, .png or .svg.")
def invite(qr: str, **given: str) -> None:
    """Makes a code with which one person joins by themselves: a link for Telegram, words to type in Slack.

    It works once, for seven days. It is shown here and never again.
    """
    from bot.cli.qr import drawn, wanted
    from bot.people import invite as invite_them

    wording = Wording.read(ROOT / "locales")
    picture = wanted(qr) if qr else None
    made = _done(lambda tx: invite_them(tx, wording.languages, datetime.now(UTC), **given))
    join = wording.say(JOIN, given["lang"] or "en").removeprefix("/")
    _say([made.text, f"To type to Sello in Slack or Telegram: {join} {made.code}", *made.links])
    if not made.links:
        _say(["The link for Telegram is known once `sello run` has spoken to Telegram."])
    elif picture:
        _say([drawn(made.links[0], picture)])


@people.command(short_help="Changes a name, role, site, language or phone.")
@click.argument("person")
@click.option("--name", default="", help="Another name; `sello people rename` does the same.")
@click.option("--role", default="", help=ROLE)
@click.option("--site", default="", help="Where they work from now on; what they did before stays where it was.")
@OTHER_LANGUAGE
@click.option("--telegram", default="", help="One more account: a Telegram user id, a number.")
@click.option("--slack", default="", help="One more account: Slack ids, TEAM:USER.")
@OTHER_PHONE
@CREATE
def change(person: str, *, create: bool, **given: str) -> None:
    """Changes a person: the number `sello people list` shows, or the name, and what is to be different."""
    from bot.people import change as change_person

    languages = Wording.read(ROOT / "locales").languages
    _tell(lambda tx: [change_person(tx, person, languages, create=create, **given)])


@people.command(short_help="Gives a person another name.")
@click.argument("person")
@click.argument("name")
def rename(person: str, name: str) -> None:
    """Gives a person another name: the number `sello people list` shows, or the old name, then the new one.

    `sello people change --name` does the same, with other changes at once.
    """
    from bot.people import change as change_person

    _tell(lambda tx: [change_person(tx, person, (), name=name)])


@people.command(name="rename-site", short_help="Gives a site another name.")
@click.argument("before")
@click.argument("after")
@ORG
def rename_site(before: str, after: str, org: str) -> None:
    """Gives a site another name. Its people and its records stay."""
    from bot.people import rename_site as rename_it

    _tell(lambda tx: [rename_it(tx, org, before, after)])


@people.command(name="import", short_help="Adds everybody in a table (CSV).")
@click.argument("table", type=click.File("rb"))
@ORG
@CREATE
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
def import_people(table: IO[bytes], org: str, *, create: bool, dry_run: bool) -> None:
    """Adds everybody in a table (CSV): columns name, role, site, telegram or slack and, if you like, lang, zone and phone.

    All or nobody: every row that is wrong is named with its line. Whoever is there already gets the account as well.
    """
    from bot.cli import roster
    from bot.named import Rejected

    languages = Wording.read(ROOT / "locales").languages
    try:
        rows = roster.read(table.read())
        _tell(
            lambda tx: roster.enter(tx, rows, languages, datetime.now(UTC), org, create=create, try_only=dry_run),
            f"{len(rows)} people.",
        )
    except roster.Tried as tried:
        _say([*tried.lines, f"{len(rows)} people could be added; nobody was."])
    except roster.Wrong as wrong:
        _say(wrong.lines, err=True)
        stop(f"{wrong}, nobody was added.")
    except Rejected as refused:
        stop(str(refused))


@people.command(name="list", short_help="Everybody, with their accounts.")
def list_people() -> None:
    """Everybody, with their accounts."""
    from bot.people import everybody

    with storage() as opened:
        found = opened.read_now(everybody)
    for line in found or ["Nobody yet: sello people add --help"]:
        click.echo(visible(line))


@people.command(short_help="Accounts that wrote and belong to nobody.")
def waiting() -> None:
    """Accounts that wrote and belong to nobody: who may be waiting to join."""
    from bot.people import strangers

    with storage() as opened:
        found = opened.read_now(strangers)
    for line in found or ["Nobody is waiting."]:
        click.echo(visible(line))


@people.command(short_help="Ends a person's access.")
@click.argument("person")
def remove(person: str) -> None:
    """Ends a person's access, by the number `sello people list` shows, or by name. What they answered stays."""
    from bot.people import leave

    _tell(lambda tx: [leave(tx, person, datetime.now(UTC))])


@people.command(short_help="Writes what is kept about a person into a file.")
@click.argument("person")
@click.option("--to", "to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A new file, .zip.")
@click.option("--lang", default="", help="The language of the page: en or es; left out, the one the person reads.")
def data(person: str, to: Path, lang: str) -> None:
    """Writes what is kept about a person into a ZIP: a page, the same as JSON, and their own photos. Nothing is left out of it.

    PERSON is a number that `sello people list` shows, also of somebody who has left, or a name.
    """
    import asyncio

    from bot.cli.opening import library, settings
    from bot.own_file import OwnFiles
    from bot.people import whoever
    from bot.store import private
    from bot.store.files import Files

    wording = Wording.read(ROOT / "locales")
    with storage() as opened:
        who = _done_in(opened, lambda tx: whoever(tx, person))
        made = OwnFiles(opened, Files(settings().media_url), library(), wording)
        chosen = chosen_lang(wording, lang) if lang else wording.language(who.lang)
        try:
            with private.new(to) as out:
                asyncio.run(made.write(out, who.id, chosen, silent=True))
        except OSError as wrong:
            stop(f"{to} cannot be written: {wrong.strerror}")
    _say([f"{visible(str(to))}: what is kept about {who.name}. It is theirs: give it to nobody else."])


@people.command(short_help="Erases a person; their records stay, without the name.")
@click.argument("person")
@click.option("--sure", is_flag=True, help="It cannot be undone.")
def erase(person: str, *, sure: bool) -> None:
    """Erases a person: name, phone and chats go, and their access ends. Their records stay, as those of a number and a role.

    PERSON is a number that `sello people list` shows, also of somebody who has left, or a name. Write their data into a file
    first, if they want it: `sello people data`. What they have in hand goes to others first, by `sello run`.
    """
    from bot.cli.erasing import erase_all

    if not sure:
        stop("This cannot be undone. Say --sure if you mean it; `sello people data` writes their data into a file.")
    with storage() as opened:
        _say(erase_all(opened, person, _done_in))


@people.command(short_help="Who was erased, and who asks for it.")
@ORG
def erased(org: str) -> None:
    """Who was erased, when and by whom, and who asks for it."""
    from bot.people import erasures

    _tell(lambda tx: erasures(tx, org))


def _tell(work: Callable[[Any], list[str]], *after: str) -> None:
    """Does it, and says what came of it; or ends the command with what to do instead."""
    _say([*_done(work), *after])


def _done(work: Callable[[Any], T]) -> T:
    """What came of it; or ends the command with what to do instead."""
    with storage() as opened:
        return _done_in(opened, work)


def _done_in(opened: Any, work: Callable[[Any], T]) -> T:
    from bot.named import Rejected

    try:
        return opened.now(work)  # type: ignore[no-any-return]
    except Rejected as wrong:
        stop(str(wrong))


def _say(lines: Iterable[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(visible(line), err=err)
