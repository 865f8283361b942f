"""`ledger:` of a flow file: what a question makes of its seal, and at which unit.

A word where nothing else is to be said, or lines of its own. What names a later question is checked when those are read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.content.marks import Entry, Mapped, Mark, nearest
from bot.content.reading import Reading
from bot.engine.flow import OnFail
from bot.engine.ledger import EVENTS, HELD, ON_UNIT, Ledger, instruction

KEYS = ("event", "unit", "once", "to", "photo", "first", "count", "replaces", "say")
LONGEST = 3000  # characters of what is said
OF = {
    "unit": ("container", "plate"),
    "first": ("seal",),
    "count": ("number",),
    "replaces": ("yes_no",),
}  # the types of the questions they name
EVENTS_OF = {"seal": EVENTS, "number": ("counted",), "seals": ("counted",), "container": (HELD,), "plate": (HELD,)}
NEVER = OnFail(stop=True, severity="high")  # where the flow does not say how grave a dispute is


@dataclass(frozen=True)
class Written:
    """What a flow file says of the ledger, and what is said at once when the ledger does not agree."""

    ledger: Ledger
    say: str


def read_ledger(reading: Reading, item: Mapped, prompt: str) -> Written | None:
    entry = item.entry("ledger")
    if entry is None:
        return None
    type = item.entries[0].key
    if type not in EVENTS_OF:
        told = "'ledger:' belongs to a 'seal', to the 'number' or the 'seals' that were counted, or to a unit"
        reading.problem(entry.at, "ledger", told)
        return None
    if not reading.genre.counts_findings:
        reading.problem(entry.at, "ledger", "'ledger:' belongs to an inspection")
    made = _lines(reading, entry, entry.value, prompt) if isinstance(entry.value, Mapped) else _word(reading, entry)
    if made.ledger.event in (*EVENTS, HELD) and made.ledger.event not in EVENTS_OF[type]:
        told = f"of a '{type}' the ledger knows {', '.join(EVENTS_OF[type])}, and not '{made.ledger.event}'"
        reading.problem(entry.at, "ledger", told)
    return made


def _word(reading: Reading, entry: Entry) -> Written:
    event = _event(reading, entry)
    if event in ON_UNIT:
        reading.problem(
            entry.at, "ledger", f"'{event}' happens at a unit: name its question with 'unit:' below 'ledger:'"
        )
    return Written(Ledger(event), instruction(event).source)


def _event(reading: Reading, entry: Entry) -> str:
    event = reading.words(entry)
    known = (*EVENTS, HELD)
    if event and event not in known:
        reading.problem(entry.value.at, "unknown-choice", f"unknown event '{event}'{nearest(event, known)}")
    return event


def _lines(reading: Reading, entry: Entry, told: Mapped, prompt: str) -> Written:
    reading.known_keys(told, KEYS)
    named = told.entry("event")
    if named is None:
        reading.problem(told.at, "missing-key", "'ledger:' has no 'event:'")
    event = _event(reading, named) if named else ""
    unit = told.entry("unit")
    if event and (unit is None) == (event in ON_UNIT):
        what = f"'{event}' happens at a unit: it needs 'unit:'" if unit is None else f"'{event}' happens at no unit"
        reading.problem((unit or entry).at, "ledger", what)
    ids = {key: _earlier(reading, told.entry(key), OF[key]) for key in ("first", "count", "replaces")}
    later = {key: _later(reading, told.entry(key)) for key in ("once", "to", "photo")}
    units = tuple(_known(reading, word, at, OF["unit"]) for word, at in reading.listed(unit)) if unit else ()
    say = reading.text(told, "say", f"Said at once when the seal ledger does not agree. Question: {prompt}", LONGEST,
                       braces=(*reading.asked, "ledger"))  # fmt: skip
    return Written(Ledger(event, units, **ids, **later), say or instruction(event).source)


def _earlier(reading: Reading, entry: Entry | None, types: tuple[str, ...]) -> str:
    return _known(reading, reading.words(entry), entry.value.at, types) if entry else ""


def _known(reading: Reading, id: str, at: Mark, types: tuple[str, ...]) -> str:
    known = [one for one in reading.asked if reading.types.get(one) in types]
    if id and id not in known:
        reading.problem(at, "unknown-step", f"'{id}' is not an earlier {' or '.join(types)}{nearest(id, known)}")
    return id


def _later(reading: Reading, entry: Entry | None) -> str:
    """The id of a question, which may be still to come."""
    if entry is None:
        return ""
    id = reading.words(entry)
    reading.promised.append((id, entry.value.at))
    return id


def promised(reading: Reading, last: bool, ids: Collection[str]) -> None:
    """The later questions that were named, now that those of a repeat, or at the `last` all of them, are read."""
    missing = [(id, at) for id, at in reading.promised if id and id not in ids]
    reading.promised[:] = [] if last else missing
    for id, at in missing if last else ():
        reading.problem(at, "unknown-step", f"'{id}' is no question of this flow{nearest(id, sorted(ids))}")
