"""What has happened in the yard of the demo before it begins: Sam received a box of seals, and put one on a trailer.

Finished forms with every answer, as if he had filled them in; nobody was told. Knows nothing of the stand-ins.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.content.library import Library
from bot.conversation.beginning import begun
from bot.conversation.context import Context
from bot.conversation.moving import moved_by
from bot.conversation.wording import Wording
from bot.engine.entries import entries
from bot.engine.events import MISSING, Answered, Move
from bot.engine.flow import Flow
from bot.engine.reply import ended
from bot.engine.run import Run
from bot.engine.talk import Value
from bot.store.people import Who
from bot.store.transaction import Transaction

KEEPER = "Sam Carter"
TRAILER, SEAL, SPARE = "TR11", "UL0012345", "UL0012346"
RECEIVED: Mapping[str, Value] = {
    "supplier": "Border Seal Supply", "first": SEAL, "last": "UL0012354", "stored": f"Cabinet in the office, {KEEPER}",
}  # fmt: skip
ISSUED: Mapping[str, Value] = {
    "person": KEEPER, "how": "single", "seals.1.number": SEAL, "seals.1.more": "yes", "seals.2.number": SPARE, "seals.2.more": "no",
}  # fmt: skip
AFFIXED: Mapping[str, Value] = {
    "unit_kind": "trailer", "trailer_number": TRAILER, "by_road": "no", "where": "Dock 4", "issued": SEAL, "stamped": SEAL,
    "by_me": "yes", "documents": SEAL, "another": "no", "sent": "office", "supervised": "no",
}  # fmt: skip
# What was done how long ago, with the answers that are not simply that all is well.
DONE = (
    (timedelta(days=3), "seals-received", RECEIVED),
    (timedelta(days=1), "seals-issued", ISSUED),
    (timedelta(hours=2), "seal-affixing", AFFIXED),
)


def remember(tx: Transaction, organisation_id: int, library: Library, wording: Wording, now: datetime) -> None:
    """Once: what has become of the seal since stays as it is."""
    keeper = next((who for who in tx.people.staff(organisation_id, ("warehouse",)) if who.name == KEEPER), None)
    if keeper is None or tx.ledger.chain(organisation_id, SEAL):
        return
    for ago, flow, answers in DONE:
        _fill(Context(tx, keeper, wording, library, now - ago), library.today[flow], answers)


def _fill(context: Context, flow: Flow, answers: Mapping[str, Value]) -> None:
    """One form, from its beginning to its end."""
    there = begun(context, flow, {})
    kept, flow = there.kept, there.flow
    move = _moved(flow, context.who, answers)
    assert context.tx.runs.move(kept, move.run.as_json(), context.now), "it has just been begun"
    finished = moved_by(context, kept, flow, move)
    wanted = entries(move.run.asked(flow), move.run.answers, move.run.findings(flow))
    context.tx.ledger.bring_up(finished, context.who, tuple(wanted), context.now)


def _moved(flow: Flow, who: Who, answers: Mapping[str, Value]) -> Move:
    """All answers, and the end."""
    run = Run({**{step.id: step.wanted or None for step in flow.questions}, "signature": who.name, **answers})
    run = Run({step.id: run.answers.get(step.id) for step in run.asked(flow)})
    given = tuple(Answered(step, run.answers[step.id], MISSING, finding=False) for step in run.asked(flow))
    end = ended(flow, run)
    return Move(end.run, (*given, *end.events))
