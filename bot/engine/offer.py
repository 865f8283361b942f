"""What was sent or typed and no open question takes: held until the person says where it belongs.

A photo where a button is wanted is evidence of that point; words behind words are more of the answer just given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.engine.defaults import Offer
from bot.engine.flow import Step
from bot.engine.kinds import FreeText, Photo, Place
from bot.engine.talk import Answers, Text


@dataclass(frozen=True)
class Held:
    """What no question asked for, until the person says where it belongs: digests of files, and words.

    `steps` are those it may belong to: the one that was asked when it came, the one answered just before. `codes` are the
    numbers that barcodes in it say; None where nobody looked for any.
    """

    files: tuple[str, ...] = ()
    words: str = ""
    steps: tuple[str, ...] = ()
    codes: tuple[str, ...] | None = None

    @staticmethod
    def from_json(state: Any) -> Held | None:
        if not state:
            return None
        codes = state.get("codes")
        return Held(
            tuple(state["files"]), state["words"], tuple(state["steps"]), None if codes is None else tuple(codes)
        )


@dataclass(frozen=True)
class Stray:
    """Where does it belong? `asked` is put to the person; `places` are the questions that it may belong to.

    `offered` are answers to the open question that were read from it; `unread` where it was to be read and could not be.
    """

    asked: Text
    places: tuple[Text, ...]
    held: Held
    offered: tuple[Offer, ...] = ()
    unread: bool = False


def places(held: Held, asked: Sequence[Step]) -> tuple[Step, ...]:
    """Where it may belong, of what is still asked."""
    return tuple(step for step in asked if step.id in held.steps)


def grows(answers: Answers, step: Step, held: Held) -> bool:
    """Can it be added to the answer of the step?"""
    before = answers.get(step.id)
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
