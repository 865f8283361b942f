"""Who works here, for a question that asks for one of them: nearest and highest first."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.calling import ROLE
from bot.conversation.wording import Wording
from bot.engine.flow import ROLES, Flow, Repeat, Step
from bot.engine.kinds import Colleague
from bot.engine.kinds.people import Known, plain
from bot.store.people import Who
from bot.store.runs import KeptRun
from bot.store.transaction import Transaction

# What people call those with a role, beside its own name in each language.
CALLED = {
    "manager": "boss jefe jefa gerente gerencia director directora",
    "supervisor": "boss jefe jefa encargado encargada supervisora",
    "guard": "vigilante velador vigilancia",
    "driver": "chofer operador conductor conductora",
    "warehouse": "almacenista bodeguero montacarguista",
    "dispatch": "dispatcher despachador despachadora",
}
HIGHEST = ("manager", "supervisor", "admin", "security", "dispatch", "guard", "warehouse")


def with_staff(tx: Transaction, flow: Flow, kept: KeptRun, wording: Wording) -> Flow:
    """The flow, whose questions for a colleague know who works here; any other flow as it is."""
    if not flow.asks_for_colleague:
        return flow
    staff = [who for who in tx.people.staff(kept.organisation_id, ROLES) if who.person_id != kept.person_id]
    staff.sort(key=lambda who: (who.site_id != kept.site_id, _rank(who.role), who.name))
    known = tuple(Known(who.person_id, who.name, _words(who, wording)) for who in staff)
    return replace(flow, steps=tuple(_among(step, known) for step in flow.steps))


def _among(step: Step | Repeat, known: tuple[Known, ...]) -> Step | Repeat:
    if not (isinstance(step, Step) and isinstance(step.kind, Colleague)):
        return step
    return replace(step, kind=step.kind.among(known))


def _rank(role: str) -> int:
    return HIGHEST.index(role) if role in HIGHEST else len(HIGHEST)


def _words(who: Who, wording: Wording) -> frozenset[str]:
    """What somebody can be meant by: the name, and the role as people call it."""
    role = ROLE.get(who.role)
    called = wording.words(role.source).values() if role else ()
    return plain(" ".join((who.name, CALLED.get(who.role, ""), *called)))
