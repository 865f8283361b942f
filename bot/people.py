"""`sello people`: adding people, their accounts, and seeing who is there.

One sentence comes back from each, or Rejected with what to do instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.engine.flow import ROLES
from bot.store.organisations import KeptOrganisation, KeptSite
from bot.store.transaction import Transaction

ORGANISATION = "My organisation"  # until there is a second one, nobody has to name the first
ACCOUNTS = {"telegram": re.compile(r"[0-9]{1,20}"), "slack": re.compile(r"[TE][A-Z0-9]{1,30}:[UW][A-Z0-9]{1,30}")}
LOOKS = {
    "telegram": "--telegram is a number, such as 123456789",
    "slack": "--slack is TEAM:USER, such as T0AB12:U0CD34",
}
UTC_HINT = " The site's clock is UTC; give --zone, such as America/Mexico_City, to change that."


class Rejected(Exception):
    """What was asked cannot be done: one sentence."""


def add(tx: Transaction, languages: Sequence[str], now: datetime, **given: str) -> str:
    """Adds a person with their accounts; a person of that name, role and site gets another account."""
    accounts = _accounts(given)
    _plain(given, languages)
    org = organisation_named(tx, given["org"]).id
    place = _site(tx, org, given["site"], given["zone"])
    name, role = given["name"], given["role"]
    there = tx.people.member(place.id, name, role)
    who = there if there is not None else tx.people.join(org, place.id, name, role, given["lang"], now)
    for channel, account in accounts.items():
        _give(tx, who, channel, account)
    names = ", ".join(f"{channel} {account}" for channel, account in accounts.items())
    return f"{name} is {role} at {given['site']}: {names}.{UTC_HINT if place.zone == 'UTC' else ''}"


def _give(tx: Transaction, who: int, channel: str, account: str) -> None:
    if not tx.people.take_account(who, tx.lines.id_of(channel), channel, account):
        raise Rejected(f"The {channel} account {account} belongs to somebody else; `sello people list` shows to whom.")


def _accounts(given: dict[str, str]) -> dict[str, str]:
    accounts = {channel: account for channel in ACCOUNTS if (account := given.get(channel, "").strip())}
    if not accounts:
        raise Rejected(
            "Give at least one account: --telegram ID or --slack TEAM:USER. `sello people waiting` shows who wrote."
        )
    for channel, account in accounts.items():
        if not ACCOUNTS[channel].fullmatch(account):
            raise Rejected(LOOKS[channel])
    return accounts


def _plain(given: dict[str, str], languages: Sequence[str]) -> None:
    if given["role"] not in ROLES:
        raise Rejected(f"--role is one of: {', '.join(ROLES)}")
    _zone(given["zone"] or "UTC")
    if not given["site"].strip() or len(given["site"]) > 80:
        raise Rejected("--site has 1 to 80 characters")
    if given["lang"] and given["lang"] not in languages:
        raise Rejected(f"--lang is one of: {', '.join(languages)}")
    if not given["name"].strip() or len(given["name"]) > 80:
        raise Rejected("--name has 1 to 80 characters")


def organisation_named(tx: Transaction, name: str) -> KeptOrganisation:
    """The organisation named, or the only one, or a first one."""
    there = {company.name: company for company in tx.organisations.all()}
    if not name and len(there) == 1:
        return next(iter(there.values()))
    if not name and there:
        raise Rejected(f"There are several organisations; say which: --org {' or --org '.join(there)}")
    wanted = name or ORGANISATION
    return there[wanted] if wanted in there else KeptOrganisation(tx.organisations.begin(wanted), wanted, "")


def _site(tx: Transaction, org: int, name: str, zone: str) -> KeptSite:
    """The site of that name, made if it is new. Without a zone a new one keeps UTC, and the sentence says so."""
    there = tx.organisations.sites(org).get(name)
    if there is None:
        return tx.organisations.open_site(org, name, zone or "UTC")
    if zone:
        tx.organisations.change_zone(there.id, zone)
    return replace(there, zone=zone or there.zone)


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Rejected(f"'{name}' is no time zone; one looks like America/Mexico_City") from None


def everybody(tx: Transaction) -> list[str]:
    """A line for each person who has not left."""
    return [
        f"{m.id}  {m.name}, {m.role}, {m.site}, {m.lang or 'language of the account'}: "
        + (", ".join(f"{channel} {account}" for channel, account in m.accounts) or "no account")
        for m in tx.people.members()
    ]


def strangers(tx: Transaction) -> list[str]:
    """A line for each account that wrote and is not known, the latest first."""
    return [f"--{s.channel} {s.account}  {s.name}  {s.first_at:%Y-%m-%d %H:%M} UTC" for s in tx.people.strangers()]


def leave(tx: Transaction, person_id: int, now: datetime) -> str:
    """Ends somebody's access."""
    name = tx.people.leave(person_id, now)
    if name is None:
        raise Rejected(f"There is nobody with the number {person_id}; `sello people list` shows everybody.")
    tx.letters.drop_for(person_id, now)
    return f"{name} has no access anymore. What they answered stays."


def organisation_for(tx: Transaction, name: str) -> tuple[int, str]:
    """An organisation that is there, and the time zone of its first site."""
    sites = {company: tx.organisations.sites(company.id) for company in tx.organisations.all()}
    there = [company for company in sites if sites[company] and name in ("", company.name)]
    if not there:
        raise Rejected(
            f"There is no organisation called '{name}'." if name else "There is nobody yet: sello people add --help"
        )
    if len(there) > 1:
        names = sorted(company.name for company in there)
        raise Rejected(f"There are several organisations; say which: --org {' or --org '.join(names)}")
    return there[0].id, next(iter(sites[there[0]].values())).zone
