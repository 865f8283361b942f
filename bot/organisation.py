"""`sello organisation`: what holds for a whole organisation, and what is different at one of its sites.

A line for each setting comes back, or Rejected with what to do instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.engine.flow import ROLES, SEVERITIES
from bot.named import Rejected, organisation_named, site_called
from bot.policy import (
    CHECKS,
    DUE,
    KEEP,
    LISTS,
    MEMBERS,
    NUMBERS,
    ORGANISATION,
    RELEASERS,
    SIGN_OFFS,
    SITE,
    WAYS,
    WITNESSES,
    Policy,
    changed,
    kept,
    policy,
)
from bot.recurring import quiet_hours
from bot.store.organisations import KeptOrganisation, KeptSite
from bot.store.retention import RETAIN
from bot.store.transaction import Transaction

WITNESSED = {"summaries": "those who get summaries", "managers": "all managers", "no": "nobody"}
WORD = 40  # characters of a silent word
MOST_DAYS = 365
MOST_MINUTES = 24 * 60
MOST_MONTHS = 600
SHORTEST = 2  # digits of a number that can be called
LOOKED = {"look_pace": ("percent", 90), "look_photos": ("weeks", 104), "look_words": ("inspections in a row", 20)}
GRAVEST = tuple(reversed(SEVERITIES))
DIALLED = frozenset("+0123456789 -()*#")


def settle(tx: Transaction, name: str, site: str, given: Mapping[str, str | None]) -> list[str]:
    """Sets what is given, an empty word taking the default again, and tells what holds."""
    held = organisation_named(tx, name)
    wanted = {setting: word.strip() for setting, word in given.items() if word is not None}
    _check(wanted, site)
    _somebody(tx, held, wanted.get("second", ""))
    _members(tx, held, wanted)
    if site:
        _settle_site(tx, held, site, wanted)
    else:
        _settle_organisation(tx, held, wanted)
    return _told(tx, held.id, site)


def retain(tx: Transaction, name: str, now: datetime) -> None:
    """What is not kept for ever is removed from now on."""
    held = organisation_named(tx, name)
    holds = policy(held.region, held.settings, "{}")
    if any(getattr(holds, setting) for setting in KEEP):
        tx.timers.set(RETAIN, now, str(held.id))


def _somebody(tx: Transaction, held: KeptOrganisation, second: str) -> None:
    """A number is that of somebody who works there."""
    if second.isdecimal() and not any(who.organisation_id == held.id for who in tx.people.those([int(second)])):
        raise Rejected(f"{held.name} has nobody with the number {second}; `sello people list` shows everybody")


def _members(tx: Transaction, held: KeptOrganisation, wanted: dict[str, str]) -> None:
    """At which site members of a workspace are let in: the one that is named, or the only one there is."""
    sites = tx.organisations.sites(held.id)
    if wanted.get("members_site"):
        wanted["members_site"] = str(site_called(tx, held.id, wanted["members_site"]).id)
    chosen = wanted.get("members_site", kept(held.settings).get("members_site", ""))
    if wanted.get("members") and len(sites) > 1 and not chosen:
        raise Rejected(f"--members-site says at which site: {', '.join(sites)}")


def _settle_organisation(tx: Transaction, held: KeptOrganisation, wanted: dict[str, str]) -> None:
    values: dict[str, str | int | None] = {}
    if "region" in wanted:
        values["region"] = wanted.pop("region").upper()
    if "pass_mark" in wanted:
        values["pass_mark"] = int(wanted.pop("pass_mark") or 0) or None
    if values or wanted:
        tx.organisations.change(held.id, **values, settings=changed(held.settings, wanted))


def _settle_site(tx: Transaction, held: KeptOrganisation, name: str, wanted: dict[str, str]) -> None:
    there = _site(tx, held.id, name)
    if wanted:
        tx.organisations.decide(there.id, changed(there.settings, wanted))


def _site(tx: Transaction, org: int, name: str) -> KeptSite:
    return site_called(tx, org, name)


def _check(wanted: dict[str, str], site: str) -> None:
    allowed = SITE if site else ("region", "pass_mark", *ORGANISATION)
    for setting in wanted:
        if setting not in allowed:
            raise Rejected(f"--{setting.replace('_', '-')} is set for the whole organisation, without --site")
    for setting in NUMBERS:
        if not _dialled(wanted.get(setting, "")):
            raise Rejected(f"--{setting} is a telephone number, such as +52 55 1234 5678")
    _one_of("inspect", wanted, WAYS)
    _one_of("list17", wanted, LISTS)
    _one_of("release", wanted, ROLES)
    _one_of("tips", wanted, ROLES)
    _one_of("witness", wanted, WITNESSES)
    _one_of("check", wanted, CHECKS)
    _one_of("members", wanted, MEMBERS)
    _one_of("sign-off", {"sign-off": wanted.get("sign_off", "")}, SIGN_OFFS)
    for setting in DUE:
        _number(setting, wanted.get(setting, ""), "days", MOST_DAYS)
    _looks(wanted)
    for setting in KEEP:
        _number(setting, wanted.get(setting, ""), "months", MOST_MONTHS)
    _number("tip_minutes", wanted.get("tip_minutes", ""), "minutes", MOST_MINUTES)
    if "country" in wanted:
        wanted["country"] = _country(wanted["country"])
    if not (wanted.get("second", "") in ("", *ROLES) or wanted["second"].isdecimal()):
        raise Rejected("--second is a role, or the number of a person that `sello people list` shows")
    if wanted.get("quiet") and not quiet_hours(wanted["quiet"]):
        raise Rejected("--quiet is from when to when, such as 22:00-06:00")
    if len(wanted.get("silent_word", "")) > WORD:
        raise Rejected(f"--silent-word has at most {WORD} characters")


def _looks(wanted: dict[str, str]) -> None:
    """0 is allowed, too: then nobody is asked."""
    for setting, (what, most) in LOOKED.items():
        if wanted.get(setting, "") != "0":
            _number(setting, wanted.get(setting, ""), f"{what}, or 0 for never", most)
    _one_of("recall", wanted, ("yes", "no"))
    _one_of("look-dates", {"look-dates": wanted.get("look_dates", "")}, ("yes", "no"))


def _dialled(number: str) -> bool:
    digits = sum(character.isdecimal() for character in number)
    return set(number) <= DIALLED and len(number) <= WORD and (not number or digits >= SHORTEST)


def _one_of(setting: str, wanted: Mapping[str, str], words: tuple[str, ...]) -> None:
    if wanted.get(setting, "") not in ("", *words):
        raise Rejected(f"--{setting} is one of: {', '.join(words)}")


def _number(setting: str, written: str, what: str, most: int) -> None:
    if written and not (written.isascii() and written.isdecimal() and len(written) < 6 and 0 < int(written) <= most):
        raise Rejected(f"--{setting.replace('_', '-')} is a number of {what}, from 1 to {most}")


def _country(code: str) -> str:
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise Rejected(f"'{code}' is no country code; one looks like MX or CO")
    return code.upper()


def _told(tx: Transaction, org: int, site: str) -> list[str]:
    held = tx.organisations.get(org)
    assert held, "it has just been asked for"
    own = _site(tx, org, site).settings if site else "{}"
    holds = policy(held.region, held.settings, own)
    mark = f"{held.pass_mark} %" if held.pass_mark else "each quiz's own"
    return [
        f"{held.name}{', ' + site if site else ''}: words of {held.region or 'no particular country'}, pass mark {mark}.",
        *_numbers(holds),
        f"Inspects: {holds.inspect}. List of 17 points: {holds.list17 or 'both are offered'}.",
        (
            f"Corrective actions: due in {', '.join(f'{holds.days(one)} ({one})' for one in GRAVEST)} days;"
            f" checked by a second person: {holds.check}. Signed off: {holds.sign_off}."
        ),
        f"Silent word: {'set' if holds.silent_word else 'none'}. Second addressee: {holds.second or 'none'}.",
        f"Escalation: {holds.escalation or 'default'}.",
        f"Obligations: {holds.obligations or 'default'}.",
        f"Type of company: {holds.entity or 'not set, all criteria apply'}.",
        f"The hash of each sealed day goes to: {WITNESSED[holds.witness]}.",
        f"Reads anonymous tips: {holds.tips}, notified within {holds.tip_minutes} minutes.",
        f"Releases units on hold: {holds.release or ' and '.join(RELEASERS)}.",
        f"Members of the Slack workspace who write: {_let_in(tx, held.id, holds)}.",
        (
            f"Worth a second look: took less than {holds.look_pace} % of the usual time, a photo of the last {holds.look_photos} weeks,"
            f" older or forwarded photos: {holds.look_dates}, the same written {holds.look_words} times in a row; 0 is never."
        ),
        f"Questions that were answered wrong come back: {holds.recall}.",
        f"Kept: {', '.join(_kept(holds, setting) for setting in KEEP)}.",
        f"Quiet hours, in which nobody is reminded of what is due: {holds.quiet or 'none'}.",
    ]


def _let_in(tx: Transaction, org: int, holds: Policy) -> str:
    if not holds.members:
        return "wait to be added"
    named = (name for name, one in tx.organisations.sites(org).items() if str(one.id) == holds.members_site)
    return f"let in as {holds.members}{''.join(f', {name}' for name in named)}"


def _kept(holds: Policy, setting: str) -> str:
    months: str = getattr(holds, setting)
    return f"{setting.removeprefix('keep_')} {f'{months} months' if months else 'for ever'}"


def _numbers(holds: Policy) -> list[str]:
    return [f"To call, {name}: {getattr(holds.numbers, name) or 'not set'}." for name in NUMBERS]
