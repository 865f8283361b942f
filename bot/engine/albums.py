"""Files that are sent together, one by one: which question the first of them has answered."""

from __future__ import annotations

from bot.engine.events import Event, Joined
from bot.engine.flow import Flow, Step
from bot.engine.run import Run
from bot.engine.talk import Said, Sent


def same_album(run: Run, said: Said) -> tuple[Event, ...]:
    same = isinstance(said, Sent) and said.album and said.album == run.album[1]
    return (Joined(run.album[1]),) if same else ()


def of_album(flow: Flow, run: Run, said: Sent) -> Step | None:
    """The question that was answered with the album this file belongs to; not one that it is still answering."""
    step, album = run.album
    if not said.album or said.album != album or step in run.drafts:
        return None
    return next((s for s in run.asked(flow) if s.id == step and s.kind and s.kind.collects), None)
