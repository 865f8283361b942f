"""What a clean run costs the person: taps, typed answers, and the words on their screen. `sello content --effort`.

Walks a flow with the answers it expects, as somebody whom the books know and who did the same the last time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.channels.channel import Message
from bot.conversation.cards import Cards
from bot.conversation.wording import SOURCE, Wording
from bot.engine.flow import ROLES, Flow
from bot.engine.kinds import Seal
from bot.engine.reply import reply
from bot.engine.run import Run, begin
from bot.engine.stations import AtStation
from bot.engine.talk import AllOk, Buttons, Confirm, Done, Entry, Pressed, Said, Sent, Skip, Typed, Upload
from bot.engine.view import Ended, Overview, Question, View, view
from bot.engine.walk import drawn

NOW = datetime(2026, 1, 5, 12, 0)  # noqa: DTZ001  the clock on the wall; any
NAME = "Ana Lopez"
ROUNDS = ".more"  # what the id of "is there another?" ends with
TYPED = {
    "text": "as it is", "code": "AB123456", "number": "12", "date": "2026-01-05", "time": "10:15",
    "phone": "+1 956 555 0134", "place": "Dock 4", "person": "Juan Pérez", "name": NAME,
}  # fmt: skip
LAST = {"plate": "AB1234", "text": "Name Last", "place": "Dock 4", "phone": "+19565550134"}


@dataclass(frozen=True)
class Effort:
    """Of one flow. A tap is a press or a photo; the command that begins the run is not counted."""

    flow: str
    taps: int
    typed: int
    words: int
    cards: int


def effort(flow: Flow, wording: Wording) -> Effort:
    """The clean run of a flow. Raises ValueError if it has no end."""
    taps = typed = words = cards = 0
    for shown, message, said in _walked(drawn(flow, 1), wording):
        words += _words(message)
        cards += 1
        offered = isinstance(shown, Question) and any(
            isinstance(said, Typed) and o.value == said.text for o in shown.offered
        )
        typing = isinstance(said, Typed) and not offered
        typed += typing
        taps += said is not None and not typing
    return Effort(flow.id, taps, typed, words, cards)


def _walked(flow: Flow, wording: Wording) -> Iterator[tuple[View, Message, Said | None]]:
    run, cards = begin(1), Cards(wording, SOURCE, 1, 1)
    for _ in range(1000):
        known = {**{f"me.{role}": NAME for role in ROLES}, "me.name": NAME, "last": _last(flow, run)}
        shown = view(flow, run, NOW, known)
        said = _said(run, shown)
        yield shown, cards.card(flow, shown), said
        if said is None:
            return
        run = reply(flow, run, said, NOW, {word: name for word, name in known.items() if word != "last"}).run
    raise ValueError(f"{flow.id} has no end")


def _last(flow: Flow, run: Run) -> str:
    shown = view(flow, run, NOW)
    kind = shown.step.kind if isinstance(shown, Question) else None
    return LAST.get(kind.word, "") if kind else ""


def _said(run: Run, shown: View) -> Said | None:
    """What somebody says who finds nothing wrong and has nothing to add."""
    match shown:
        case Ended():
            return None
        case Overview():
            return Confirm()
        case AtStation():
            return AllOk(shown.station.id)
        case Question(offered=(first, *_)):
            return Typed(first.value)
        case Question(control=Upload(types, at_least, _, got)) if not shown.can_skip or _spot(shown):
            return Done() if got >= max(1, at_least) else Sent(f"{got}".rjust(64, "0"), types[0])
        case Question() if shown.can_skip:
            return Skip()
        case Question(control=Buttons(options, many)):
            return (
                Done() if many and any(o.chosen for o in options) else Pressed(_choice(shown, [o.id for o in options]))
            )
        case Question(control=Entry() as entry):
            return _entry(run, shown, entry)
    raise ValueError(f"nothing can be said to {shown}")


def _spot(shown: Question) -> bool:
    return bool(shown.step.follows)


def _choice(shown: Question, options: list[str]) -> str:
    """The expected answer; no more rounds; else the first but, of yes and no, no."""
    if shown.step.wanted in options:
        return shown.step.wanted
    return "no" if options == ["yes", "no"] else options[0]


def _entry(run: Run, shown: Question, entry: Entry) -> Said:
    kind = shown.step.kind
    if isinstance(kind, Seal) and isinstance(number := run.answers.get(kind.matches), str):
        return Typed(number)
    if kind and kind.word == "container":
        return Typed("CSQU3054383")
    return Typed(TYPED[entry.type])


def _words(message: Message) -> int:
    """Everything on the card that is to be read, its buttons too."""
    lines = (part for line in message.lines for part in (line.label, line.value))
    buttons = (b.label for b in (*message.options, *message.controls))
    texts = (
        message.title,
        message.note,
        *message.lead,
        message.text,
        message.hint,
        message.placeholder,
        *lines,
        *buttons,
    )
    return sum(len(text.split()) for text in texts)


def table(flows: list[Flow], wording: Wording) -> Iterator[str]:
    """A line for each flow, the longest first."""
    efforts = sorted((effort(flow, wording) for flow in flows), key=lambda e: (-e.taps - e.typed, e.flow))
    width = max(len(e.flow) for e in efforts)
    yield f"{'flow':{width}}  taps  typed  cards  words"
    for one in efforts:
        yield f"{one.flow:{width}}  {one.taps:4}  {one.typed:5}  {one.cards:5}  {one.words:5}"
