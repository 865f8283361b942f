"""Somebody looks at the page past HTTP: a view with a query, as its templates are given it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.assistant import Assistant
from bot.content.library import Library
from bot.page.navigation import VIEWS
from bot.page.reader import Reader
from bot.store.database import Storage
from bot.store.pages import Session
from bot.store.sql import handle, person
from bot.store.transaction import Transaction
from tests.saying import WORDING


@dataclass(frozen=True)
class Looker:
    storage: Storage
    library: Library
    person_id: int
    now: datetime

    def at(self, path: str, **asked: str) -> dict[str, Any]:
        """What a view shows."""
        start = datetime(2026, 1, 1, tzinfo=UTC)
        session = Session(1, self.person_id, "", start, start, None, "", "")

        def look(tx: Any) -> dict[str, Any]:
            who = tx.people.whom(self.person_id)
            context = Assistant(WORDING, self.library).context(tx, who, self.now)
            shown = VIEWS[path](Reader(context, session, asked))
            assert shown.status == 200, (path, asked)
            return dict(shown.values)

        return self.storage.read_now(look)

    def whole(self, path: str, **asked: str) -> tuple[list[Any], str]:
        """Every entry of a list, page after page; and how many it says there are."""
        first = self.at(path, **asked)
        entries, number, shown = list(first["entries"]), 0, first
        while shown["turn"].after:
            number += 1
            shown = self.at(path, **asked, page=str(number))
            entries += shown["entries"]
        return entries, first["count"]


def manager(storage: Storage, organisation_id: int) -> int:
    """The last manager of an organisation, who can be reached."""

    def work(tx: Transaction) -> int:
        p = person.c
        mine = sa.select(p.id).where(p.organisation_id == organisation_id, p.role == "manager", p.left_at.is_(None))
        id = int(tx.connection.execute(mine.order_by(p.id.desc()).limit(1)).scalar_one())
        if tx.people.whom(id) is None:
            row = {"person_id": id, "line_id": tx.lines.id_of("telegram"), "account": "7001", "address": "7001"}
            tx.connection.execute(sa.insert(handle).values(**row))
        return id

    return storage.now(work)
