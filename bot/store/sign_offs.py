"""What somebody else has to sign off: asked with the end of a run, approved, rejected, or sent back for some of its questions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store import tallies
from bot.store.runs import KeptRun
from bot.store.sql import INSERT, finding, made, person, run, sign_off, sign_off_event

WAITING, APPROVED, BACK, REJECTED = "waiting", "approved", "back", "rejected"
IS_WAITING = sign_off.c.state == sa.literal_column("'waiting'")  # as the index says it


def is_sent_back(kept: KeptRun) -> bool:
    """Is it open once more? A number comes with the first end."""
    return kept.status == "open" and kept.number != ""


@dataclass(frozen=True)
class Decided:
    """What somebody decided about a run as it was at a version, and about which steps."""

    what: str
    name: str
    person_id: int
    at: datetime
    note: str
    steps: tuple[str, ...]
    version: int


def _ask(insert: Any) -> Any:
    new = insert(sign_off)
    values = {"state": WAITING, "asked_at": new.excluded.asked_at}
    return new.on_conflict_do_update(index_elements=[sign_off.c.run_id], set_=values)


ASK = {name: _ask(insert) for name, insert in INSERT.items()}


@dataclass(slots=True)
class SignOffs:
    """Every run that somebody else signs off. Whoever changes something here has the run locked."""

    connection: sa.Connection
    dialect: str

    def ask(self, kept: KeptRun, now: datetime) -> None:
        """It waits, for the first time or once more."""
        row = {
            "run_id": kept.id,
            "organisation_id": kept.organisation_id,
            "site_id": kept.site_id,
            "state": WAITING,
            "asked_at": now,
        }
        self.connection.execute(ASK[self.dialect], row)

    def state(self, run_id: int) -> str:
        """How far it is; empty if nobody has to sign it off."""
        query = sa.select(sign_off.c.state).where(sign_off.c.run_id == run_id)
        return self.connection.execute(query).scalar() or ""

    def decide(
        self, kept: KeptRun, state: str, by: int, at: datetime, *, note: str = "", steps: Sequence[str] = ()
    ) -> None:
        self.connection.execute(sa.update(sign_off).where(sign_off.c.run_id == kept.id).values(state=state))
        made(
            self.connection, sign_off_event, run_id=kept.id, version=kept.version, person_id=by, at=at, what=state,
            note=note, steps=json.dumps(list(steps)),
        )  # fmt: skip

    def history(self, run_id: int) -> list[Decided]:
        """What was decided, in order."""
        c = sign_off_event.c
        rows = self.connection.execute(
            sa.select(c.what, person.c.name, c.person_id, c.at, c.note, c.steps, c.version)
            .join(person, person.c.id == c.person_id)
            .where(c.run_id == run_id)
            .order_by(c.id)
        )
        return [Decided(*row[:5], tuple(json.loads(row[5])), row[6]) for row in rows]

    def waiting_at(self, site_ids: Sequence[int]) -> list[int]:
        """The runs that wait at some sites, the oldest first."""
        c = sign_off.c
        mine = sa.and_(IS_WAITING, c.site_id.in_(site_ids))
        return list(self.connection.execute(sa.select(c.run_id).where(mine).order_by(c.asked_at, c.run_id)).scalars())

    def reopen(self, kept: KeptRun, state: Mapping[str, Any], now: datetime) -> bool:
        """A finished run is open once more, with the number it has; False if it has moved. Its answers stay."""
        as_read = sa.and_(run.c.id == kept.id, run.c.version == kept.version, run.c.status == "finished")
        values = {
            "status": "open",
            "version": kept.version + 1,
            "state": json.dumps(state),
            "finished_at": None,
            "touched_at": now,
        }
        counted = tallies.those(self.connection, as_read)
        if self.connection.execute(sa.update(run).where(as_read).values(**values)).rowcount != 1:
            return False
        self.connection.execute(sa.delete(finding).where(finding.c.run_id == kept.id))
        tallies.take_away(self.connection, counted)
        return True
