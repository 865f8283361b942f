"""What a question about a seal or a unit is for, worked out from what the flow says of its ledger."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.defaults import LATELY
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Plate, Seal


@dataclass(frozen=True)
class Purposes:
    """`events` are what becomes of a seal, by the question that its number is typed at; `units` the questions for its unit."""

    events: dict[str, str]
    units: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return frozenset(self.events.values())

    def of(self, step: Step) -> str:
        """The event that the number is for; empty if for none."""
        return self.events.get(_base(step.id), "")

    def is_unit(self, step: Step) -> bool:
        return _base(step.id) in self.units


def _base(id: str) -> str:
    """A question of a repeat without its round."""
    return id.rsplit(".", 1)[-1]


def purposes(flow: Flow) -> Purposes:
    """A number that is compared with a later one, or begins a row, is for what becomes of that one."""
    events = {one.id: one.ledger.event for one in flow.ledgers if one.ledger}
    for one in flow.ledgers:
        if one.ledger:
            events |= {id: one.ledger.event for id in (one.ledger.first, one.ledger.count) if id}
    for one in reversed(flow.questions):
        if isinstance(one.kind, Seal) and one.kind.matches and one.id in events:
            events.setdefault(one.kind.matches, events[one.id])
    units = {id for one in flow.ledgers if one.ledger for id in one.ledger.unit}
    units |= {one.id for one in flow.questions if LATELY in one.default}
    plates = [one.id for one in flow.questions if isinstance(one.kind, Plate)]
    return Purposes(events, frozenset(units | set(plates[-1:]) if not units.intersection(plates) else units))
