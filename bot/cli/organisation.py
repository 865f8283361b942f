"""`sello organisation`: what an organisation decides for itself."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bot.channels.console import visible
from bot.cli.opening import ROOT, stop, storage

LETTERS = 4  # of a silent word


@click.command(short_help="Shows or changes what an organisation has decided.")
@click.option("--org", default="", help="The organisation; needed when there is more than one.")
@click.option("--site", default="", help="A site, where its country or its numbers differ.")
@click.option("--region", default=None, help="Whose words are used, such as MX or CO; '' for no particular country.")
@click.option("--pass-mark", type=click.IntRange(0, 100), default=None, help="Percent; 0 takes each quiz's own.")
@click.option("--country", default=None, help="Where it is, such as MX: its emergency number, how phones are written.")
@click.option("--emergency", default=None, help="The emergency number; '' takes the country's.")
@click.option("--dispatch", default=None, help="The number of dispatch.")
@click.option("--supervisor", default=None, help="The number of the supervisor on duty.")
@click.option("--security", default=None, help="The number of security.")
@click.option("--silent-word", default=None, help="A word that calls for help and looks as if nothing had happened.")
@click.option(
    "--inspect", default=None, help="stations or single: points by where the inspector stands, or one by one."
)
@click.option("--list17", default=None, help="ctpat or msc: which list of 17 points is used; '' offers both.")
@click.option("--second", default=None, help="Who reads a report about its addressee: a role, or a person's number.")
@click.option("--release", default=None, help="The role that releases units on hold; '' managers and security.")
@click.option("--witness", default=None, help="Who gets the hash of each sealed day: summaries, managers or no.")
@click.option("--tips", default=None, help="The role that reads anonymous tips; '' managers.")
@click.option(
    "--tip-minutes", default=None, help="Within how many minutes that role is notified, at a time drawn by lot; '' 60."
)
@click.option("--check", default=None, help="grave, all or none: which corrective actions a second person checks.")
@click.option("--due-critical", default=None, help="Days until something is done about a critical finding.")
@click.option("--due-high", default=None, help="The same for high findings.")
@click.option("--due-medium", default=None, help="The same for medium ones, and those without a severity.")
@click.option("--due-low", default=None, help="The same for low ones.")
@click.option("--sign-off", default=None, help="inspections or none: whether somebody else signs off each inspection.")
@click.option("--entity", default=None, help="The type of company, such as importer: its criteria apply; '' for all.")
@click.option(
    "--members", default=None, help="The role of members of the Slack workspace who write; '' lets nobody in."
)
@click.option("--members-site", default=None, help="Their site, where there are several.")
@click.option(
    "--quiet", default=None, help="Hours in which nobody is reminded of what is due, such as 22:00-06:00; '' for none."
)
@click.option(
    "--look-pace",
    default=None,
    help="Percent of the usual time below which an inspection is worth a second look; 0 never.",
)
@click.option("--look-photos", default=None, help="Weeks in which the same photo is worth a second look; 0 never.")
@click.option("--look-dates", default=None, help="yes or no: whether older and forwarded photos are.")
@click.option("--look-words", default=None, help="The same answer in so many inspections in a row is; 0 never.")
@click.option("--recall", default=None, help="yes or no: whether what was wrong in a quiz comes back as one question.")
@click.option("--keep-inspections", default=None, help="Months until an inspection is removed; '' keeps it for ever.")
@click.option("--keep-quizzes", default=None, help="The same for quizzes; whether somebody passed goes, too.")
@click.option("--keep-reports", default=None, help="The same for reports that are closed.")
@click.option(
    "--escalation",
    default=None,
    help="Who is told next when nobody takes a report: a file of flows/escalation; none: nobody.",
)
@click.option(
    "--obligations",
    default=None,
    help="What is asked of whoever has an incident: a file of flows/obligations; none: nothing.",
)
def organisation(org: str, site: str, region: str | None, pass_mark: int | None, **given: str | None) -> None:
    """Shows or changes what holds for a whole organisation, or where one of its sites differs."""
    from bot.content.criteria import read_criteria
    from bot.content.escalation import FOLDER, NOBODY, read_escalations
    from bot.content.obligations import FOLDER as OBLIGATIONS
    from bot.content.obligations import NOTHING, read_obligations
    from bot.content.words import read_words
    from bot.conversation.wording import known_country
    from bot.named import Rejected
    from bot.organisation import retain, settle
    from bot.policy import KEEP

    for code in (region, given["country"]):
        if code and not known_country(code.strip().upper()):
            stop(f"'{code}' is no country code; one looks like MX or CO")
    silent, words = given["silent_word"] or "", read_words(ROOT)
    if silent and (words.meaning(silent) or words.dangerous(silent) or _short(silent)):
        stop(f"'{silent}' is typed by people who need no help; choose a word that nobody types otherwise")
    chosen = given["escalation"]
    if chosen and chosen not in (there := {*read_escalations(ROOT).by_id, NOBODY}):
        stop(f"there is no {FOLDER}/{chosen}.yaml; choose one of: {', '.join(sorted(there))}")
    asked = given["obligations"]
    if asked and asked not in (known := {*read_obligations(ROOT).by_id, NOTHING}):
        stop(f"there is no {OBLIGATIONS}/{asked}.yaml; choose one of: {', '.join(sorted(known))}")
    sort = given["entity"]
    if sort and sort not in (types := read_criteria(ROOT).entities):
        stop(f"there is no type of company '{sort}'; choose one of: {', '.join(types)}")
    marked = None if pass_mark is None else str(pass_mark)
    with storage() as opened:
        try:
            lines = opened.now(lambda tx: settle(tx, org, site, {"region": region, "pass_mark": marked, **given}))
            if any(given[setting] for setting in KEEP):
                opened.now(lambda tx: retain(tx, org, datetime.now(UTC)))
        except Rejected as wrong:
            stop(str(wrong))
    for line in lines:
        click.echo(visible(line))


def _short(word: str) -> bool:
    """Too little to be meant: an answer can be a letter or a number."""
    return sum(character.isalpha() for character in word) < LETTERS
