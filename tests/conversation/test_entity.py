"""Criteria of another type of company are shown and counted nowhere: every place that reads criteria says how it keeps to that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.root import root

BOT = Path(__file__).parent.parent.parent / "bot"
READS = re.compile(
    r"criteria\.by_id|(?<!content)\.criteria\b(?!\.(?:of|others|categories|entities|edition|clauses|problems|texts|levels)\b)|\.covers\b"
)
# What reads criteria outside of the files themselves and what is made from them for authors, and why that is right.
PLACES = {
    "cli/authoring.py": "for authors, of no organisation",
    "conversation/certificate.py": "named by the dossier, which leaves out those of others",
    "conversation/editions.py": "kept as it was published; manual_cards.py and manual_paper.py leave out those of others",
    "conversation/manual_cards.py": "leaves out those of others",
    "conversation/obliged.py": "leaves out those of others",
    "conversation/on_paper.py": "named by the dossier, which leaves out those of others",
    "duties/criteria.py": "looks for those that apply; of another only that it is for others",
    "duties/evidence.py": "whether a number is one of others, which is said",
    "duties/lessons.py": "which question is near a point, and names none",
    "figures/evidence.py": "put to the rule only for those that apply",
    "figures/proofs.py": "counted for all, read by the profile for those that apply",
    "cli/pack.py": "whether a number is one at all; the index has those that apply",
    "conversation/lanes.py": "how many of those that apply have nothing on record",
    "figures/risk.py": "which category a finding counts in",
    "packing/indexing.py": "lists those of the standings, which apply",
    "packing/making.py": "a file's name only",
    "packing/pages.py": "put to the rule only for those that apply",
    "packing/recorded.py": "what a record is evidence for; the index lists those that apply",
    "programmes/risk.py": "a number of them",
    "sheets/inspections.py": "leaves out those of others",
}  # fmt: skip
SKIPPED = ("content/", "authoring/", "sample/", "engine/")


def found() -> set[str]:
    files = {path.relative_to(BOT).as_posix(): path.read_text() for path in BOT.rglob("*.py")}
    return {name for name, text in files.items() if not name.startswith(SKIPPED) and READS.search(text)}


def test_whatever_reads_criteria_says_how_it_keeps_to_the_type_of_company():
    forgotten = found() - set(PLACES)

    assert not forgotten, "does it leave out criteria of other types of company? Then say so in PLACES"


def test_nothing_is_listed_that_reads_no_criteria():
    assert set(PLACES) - found() == set()


@pytest.mark.parametrize("entity", ["", *Library(root()).criteria.entities])
def test_each_criterion_is_for_a_type_of_company_or_for_others(entity):
    criteria = Library(root()).criteria

    assert set(criteria.of(entity)) | criteria.others(entity) == set(criteria.by_id)
    assert not set(criteria.of(entity)) & criteria.others(entity)
    assert bool(entity) or not criteria.others(entity)
