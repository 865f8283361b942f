"""`alarm:` of a question: which of its answers two taps send before anything else is asked; read and checked."""

from __future__ import annotations

from bot.content.marks import Mapped, nearest
from bot.content.reading import Reading
from bot.engine.alarms import alarm_of
from bot.engine.flow import Flow
from bot.engine.kinds import Choice
from bot.engine.kinds.kind import Kind
from bot.engine.walk import verdict

DATA = 36  # characters of the ids of flow, question and answer together: a button carries them, with numbers of ours


def read_alarm(reading: Reading, item: Mapped, id: str, kind: Kind) -> tuple[str, ...]:
    entry = item.entry("alarm")
    if entry is None:
        return ()
    if not (reading.genre.incident and isinstance(kind, Choice)):
        reading.problem(entry.at, "alarm", "'alarm:' belongs to a 'choice' of a report")
        return ()
    known = kind.classes()
    wanted = reading.listed(entry)
    for word, at in wanted:
        if word not in known:
            reading.problem(at, "unknown-choice", f"unknown answer '{word}'{nearest(word, known)}")
        reading.alarms.append((id, word, at))
    return tuple(word for word, _ in wanted)


def check_alarms(reading: Reading, flow: Flow) -> None:
    """Nothing is asked before an alarm: it must be known what it is, and who must know it."""
    for step, option, at in reading.alarms if not reading.page.problems else ():
        if wrong := _wrong(flow, step, option):
            reading.problem(at, "alarm", wrong)


def _wrong(flow: Flow, step: str, option: str) -> str:
    alarm = alarm_of(flow, step, option)
    if alarm is None:
        return (
            f"'{option}' cannot be an alarm: the 'when:' of its question must name one answer to each question before"
        )
    if flow.begun_by:
        return "a flow with 'begun_by:' has no alarm: nobody begins it by a button"
    ended = verdict(flow, alarm.answers)
    if not ended.outcome.notify or ended.confidential:
        return f"'{option}' cannot be an alarm: its outcome '{ended.outcome.id}' must notify somebody and not be confidential"
    if len(flow.id + step + option) > DATA:
        return f"the ids of report, question and answer have more than {DATA} characters together"
    return ""
