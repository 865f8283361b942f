"""Who decides who comes in, and how they choose what for: a role, and a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from bot.channels.channel import Button
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.engine.flow import ROLES
from bot.presses.admitting import Admit, Invite
from bot.presses.buttons import button
from bot.presses.scheduling import Plan
from bot.store.people import Who

T = TypeVar("T")
SITES = 20  # that can be chosen by a button
DECIDERS = ("admin", "manager")  # the first of these that anybody has


def deciders(context: Context, organisation_id: int) -> list[Who]:
    """The administrators; where there is none, the managers."""
    for role in DECIDERS:
        found = context.tx.people.staff(organisation_id, (role,))
        if found:
            return found
    return []


def decides(context: Context) -> bool:
    """Is whoever is speaking one of them?"""
    if context.who.role not in DECIDERS:
        return False
    return context.who.person_id in {one.person_id for one in deciders(context, context.who.organisation_id)}


def toggled(chosen: tuple[T, ...], one: T) -> tuple[T, ...]:
    """It is chosen, or left out again."""
    return tuple(each for each in chosen if each != one) if one in chosen else (*chosen, one)


def sites_of(context: Context, organisation_id: int) -> dict[int, str]:
    """The names of its sites, by id."""
    return context.tx.organisations.site_names(organisation_id)


def site_meant(press: Admit | Invite | Plan, names: Mapping[int, str]) -> int:
    """The site that was chosen, or the only one; 0 while it has to be asked."""
    return press.site if press.site in names else next(iter(names)) if len(names) == 1 else 0


def by_role(context: Context, press: Admit | Invite) -> tuple[Button, ...]:
    """A button for each role, with which the press goes on."""
    return tuple(button(context.say(ROLE[role]).capitalize(), replace(press, role=role)) for role in ROLES)


def by_site(press: Admit | Invite | Plan, names: Mapping[int, str]) -> tuple[Button, ...]:
    """A button for each site, with which the press goes on."""
    return tuple(button(name[:75], replace(press, site=id)) for id, name in list(names.items())[:SITES])
