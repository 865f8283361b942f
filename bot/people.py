"""`sello people`: adding people, their accounts, and seeing who is there.

One sentence comes back from each, or Mistaken with what to do instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from bot.engine.flow import ROLES
from bot.store.sql import handle, line, organisation, person, site, stranger
from bot.store.transaction import Transaction

ORGANISATION = "My organisation"  # until there is a second one, nobody has to name the first
ACCOUNTS = {"telegram": re.compile(r"[0-9]{1,20}"), "slack": re.compile(r"[TE][A-Z0-9]{1,30}:[UW][A-Z0-9]{1,30}")}
LOOKS = {
    "telegram": "--telegram is a number, such as 123456789",
    "slack": "--slack is TEAM:USER, such as T0AB12:U0CD34",
}


class Rejected(Exception):
    """What was asked cannot be done: one sentence."""


def add(tx: Transaction, languages: Sequence[str], now: datetime, **given: str) -> str:
    """Adds a person with their accounts; a person of that name, role and site gets another account."""
    accounts = _accounts(given)
    _plain(given, languages)
    org = _organisation(tx, given["org"])
    place = _site(tx, org, given["site"], given["zone"])
    there = tx.connection.execute(
        sa.select(person.c.id).where(
            person.c.organisation_id == org, person.c.site_id == place, person.c.left_at.is_(None),
            person.c.name == given["name"], person.c.role == given["role"],
        )
    ).scalar()  # fmt: skip
    who = there if there is not None else _person(tx, org, place, given, now)
    for channel, account in accounts.items():
        _handle(tx, who, channel, account)
    names = ", ".join(f"{channel} {account}" for channel, account in accounts.items())
    zone = tx.connection.execute(sa.select(site.c.zone).where(site.c.id == place)).scalar_one()
    hint = (
        "" if zone != "UTC" else " The site's clock is UTC; give --zone, such as America/Mexico_City, to change that."
    )
    return f"{given['name']} is {given['role']} at {given['site']}: {names}.{hint}"


def _accounts(given: dict[str, str]) -> dict[str, str]:
    accounts = {channel: given[channel].strip() for channel in ACCOUNTS if given[channel].strip()}
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


def _organisation(tx: Transaction, name: str) -> int:
    """The organisation named, or the only one, or a first one."""
    rows = tx.connection.execute(sa.select(organisation.c.id, organisation.c.name)).all()
    if not name and len(rows) == 1:
        return int(rows[0].id)
    if not name and rows:
        raise Rejected(f"There are several organisations; say which: --org {' or --org '.join(r.name for r in rows)}")
    found = next((int(r.id) for r in rows if r.name == name), None)
    return found if found is not None else _made(tx, organisation, name=name or ORGANISATION, region="")


def organisation_settings(tx: Transaction, name: str, region: str | None, pass_mark: int | None) -> str:
    """Sets what is given and tells what holds. A pass mark of 0 takes each quiz's own again."""
    org = _organisation(tx, name)
    changes: dict[str, object] = {}
    if region is not None:
        changes["region"] = region.upper()
    if pass_mark is not None:
        changes["pass_mark"] = pass_mark or None
    if changes:
        tx.connection.execute(sa.update(organisation).where(organisation.c.id == org).values(**changes))
    row = tx.connection.execute(sa.select(organisation).where(organisation.c.id == org)).one()
    mark = f"{row.pass_mark} %" if row.pass_mark else "each quiz's own"
    return f"{row.name}: words of {row.region or 'no particular country'}, pass mark {mark}."


def _site(tx: Transaction, org: int, name: str, zone: str) -> int:
    """The site of that name, made if it is new. Without a zone a new one keeps UTC, and the sentence says so."""
    mine = sa.and_(site.c.organisation_id == org, site.c.name == name)
    there = tx.connection.execute(sa.select(site.c.id).where(mine)).scalar()
    if there is None:
        return _made(tx, site, organisation_id=org, name=name, zone=zone or "UTC")
    if zone:
        tx.connection.execute(sa.update(site).where(site.c.id == there).values(zone=zone))
    return int(there)


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Rejected(f"'{name}' is no time zone; one looks like America/Mexico_City") from None


def _person(tx: Transaction, org: int, place: int, given: dict[str, str], now: datetime) -> int:
    return _made(
        tx, person, organisation_id=org, site_id=place, name=given["name"], role=given["role"], lang=given["lang"],
        joined_at=now,
    )  # fmt: skip


def _handle(tx: Transaction, who: int, channel: str, account: str) -> None:
    over = tx.lines.id_of(channel)
    mine = sa.and_(handle.c.line_id == over, handle.c.account == account)
    owner = tx.connection.execute(sa.select(handle.c.person_id).where(mine)).scalar()
    if owner is None:
        _made(tx, handle, person_id=who, line_id=over, account=account, address=account)
    elif owner != who:
        left = tx.connection.execute(sa.select(person.c.left_at).where(person.c.id == owner)).scalar()
        if left is None:
            raise Rejected(
                f"The {channel} account {account} belongs to somebody else; `sello people list` shows to whom."
            )
        tx.connection.execute(sa.update(handle).where(mine).values(person_id=who))
    gone = sa.and_(stranger.c.channel == channel, stranger.c.account == account)
    tx.connection.execute(sa.delete(stranger).where(gone))


def _made(tx: Transaction, where: sa.Table, **values: object) -> int:
    return int(tx.connection.execute(sa.insert(where).values(**values)).inserted_primary_key[0])  # type: ignore[index]


def everybody(tx: Transaction) -> list[str]:
    """A line for each person who has not left."""
    rows = tx.connection.execute(
        sa.select(
            person.c.id, person.c.name, person.c.role, site.c.name, person.c.lang, line.c.channel, handle.c.account
        )
        .join(site, site.c.id == person.c.site_id)
        .outerjoin(handle, handle.c.person_id == person.c.id)
        .outerjoin(line, line.c.id == handle.c.line_id)
        .where(person.c.left_at.is_(None))
        .order_by(person.c.id, line.c.channel)
    )
    accounts: dict[tuple[object, ...], list[str]] = {}
    for *who, channel, account in rows:
        accounts.setdefault(tuple(who), []).append(f"{channel} {account}" if channel else "no account")
    return [f"{id}  {name}, {role}, {place}, {lang or 'language of the account'}: {', '.join(found)}"
            for (id, name, role, place, lang), found in accounts.items()]  # fmt: skip


def strangers(tx: Transaction) -> list[str]:
    """A line for each account that wrote and is not known, the latest first."""
    rows = tx.connection.execute(sa.select(stranger).order_by(stranger.c.told_at.desc()).limit(200))
    return [f"--{row.channel} {row.account}  {row.name}  {row.first_at:%Y-%m-%d %H:%M} UTC" for row in rows]


def leave(tx: Transaction, person_id: int, now: datetime) -> str:
    """Ends somebody's access."""
    there = sa.and_(person.c.id == person_id, person.c.left_at.is_(None))
    name = tx.connection.execute(sa.select(person.c.name).where(there)).scalar()
    if name is None:
        raise Rejected(f"There is nobody with the number {person_id}; `sello people list` shows everybody.")
    tx.connection.execute(sa.update(person).where(there).values(left_at=now, focus=None))
    tx.letters.drop_for(person_id, now)
    return f"{name} has no access anymore. What they answered stays."


def organisation_for(tx: Transaction, name: str) -> tuple[int, str]:
    """An organisation that is there, and the time zone of its first site."""
    query = sa.select(organisation.c.id, organisation.c.name, site.c.zone).join(
        site, site.c.organisation_id == organisation.c.id
    )
    rows = tx.connection.execute(query.order_by(site.c.id)).all()
    wanted = {r.id for r in rows if name in ("", r.name)}
    if not wanted:
        raise Rejected(
            f"There is no organisation called '{name}'." if name else "There is nobody yet: sello people add --help"
        )
    if len(wanted) > 1:
        names = sorted({r.name for r in rows})
        raise Rejected(f"There are several organisations; say which: --org {' or --org '.join(names)}")
    return next((int(r.id), str(r.zone)) for r in rows if r.id in wanted)
