"""What each role gets by each command and each button of a company, found out by trying: docs/roles.md.

`python -m tests.rights` prints the page.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from bot.engine.flow import ROLES
from bot.every_duty import DUTIES
from bot.presses.acts import ConfirmCancel
from bot.presses.every import ShowMenu, StartFlow
from bot.store.database import Storage
from tests.field import company
from tests.trying import SORTS, Company, Outcome, gets

WORDS = [word for duty in DUTIES for word in duty.words]
RESTS = {
    "inspect": ("walk-physical", "a form"), "incident": ("ZRZ-26-0001", "a number"), "quiz": ("seals", "a form"),
    "summary": ("2026-W47", "a week"), "criterion": ("6.7", "a number"), "language": ("es", "a language"),
    "seal": (company.SEAL, "a number"), "unit": (company.UNIT, "a number"), "expected": (company.COMING, "a list"),
    "staff": ("Quirino Ixtla", "a name"), "tip": ("T-0001", "a number"), "find": ("ZRZ-26-0001", "a number"),
    "evidence": ("6.1", "a number"), "pack": ("2026-W47", "a week"), "pdf": ("ZRZ-26-0003", "a number"), "proof": ("ZRZ-26-0003", "a number"), "page": ("end", "a word"),
    "bulletin": ("The bridge is closed", "words"), "partner": (company.FINDING, "a name"), "failing": (company.FINDING, "a name"),
    "mra": ("Peru", "a country"), "programmes": ("CTPAT", "a name"), "training": ("Quirino Ixtla", "a name"), "drill": ("4711", "a seed"), "risk": (company.FINDING, "a name"),
}  # fmt: skip
DESK = ("menu", ShowMenu)  # what the menu is no refusal of
YES, NO = "✓", "–"
INTRO = """\
# Who gets what

Every command and every button, and what each role gets by it. Nothing of this is declared: it was tried. In a company where
something of every sort has happened somebody of each role, who has only just come to the site, has filled in nothing and was
notified of nothing, gives each command, and presses buttons of each sort that others had before them, as a forger could.

* ✓ Something comes of it: a card, a list, a form, or something is changed.
* – Nothing comes of it but a sentence, such as “This report was not sent to you.”, or the person's own menu.

Where a row has ✓ in its first column alone, it is a matter of whose form, report or letter it is, and not of the role. What is
confidential is read only by those whom its flow names. Where a company has no administrator, its managers invite people and
look after the staff.

Somebody of the next company, an administrator too, and somebody whom nobody knows try the same, and get nothing; nothing of
this company changes. This page is written by `python -m tests.rights`; `tests/test_rights.py` finds out everything anew.

"""
COMMANDS, BUTTONS = "## Commands\n\n", "\n## Buttons and what they show\n\n"


def page(ours: Company) -> str:
    commands = _table(("command", "what it is for", "a guard with open forms"), _commands(ours))
    return INTRO + COMMANDS + commands + BUTTONS + _table(("button", "what it does", "whoever had it"), _presses(ours))


def _table(first: tuple[str, str, str], rows: list[tuple[str, str, list[bool]]]) -> str:
    head = [*first, *ROLES]
    lines = [_line(head), _line(["---"] * 2 + [":-:"] * (len(ROLES) + 1))]
    lines += [_line([label, what, *(YES if one else NO for one in got)]) for label, what, got in rows]
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _commands(ours: Company) -> list[tuple[str, str, list[bool]]]:
    rows, busy = [], ours.buttons[ConfirmCancel][-1].account
    for word in WORDS:
        for rest, called in (("", ""), *([RESTS[word.name]] if word.name in RESTS else [])):
            typed = f"`{word.typed.source}`" + (f" *{called}*" if called else "")
            accounts = (busy, *(ours.accounts[role] for role in ROLES))
            got = [_had(ours.command(one, word.name, rest), word.name) for one in accounts]
            rows.append((typed, word.does.source, got))
    return rows


def _presses(ours: Company) -> list[tuple[str, str, list[bool]]]:
    return [
        (called(ours, sort), told(sort), [has(ours, sort), *(may(ours, sort, ours.accounts[role]) for role in ROLES)])
        for sort in SORTS
    ]


def _had(outcome: Outcome, asked: str | type) -> bool:
    return gets(outcome) or (asked in DESK and bool(outcome.letters))


def may(ours: Company, sort: type, account: str) -> bool:
    """Does somebody whose it is not get something by one of these buttons?"""
    some = ours.buttons[sort] if sort is StartFlow else ours.tried(sort)
    return any(_had(ours.press(account, one.data), sort) for one in some)


def has(ours: Company, sort: type) -> bool:
    """Does whoever had the button before them get something?"""
    return any(_had(ours.press(one.account, one.data), sort) for one in reversed(ours.buttons[sort]))


def called(ours: Company, sort: type) -> str:
    """Its name in words, and what stands on the button where it is the same on all of them."""
    labels = {one.label for one in ours.buttons[sort]} - {"", "English"}
    name = "*" + " ".join(re.findall("[A-Z][a-z]*", sort.__name__)).capitalize() + "*"
    label = labels.pop() if len(labels) == 1 else ""
    return f"{name} “{label}”" if label and not re.search("[0-9]", label) else name


def told(sort: type) -> str:
    """The beginning of its description, if it has one."""
    doc = sort.__doc__ or ""
    written = "" if doc.startswith(f"{sort.__name__}(") else " ".join(doc.split())
    return re.split(r"(?<=\w)[.;:] |[.]$", written)[0].strip(' "')


def found(folder: Path) -> Company:
    """The company, founded in a folder."""
    url, accounts, now = asyncio.run(company.founded(folder))
    made = Company(Storage(url), accounts, now)
    made.look()
    return made


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        ours = found(Path(folder))
        print(page(ours), end="")  # noqa: T201
        ours.storage.close()
