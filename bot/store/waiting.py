"""How much waits for somebody: corrective actions, theirs and those of their site, and inspections to be signed off."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.actions import NOT_CLOSED
from bot.store.prepared import Prepared
from bot.store.sign_offs import IS_WAITING
from bot.store.sql import action, run, sign_off

ME: Any = sa.bindparam("b_me", type_=sa.BigInteger)
SITE: Any = sa.bindparam("b_site", type_=sa.BigInteger)
ROLE: Any = sa.bindparam("b_role", type_=sa.String)


def _actions(*which: Any) -> Any:
    return sa.select(sa.func.count()).select_from(action).where(NOT_CLOSED, *which).scalar_subquery()


OWN = _actions(action.c.owner_id == ME)
AT_SITE = _actions(action.c.site_id == SITE, sa.func.coalesce(action.c.owner_id, 0) != ME)
OF_ROLE = _actions(action.c.site_id == SITE, action.c.owner_id.is_(None), action.c.role == ROLE)
TO_SIGN = (
    sa.select(sa.func.count())
    .select_from(sign_off.join(run, run.c.id == sign_off.c.run_id))
    .where(IS_WAITING, sign_off.c.site_id == SITE, run.c.person_id != ME)
    .scalar_subquery()
)
DECIDING = Prepared(sa.select(OWN + AT_SITE + TO_SIGN))
OTHERS = Prepared(sa.select(OWN + OF_ROLE))


def count(connection: sa.Connection, person_id: int, site_id: int, role: str, *, leads: bool) -> int:
    """For whoever leads there, everything that is open at the site; for others what is theirs, or anybody's of their role."""
    of = {"b_me": person_id, "b_site": site_id}
    many: int = DECIDING.value(connection, of) if leads else OTHERS.value(connection, {**of, "b_role": role})
    return many
