"""Whether something about an inspection is worth a second look: plain functions of plain values, a signal each.

Each would rather miss something than ring for nothing. What is a sign and what is none stands in docs/second-look.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from bot.store.photos import Before
from bot.store.second_looks import Took

PACE, PHOTO, OLD, PASSED_ON, WORDS = "pace", "photo", "old", "passed", "words"  # what a look is about

FAIR = 20  # earlier inspections of a form at a site, before anything can be said of its pace
LATELY = 60  # of them are looked at
FEW = 5  # answers: what has fewer is quickly done
HALF = 0.5  # of the usual answers: an inspection that was stopped is short because of that
VISIT = timedelta(hours=12)  # in which a photo can belong to two forms about one unit
SET = 2010  # the year before which a camera says what it was made with: nobody has set its clock
DAY = timedelta(days=1)  # within that a camera may show another time zone
SHORT, SENTENCE = 12, 3  # letters and words: what is shorter than both is often the same
COUNT = 10  # a smaller number is often the same
MORE = 2  # inspections in a row that a number needs beyond what words need


def too_fast(one: Took, earlier: Sequence[Took], percent: int) -> float | None:
    """The usual seconds for as many answers, if it took less than so many percent of them."""
    if percent <= 0 or len(earlier) < FAIR or one.points < FEW:
        return None
    if one.points < HALF * median(took.points for took in earlier):
        return None
    usual = median(took.seconds / max(took.points, 1) for took in earlier) * one.points
    return usual if one.seconds < usual * percent / 100 else None


def sent_before(before: Sequence[Before], person_id: int, unit: str, flow_id: str, at: datetime) -> Before | None:
    """The last inspection that has the same photo, but for one that belongs to the same visit."""
    return next((one for one in before if not _same_visit(one, person_id, unit, flow_id, at)), None)


def _same_visit(one: Before, person_id: int, unit: str, flow_id: str, at: datetime) -> bool:
    """Somebody fills in two forms about one unit; or walks, and fills in another form about it."""
    if one.person_id != person_id or at - one.at > VISIT:
        return False
    return one.unit == unit and (bool(unit) or one.flow_id != flow_id)


def old(taken: str, begun: datetime) -> datetime | None:
    """When the camera says that it took the photo, if that was before the inspection. `begun` by the clock of the site."""
    if not taken:
        return None
    said = datetime.fromisoformat(taken)
    return said if said.year >= SET and said < begun.replace(tzinfo=None) - DAY else None


def in_a_row(value: object, unit: str, before: Sequence[tuple[object, str]], wanted: int) -> int:
    """In how many inspections in a row the same was written, this one among them, if that is a sign; else 0.

    `before` are the answers to the same point and the units they were about, the newest first. What is written twice about one
    unit may be true twice.
    """
    needs = wanted + MORE if _number(value) else wanted
    if wanted <= 0 or not telling(value) or len(before) < needs - 1:
        return 0
    row = before[: needs - 1]
    units = [unit, *(theirs for _, theirs in row)]
    apart = len(set(units)) == len(units) or not any(units)
    return needs if apart and all(plain(said) == plain(value) for said, _ in row) else 0


def telling(value: object) -> bool:
    """Would it be odd to say the same each time? A button, a short word or a small number says the same each time rightly."""
    if _number(value):
        return abs(int(str(value))) >= COUNT
    return isinstance(value, str) and (len(plain(value)) >= SHORT and len(value.split()) >= SENTENCE)


def _number(value: object) -> bool:
    return isinstance(value, str) and value.removeprefix("-").isdecimal()


def plain(value: object) -> str:
    """Words without capitals, blanks and points."""
    kept = "".join(c if c.isalnum() else " " for c in str(value).casefold()) if value is not None else ""
    return " ".join(kept.split())
