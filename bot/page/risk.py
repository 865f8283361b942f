"""Lanes at the page, high threats first; and one assessment beside the one before, with its action plan."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.channel import Message
from bot.conversation.assessed import Assessed, Rated, assessed
from bot.conversation.lanes import MARK, RATING, READERS, Laned, said_due
from bot.conversation.risk_paper import HEADS, Teller
from bot.duties import lanes
from bot.engine.talk import Text
from bot.page.reader import Reader, Shown, missing
from bot.presses.buttons import button
from bot.presses.risking import OpenLane, ShowAssessment, ShowLanes


@dataclass(frozen=True)
class Entry:
    """A lane: the run of its last assessment leads to it."""

    run: int
    title: str
    detail: str
    grave: bool


@dataclass(frozen=True)
class Row:
    """A rating now and before, and what is done about it."""

    label: str
    now: str
    before: str
    why: str
    action: str
    action_id: int


def offered(reader: Reader) -> bool:
    return reader.who.role in READERS


def risk(reader: Reader) -> Shown:
    if not offered(reader):
        return missing(reader)
    every = lanes.everyone(reader.context)
    card = Message(options=(button(reader.say(Text("Add a lane")), ShowLanes()),))
    values = {
        "entries": [_entry(reader, one) for one in every],
        "counted": reader.say(lanes.counted(every)),
        "card": card,
    }
    return Shown("risk.html", reader.say(lanes.TITLE), values)


def _entry(reader: Reader, one: Laned) -> Entry:
    legs = " → ".join(leg.place for leg in one.lane.legs)
    threat = reader.say(Text("Threat: {rating}", {"rating": RATING[one.threat]}))
    detail = ". ".join(filter(None, (threat, reader.say(said_due(one)), legs)))
    return Entry(one.last.run_id if one.last else 0, f"{MARK[one.threat]} {one.lane.name}", detail, bool(one.due.why))


def assessment(reader: Reader) -> Shown:
    found = assessed(reader.context, reader.part) if offered(reader) else None
    if found is None:
        return missing(reader)
    told = Teller(reader.context, found, reader.lang)
    say = reader.say
    options = (
        button(say(Text("Action plan")), ShowAssessment(found.kept.run_id)),
        button(say(Text("Lane")), OpenLane(found.kept.lane_id)),
    )
    values = {
        "by": told.by(found.kept),
        "highest": say(Text("Threat: {rating}", {"rating": RATING[found.kept.threat]})),
        "worst": say(Text("Vulnerability: {rating}", {"rating": RATING[found.kept.vulnerability]})),
        "before": f"{say(HEADS[2])}: {told.day(found.before.finished_at)}" if found.before else "",
        "legs": list(told.legs()),
        "heads": [say(one) for one in HEADS],
        "parts_of": _parts(told, found),
        "card": Message(options=options),
    }
    return Shown("assessment.html", found.lane, values)


def _parts(told: Teller, found: Assessed) -> list[tuple[str, list[Row]]]:
    some = ((2, found.threats), (3, found.categories))
    return [(told.step(number), [_row(told, one) for one in rated]) for number, rated in some]


def _row(told: Teller, one: Rated) -> Row:
    why = " ".join(filter(None, (told.why(one), told.seen(one))))
    action = one.action
    label = f"{MARK[one.rating.value]} {told.say(one.item.label)}"
    number, id = (action.number, action.id) if action else ("", 0)
    return Row(label, told.rating(one.rating.value), told.before(one), why, number, id)
