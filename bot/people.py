"""`sello people`: adding and changing people, their accounts, and seeing who is there.

One sentence comes back from each, or Rejected with what to do instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.engine.flow import ROLES
from bot.named import Rejected, name_of, offered, organisation_named, site_called, site_named
from bot.store import erasing, leaving, own
from bot.store.codes import shown
from bot.store.erasing import KeptErasure
from bot.store.invitations import DAYS, Invited
from bot.store.own import Books
from bot.store.people import Member
from bot.store.transaction import Transaction

ACCOUNTS = {"telegram": re.compile(r"[0-9]{1,20}"), "slack": re.compile(r"[TE][A-Z0-9]{1,30}:[UW][A-Z0-9]{1,30}")}
LOOKS = {
    "telegram": "--telegram is a number, such as 123456789",
    "slack": "--slack is TEAM:USER, such as T0AB12:U0CD34",
}
PHONE = re.compile(r"\+?[0-9]{7,15}")  # ITU-T E.164
MOST_DIGITS = 18  # of an id
UTC_HINT = " The site's clock is UTC; give --zone, such as America/Mexico_City, to change that."


def add(tx: Transaction, languages: Sequence[str], now: datetime, *, create: bool = False, **given: str) -> str:
    """Adds a person with their accounts; a person of that name, role and site gets another account."""
    accounts = _accounts(given)
    name, role = name_of(given["name"], "--name"), _role(given["role"])
    _checked(given, languages)
    org = organisation_named(tx, given["org"], create=create).id
    place = site_named(tx, org, given["site"], create=create, zone=given["zone"] or "UTC")
    if given["zone"] and given["zone"] != place.zone:
        tx.organisations.change_zone(place.id, given["zone"])
    there = tx.people.member(place.id, name, role)
    who = there if there is not None else tx.people.join(org, place.id, name, role, given["lang"], now)
    if given.get("phone"):
        tx.people.change(who, phone=_phone(given["phone"]))
    warned = _foreign(tx, accounts)
    for channel, account in accounts.items():
        _give(tx, who, channel, account)
    site, names = tx.people.place(place.id), ", ".join(f"{channel} {account}" for channel, account in accounts.items())
    return f"{name} is {role} at {site.name}: {names}.{UTC_HINT if site.zone == 'UTC' else ''}{warned}"


@dataclass(frozen=True)
class Made:
    """An invitation, to be passed on. `links` open our conversation in an app and bring the code along."""

    text: str
    code: str
    links: tuple[str, ...]


def invite(tx: Transaction, languages: Sequence[str], now: datetime, **given: str) -> Made:
    """A code with which somebody joins by themselves."""
    role = _role(given["role"])
    _checked({"zone": "", **given}, languages)
    company = organisation_named(tx, given["org"])
    site = site_called(tx, company.id, given["site"])
    name = name_of(given["name"], "--name") if given["name"] else ""
    code = tx.invitations.make(Invited(company.id, site.id, role, given["lang"], name), now)
    place = tx.people.place(site.id)
    until = (now + DAYS).astimezone(ZoneInfo(place.zone))
    text = f"For {name or 'one person'}, as {role} at {place.name}. Works once, until {until:%Y-%m-%d %H:%M} ({place.zone})."
    links = tuple(f"{way.invites}{code}" for way in tx.lines.ways_in(company.id) if way.invites)
    return Made(text, shown(code), links)


def change(tx: Transaction, who: str, languages: Sequence[str], *, create: bool = False, **given: str) -> str:
    """Changes what is given of a person: name, role, site, language; or adds an account."""
    member = found(tx, who)
    accounts = _accounts(given) if given.get("telegram") or given.get("slack") else {}
    values = _changes(tx, member, languages, given, create=create)
    if not values and not accounts:
        raise Rejected("Say what changes: --name, --role, --site, --lang, --phone, --telegram or --slack.")
    if values:
        tx.people.change(member.id, **values)
    warned = _foreign(tx, accounts)
    for channel, account in accounts.items():
        _give(tx, member.id, channel, account)
    return f"{_line(found(tx, str(member.id)))}{warned}"


def _changes(
    tx: Transaction, member: Member, languages: Collection[str], given: Mapping[str, str], *, create: bool
) -> dict[str, str | int]:
    _checked({"zone": "", "lang": "", **given}, languages)
    values: dict[str, str | int] = {}
    if given.get("name"):
        values["name"] = name_of(given["name"], "--name")
    if given.get("role"):
        values["role"] = _role(given["role"])
    if given.get("site"):
        values["site_id"] = site_named(tx, tx.people.organisation_of(member.id), given["site"], create=create).id
    if given.get("lang"):
        values["lang"] = given["lang"]
    if given.get("phone"):
        values["phone"] = _phone(given["phone"])
    return values


def _phone(written: str) -> str:
    """A telephone number without what people put between its digits."""
    number = re.sub(r"[^0-9+]", "", written)
    if not PHONE.fullmatch(number):
        raise Rejected("--phone is a telephone number, such as +52 81 1234 5678")
    return number


def found(tx: Transaction, who: str) -> Member:
    """Somebody who has not left, by the number `sello people list` shows, or by a name that only one has."""
    members = tx.people.members()
    meant = [m for m in members if who in (str(m.id), m.name)]
    if len(meant) > 1:
        raise Rejected(f"Several people are called '{who}'; say the number: {', '.join(str(m.id) for m in meant)}")
    if meant:
        return meant[0]
    if who.isdigit():
        raise Rejected(f"There is nobody with the number {who}; `sello people list` shows everybody.")
    near = offered(who, (m.name for m in members)) if len(members) < 20 else "; `sello people list` shows everybody."
    raise Rejected(f"There is nobody called '{who}'{near}")


def whoever(tx: Transaction, who: str) -> Books:
    """Somebody, also who has left: these are found by their number alone."""
    known = own.books(tx, int(who)) if who.isdecimal() and len(who) <= MOST_DIGITS else None
    books = known or own.books(tx, found(tx, who).id)
    assert books, "they have just been found"
    return books


def leave(tx: Transaction, who: str, now: datetime) -> str:
    """Ends somebody's access."""
    member = found(tx, who)
    leaving.leave(tx, member.id, now)
    return f"{member.name} has no access anymore. What they answered stays."


def erasures(tx: Transaction, org: str) -> list[str]:
    """A line for everybody who was erased, or asks for it."""
    found = erasing.of_organisation(tx, organisation_named(tx, org).id)
    return [_erasure(tx, one) for one in found] or ["Nobody was erased, and nobody asks for it."]


def _erasure(tx: Transaction, one: KeptErasure) -> str:
    name, role, site = tx.people.named(one.person_id) or ("", "", "")
    by = tx.people.named(one.decided_by) if one.decided_by else None
    at = one.erased_at or one.decided_at or one.asked_at
    state = {"swept": "erased; its name is still looked for", "done": "erased"}.get(one.state, one.state)
    decided = f", by {by[0] if by else 'somebody at the keyboard'}" if one.decided_at else ""
    return f"{one.person_id}  {name}, {role}, {site}: {state} {at:%Y-%m-%d %H:%M} UTC{decided}"


def everybody(tx: Transaction) -> list[str]:
    """A line for each person who has not left."""
    return [_line(member) for member in tx.people.members()]


def strangers(tx: Transaction) -> list[str]:
    """A line for each account that wrote and is not known, the latest first."""
    return [f"--{s.channel} {s.account}  {s.name}  {s.first_at:%Y-%m-%d %H:%M} UTC" for s in tx.people.strangers()]


def rename_site(tx: Transaction, org: str, before: str, after: str) -> str:
    """Another name for a site; its people and records stay where they are."""
    company = organisation_named(tx, org)
    sites = tx.organisations.sites(company.id)
    place = site_called(tx, company.id, before)
    name = name_of(after, "The new name")
    if name in sites:
        raise Rejected(f"There is already a site called '{name}'.")
    tx.organisations.rename_site(place.id, name)
    known = next(word for word, one in sites.items() if one.id == place.id)
    return f"{known} is called {name} now."


def _line(m: Member) -> str:
    accounts = ", ".join(f"{channel} {account}" for channel, account in m.accounts) or "no account"
    return f"{m.id}  {m.name}, {m.role}, {m.site}, {m.lang or 'language of the account'}: {accounts}"


def _role(written: str) -> str:
    role = written.strip().lower()
    if role not in ROLES:
        near = offered(role, ROLES)
        raise Rejected(f"--role is one of: {', '.join(ROLES)}{near if near.startswith(';') else ''}")
    return role


def _checked(given: Mapping[str, str], languages: Collection[str]) -> None:
    _zone(given["zone"] or "UTC")
    if given["lang"] and given["lang"] not in languages:
        raise Rejected(f"--lang is one of: {', '.join(languages)}")


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        near = offered(name, available_timezones())
        hint = near if near.startswith(";") else "; one looks like America/Mexico_City"
        raise Rejected(f"'{name}' is no time zone{hint}") from None


def _give(tx: Transaction, who: int, channel: str, account: str) -> None:
    if not tx.people.take_account(who, tx.lines.id_of(channel), channel, account):
        raise Rejected(f"The {channel} account {account} belongs to somebody else; `sello people list` shows to whom.")


def _accounts(given: Mapping[str, str]) -> dict[str, str]:
    accounts = {channel: account for channel in ACCOUNTS if (account := given.get(channel, "").strip().upper())}
    if not accounts:
        raise Rejected(
            "Give at least one account: --telegram ID or --slack TEAM:USER. `sello people waiting` shows who wrote."
        )
    for channel, account in accounts.items():
        if not ACCOUNTS[channel].fullmatch(account):
            raise Rejected(LOOKS[channel])
    return accounts


def _foreign(tx: Transaction, accounts: Mapping[str, str]) -> str:
    """A warning where a Slack team is none that was ever heard: Slack names everybody by the team of the bot."""
    team = accounts.get("slack", "").partition(":")[0]
    heard = tx.people.teams("slack")
    if not team or not heard or team in heard:
        return ""
    return (
        f" Careful: nobody of the team {team} was ever heard. Whoever comes from another organisation is known by our"
        f" team, {' or '.join(sorted(heard))}; `sello people waiting` shows the account once they have written."
    )
