"""What a run becomes by what no question asked for: it is held, then put beside an answer or added to it.

Pure. Where it may belong says offer.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.engine.beside import CAPTION, CODES, FILES, beside, caption, codes, joined, proof
from bot.engine.events import Event, Noted
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Draft
from bot.engine.kinds.files import ALBUM
from bot.engine.kinds.typed import clean
from bot.engine.offer import Held, grows, places
from bot.engine.run import Run
from bot.engine.scanned import numbers
from bot.engine.talk import Entry, Refused, Said, Sent, Typed, Value

LONGEST = 4096  # characters that are held; a message has no more: https://core.telegram.org/bots/api#sendmessage


@dataclass(frozen=True)
class Growth:
    """A run with more in it, and what happened."""

    run: Run
    events: tuple[Event, ...] = ()


def holding(flow: Flow, run: Run, here: Sequence[Step], said: Said, today: date) -> Run | None:
    """The run that holds what was said; None if it belongs nowhere."""
    more = _more(here, said, today)
    if more is None:
        return None
    held = run.held or Held()
    steps = tuple(dict.fromkeys((*held.steps, *_candidates(flow, run, here, more))))
    files, words = tuple(dict.fromkeys((*held.files, *more.files))), joined(held.words, more.words)
    if len(words) > LONGEST:
        return None
    album = ("", said.album) if isinstance(said, Sent) and said.album else run.album
    read = (
        None if held.codes is more.codes is None else tuple(dict.fromkeys((*(held.codes or ()), *(more.codes or ()))))
    )
    after = run.but(held=Held(files, words, steps, read), album=album)
    return after if after.held and places(after.held, after.asked(flow)) else None


def _candidates(flow: Flow, run: Run, here: Sequence[Step], held: Held) -> tuple[str, ...]:
    """It may belong to the answer just given, if it is more of the same; a file also to what is asked `here`."""
    if not flow.ways.goes_back:
        return ()
    last = [s for s in run.asked(flow) if s.id == run.last and s not in here and grows(run.answers, s, held)]
    return tuple(step.id for step in (*last, *(here if held.files else ())))


def _more(here: Sequence[Step], said: Said, today: date) -> Held | None:
    match said:
        case Sent(digest, _, _, words, read):
            return Held((digest,), clean(words), codes=None if read is None else numbers(read))
        case Typed(words) if clean(words) and _takes_no_words(here, today):
            return Held(words=clean(words))
    return None


def _takes_no_words(here: Sequence[Step], today: date) -> bool:
    """Words where words are wanted are an answer, and refused as one."""
    return not any(step.kind and isinstance(step.kind.control((), today), Entry) for step in here)


def longer(run: Run, step: Step, held: Held, today: date) -> Value:
    """The answer to a step, with what is held added to it; raises Refused."""
    before = run.answers.get(step.id)
    assert step.kind is not None
    if isinstance(before, tuple):
        return _bounded((*before, *(f for f in held.files if f not in before)))
    value = step.kind.read(Typed(joined(str(before), held.words)), (), today)
    return before if isinstance(value, Draft) else value


def noted(run: Run, step: Step, held: Held) -> Growth:
    """What is held, kept beside the answer to a step; raises Refused."""
    kept: dict[str, Value] = {}
    if held.files:
        kept[FILES] = _bounded(tuple(dict.fromkeys((*proof(run.answers, step.id), *held.files))))
    if held.words:
        kept[CAPTION] = joined(caption(run.answers, step.id), held.words)
    if held.codes:
        kept[CODES] = " ".join(dict.fromkeys((*codes(run.answers, step.id), *held.codes)))
    return put(run, step, kept)


def put(run: Run, step: Step, kept: dict[str, Value]) -> Growth:
    """What is kept beside an answer from now on. What applies stays the same."""
    new = {what: value for what, value in kept.items() if run.answers.get(beside(step.id, what)) != value}
    answers = {**run.answers, **{beside(step.id, what): value for what, value in new.items()}}
    return Growth(run.but(answers=answers), tuple(Noted(step, what, value) for what, value in new.items()))


def _bounded(files: tuple[str, ...]) -> tuple[str, ...]:
    if len(files) > ALBUM:
        raise Refused("Please send at most {limit}.", {"limit": ALBUM})
    return files


def worded(run: Run, here: Step, said: Said) -> Growth:
    """The words that came with a file, and the numbers that barcodes in it say: of what was begun before they are kept, of
    other files they are not."""
    begun_already = bool(run.drafts.get(here.id))
    if not isinstance(said, Sent) and (begun_already or proof(run.answers, here.id)):
        return Growth(run)
    sent = said if isinstance(said, Sent) else Sent("", "")
    words = joined(caption(run.answers, here.id) if begun_already else "", clean(sent.caption))
    read = dict.fromkeys((*(codes(run.answers, here.id) if begun_already else ()), *numbers(sent.codes or ())))
    return put(run, here, {CAPTION: words or None, CODES: " ".join(read) or None})
