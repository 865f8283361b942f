"""What one tap begins from a finished inspection: a report of what it found, or the next inspection of the same unit."""

from __future__ import annotations

from itertools import takewhile

from bot.channels.channel import Line
from bot.conversation.beginning import Known
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.pen import answer_lines
from bot.conversation.record import Record
from bot.duties import menu, runs, starting
from bot.duties.asides import reporting
from bot.engine.flow import Flow, Repeat, Step
from bot.engine.kinds import Check, Place, Seal, Sign, YesNo
from bot.engine.talk import Answers, Text
from bot.engine.walk import Item
from bot.presses.every import InspectAgain, ReportFound

NOT_HERE = Text("You cannot start this from here. See the menu.")


def inspect_again(context: Context, press: InspectAgain) -> None:
    """The same list for the same unit. What has to be read at the unit, and every point, is asked anew."""
    record = _mine(context, press.run)
    flow = context.library.today.get(record.flow.id) if record else None
    if record is None or flow is None or not menu.offered(context, flow):
        context.toast(NOT_HERE)
    elif not _open_already(context, record, flow):
        starting.start_with(context, flow, {}, about(flow, dict(context.run_of(record.kept)[1].answers)))


def about(flow: Flow, answers: Answers) -> Answers:
    """What an inspection is about: the answers before its first point, but for seals, signatures, and what is held against the books."""
    steps = takewhile(lambda step: not isinstance(step, Repeat) and not isinstance(step.kind, Check), flow.steps)
    named = (s for s in steps if isinstance(s, Step) and s.kind and not isinstance(s.kind, Seal | Sign))
    return {s.id: answers[s.id] for s in named if s.id in answers and not s.marked}


def report_found(context: Context, press: ReportFound) -> None:
    """An incident report with the unit, the place and what was found as its first words, and the photos."""
    record = _mine(context, press.run)
    flow = reporting(context) if record else None
    if record is None or flow is None:
        context.toast(NOT_HERE)
    elif not _open_already(context, record, flow):
        starting.start_with(context, flow, _known(context, record))


def _mine(context: Context, run_id: int) -> Record | None:
    kept = context.tx.runs.lock(run_id)
    finished = kept is not None and kept.status == "finished" and kept.person_id == context.who.person_id
    return context.record(kept) if kept is not None and finished else None


def _open_already(context: Context, record: Record, flow: Flow) -> bool:
    """A second tap shows what the first one has begun."""
    since = record.finished_at
    assert since, "it is finished"
    theirs = context.tx.runs.open(context.who.person_id)
    there = next((kept for kept in theirs if kept.flow_id == flow.id and kept.began_at >= since), None)
    if there is not None:
        runs.open_run(context, there.id)
    return there is not None


def _known(context: Context, record: Record) -> Known:
    places = (i.value for i in record.items if isinstance(i.step.kind, Place) and isinstance(i.value, str))
    files = [one.digest for item in record.items for one in record.pictures.get(item.step.id, ())]
    return {
        "words": _told(context, record),
        "unit": ", ".join(record.units),
        "place": next(places, None),
        "files": tuple(files) or None,
    }


def _told(context: Context, record: Record) -> str:
    """What was found, as the inspector read it. The photos go along."""
    found = {item.step.id for item in record.findings}
    some = [item for item in record.items if item.finding or item.step.follows in found]
    told = [item for item in some if isinstance(item.value, str) and (item.finding or not _yes_no(item))]
    lines = answer_lines(context.wording, context.lang, told)
    return " · ".join((f"{context.say(record.title)}, {record.number}", *(_joined(line) for line in lines)))


def _yes_no(item: Item) -> bool:
    return isinstance(item.step.kind, YesNo)


def _joined(line: Line) -> str:
    between = " " if line.label[-1:] in "?:.!" else ": "
    return f"{line.label}{between}{line.value}"


DUTY = Duty(presses={InspectAgain: inspect_again, ReportFound: report_found})
