"""One photo a run, of a point that is OK: drawn by the seed of the run, so that nobody knows beforehand which one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache

from bot.engine.flow import Step
from bot.engine.kinds import Photo
from bot.engine.talk import Text

SHOW = Text("Now show it. Send a photo of this point as it is: {point}")
SHOW_HINT = Text("Each inspection asks for one photo. Which one, nobody knows beforehand.")
SHOWN = Text("{point}: photo")


def drawn_point(points: Sequence[str], seed: int | None) -> str:
    """One of the points that apply."""
    return random.Random(seed).choice(points)  # noqa: S311  nobody who inspects can read the seed


@lru_cache(1000)
def photo_of(point: str, station: str) -> Step:
    """The question that asks for it. It can be skipped, on record: a broken camera must not stop an inspection."""
    return Step(
        id=f"{point}.shown",
        prompt=SHOW.source,
        kind=Photo(),
        hint=SHOW_HINT.source,
        optional=True,
        follows=point,
        label=SHOWN.source,
        station=station,
    )
