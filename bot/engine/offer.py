"""What was sent or typed and no open question takes: held until the person says where it belongs.

A photo where a button is wanted is evidence of that point; words behind words are more of the answer just given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.engine.flow import Flow, Step
from bot.engine.kinds import FreeText, Photo, Place
from bot.engine.talk import Text

if TYPE_CHECKING:  # a run holds what is held
    from bot.engine.run import Run


@dataclass(frozen=True)
class Held:
    """What no question asked for, until the person says where it belongs: digests of files, and words.

    `steps` are those it may belong to: the one that was asked when it came, the one answered just before.
    """

    files: tuple[str, ...] = ()
    words: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stray:
    """Where does it belong? `asked` is put to the person; `places` are the questions that it may belong to."""

    asked: Text
    places: tuple[Text, ...]
    held: Held


def candidates(flow: Flow, run: Run, here: Sequence[Step], held: Held) -> tuple[str, ...]:
    """It may belong to the answer just given, if it is more of the same; a file also to what is asked `here`."""
    if not flow.ways.goes_back:
        return ()
    last = [s for s in run.asked(flow) if s.id == run.last and s not in here and grows(run, s, held)]
    return tuple(step.id for step in (*last, *(here if held.files else ())))


def places(flow: Flow, run: Run) -> tuple[Step, ...]:
    """Those of them that are still asked."""
    steps = run.held.steps if run.held else ()
    return tuple(step for step in run.asked(flow) if step.id in steps)


def grows(run: Run, step: Step, held: Held) -> bool:
    """Can it be added to the answer of the step?"""
    before = run.answers.get(step.id)
    if held.files:
        return isinstance(step.kind, Photo) and isinstance(before, tuple)
    return isinstance(step.kind, FreeText | Place) and isinstance(before, str)


def question(held: Held, points: tuple[Text, ...]) -> Text:
    """What the person is asked about it; with one place only, yes or no."""
    if len(points) > 1:
        return Text("Where does this belong?")
    point = {"point": points[0]}
    if not held.files:
        return Text("Add this to “{point}”?", point)
    return Text("Keep this with “{point}”?", point)
