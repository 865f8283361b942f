"""What stands with the last word of a run: which record it is and whose, for whoever it is forwarded to; what to do next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.channels.channel import Button, Line, Message
from bot.conversation.driver_copy import paper_buttons
from bot.conversation.record import Record
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.engine.walk import Item
from bot.presses.buttons import button
from bot.presses.correcting import CorrectReport
from bot.presses.every import InspectAgain, ReportFound, StartFlow
from bot.presses.risking import ShowAssessment

RIGHT = Text("{given} – right is: {answer}")


def failed_quiz(record: Record) -> bool:
    return record.flow.ways.scored and not record.verdict.passed


def closing(card: Message, record: Record, wording: Wording, lang: str, more: tuple[Button, ...] = ()) -> Message:
    """The card of a finished run, with what its record is known by; of a quiz that was failed, also what was wrong.

    `more` are buttons of what else belongs to it.
    """
    failed = failed_quiz(record)
    return replace(
        card,
        lines=(*card.lines, *(_wrong(record, wording, lang) if failed else ()), *_facts(record, wording, lang)),
        options=(
            *card.options,
            *_onwards(record, wording, lang),
            *more,
            *paper_buttons(record, partial(wording.say, lang=lang)),
        ),
        columns=1,
        controls=(*((_again(record, wording, lang),) if failed else ()), *card.controls),
    )


def _found(record: Record) -> bool:
    """Has an inspection found what must not stay as it is?"""
    return record.flow.ways.counts_findings and not record.verdict.passed


def _onwards(record: Record, wording: Wording, lang: str) -> tuple[Button, ...]:
    """From a report one tap to what is not right in it."""
    if record.flow.ways.incident and not record.flow.begun_by:
        return (button(wording.say(Text("Correct or add"), lang), CorrectReport(record.kept.id)),)
    if not record.flow.ways.from_menu:
        return (button(wording.say(Text("Action plan"), lang), ShowAssessment(record.kept.id), "primary"),)
    return _from_hold(record, wording, lang) if _found(record) else ()


def _from_hold(record: Record, wording: Wording, lang: str) -> tuple[Button, ...]:
    """From a hold one tap to a report of it, with what was found, and one to the next inspection of the same unit."""
    return (
        button(wording.say(Text("Report this as an incident"), lang), ReportFound(record.kept.id), "bad"),
        button(wording.say(Text("Inspect again"), lang), InspectAgain(record.kept.id)),
    )


def _facts(record: Record, wording: Wording, lang: str) -> tuple[Line, ...]:
    """The number of the record, the unit and the seal it is about, who, where and when; of a confidential one its number."""
    assert record.finished_at, "a record has an end"
    if record.confidential:
        return (Line(wording.say(Text("Record"), lang), record.number),)
    told = (
        (Text("Record"), record.number),
        (Text("Unit"), ", ".join(record.units)),
        (Text("Seal"), ", ".join(record.seals)),
        (Text("By"), record.reporter),
        (Text("Site"), record.place.name),
        (Text("When"), wording.moment(record.finished_at, record.place.zone, lang)),
    )
    return tuple(Line(wording.say(label, lang), value) for label, value in told if value)


def _wrong(record: Record, wording: Wording, lang: str) -> tuple[Line, ...]:
    """The questions that were not answered right, with what was said and what is right."""

    def corrected(item: Item) -> Line:
        assert item.step.kind
        fill = {"given": item.shown, "answer": item.step.kind.shown(item.step.wanted)}
        return Line(wording.fill(item.prompt, lang), wording.fill(Text(RIGHT.source, fill), lang), "finding")

    return tuple(corrected(item) for item in record.findings)


def _again(record: Record, wording: Wording, lang: str) -> Button:
    return button(wording.say(Text("Again"), lang), StartFlow(record.flow.id), "primary")
