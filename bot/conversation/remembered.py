"""Runs as they stood when their last turn was durable, so that the next one need not read every answer again.

Only a run of exactly the version that the database has is ever given out, so another process may move it meanwhile. Knows
no person and no channel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.engine.events import Move, Noted
from bot.engine.flow import Flow
from bot.engine.run import Run
from bot.store.runs import KeptRun

MOST = 500  # runs: a form has a few kilobytes

Stood = tuple[KeptRun, Run]


def reads_alike(flow: Flow, move: Move) -> bool:
    """Would the answers come from the database in the order in which the run has them? Words beside files may not; and a
    call for help gets places that no move brings."""
    return not (move.only(Noted) or move.run.done or flow.begun_by)


@dataclass(eq=False)
class Remembered:
    """The runs that were moved last. Filled by one thread; any may ask."""

    _runs: dict[int, Stood] = field(default_factory=dict)

    def run(self, kept: KeptRun) -> Run | None:
        """The run, if this is how it is kept."""
        was, run = self._runs.get(kept.id, (None, None))
        if was is None or kept.told_at is not None or _sign(was) != _sign(kept):
            return None
        return run

    def keep(self, moved: Iterable[Stood]) -> None:
        """Remembers runs that are durable like this."""
        for kept, run in moved:
            self._runs.pop(kept.id, None)
            self._runs[kept.id] = kept, run
            if len(self._runs) > MOST:
                del self._runs[next(iter(self._runs))]


def _sign(kept: KeptRun) -> tuple[object, ...]:
    return kept.version, kept.state, kept.began_at, kept.person_id
