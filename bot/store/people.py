"""People, their accounts, and those nobody knows yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.lines import REAL
from bot.store.prepared import Prepared
from bot.store.sql import handle, letter, line, made, once, organisation, person, place, site, stranger

LATELY = timedelta(minutes=10)  # in which it is not written down again that an account is in use


@dataclass(frozen=True)
class Who:
    """A person we know, and the account they are speaking from.

    `zone` is the IANA name of the site's time zone; `region` and `pass_mark` are the organisation's. `decided` and
    `site_decided` are the settings of organisation and site, as they are kept. `screen` are the buttons of what is shown
    while no run is in focus. `heard_at` is when it was last written down that the account is in use, `only` whether it is the
    only one they have. `missed_at` is when the first notice was written that did not reach them.
    """

    person_id: int
    organisation_id: int
    site_id: int
    name: str
    role: str
    lang: str
    focus: int | None
    organisation: str
    site: str
    zone: str
    channel: str
    account: str
    address: str
    line: int
    region: str = ""
    pass_mark: int | None = None
    decided: str = "{}"
    site_decided: str = "{}"
    screen: str = ""
    heard_at: datetime | None = None
    only: bool = False
    missed_at: datetime | None = None

    def heard_lately(self, address: str, now: datetime) -> bool:
        """Is there nothing new in that they are heard from here? Of two accounts, the last one always is."""
        lately = self.heard_at is not None and now - self.heard_at < LATELY
        return lately and self.only and self.address == address


@dataclass(frozen=True)
class Place:
    """A site: its name, and the IANA name of its time zone."""

    name: str
    zone: str


@dataclass(frozen=True)
class Member:
    """Somebody who has not left, with all their accounts: pairs of channel and account."""

    id: int
    name: str
    role: str
    site: str
    lang: str
    accounts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Unknown:
    """An account that wrote and belongs to nobody."""

    channel: str
    account: str
    name: str
    first_at: datetime


def _whom(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """People with their accounts, in the order of the fields of Who."""
    everybody = (
        handle.join(person, person.c.id == handle.c.person_id)
        .join(line, line.c.id == handle.c.line_id)
        .join(site, site.c.id == person.c.site_id)
        .join(organisation, organisation.c.id == person.c.organisation_id)
    )
    return sa.select(
        person.c.id, person.c.organisation_id, person.c.site_id, person.c.name, person.c.role, person.c.lang,
        person.c.focus, organisation.c.name, site.c.name, site.c.zone, line.c.channel, handle.c.account,
        handle.c.address, handle.c.line_id, organisation.c.region, organisation.c.pass_mark,
        organisation.c.settings, site.c.settings, person.c.screen, *more,
    ).select_from(everybody)  # fmt: skip


b = sa.bindparam
other = handle.alias()
others = sa.select(other.c.id).where(other.c.person_id == handle.c.person_id, other.c.id != handle.c.id)
WHO = Prepared(
    _whom(handle.c.heard_at, ~sa.exists(others), person.c.missed_at)
    .where(handle.c.line_id == b("b_line"), handle.c.account == b("b_account"), person.c.left_at.is_(None))
    .with_for_update(of=person, key_share=True)  # others may write letters to them meanwhile
)  # fmt: skip
HEARD_FROM = Prepared(
    sa.update(handle)
    .where(handle.c.line_id == b("b_line"), handle.c.account == b("b_account"))
    .values(address=b("b_address"), heard_at=b("b_at"))
)
FOCUS = Prepared(sa.update(person).where(person.c.id == b("b_id")).values(focus=b("b_run"), screen=b("b_screen")))
THERE = sa.and_(place.c.line_id == handle.c.line_id, place.c.address == handle.c.address)
AT_SLOT = Prepared(_whom().join(place, THERE).where(person.c.id == b("b_person"), place.c.slot == b("b_slot")))
SITE = Prepared(sa.select(site.c.name, site.c.zone).where(site.c.id == b("b_id")))
PHONE = Prepared(sa.select(person.c.phone).where(person.c.id == b("b_id")))
THEIR_SITE = person.join(site, site.c.id == person.c.site_id)
NAMED = Prepared(
    sa.select(person.c.name, person.c.role, site.c.name).select_from(THEIR_SITE).where(person.c.id == b("b_id"))
)
CHOSEN = sa.case((sa.and_(handle.c.chosen, handle.c.heard_at.is_not(None)), 1), else_=0)  # not where we were blocked
BEST = (CHOSEN, sa.func.coalesce(handle.c.heard_at, person.c.joined_at), handle.c.id)
LAST_HEARD = _whom().where(person.c.left_at.is_(None)).order_by(person.c.id, *BEST)
WHOM = Prepared(LAST_HEARD.where(person.c.id == b("b_id")))
PASS_MARK = Prepared(sa.select(organisation.c.pass_mark).where(organisation.c.id == b("b_id")))
STRANGER = once(stranger)


@dataclass(slots=True)
class People:
    """Everybody we know, and the strangers."""

    connection: sa.Connection
    dialect: str

    def who(self, line: int, account: str) -> Who | None:
        """The person behind an account, locked until the transaction ends: one turn at a time for each person."""
        row = WHO.one(self.connection, {"b_line": line, "b_account": account})
        return Who(*row) if row else None

    def heard_from(self, line: int, account: str, address: str, at: datetime) -> None:
        """Where this account answers from, and that it is in use."""
        HEARD_FROM.do(self.connection, {"b_line": line, "b_account": account, "b_address": address, "b_at": at})

    def closed(self, line: int, address: str) -> None:
        """Nobody can be reached there until they are heard from again."""
        there = sa.and_(handle.c.line_id == line, handle.c.address == address)
        self.connection.execute(sa.update(handle).where(there).values(heard_at=None))

    def stranger(self, channel: str, account: str, name: str, at: datetime) -> datetime | None:
        """Writes down that somebody unknown wrote; when we last answered them, None if never."""
        row = {"channel": channel, "account": account, "name": name[:80], "first_at": at, "told_at": at}
        if self.connection.execute(STRANGER[self.dialect], row).rowcount == 1:
            return None
        mine = sa.and_(stranger.c.channel == channel, stranger.c.account == account)
        told: datetime = self.connection.execute(sa.select(stranger.c.told_at).where(mine)).scalar_one()
        return told

    def told_stranger(self, channel: str, account: str, at: datetime) -> None:
        mine = sa.and_(stranger.c.channel == channel, stranger.c.account == account)
        self.connection.execute(sa.update(stranger).where(mine).values(told_at=at))

    def language(self, person_id: int, lang: str) -> None:
        self.connection.execute(sa.update(person).where(person.c.id == person_id).values(lang=lang))

    def focus(self, person_id: int, run_id: int | None, screen: str = "") -> None:
        """What a typed word is for: the run that it answers, or else the buttons of the screen that is shown."""
        FOCUS.do(self.connection, {"b_id": person_id, "b_run": run_id, "b_screen": screen})

    def staff(self, organisation_id: int, roles: Sequence[str], site_id: int | None = None) -> list[Who]:
        """The people with one of the roles, of one site or of all, each with the account they chose, or else last heard from."""
        here = sa.true() if site_id is None else person.c.site_id == site_id
        return self._whom(sa.and_(person.c.organisation_id == organisation_id, person.c.role.in_(roles), here))

    def at_slot(self, who: Who, slot: str) -> list[Who]:
        """The accounts of a person in whose conversation a slot has a message."""
        return [Who(*row) for row in AT_SLOT.all(self.connection, {"b_person": who.person_id, "b_slot": slot})]

    def whom(self, person_id: int) -> Who | None:
        """Somebody, with the account last heard from; None if they left or never had one."""
        rows = WHOM.all(self.connection, {"b_id": person_id})
        return Who(*rows[-1]) if rows else None

    def those(self, person_ids: Sequence[int]) -> list[Who]:
        """Some people, each with the account last heard from, without those who left or never had one."""
        return self._whom(person.c.id.in_(person_ids)) if person_ids else []

    def accounts(self, person_id: int) -> list[Who]:
        """Somebody with each of their accounts, the chosen or last heard from first; none if they left."""
        mine = _whom().where(person.c.id == person_id, person.c.left_at.is_(None))
        return [Who(*tuple(row)) for row in self.connection.execute(mine.order_by(*(one.desc() for one in BEST)))]

    def missed(self, person_id: int, letter_id: int) -> None:
        """A letter did not reach somebody. The time of the first such letter is kept, until they are heard from."""
        written = sa.select(letter.c.written_at).where(letter.c.id == letter_id).scalar_subquery()
        first = sa.func.coalesce(person.c.missed_at, written)
        self.connection.execute(sa.update(person).where(person.c.id == person_id).values(missed_at=first))

    def back(self, person_id: int) -> None:
        """They were heard from, and get what did not reach them."""
        self.connection.execute(sa.update(person).where(person.c.id == person_id).values(missed_at=None))

    def phone(self, person_id: int) -> str:
        """The telephone number of somebody, empty if it is not known."""
        return PHONE.value(self.connection, {"b_id": person_id}) or ""

    def _whom(self, wanted: sa.ColumnElement[bool]) -> list[Who]:
        rows = self.connection.execute(LAST_HEARD.where(wanted))
        return list({row[0]: Who(*tuple(row)) for row in rows}.values())

    def place(self, site_id: int) -> Place:
        row = SITE.one(self.connection, {"b_id": site_id})
        assert row, "a site is never taken away"
        return Place(*row)

    def pass_mark(self, organisation_id: int) -> int | None:
        """What an organisation wants its people to reach in a quiz, in percent; None if it has not said."""
        return PASS_MARK.value(self.connection, {"b_id": organisation_id})  # type: ignore[no-any-return]

    def named(self, person_id: int) -> tuple[str, str, str] | None:
        """Name, role and site of anybody, also of one who left."""
        return NAMED.one(self.connection, {"b_id": person_id})

    def members(self) -> list[Member]:
        """Everybody who has not left, oldest first."""
        rows = self.connection.execute(
            sa.select(
                person.c.id, person.c.name, person.c.role, site.c.name, person.c.lang, line.c.channel, handle.c.account
            )
            .join(site, site.c.id == person.c.site_id)
            .outerjoin(handle, handle.c.person_id == person.c.id)
            .outerjoin(line, line.c.id == handle.c.line_id)
            .where(person.c.left_at.is_(None))
            .order_by(person.c.id, line.c.channel)
        )  # fmt: skip
        found: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
        for *who, channel, account in rows:
            found.setdefault(tuple(who), []).extend([(channel, account)] if channel else [])
        return [
            Member(id, name, role, place, lang, tuple(theirs))
            for (id, name, role, place, lang), theirs in found.items()
        ]

    def strangers(self, most: int = 200) -> list[Unknown]:
        """The accounts that wrote and are not known, the latest first."""
        c = stranger.c
        query = sa.select(c.channel, c.account, c.name, c.first_at).order_by(c.told_at.desc()).limit(most)
        return [Unknown(*row) for row in self.connection.execute(query)]

    def member(self, site_id: int, name: str, role: str) -> int | None:
        """Somebody of this name and role at a site who has not left."""
        same = sa.and_(person.c.site_id == site_id, person.c.name == name, person.c.role == role)
        return self.connection.execute(sa.select(person.c.id).where(same, person.c.left_at.is_(None))).scalar()

    def join(self, organisation_id: int, site_id: int, name: str, role: str, lang: str, now: datetime) -> int:
        place = {"organisation_id": organisation_id, "site_id": site_id}
        return made(self.connection, person, **place, name=name, role=role, lang=lang, joined_at=now)

    def change(self, person_id: int, **values: str | int) -> None:
        """Name, role, language, telephone or site of somebody. What they did before stays where it was done."""
        self.connection.execute(sa.update(person).where(person.c.id == person_id).values(**values))

    def organisation_of(self, person_id: int) -> int:
        mine = sa.select(person.c.organisation_id).where(person.c.id == person_id)
        return int(self.connection.execute(mine).scalar_one())

    def teams(self, channel: str) -> set[str]:
        """What stands before the colon in the accounts that were really heard over a channel."""
        known = sa.select(handle.c.account).join(line, line.c.id == handle.c.line_id)
        heard = known.where(line.c.channel == channel, REAL, handle.c.heard_at.is_not(None))
        unknown = sa.select(stranger.c.account).where(stranger.c.channel == channel)
        return {account.partition(":")[0] for account in self.connection.execute(heard.union(unknown)).scalars()}

    def leave(self, person_id: int, now: datetime) -> str | None:
        """Ends somebody's access; their name, None if there is nobody."""
        there = sa.and_(person.c.id == person_id, person.c.left_at.is_(None))
        name = self.connection.execute(sa.select(person.c.name).where(there)).scalar()
        self.connection.execute(sa.update(person).where(there).values(left_at=now, focus=None))
        return name

    def take_account(self, person_id: int, over: int, channel: str, account: str) -> bool:
        """Gives somebody an account that is free, or that belongs to one who left; False if it is another's."""
        mine = sa.and_(handle.c.line_id == over, handle.c.account == account)
        owner = self.connection.execute(
            sa.select(handle.c.person_id, person.c.left_at).join(person, person.c.id == handle.c.person_id).where(mine)
        ).one_or_none()
        if owner is None:
            made(self.connection, handle, person_id=person_id, line_id=over, account=account, address=account)
        elif owner.person_id != person_id and owner.left_at is None:
            return False
        elif owner.person_id != person_id:
            self.connection.execute(sa.update(handle).where(mine).values(person_id=person_id))
        known = sa.and_(stranger.c.channel == channel, stranger.c.account == account)
        self.connection.execute(sa.delete(stranger).where(known))
        return True
