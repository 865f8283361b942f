"""What the answers of a run make of seals: the entries that the ledger is to hold of them.

Pure. Which seal is compared with the ledger, and when, is said here; what the ledger says is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.engine.flow import Step
from bot.engine.identifiers import in_a_row
from bot.engine.kinds import Seal
from bot.engine.ledger import ON_UNIT, Ledger, disputed
from bot.engine.talk import Answers


@dataclass(frozen=True)
class Entry:
    """What the ledger is to hold of a run. `disputed` is why it does not count as what it says: the seal was tried, or found."""

    step: str
    event: str
    number: str
    unit: str = ""
    whom: str = ""
    photo: str = ""
    disputed: str = ""


def concerned(asked: Sequence[Step], here: Step, answers: Answers) -> Iterator[Step]:
    """The questions whose seal the ledger is asked about when `here` is answered."""
    for step in asked:
        if step.ledger and (
            step is here or (step.ledger.depends_on(here.id) and isinstance(answers.get(step.id), str))
        ):
            yield step


def entries(asked: Sequence[Step], answers: Answers, wrong: Mapping[str, Step]) -> Iterator[Entry]:
    """What the ledger is to hold of the answers, where those in `wrong` are findings."""
    for step in asked:
        value = answers.get(step.id)
        if step.ledger is None or not isinstance(step.kind, Seal) or not isinstance(value, str):
            continue
        made = _entries(step.id, step.ledger, value, answers)
        against = disputed(answers, step.id)
        if not against and step.id in wrong:
            against = "documents"
        waits = bool(step.ledger.once) and answers.get(step.ledger.once) in (None, "unseen")
        found = against if against != "documents" else step.ledger.event in ON_UNIT[1:]
        if found or not (against or waits):
            yield from (replace(entry, event=_now(entry.event, waits=waits), disputed=against) for entry in made)


def _now(event: str, *, waits: bool) -> str:
    """A seal that is not broken yet was looked at."""
    return "verified" if waits and event == "broken" else event


def _entries(step: str, ledger: Ledger, number: str, answers: Answers) -> list[Entry]:
    """One for each seal in the row."""
    first, whom = answers.get(ledger.first), answers.get(ledger.to)
    event, unit, to = ledger.happens(answers), ledger.on(answers), whom if isinstance(whom, str) else ""
    numbers = in_a_row(first, number) if isinstance(first, str) else (number,)
    return [Entry(step, event, one, unit, to, ledger.photo) for one in numbers or (number,)]
