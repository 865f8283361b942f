"""Which answers must be given once more, now that another one is another: signatures, and what would be asked about. And what
is remembered of an answer while it is asked about.

Pure. Does not know what was said.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from bot.engine.events import MISSING
from bot.engine.flow import Flow, Step
from bot.engine.rows import recounted
from bot.engine.run import Run, current
from bot.engine.scanned import shaken_by_photo
from bot.engine.talk import Refused


def answered_again(flow: Flow, run: Run, after: Run, here: Step, today: date) -> Run:
    """What must be answered once more: signatures, and what would be asked about now that this answer is another."""
    waiting = tuple(step for step in after.again if step != here.id)
    if here.id in run.again or after.answers[here.id] != run.answers.get(here.id, MISSING):
        later = (*_later(run.asked(flow), here), *_later(after.asked(flow), here))
        shaken = (s.id for s in later if after.answers.get(s.id) is not None and _shaken(s, here, after, today))
        asked, given = after.asked(flow), after.answers
        other = (*shaken_by_photo(here, asked, given), *recounted(here, asked, given))
        waiting = tuple(dict.fromkeys((*waiting, *shaken, *other)))
    return after if waiting == after.again else after.but(again=waiting)


def asked_about(flow: Flow, run: Run, why: Refused) -> Run:
    """The run that remembers what was typed while it is asked about; the same run if there is nothing to remember."""
    here = current(flow, run)
    new = here is not None and why.draft and run.drafts.get(here.id) != why.draft
    return run.but(drafts={**run.drafts, here.id: why.draft}) if here and new else run


def sent_back(flow: Flow, run: Run, steps: Collection[str]) -> Run:
    """A finished run with these questions open once more. Who signed signs again, after them."""
    again = tuple(s.id for s in run.asked(flow) if s.id in steps)
    return run.but(done=False, at="", again=again, album=("", ""), last="")


def corrected(run: Run, step: Step, sent: str) -> Run:
    """A report that was `sent` at a time, with one question open once more. Files that are there stay, and others may come."""
    value = run.answers.get(step.id)
    more = {step.id: value} if isinstance(value, tuple) else {}
    return run.but(
        done=False, at=step.id, again=(), album=("", ""), last="", drafts={**run.drafts, **more}, corrects=sent
    )


def _later(asked: Sequence[Step], here: Step) -> Sequence[Step]:
    """The questions after this one. A change can take them away, and another bring them back."""
    found = (n for n, step in enumerate(asked) if step.id == here.id)
    return asked[next(found, len(asked)) + 1 :]


def _shaken(step: Step, changed: Step, after: Run, today: date) -> bool:
    """Does an answer no longer hold as it is?"""
    assert step.kind is not None
    if step.kind.seals:
        return True
    if changed.id not in step.kind.refers():
        return False
    try:
        step.kind.weigh(after.answers[step.id], (), after.answers, today)
    except Refused:
        return True
    return False
