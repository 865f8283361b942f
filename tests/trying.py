"""Every button of a company and every command, tried by anybody, and what came of it.

Whoever tries is really heard, in a transaction that is taken back. Knows no duty.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, get_args

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.assistant import Assistant
from bot.channels.channel import Heard, Message
from bot.channels.written import MESSAGE
from bot.conversation.beforehand import ReadFirst
from bot.conversation.editions import TIMER as MANUAL
from bot.duties.drill_questions import ASK, OVER
from bot.duties.lists import TITLES
from bot.duties.tips import DRAFT
from bot.engine.talk import Belongs, Nowhere
from bot.presses.acts import Act, Answer, Meant
from bot.presses.announcing import AudienceSite, SwitchSort
from bot.presses.buttons import decode, encode
from bot.presses.every import ChooseLanguage, MenuPress, OnCard, ShowSummary, TakeReport, WhatToDo
from bot.presses.following import NoWords
from bot.presses.listing import ShowList
from bot.presses.obliging import MeetObligation, MissObligation
from bot.presses.summarizing import ChooseSite, OrderSite, ShowOrder
from bot.presses.tipping import AnswerTip, DropTip, SendTip, ShowTip, ShowTips, TipAboutReader, TipSo
from bot.presses.training import ShowTopics, ShowTraining
from bot.store.database import Storage
from bot.store.sql import handle, letter, person
from bot.store.transaction import Transaction
from tests.conftest import LINES
from tests.saying import LIBRARY, WORDING, buttons

FIRST, MOST = 2, 6  # buttons of each sort that are tried, from both ends
ROUNDS = 3  # how often whoever has a button presses it, for the buttons behind it
SORTS = [sort for sort in (*get_args(MenuPress), *get_args(Act)) if sort is not OnCard]
WRITES = re.compile(
    r'\b(?:INTO|UPDATE|FROM)\s+"?(\w+)', re.IGNORECASE
)  # a table that is read besides is compared in vain
SHARED = {"line", "worker", "published", "file", "handle"}  # an account is its person's
QUIET = {"delivery", "letter", "place", "handle", "person"}  # what every turn may write
NEXT_DOOR = ("organisation", "site", "person")
GREETING = "Hi "  # what the menu begins with
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Shown:
    """A button that somebody had before them, and their account."""

    label: str
    data: str
    account: str


@dataclass(frozen=True)
class Outcome:
    """What came of a try: the word that is said at once, what was shown or told, and the rows that are others now."""

    toast: str
    alert: bool
    letters: tuple[Mapping[str, Any], ...]
    changed: Mapping[str, frozenset[Row]]

    @property
    def shown(self) -> list[Message]:
        return [MESSAGE.validate_json(one["body"]) for one in self.letters]

    @property
    def slots(self) -> list[str]:
        return [one["slot"] for one in self.letters]

    @property
    def read(self) -> str:
        return "\n".join((self.toast, *(one["body"] for one in self.letters)))


def sort_of(data: str) -> type | None:
    """What sort of button has this data."""
    press = decode(data)
    return None if press is None else type(press.act if isinstance(press, OnCard) else press)


@dataclass
class Company:
    """The database of the company, and what is to be tried in it."""

    storage: Storage
    accounts: Mapping[str, str]
    now: datetime
    buttons: dict[type, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, set[int]] = field(default_factory=dict)
    """The numbers of the rows of the company, by table: those that there were, but for the ones of the company next door."""
    before: dict[str, frozenset[Row]] = field(default_factory=dict)
    assistant: Assistant = field(default_factory=lambda: Assistant(WORDING, LIBRARY))
    outcomes: dict[tuple[str, ...], Outcome] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def press(self, account: str, data: str) -> Outcome:
        return self._tried(account, press=data)

    def command(self, account: str, word: str, rest: str = "") -> Outcome:
        return self._tried(account, command=word, rest=rest)

    def _tried(self, account: str, **what: str) -> Outcome:
        """The same comes of the same: it is taken back each time."""
        tried = (account, *what.values())
        if tried not in self.outcomes:
            self.outcomes[tried] = self._try(account, **what)
        return self.outcomes[tried]

    def _try(self, account: str, **what: str) -> Outcome:
        heard = Heard(
            "telegram", f"try {next(self.numbers)}", account, account, self.now, line=LINES["telegram"], **what
        )  # type: ignore[arg-type]
        known: dict[Hashable, object] = {}
        while True:
            try:
                return self._heard(heard, known)
            except ReadFirst as missing:
                known[missing.key] = self.storage.read_now(missing.read)

    def _heard(self, heard: Heard, known: dict[Hashable, object]) -> Outcome:
        with self.storage.engine.connect() as connection, written(connection) as tables:
            back = connection.begin()
            try:
                acked = self.assistant.receive(Transaction(connection, 1), heard, (), self.now, known).acked
                changed = {name: self.rows(connection, name) ^ self.before[name] for name in sorted(tables)}
            finally:
                back.rollback()
        return Outcome(acked.toast, acked.alert, self._letters(changed), {k: v for k, v in changed.items() if v})

    def _letters(self, changed: Mapping[str, frozenset[Row]]) -> tuple[Mapping[str, Any], ...]:
        new = [dict(zip(letter.c.keys(), row, strict=True)) for row in changed.get("letter", frozenset())]
        last = max(row[0] for row in self.before["letter"])
        return tuple(sorted((one for one in new if one["id"] > last), key=lambda one: one["id"]))

    @staticmethod
    def rows(connection: sa.Connection, table: str) -> frozenset[Row]:
        """As the driver gives them: thousands are read."""
        columns = ", ".join(f'"{column.name}"' for column in SQLModel.metadata.tables[table].columns)
        return frozenset(map(tuple, connection.exec_driver_sql(f'SELECT {columns} FROM "{table}"')))

    def tried(self, sort: type) -> list[Shown]:
        """The first of those behind others, and the latest of those that somebody had before them."""
        some = self.buttons[sort]
        return [*some[: min(FIRST, len(some) - MOST)], *some[-MOST:]] if len(some) > MOST else some

    def look(self) -> None:
        """Everything as it stands, and every button there ever was."""
        with self.storage.engine.connect() as connection:
            self.before = {name: self.rows(connection, name) for name in SQLModel.metadata.tables}
        own = self.before.keys() - SHARED
        self.ids = {name: self._numbers(name) for name in own if "id" in SQLModel.metadata.tables[name].c}
        for shown in self._written():
            self._keep(shown, last=True)
        for account, command in itertools.product(self._insiders(), ("home", "menu", "help")):
            self._behind(self.command(account, command))
        for _ in range(ROUNDS):
            for one in [one for some in list(self.buttons.values()) for one in some[-MOST:]]:
                self._behind(self.press(one.account, one.data))
        for shown in self._forged():
            self._keep(shown)

    def _written(self) -> list[Shown]:
        every = [dict(zip(letter.c.keys(), row, strict=True)) for row in self.before["letter"]]
        alone = (one for one in every if one["line_id"] == LINES["telegram"] and one["address"] > "0")  # and no group
        ours = sorted(alone, key=lambda one: one["id"])
        return [shown for one in ours for shown in self._shown(one)]

    def _behind(self, outcome: Outcome) -> None:
        """Behind a button are others, for whoever reads what came of it. What they are about may be there no more."""
        for shown in [shown for one in outcome.letters for shown in self._shown(one)]:
            self._keep(shown)

    def _keep(self, shown: Shown, *, last: bool = False) -> None:
        sort = sort_of(shown.data)
        if sort and shown.data not in {other.data for other in self.buttons[sort]}:
            self.buttons[sort].insert(len(self.buttons[sort]) if last else 0, shown)

    def _forged(self) -> list[Shown]:
        """Buttons that nobody had before them, in the hands of whoever could have had them."""
        report, card = self.buttons[TakeReport][-1], self.buttons[Answer][-1]
        run, on_card = decode(report.data).run, decode(card.data)
        made = [(report, one) for one in (WhatToDo(run), NoWords(run, "cause"), ChooseLanguage())]
        shown = self.buttons[SwitchSort][0]
        made += [(shown, AudienceSite(decode(shown.data).audience))]
        ordered = self.buttons[ShowOrder][0]
        made += [(ordered, one) for one in (ChooseSite("2026-W47"), OrderSite())]
        made += [(card, replace(on_card, act=act)) for act in (Meant("yes"), Belongs(0), Nowhere())]
        made += [
            (replace(report, account=self._writing()), one) for one in (SendTip(), TipSo(), TipAboutReader(), DropTip())
        ]
        asked = self.buttons[MeetObligation][0]
        made += [(asked, MissObligation(decode(asked.data).run, decode(asked.data).step))]
        summed = self.buttons[ShowSummary][-1]
        made += [(summed, ShowList(what)) for what in TITLES]
        reader = self.buttons[AnswerTip][0]
        made += [(reader, one) for one in (ShowTips(), ShowTip(decode(reader.data).tip))]
        trained = self.buttons[ShowTopics][-1]
        made += [(trained, ShowTraining())]
        return [
            Shown("", encode(press), whose.account) for whose, press in made if not self.buttons[sort_of(encode(press))]
        ]

    def _writing(self) -> str:
        """The account of somebody who is writing a tip: what they had before them is not kept."""
        drafts, handles = (SQLModel.metadata.tables[name].c.keys() for name in ("tip_draft", "handle"))
        them = {row[drafts.index("person_id")] for row in self.before["tip_draft"]}
        owner, account = handles.index("person_id"), handles.index("account")
        return next(str(row[account]) for row in self.before["handle"] if row[owner] in them)

    def _numbers(self, name: str) -> set[int]:
        """Nothing has happened next door: all there is there are a site and two people."""
        columns = SQLModel.metadata.tables[name].c.keys()
        owner = columns.index("id" if name == "organisation" else "organisation_id") if name in NEXT_DOOR else None
        return {row[columns.index("id")] for row in self.before[name] if owner is None or row[owner] == 1}

    def _insiders(self) -> list[str]:
        """The accounts of those who work there and try nothing."""
        columns = handle.c.keys()
        line, account = columns.index("line_id"), columns.index("account")
        every = {row[account] for row in self.before["handle"] if row[line] == LINES["telegram"]}
        return sorted(every - set(self.accounts.values()))

    def _shown(self, one: Mapping[str, Any]) -> list[Shown]:
        return [Shown(b.label, b.data, one["address"]) for b in buttons(MESSAGE.validate_json(one["body"]))]


@contextlib.contextmanager
def written(connection: sa.Connection) -> Iterator[set[str]]:
    """The tables that are written."""
    tables: set[str] = set()

    def listen(_c: object, _cursor: object, sql: str, *_: object) -> None:
        if not sql.lstrip().upper().startswith("SELECT"):
            tables.update(name for name in WRITES.findall(sql) if name in SQLModel.metadata.tables)

    sa.event.listen(connection, "before_cursor_execute", listen)
    try:
        yield tables
    finally:
        sa.event.remove(connection, "before_cursor_execute", listen)


def about(ours: Company, changed: Mapping[str, frozenset[Row]]) -> list[str]:
    """What was written of the company and of those who work there, by the names of the tables."""
    return [name for name, rows in changed.items() if any(_ours(ours, name, row) for row in rows)]


def _ours(ours: Company, name: str, row: Row) -> bool:
    """Does a row point to the company, or to anything of it?"""
    table = SQLModel.metadata.tables[name]
    whose = {
        DRAFT: "person",
        MANUAL: "organisation",
        ASK: "drill",
        OVER: "drill",
    }  # timers that say by their subject whose they are
    if name == "timer" and (of := whose.get(row[table.c.keys().index("name")])):
        return int(str(row[table.c.keys().index("subject")]).partition("/")[0]) in ours.ids[of]
    if name == "timer":
        return True
    if name in ours.ids and row[table.c.keys().index("id")] in ours.ids[name]:
        return True
    for place, column in enumerate(table.columns):
        target = "organisation" if column.name == "organisation_id" else ""
        target = next((key.column.table.name for key in column.foreign_keys), target)
        if target in ours.ids and row[place] in ours.ids[target]:
            return True
    return False


def gets(outcome: Outcome) -> bool:
    """Did anything come of it but a refusal? That is a sentence without anything else, or the menu that nobody asked for."""
    return _changed(outcome) or any(
        not (_bare(one) or (slot == "menu" and one.title.startswith(GREETING)))
        for one, slot in zip(outcome.shown, outcome.slots, strict=True)
    )


def _changed(outcome: Outcome) -> bool:
    """Is there something new, or is somebody another than before, in more than in what they look at?"""
    columns = person.c.keys()
    looks = {columns.index("focus"), columns.index("screen")}
    rows = [[v for n, v in enumerate(row) if n not in looks] for row in outcome.changed.get("person", ())]
    return bool(outcome.changed.keys() - QUIET) or any(rows.count(row) == 1 for row in rows)


def _bare(one: Message) -> bool:
    return not (one.title or one.lines or one.options or one.groups or one.pictures or len(one.controls) > 1)
