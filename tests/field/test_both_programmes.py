"""Wherever a criterion of CTPAT is named, the clauses of BASC beside it are: forms, cards, buttons, the manual, paper, sheets, exports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.library import Library
from bot.engine.flow import Repeat, Step
from bot.sheets.subjects import SUBJECTS
from tests.field.house import House, house
from tests.field.test_manual import publishes

ROOT = Path(__file__).parent.parent.parent
LIBRARY = Library(ROOT)
# A criterion as it is called, and everything up to the end of the line.
NAMED = re.compile(r"CTPAT ([0-9]+\.[0-9]+)([^\n\]]*)")
WITHOUT = ("1.", "2.")  # categories beside which no clause is known
WALK = (
    "/criterion 6.7", "/criterion seals", "/criterio 12.5", "/evidence", "/evidence 6", "/evidence 6.7", "/evidence 3.4", "sellos",
)  # fmt: skip


def steps() -> Iterator[Step]:
    for flow in LIBRARY.today.values():
        for entry in flow.steps:
            yield from entry.steps if isinstance(entry, Repeat) else (entry,)


def test_every_question_form_and_step_after_an_incident_has_the_clauses_beside_its_criteria() -> None:
    after = [one for some in LIBRARY.obligations.by_id.values() for one in some]
    named = [*steps(), *LIBRARY.today.values(), *after]

    lacking = [one.id for one in named if set(LIBRARY.criteria.clauses(one.criteria)) - set(one.basc)]

    assert len([one for one in named if one.basc]) > 300
    assert lacking == []


def test_a_criterion_is_called_in_one_place_only() -> None:
    written = re.compile(r"""CTPAT \{|["']CTPAT ["']""")

    found = [str(path) for path in (ROOT / "bot").rglob("*.py") if written.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_every_sheet_with_criteria_has_the_clauses_in_the_column_beside_them() -> None:
    for subject in SUBJECTS:
        keys = [column.id for column in subject.columns]
        if "criteria" in keys:
            assert keys[keys.index("criteria") + 1] == "basc", subject.id


def test_each_clause_says_how_sure_it_is_and_by_what_it_came_beside_a_criterion() -> None:
    headings = LIBRARY.criteria.headings

    assert {clause for one in LIBRARY.criteria.by_id.values() for clause in one.basc} == set(headings)
    assert {(one.certainty, one.beside) for one in headings.values()} == {("verified", "heading")}


def alone(words: str) -> list[str]:
    """Criteria that stand somewhere without the clauses beside them."""
    found = NAMED.findall(words)
    return [id for id, rest in found if not id.startswith(WITHOUT) and "BASC" not in rest]


async def test_no_card_names_one_programme_without_the_other(tmp_path: Path, sqlite_url: str) -> None:
    async with house(tmp_path, sqlite_url) as yard:
        yard.enrol("Ana Torres", "manager", "en", "slack")
        yard.enrol("Rosa Díaz", "manager", "es", "telegram")
        seen = await walked(yard)

        assert len(NAMED.findall("\n".join(seen))) > 20
        assert [id for text in seen for id in alone(text)] == []


async def walked(yard: House) -> list[str]:
    seen = []
    for first in ("Ana", "Rosa"):
        for words in WALK:
            await yard.say(first, words)
            seen.append(yard.newest(first))
    await publishes(yard, "Seal control")
    await yard.say("Ana", "manual")
    await yard.press("Ana", next(one for one in yard.seat("Ana").seen()[-1].buttons if "Seal control" in one))
    return [*seen, yard.newest("Ana")]
