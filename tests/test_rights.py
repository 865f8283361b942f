"""Who gets what: every command and every button of a company, tried by those who must not, and by each role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.vocabulary import Word
from bot.engine.flow import ROLES
from bot.figures.asked import Asked
from bot.figures.period import period_named
from bot.presses.partnering import AskPartner, AwaitDay
from bot.presses.risking import AskLane
from bot.presses.witnessing import WholeHash
from bot.sheets.folder import written
from bot.sheets.source import Source
from bot.store.sql import handle, letter
from tests.field.company import CAUSE, FINDING, MARKERS, SECRET, STORY
from tests.rights import DESK, RESTS, WORDS, found, page
from tests.saying import LIBRARY, WORDING
from tests.trying import SORTS, Company, Outcome, about, gets
from tests.workbook import Book

PAGE = Path(__file__).parent.parent / "docs" / "roles.md"
OUTSIDE = ("next admin", "next manager", "stranger")
OWN = ("person", "handle")
TYPED = ("", *(RESTS[name][0] for name in ("incident", "seal", "unit", "staff", "summary", "find")))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = found(tmp_path_factory.mktemp("company"))
    yield made
    made.storage.close()


def learned(ours: Company, came: Outcome, said: str) -> list[str]:
    """What somebody has learned of the company besides what they said themselves, and what they have changed there."""
    return [*about(ours, came.changed), *(one for one in MARKERS if one in came.read and one not in said)]


BARE = (AwaitDay, AskPartner, AskLane, WholeHash)  # a question or a hash, which names nothing of the company


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.__name__)
def test_nobody_outside_gets_anything_by_a_button_of_the_company(ours: Company, sort: type, who: str) -> None:
    tries = {one.data: ours.press(ours.accounts[who], one.data) for one in ours.tried(sort)}

    assert {data: gained for data, came in tries.items() if (gained := learned(ours, came, data))} == {}
    assert tries


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name)
def test_nobody_outside_gets_anything_of_the_company_by_a_command(ours: Company, word: Word, who: str) -> None:
    tries = {rest: ours.command(ours.accounts[who], word.name, rest) for rest in TYPED}

    assert {rest: gained for rest, came in tries.items() if (gained := learned(ours, came, rest))} == {}


def test_a_contact_of_a_partner_learns_nothing_of_the_company_and_changes_nothing(ours: Company) -> None:
    account, known = (
        ours.accounts["partner"],
        {"Transportes del Norte", "Zarzamora"},
    )  # who asks them, and their own data
    tries = {one.data: ours.press(account, one.data) for sort in SORTS for one in ours.tried(sort)}
    tries |= {f"{word.name} {rest}": ours.command(account, word.name, rest) for word in WORDS for rest in TYPED}

    tries.pop("oe:y")  # that they want to be erased is told to those who decide, and they read to whom
    gained = {said: set(learned(ours, to_others(ours, came), said)) - known - set(OWN) for said, came in tries.items()}
    assert {said: some for said, some in gained.items() if some} == {}


def to_others(ours: Company, came: Outcome) -> Outcome:
    """Without what is sent to the contact: it changes nothing of the company."""
    who, person = letter.c.keys().index("person_id"), handle.c.keys()
    rows = {row[person.index("account")]: row[person.index("person_id")] for row in ours.before["handle"]}
    mine = rows[ours.accounts["partner"]]
    sent = frozenset(row for row in came.changed.get("letter", frozenset()) if row[who] != mine)
    rest = {name: some for name, some in came.changed.items() if name != "letter"}
    return replace(came, changed={**rest, **({"letter": sent} if sent else {})})


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.__name__)
def test_whoever_has_a_button_before_them_gets_what_nobody_outside_does(ours: Company, sort: type) -> None:
    tries = ((one.data, ours.press(one.account, one.data)) for one in reversed(ours.buttons[sort]))

    assert any(gets(came) and learned(ours, came, data) for data, came in tries) or sort in (*DESK, *BARE)


@pytest.mark.parametrize("role", ["driver", "guard", "warehouse", "auditor", "dispatch", "it", "hr"])
def test_who_decides_nothing_changes_nothing_that_is_not_theirs(ours: Company, role: str) -> None:
    tries = {one.data: ours.press(ours.accounts[role], one.data) for sort in SORTS for one in ours.tried(sort)}

    may = {"guard": ["awaited"]}.get(role, [])  # what is expected, a guard says and takes back
    changed = {data: others for data, came in tries.items() if (others := replaced(ours, came)) and others != may}
    assert changed == {}


def replaced(ours: Company, came: Outcome) -> list[str]:
    """The tables in which something that was there is not there anymore as it was, but for what somebody looks at."""
    return [name for name, rows in came.changed.items() if name not in OWN and rows & ours.before[name]]


@pytest.mark.parametrize("role", ["driver", "warehouse", "dispatch", "it", "hr"])
def test_what_others_have_reported_and_found_is_read_by_nobody_who_was_not_notified(ours: Company, role: str) -> None:
    assert reading(ours, role, STORY, CAUSE, FINDING) == set()


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"manager", "hr"}))
def test_what_is_confidential_is_read_only_by_the_roles_that_are_notified(ours: Company, role: str) -> None:
    assert reading(ours, role, SECRET) == set()
    assert reading(ours, "manager", SECRET) != set()


def reading(ours: Company, role: str, *words: str) -> set[str]:
    """By which buttons and commands somebody who has only just come reads one of the words."""
    account = ours.accounts[role]
    came = [(one.data, ours.press(account, one.data)) for sort in SORTS for one in ours.tried(sort)]
    came += [(f"/{word.name} {rest}", ours.command(account, word.name, rest)) for word in WORDS for rest in TYPED]
    return {said for said, outcome in came if any(word in outcome.read for word in words)}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_is_confidential_stands_in_no_workbook_and_the_next_company_s_has_nothing_of_this_one(
    ours: Company, tmp_path: Path, lang: str
) -> None:
    theirs = ours.storage.read_now(lambda tx: next(one.id for one in tx.organisations.all() if one.id != 1))
    read = {org: workbook(ours, tmp_path / str(org), org, lang) for org in (1, theirs)}

    assert STORY in read[1]
    assert SECRET not in read[1]
    assert [word for word in MARKERS if word in read[theirs]] == []


def workbook(ours: Company, folder: Path, organisation: int, lang: str) -> str:
    """All that a workbook of their year says."""
    period, today = period_named("2026"), ours.now.date()
    assert period
    asked = Asked(period, "America/Chicago", organisation, (), today)
    with written(Source(ours.storage, LIBRARY, WORDING, lang, asked), folder, ours.now):
        return "\n".join((Book(folder / "summary.xlsx").words, *(one.read_text() for one in folder.glob("*.jsonl"))))


def test_every_command_that_takes_something_is_tried_with_it() -> None:
    assert {word.name for word in WORDS if word.takes} == set(RESTS)


def test_the_page_says_what_each_role_gets(ours: Company) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(ours), "run: python -m tests.rights > docs/roles.md"
