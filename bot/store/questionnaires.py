"""Questionnaires: which contact of which partner was asked, by whom, who opened the link and when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import made, partner, partner_contact, person, questionnaire

q = questionnaire.c
SENT, EXPIRED, WITHDRAWN, OPENED, FINISHED = "sent", "expired", "withdrawn", "opened", "finished"


@dataclass(frozen=True)
class KeptQuestionnaire:
    """`contact` and `asker` are names; `person_id` is who the contact is here, since they came. `expires_at` is when its link does."""

    id: int
    organisation_id: int
    partner_id: int
    contact_id: int
    flow_id: str
    lang: str
    invitation_id: int | None
    asked_by: int | None
    asked_at: datetime
    expires_at: datetime | None
    opened_at: datetime | None
    run_id: int | None
    finished_at: datetime | None
    withdrawn_at: datetime | None
    partner: str
    contact: str
    person_id: int | None
    asker: str

    def state(self, now: datetime) -> str:
        if self.finished_at:
            return FINISHED
        if self.withdrawn_at:
            return WITHDRAWN
        if self.opened_at:
            return OPENED
        return EXPIRED if self.expires_at and self.expires_at <= now else SENT

    @property
    def is_open(self) -> bool:
        return self.finished_at is None and self.withdrawn_at is None


COLUMNS = (
    q.id, q.organisation_id, q.partner_id, q.contact_id, q.flow_id, q.lang, q.invitation_id, q.asked_by, q.asked_at, q.expires_at,
    q.opened_at, q.run_id, q.finished_at, q.withdrawn_at, partner.c.name, partner_contact.c.name, partner_contact.c.person_id,
    sa.func.coalesce(person.c.name, ""),
)  # fmt: skip
ALL = (
    sa.select(*COLUMNS)
    .join(partner, partner.c.id == q.partner_id)
    .join(partner_contact, partner_contact.c.id == q.contact_id)
    .outerjoin(person, person.c.id == q.asked_by)
)


@dataclass(slots=True)
class Questionnaires:
    """None is ever taken away: one that is wanted no more was withdrawn."""

    connection: sa.Connection

    def ask(self, organisation_id: int, partner_id: int, contact_id: int, **values: object) -> int:
        given = {"organisation_id": organisation_id, "partner_id": partner_id, "contact_id": contact_id}
        return made(self.connection, questionnaire, **given, **values)

    def get(self, organisation_id: int, id: int) -> KeptQuestionnaire | None:
        return self._one(q.id == sa.bindparam(None, id, type_=sa.BigInteger), q.organisation_id == organisation_id)

    def of_partner(self, organisation_id: int, partner_id: int) -> list[KeptQuestionnaire]:
        """The newest first."""
        return self._all(q.organisation_id == organisation_id, q.partner_id == partner_id)

    def of_person(self, person_id: int) -> list[KeptQuestionnaire]:
        """What somebody was asked and still can answer or has answered, the newest first."""
        return self._all(partner_contact.c.person_id == person_id, q.withdrawn_at.is_(None))

    def of_invitation(self, invitation_id: int) -> KeptQuestionnaire | None:
        return self._one(q.invitation_id == invitation_id)

    def of_run(self, run_id: int) -> KeptQuestionnaire | None:
        return self._one(q.run_id == run_id)

    def change(self, id: int, **values: object) -> None:
        self.connection.execute(sa.update(questionnaire).where(q.id == id).values(**values))

    def end(self, id: int, now: datetime) -> bool:
        """It is wanted no more; False if it was answered or withdrawn meanwhile."""
        there = (q.id == id, q.finished_at.is_(None), q.withdrawn_at.is_(None))
        query = sa.update(questionnaire).where(*there).values(withdrawn_at=now)
        return self.connection.execute(query).rowcount == 1

    def _one(self, *wanted: sa.ColumnElement[bool]) -> KeptQuestionnaire | None:
        return next(iter(self._all(*wanted)), None)

    def _all(self, *wanted: sa.ColumnElement[bool]) -> list[KeptQuestionnaire]:
        rows = self.connection.execute(ALL.where(*wanted).order_by(q.id.desc()))
        return [KeptQuestionnaire(*tuple[Any, ...](row)) for row in rows]
