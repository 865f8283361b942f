"""Three lanes of a past, each assessed last year and this year: a carrier's, a broker's, and one that has never been high.

Written straight into the tables, as runs of the form that is in use; nobody has to answer it for hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content.library import Library
from bot.engine.flow import Flow
from bot.engine.genres import ASSESSMENT
from bot.engine.kinds import Sign, Threat, Vulnerability
from bot.engine.run import begin
from bot.store.people import Who
from bot.store.risks import KeptLane, KeptRating
from bot.store.runs import Given
from bot.store.transaction import Transaction

YEAR = timedelta(days=364)
OURS = 1  # the second place of a lane is a site of our own
Place = tuple[str, str, str]  # its name, its country, and how the cargo gets there


@dataclass(frozen=True)
class Past:
    """A lane: its places, and how many of its threats and categories were rated higher than low, last year and this year."""

    name: str
    places: tuple[Place, ...]
    threats: tuple[Mapping[str, str], Mapping[str, str]]
    categories: tuple[Mapping[str, str], Mapping[str, str]]


PASTS = (
    Past(
        "Silao - Laredo - San Antonio",
        (
            ("Silao", "MX", ""),
            ("San Luis Potosí", "MX", "road"),
            ("Laredo", "US", "road"),
            ("San Antonio", "US", "road"),
        ),
        ({"crime": "high", "contraband": "medium"}, {"crime": "high", "contraband": "high", "conditions": "medium"}),
        ({"3": "medium", "6": "high"}, {"3": "medium", "6": "medium"}),
    ),
    Past(
        "Monterrey - Dallas",
        (("Monterrey", "MX", ""), ("Laredo", "US", "road"), ("Dallas", "US", "rail")),
        ({"contraband": "medium"}, {"contraband": "medium", "people": "medium"}),
        ({"9": "medium"}, {"9": "low"}),
    ),
    Past(
        "San Antonio - Houston",
        (("San Antonio", "US", ""), ("Houston", "US", "road")),
        ({}, {}),
        ({"12": "medium"}, {}),
    ),
)


def lanes(tx: Transaction, library: Library, who: Who, now: datetime, why: str) -> list[int]:
    """The numbers of the lanes. Whoever assessed them is `who`; `why` is said of every threat, in their language."""
    flow = next(one for one in library.today.values() if one.ways is ASSESSMENT)
    made = []
    for number, past in enumerate(PASTS):
        lane = _lane(tx, past, who, now - YEAR - YEAR)
        for year, at in enumerate((now - YEAR - timedelta(days=9 * number), now - timedelta(days=9 * number + 2))):
            _assessed(tx, flow, lane, who, at, (past.threats[year], past.categories[year]), why)
        made.append(lane.id)
    return made


def _lane(tx: Transaction, past: Past, who: Who, at: datetime) -> KeptLane:
    """With the site of whoever assesses it, and the partners by turns."""
    id = tx.risks.add(who.organisation_id, past.name, who.person_id, at)
    partners = tx.partners.of(who.organisation_id)
    for number, (place, country, mode) in enumerate(past.places):
        lane = tx.risks.lane(who.organisation_id, id)
        assert lane, "it has just been written"
        mine = number == OURS
        partner = partners[number % len(partners)].id if partners and not mine else None
        site = who.site_id if mine else None
        tx.risks.add_leg(lane, place, country=country, mode=mode, partner_id=partner, site_id=site)
    lane = tx.risks.lane(who.organisation_id, id)
    assert lane, "it has just been written"
    return lane


Ratings = tuple[Mapping[str, str], Mapping[str, str]]


def _assessed(tx: Transaction, flow: Flow, lane: KeptLane, who: Who, at: datetime, rated: Ratings, why: str) -> None:
    answers, ratings = _answers(flow, rated, who, why)
    run_id = tx.runs.begin(who, flow.id, flow.digest, begin(0, answers).as_json(), at - timedelta(hours=2), at)
    kept = tx.runs.get(run_id)
    assert kept, "it has just been written"
    labels = {step.id: step.called for step in flow.questions}
    for step, value in answers.items():
        tx.runs.record(kept, Given(step, value, labels.get(step, ""), value, finding=False), who, at)
    number = tx.numbering.next(who.site_id, at.year)
    outcome = flow.outcomes[-1].id
    tx.runs.finish(kept, at, outcome, "", 100, passed=True, number=number)
    tx.runs.name_unit(run_id, lane.name[:40])
    id = tx.risks.begin(lane, run_id, at, flow.revision, {})
    threat, vulnerable = (_highest([one.value for one in ratings if bool(one.category) == of]) for of in (False, True))
    tx.risks.finish(id, at, threat, vulnerable, ratings)


def _highest(values: Sequence[str]) -> str:
    return max(values, key=("na", "low", "medium", "high").index)


def _answers(flow: Flow, rated: Ratings, who: Who, why: str) -> tuple[dict[str, str], list[KeptRating]]:
    answers, ratings = {}, []
    threats, categories = rated
    for step in flow.questions:
        if isinstance(step.kind, Threat):
            answers[step.id], answers[f"{step.id}.why"] = threats.get(step.id, "low"), why
            ratings.append(KeptRating(step.id, "", answers[step.id], ""))
        elif isinstance(step.kind, Vulnerability):
            category = str(step.kind.of)
            answers[step.id] = categories.get(category, "low")
            ratings.append(KeptRating(step.id, category, answers[step.id], answers[step.id]))
        elif isinstance(step.kind, Sign):
            answers[step.id] = who.name
        elif choices := step.kind and step.kind.classes():
            answers[step.id] = choices[0]
    return answers, ratings
