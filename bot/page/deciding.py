"""What needs a decision of whoever looks: incidents that wait, signatures, corrective actions. The first thing on the page.

A part is a heading and its entries, each a way to where it is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.action_card import is_late
from bot.conversation.context import Context
from bot.conversation.notice import SEVERITY
from bot.conversation.owners import can
from bot.conversation.to_do import at_site, own, to_sign
from bot.engine.talk import Text
from bot.page.reader import Reader, Shown, readable
from bot.store import page_lists
from bot.store.actions import KeptAction
from bot.store.incidents import RESOLVED, TAKEN, WAITING

MOST = 30  # entries of a part


@dataclass(frozen=True)
class Entry:
    """One thing that waits: what it is, what is said of it, and where it is decided. `grave` stands out."""

    label: str
    detail: str
    path: str
    grave: str = ""


@dataclass(frozen=True)
class Part:
    heading: str
    entries: tuple[Entry, ...]
    more: str = ""
    """Where the rest is."""


def decisions(reader: Reader) -> Shown:
    return Shown(
        "decisions.html", reader.say(Text("To decide")), {"waiting": [part for part in parts(reader) if part.entries]}
    )


def parts(reader: Reader) -> tuple[Part, ...]:
    context, say = reader.context, reader.say
    here = [*own(context), *at_site(context)]
    checks = [one for one in here if can(context, context.who, one, "check") or can(context, context.who, one, "grant")]
    late = [one for one in here if one not in checks and is_late(context, one)]
    return (
        Part(say(Text("Nobody is handling these yet")), tuple(_incidents(reader, WAITING)), "/incidents"),
        Part(say(Text("You are handling these")), tuple(_incidents(reader, (TAKEN,), mine=True)), "/incidents"),
        Part(say(Text("Resolved, to be closed")), tuple(_incidents(reader, (RESOLVED,))), "/incidents"),
        Part(say(Text("To be signed off")), tuple(_signatures(reader))),
        Part(say(Text("Corrective actions that wait for you")), tuple(_actions(reader, checks)), "/actions"),
        Part(say(Text("Corrective actions that are overdue")), tuple(_actions(reader, late)), "/actions"),
    )


def _incidents(reader: Reader, states: tuple[str, ...], *, mine: bool = False) -> Iterator[Entry]:
    context = reader.context
    asked = page_lists.Asked(context.who.organisation_id, states=states, holder=context.who.person_id if mine else None)
    some = (incident_entry(reader, run_id) for run_id in page_lists.incidents(reader.tx, asked, MOST))
    return filter(None, some)


def incident_entry(reader: Reader, run_id: int) -> Entry | None:
    """None if whoever looks may not read it."""
    record = readable(reader.context, reader.tx.runs.get(run_id))
    if record is None:
        return None
    what = reader.say(record.kind or record.title)
    detail = " · ".join((record.place.name, record.reporter, reader.moment(record.began_at, record.place.zone)))
    grave = reader.say(SEVERITY[record.severity]) if record.severity else ""
    return Entry(f"{record.number} · {what}", detail, f"/record/{run_id}", grave)


def _signatures(reader: Reader) -> Iterator[Entry]:
    for kept in to_sign(reader.context):
        record = reader.context.record(kept)
        detail = " · ".join((record.place.name, record.reporter, reader.moment(kept.finished_at or kept.began_at)))
        yield Entry(f"{record.number} · {reader.say(record.title)}", detail, f"/record/{kept.id}")


def _actions(reader: Reader, some: list[KeptAction]) -> Iterator[Entry]:
    return (action_entry(reader.context, reader, one) for one in some[:MOST])


def action_entry(context: Context, reader: Reader, one: KeptAction) -> Entry:
    late, fill = is_late(context, one), {"day": one.due}
    due = reader.say(Text("Overdue since {day}", fill) if late else Text("Due {day}", fill))
    detail = " · ".join(filter(None, (reader.tx.people.place(one.site_id).name, one.owner, due)))
    grave = reader.say(Text("Overdue")) if late else ""
    return Entry(f"{one.number} · {reader.say(Text(one.what))}", detail, f"/action/{one.id}", grave)
