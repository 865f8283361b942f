"""The certificate of a quiz that was passed: who, which topic and edition, with how much, when, for which criteria. On one page."""

from __future__ import annotations

from typing import Any

from bot.content.beside import both
from bot.conversation.dossier import Dossier, Ink
from bot.conversation.on_paper import frame
from bot.conversation.record import Record
from bot.engine.talk import Text

HEADING = Text("Certificate of training")
SAYS = Text("has passed this training:")
PROVES = Text("The code opens the record of this training. It was passed in the program, question by question.")


def certifiable(record: Record) -> bool:
    """Was it a quiz, and was it passed?"""
    return record.finished and record.flow.ways.scored and record.verdict.passed


def certificate(dossier: Dossier, ink: Ink) -> dict[str, Any]:
    record = dossier.record
    asked = both(dossier.named(record.flow.criteria), record.flow.basc)
    told = (
        (Text("Result"), ink.say(Text("{score}%", {"score": record.verdict.score}))),
        (Text("Passed with at least"), ink.say(Text("{score}%", {"score": record.flow.pass_mark}))),
        (Text("Date"), ink.moment(record.finished_at, record.place.zone)),
        (Text("Edition"), ink.fill(record.flow.revision)),
        (Text("Criteria"), (asked,) if asked else ()),
        (Text("Record"), (record.number,)),
    )
    return {
        **frame(dossier, ink),
        "heading": ink.say(HEADING),
        "person": record.reporter,
        "says": ink.say(SAYS),
        "proves": ink.say(PROVES),
        "head": [{"label": ink.say(label), "value": value} for label, value in told if value],
    }
