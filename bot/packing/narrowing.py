"""What an order means in the books: the forms that a criterion is about, a unit and a seal as they are written there."""

from __future__ import annotations

from datetime import date

from bot.content.library import Library
from bot.engine.flow import Flow, Repeat
from bot.engine.identifiers import tidy
from bot.figures.proofs import Year, about, reading
from bot.packing.order import Order
from bot.store.counting_evidence import Form
from bot.store.packed import Narrow, Wanted
from bot.store.transaction import Transaction


def year_of(order: Order) -> Year:
    """The days of the order, as what they prove is counted."""
    return Year(order.organisation_id, order.zone, date.fromisoformat(order.last), date.fromisoformat(order.first), order.sites)  # fmt: skip


def wanted_of(tx: Transaction, library: Library, order: Order) -> Wanted:
    forms = _forms(tx, library, order) if order.criterion else None
    return order.wanted(Narrow(tidy(order.unit), tidy(order.seal), order.run_id, forms))


def _forms(tx: Transaction, library: Library, order: Order) -> tuple[Form, ...]:
    """Of a criterion of CTPAT or a clause of BASC."""
    found = []
    for flow in reading(tx, library, year_of(order)).forms:
        steps = about(flow, order.criterion)
        steps = _clause(flow, order.criterion) if steps is None else steps
        if steps is not None:
            found.append(Form(flow.id, flow.digest, steps))
    return tuple(found)


def _clause(flow: Flow, clause: str) -> tuple[str, ...] | None:
    if clause in flow.basc:
        return ()
    rounds = (entry.rounds if isinstance(entry, Repeat) else ((entry,),) for entry in flow.steps)
    steps = tuple(step.id for some in rounds for one in some for step in one if clause in step.basc)
    return steps or None
