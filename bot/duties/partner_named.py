"""Whoever names a partner in a form reads where it stands, in a line on the next card. It never holds anything up."""

from __future__ import annotations

from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty
from bot.conversation.partnering import MARK, STATE, found_by
from bot.engine.events import Answered
from bot.engine.kinds import Partner
from bot.engine.talk import Text
from bot.figures.partners import stood

UNKNOWN = Text("⚪ {name} is not in the list of partners. Go on, and tell your manager.")


def named(context: Context, occasion: Occasion, event: Answered) -> None:
    """Where nobody keeps a list of partners, nothing is said."""
    if not isinstance(event.step.kind, Partner) or not isinstance(event.value, str) or occasion.flow.silent:
        return
    partners = context.tx.partners.of(occasion.kept.organisation_id)
    if not partners:
        return
    found = found_by(event.value, partners)
    if len(found) != 1:
        context.note = Text(UNKNOWN.source, {"name": event.value[:80]}) if not found else context.note
        return
    standing = stood(context.tx, context.library.programmes, found, context.today)[0].standing
    state: dict[str, object] = {"mark": MARK[standing.state], "name": found[0].name, "state": STATE[standing.state]}
    bad = Text("{mark} {name}: {state}. Go on, and tell your manager.", state)
    context.note = bad if standing.fails else Text("{mark} {name}: {state}.", state)


DUTY = Duty(events={Answered: named})
