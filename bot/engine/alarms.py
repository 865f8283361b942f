"""What an alarm can be about: the answers of a report that two taps send, each with the answers that lead to it.

Looks at the flow alone. Does not know who is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.flow import Flow, Repeat, Step
from bot.engine.talk import Answers, Option, Value


@dataclass(frozen=True)
class Alarm:
    """An answer that can be sent as an alarm; `answers` are those before it and itself."""

    step: Step
    option: Option
    answers: Answers


def alarms(flow: Flow) -> tuple[Alarm, ...]:
    """Every one, in the order of the file."""
    return tuple(Alarm(s, o, {**led, s.id: o.id}) for s in flow.alarms for o, led in _ways(flow, s))


def alarm_of(flow: Flow, step: str, option: str) -> Alarm | None:
    return next((one for one in alarms(flow) if one.step.id == step and one.option.id == option), None)


def leading(flow: Flow, step: Step) -> Answers | None:
    """The answers that lead to a question; None if its `when:` leaves open which they are."""
    if not step.when:
        return {}
    if len(step.when) > 1 or any(len(wanted) > 1 for wanted in step.when[0].values()):
        return None
    given: dict[str, Value] = {}
    for id, (answer,) in ((id, tuple(wanted)) for id, wanted in step.when[0].items()):
        before = next((s for s in flow.steps if not isinstance(s, Repeat) and s.id == id and s.kind), None)
        led = leading(flow, before) if before else None
        if before is None or before.kind is None or led is None or answer not in _ids(before):
            return None
        given |= {**led, id: answer}
    return given


def _ways(flow: Flow, step: Step) -> list[tuple[Option, Answers]]:
    led = leading(flow, step)
    options = step.kind.named() if step.kind and led is not None else ()
    return [(one, led or {}) for one in options if one.id in step.alarm]


def _ids(step: Step) -> tuple[str, ...]:
    return tuple(one.id for one in step.kind.named()) if step.kind else ()
