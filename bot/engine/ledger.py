"""The seal ledger, as flows speak of it: which step makes an event of a seal, and what the ledger says against its answer.

What the ledger knows is handed in, by the step it is about, and stands beside the answer. Knows no table and no person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.engine.beside import LEDGER, beside
from bot.engine.kinds.codes import NO_PLATE
from bot.engine.kinds.reading.states import without_state
from bot.engine.talk import Answers, Text, Value

# What happens to a seal, in the order of its life.
EVENTS = ("received", "issued", "affixed", "verified", "broken", "replaced", "destroyed", "counted")
ON_UNIT = ("affixed", "verified", "broken", "replaced")  # these happen at a unit
HOLDS = "hold"  # what the id of an outcome begins with that puts a unit on hold
HELD = "held"  # at a question for a unit: it is not on hold
DISPUTED = "disputed"  # what conditions can ask of a question with `ledger:`
CONTAINER = re.compile(r"[A-Z]{4}[0-9]{7}")


@dataclass(frozen=True)
class Ledger:
    """What a question makes of its seal, once `once` is answered, if that is named.

    All else are ids of questions: which `unit` it is on (the first that has an answer), `to` whom it goes, its `photo`, the
    `first` of several in a row, the `count` of these, and the yes_no by which it `replaces` the one before.
    """

    event: str
    unit: tuple[str, ...] = ()
    once: str = ""
    to: str = ""
    photo: str = ""
    first: str = ""
    count: str = ""
    replaces: str = ""

    def renamed(self, new: Callable[[str], str]) -> Ledger:
        """The same in a round of a repeat."""
        ids = {name: new(getattr(self, name)) for name in ("once", "to", "photo", "first", "count", "replaces")}
        return replace(self, unit=tuple(map(new, self.unit)), **ids)

    def happens(self, answers: Answers) -> str:
        """The event it is, by the answers."""
        return "replaced" if self.replaces and answers.get(self.replaces) == "yes" else self.event

    def on(self, answers: Answers) -> str:
        """The unit, without the state its plate is from; empty where none was named."""
        named = (answers.get(id) for id in self.unit)
        return next((without_state(v) for v in named if isinstance(v, str) and v != NO_PLATE), "")

    def depends_on(self, step: str) -> bool:
        """Is what the ledger says looked up anew when this is answered?"""
        return step in (*self.unit, self.once, self.first, self.replaces)


def disputed(answers: Answers, step: str) -> str:
    """The word for what the ledger has against an answer; empty if nothing."""
    said = answers.get(beside(step, LEDGER))
    return said.partition("|")[0] if isinstance(said, str) else ""


def _another(there: str, here: str) -> bool:
    """Is it another unit? A container rides on a trailer: of these two nobody can tell."""
    return bool(there) and there != here and (not here or is_container(there) == is_container(here))


def is_container(unit: str) -> bool:
    return CONTAINER.fullmatch(unit) is not None


@dataclass(frozen=True)
class Known:
    """The last event of a seal that counts, as far as a comparison needs it."""

    event: str
    unit: str = ""
    whom: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True)
class Found:
    """What the ledger has about a number that is to be entered: its last event that counts, whether it was ever received, the
    seals that are on the unit, and whether the organisation keeps a stock."""

    number: str
    last: Known | None
    ours: bool = False
    on_unit: tuple[str, ...] = ()
    stocked: bool = False


def against(event: str, unit: str, found: Found) -> str:
    """The word for what the ledger has against this event of a seal; empty if nothing."""
    last, stocked, ours, on_unit = found.last, found.stocked, found.ours, found.on_unit
    there = last is not None and last.event in ON_UNIT
    if last and last.event == "destroyed":
        return "destroyed"
    if last and last.event == "broken" and event not in ("broken", "destroyed"):
        return "broken"
    if last and there and event != "destroyed" and _another(last.unit, unit):
        return "elsewhere"
    if event in ("issued", "affixed", "counted") and stocked and not ours:
        return "unknown"
    if event == "received":
        return "received" if last else ""
    if event == "issued":
        return "issued" if last and last.event == "issued" else ""
    if event == "affixed":
        return "unissued" if stocked and last and last.event == "received" else ""
    return "another" if event in ("verified", "broken") and on_unit and found.number not in on_unit else ""


SAYS: Mapping[str, Text] = {
    "destroyed": Text("seal {number} was destroyed on {at}, by {by}"),
    "broken": Text("seal {number} was broken on {at}, by {by}"),
    "elsewhere": Text("seal {number} is on unit {unit} since {at}, by {by}"),
    "unknown": Text("seal {number} was never received into the stock"),
    "unissued": Text("seal {number} is in the stock and was never issued"),
    "received": Text("seal {number} is in the ledger already, since {at}, by {by}"),
    "issued": Text("seal {number} was issued to {whom} on {at}, by {by}"),
    "another": Text("this unit carries another seal: {on_unit}"),
    "count": Text("{number} seals should be in the stock"),
    "stock": Text("missing: {number}; left over: {unit}"),
    HELD: Text("unit {number} is on hold since {at}, by {by}"),
}
IN_SHORT: Mapping[str, Text] = {
    "destroyed": Text("it was destroyed"),
    "broken": Text("it was broken"),
    "elsewhere": Text("it is on unit {unit}"),
    "unknown": Text("it was never received"),
    "unissued": Text("it was never issued"),
    "received": Text("it is in the ledger already"),
    "issued": Text("it was issued to {whom}"),
    "another": Text("the unit has {on_unit}"),
    "count": Text("{number} should be there"),
    "stock": Text("missing: {number}; left over: {unit}"),
    HELD: Text("it is on hold"),
}
MORE = Text("{said}; and {count} more of the row, up to {last}")
STOP = Text(
    "STOP. The seal ledger does not agree: {ledger}. Don't touch the seal and don't move, open, load or unload the unit. "
    "Read the number again with a second person. If you mistyped it, correct it here. If not, call {supervisor} and press "
    "Finish."
)
PUT_ASIDE = Text(
    "STOP. The seal ledger does not agree: {ledger}. Don't use this seal. Read the number again. If you mistyped it, correct "
    "it here. If not, put the seal aside, call {supervisor} and press Finish."
)


ON_HOLD = Text(
    "STOP: {ledger}. Don't load, move or seal it. If you mistyped the number, correct it here. If not, call {supervisor} and "
    "press Finish."
)


def instruction(event: str) -> Text:
    """What is said at once, where the flow says nothing else."""
    if event == HELD:
        return ON_HOLD
    return STOP if event in ON_UNIT[1:] else PUT_ASIDE


def written(word: str, found: Found, others: Sequence[str] = ()) -> str:
    """What the ledger says, as it is kept beside an answer; and of which `others` of the row it says so, too."""
    known = found.last or Known("")
    more = (f"{len(others)} {others[-1]}",) if others else ()
    fields = (word, found.number, known.unit, known.whom, known.by, known.at, " ".join(found.on_unit), *more)
    return "|".join(f.replace("|", " ") for f in fields)


def said(value: Value, sentences: Mapping[str, Text] = SAYS) -> Text | str:
    """What the ledger says, for people."""
    if not isinstance(value, str) or not value:
        return ""
    word, number, unit, whom, by, at, on_unit, more = (*value.split("|"), *[""] * 8)[:8]
    when = datetime.fromisoformat(at) if at else ""
    fill = {"number": number, "unit": unit, "whom": whom, "by": by, "at": when, "on_unit": tuple(on_unit.split())}
    told = Text(sentences[word].source, fill) if word in sentences else ""
    if not told or not more:
        return told
    count, last = more.split()
    return Text(MORE.source, {"said": told, "count": int(count), "last": last})
