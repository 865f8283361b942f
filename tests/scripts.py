"""What people mean to say: a whole flow, act by act, as the engine would ask it. Knows no chat and no platform."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.content.load import load
from bot.engine.flow import Flow
from bot.engine.reply import reply
from bot.engine.run import begin
from bot.engine.stations import AtStation
from bot.engine.talk import AllOk, Buttons, Confirm, Pressed, Problem, Said, Sent, Skip, Typed, Upload
from bot.engine.view import Overview, Question, view

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
PHOTO = Sent("0" * 64, "photo")  # any: what it is kept as depends on its bytes


@dataclass(frozen=True)
class Act:
    """What is done to a card: a step answered, or the end confirmed, where there is none. `key` is the button's.

    At a station one press answers several steps: `given` are all of them with their answers.
    """

    step: str
    said: Said
    value: Any
    key: str = ""
    given: tuple[tuple[str, Any], ...] = ()


def read_flow(name: str) -> Flow:
    """A flow by its file below flows/."""
    path = ROOT / "flows" / f"{name}.yaml"
    found = load(str(path), path.read_text(encoding="utf-8")).flow
    assert found
    return found


def words(kind: str, mark: str) -> str:
    """What is typed for a type of question: no two people say the same."""
    return {
        "container": "CSQU3054383",
        "plate": f"AB{mark}C",
        "place": f"Dock {mark}",
        "phone": "+1 956 555 0134",
        "date": "2026-11-21",
        "time": "10:30",
    }.get(kind, f"BL-{mark}-{mark}")


def script(flow: Flow, mark: str, name: str, found: Collection[str] = (), pictured: Collection[str] = ()) -> list[Act]:
    """The whole flow, with a problem at the steps that were `found` and a photo at those that were `pictured`.

    `name` is what the books call whoever signs.
    """
    run, acts = begin(), list[Act]()
    while isinstance(card := view(flow, run, TODAY), Question | AtStation):
        if isinstance(card, AtStation):
            said, key = _at_station(card, found)
        elif card.step.id in pictured:
            said, key = PHOTO, ""
        else:
            said, key = _said(card, mark, name, found=card.step.id in found)
        after = reply(flow, run, said, TODAY).run
        given = tuple((step, value) for step, value in after.answers.items() if step not in run.answers)
        run = after
        acts.append(Act(given[0][0], said, given[0][1], key, given))
    assert isinstance(card, Overview)
    return [*acts, Act("", Confirm(), None, "c")]


def _at_station(card: AtStation, found: Collection[str]) -> tuple[Said, str]:
    """The first problem that is not yet said, else all OK."""
    for place, point in enumerate(card.points):
        if point.item.step.id in found and not point.answered:
            return Problem(point.item.step.id), f"n{place}"
    return AllOk(card.station.id), "k"


def _said(card: Question, mark: str, name: str, *, found: bool) -> tuple[Said, str]:
    if isinstance(card.control, Upload):
        return Skip(), "s"
    if not isinstance(card.control, Buttons):
        assert card.step.kind
        word = card.step.kind.word
        return Typed(name if word == "sign" else words(word, mark), name=name), ""
    options = [option.id for option in card.control.options]
    wanted = "problem" if found else card.step.expect or options[-1]
    return Pressed(wanted), str(options.index(wanted))
