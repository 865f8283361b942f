"""Where a partner stands on a day: by what is on file of it, why, and until when.

A certificate that has run out opens the question again; what does not count is said, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.engine.talk import Text
from bot.programmes.calendar import months_after
from bot.programmes.facts import Facts, Proof

CURRENT, SOON, EXPIRED, WITHDRAWN, NOT_ENOUGH, NOTHING = (
    "current", "soon", "expired", "withdrawn", "weak", "nothing",
)  # fmt: skip
STATES = (CURRENT, SOON, NOT_ENOUGH, EXPIRED, NOTHING, WITHDRAWN)  # the best first
FAILING = (NOT_ENOUGH, EXPIRED, NOTHING, WITHDRAWN)
LATER = 3650  # days


@dataclass(frozen=True)
class Shown:
    """One piece of evidence: what sort, of which country, dated when, and its printed end if it has one.

    `security` says whether the certificate covers it. `score` is that of a questionnaire in percent, None for what has none;
    `unmet` how many musts it leaves open. `ended` is the day on which it was withdrawn or suspended. `filed`: a file of it is
    here, or the answers themselves.
    """

    id: int
    proof: str
    dated: date
    country: str = ""
    until: date | None = None
    security: bool = False
    score: int | None = None
    ended: date | None = None
    filed: bool = True
    unmet: int = 0


@dataclass(frozen=True)
class Standing:
    """`by` is the last day on which it holds, None where nothing says one; `left` the days until then."""

    state: str
    why: Text
    by: date | None = None
    proof: Proof | None = None
    shown: Shown | None = None
    left: int | None = None

    @property
    def fails(self) -> bool:
        return self.state in FAILING


def last_day(facts: Facts, proof: Proof, shown: Shown, risk: str) -> date | None:
    """The last day on which it counts: as printed, and never longer than its kind does."""
    months = facts.assessment.get(risk or "high", 0) if proof.by_risk else proof.months
    longest = months_after(shown.dated, months) if months else None
    printed = shown.until if proof.printed else None
    return min((day for day in (longest, printed) if day), default=None)


def standing(facts: Facts, evidence: Iterable[Shown], today: date, risk: str = "") -> Standing:
    """The best that the evidence comes to."""
    found = [_of(facts, one, today, risk) for one in evidence if one.proof in facts.proofs]
    if not found:
        return Standing(NOTHING, Text("Nothing is on file that shows a standing."))
    return min(found, key=lambda one: (STATES.index(one.state), -_until(one), -(one.shown.id if one.shown else 0)))


def _until(one: Standing) -> int:
    return one.by.toordinal() if one.by else date.max.toordinal()


def _of(facts: Facts, shown: Shown, today: date, risk: str) -> Standing:
    proof = facts.proofs[shown.proof]
    by = last_day(facts, proof, shown, risk)
    if shown.ended and shown.ended <= today:
        why = Text("{proof}: suspended or withdrawn on {day}.", {"proof": Text(proof.name), "day": shown.ended})
        return Standing(WITHDRAWN, why, by, proof, shown)
    if missing := _missing(facts, proof, shown, today):
        return Standing(NOT_ENOUGH, missing, by, proof, shown)
    return _timely(proof, shown, by, today)


def _timely(proof: Proof, shown: Shown, by: date | None, today: date) -> Standing:
    fill = {"proof": Text(proof.name), "dated": shown.dated, "by": by}
    if by is None:
        return Standing(
            CURRENT, Text("{proof} of {dated}. Assess again when something changes.", fill), by, proof, shown
        )
    left = (by - today).days
    if left < 0:
        return Standing(EXPIRED, Text("{proof} of {dated}: expired after {by}.", fill), by, proof, shown, left)
    soon = left <= max(proof.remind, default=0)
    return Standing(
        SOON if soon else CURRENT, Text("{proof} of {dated}: counts until {by}.", fill), by, proof, shown, left
    )


def _missing(facts: Facts, proof: Proof, shown: Shown, today: date) -> Text | None:
    """Why it does not count, whatever its date."""
    fill = {"proof": Text(proof.name)}
    if not proof.enough:
        return Text("{proof}: for information, it shows no standing that counts.", fill)
    if not shown.filed:
        return Text(
            "{proof} of {dated}: entered without a file. Add the photo or the file.", {**fill, "dated": shown.dated}
        )
    if "arrangement" in proof.needs:
        signed = facts.arrangement(shown.country or proof.country)
        if signed is None or signed.since > today:
            return Text("{proof}: its country has no mutual recognition arrangement with the USA in our table.", fill)
    if "security" in proof.needs and not shown.security:
        return Text("{proof}: it does not cover security.", fill)
    if shown.unmet:
        return Text("{proof}: musts not met yet: {count}.", {**fill, "count": shown.unmet})
    if shown.score is not None and shown.score < facts.mark:
        return Text("{proof}: {score} %, and {mark} % is enough.", {**fill, "score": shown.score, "mark": facts.mark})
    return None


def worst_first(found: Sequence[tuple[str, Standing]]) -> list[tuple[str, Standing]]:
    """By how badly each stands, then by how long; and by name."""
    return sorted(found, key=lambda one: (-STATES.index(one[1].state), _until(one[1]), one[0].casefold()))
