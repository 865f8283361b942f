"""Who reads a report: the roles that are named, at the site of the unit; where nobody has one, whoever stands in.

A report must not stay unread, and a confidential one must not be read by anybody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.conversation.context import Context
from bot.conversation.record import Record
from bot.engine.flow import CENTRAL, FIRST, LAST, ROLES
from bot.store.people import Who

# Where nobody has a role, who reads instead what is meant for it.
NEXT: Mapping[str, str] = {
    "driver": "supervisor", "guard": "supervisor", "warehouse": "supervisor", "dispatch": "supervisor",
    "supervisor": "manager", "security": "manager", "it": "manager", "hr": "manager", "auditor": "manager",
    "manager": "admin",
}  # fmt: skip
LEADS = ("supervisor", "manager", "admin")  # who decide about what is to be done at their site


def readers(context: Context, record: Record, without: Collection[int] = ()) -> list[Who]:
    """Those who are to be told of a run as it is judged now, but for its reporter and those in `without`."""
    out = {record.kept.person_id, *without, *record.about}
    if record.confidential:
        return _confidants(context, record, out)
    return standing(
        context, record.kept.organisation_id, record.kept.site_id, record.told_roles or (FIRST,), without=out
    )


def standing(
    context: Context, organisation_id: int, site_id: int, roles: Sequence[str], without: Collection[int] = ()
) -> list[Who]:
    """Those who have one of the roles at a site, or who stand in for them."""
    wanted = {one for role in roles for one in _chain(role)} | {LAST}
    staff = context.tx.people.staff(organisation_id, sorted(wanted))
    return _unique(_open([who for who in staff if who.person_id not in without], roles, site_id))


def may_read(context: Context, record: Record, who: Who) -> bool:
    """May somebody who was told once still know what is in it? It can have turned out to be confidential."""
    if who.person_id in record.about:
        return False
    if not record.confidential or who.role in record.told_roles:
        return True
    return context.policy_at(record.kept.site_id).second in (who.role, str(who.person_id))


def _confidants(context: Context, record: Record, out: Collection[int]) -> list[Who]:
    """Of each role those here or else elsewhere; or the second addressee, if the organisation has one."""
    kept, people = record.kept, context.tx.people
    others = [who for who in people.staff(kept.organisation_id, record.told_roles) if who.person_id not in out]
    if others:
        here = {who.role for who in others if who.site_id == kept.site_id}
        return [who for who in others if who.site_id == kept.site_id or who.role not in here]
    second = context.policy_at(kept.site_id).second
    found = people.staff(kept.organisation_id, (second,)) if second in ROLES else people.those(_number(second))
    return [who for who in found if who.person_id not in out and who.organisation_id == kept.organisation_id]


def _number(second: str) -> list[int]:
    return [int(second)] if second.isdecimal() else []


def _open(staff: list[Who], roles: Iterable[str], site_id: int) -> Iterable[Who]:
    """At the site; if nobody is there, at the others. Whoever looks after everything comes last."""
    here = [who for who in staff if who.site_id == site_id]
    for near, far in ((here, staff), (staff, staff)):
        if found := [who for role in roles for who in _standing_in(role, near, far)]:
            return found
    last = [who for who in staff if who.role == LAST]
    return [who for who in last if who.site_id == site_id] or last


def _standing_in(role: str, near: list[Who], far: list[Who]) -> list[Who]:
    """Those of the role, else those of the next one that somebody has."""
    for one in _chain(role):
        if found := [who for who in (near if one not in CENTRAL else _nearest(one, near, far)) if who.role == one]:
            return found
    return []


def _nearest(role: str, near: list[Who], far: list[Who]) -> list[Who]:
    return near if any(who.role == role for who in near) else far


def _chain(role: str) -> Iterator[str]:
    """The role, and who reads instead of it; without those who come last, unless it is theirs."""
    yield role
    while (role := NEXT.get(role, "")) and role != LAST:
        yield role


def _unique(found: Iterable[Who]) -> list[Who]:
    return list({who.person_id: who for who in found}.values())
