"""What the statements of every subject are built with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.action_tables import ActionEventRow, ActionRow, SignOffEventRow, SignOffRow
from bot.store.audience_tables import Audience
from bot.store.drill_tables import DrillQuestion, DrillRow
from bot.store.due_tables import Due, Schedule
from bot.store.incident_tables import Incident, IncidentEvent
from bot.store.keeping_tables import Erasure, RecordHold, Removal, SpareFile, Sweep
from bot.store.manual_tables import Acknowledgement, Bulletin, BulletinCopy, Edition
from bot.store.outbox_tables import Delivery, LetterRow, Place, TimerRow, Worker
from bot.store.page_tables import PageAddress, PageLink, PageSession
from bot.store.partner_tables import Membership, Partner, PartnerContact, PartnerEvidence, PartnerRun, QuestionnaireRow
from bot.store.pending import Aside, Guess, Invitation, Petition
from bot.store.profile_tables import ProfileEntry
from bot.store.proof_tables import ProofDay, ProofLeaf
from bot.store.risk_tables import Assessment, Lane, Leg, Rating
from bot.store.seal_tables import Awaited, LooseSeal, RunUnit, SealEvent, UnitHold
from bot.store.seat_tables import SeatRow, SeatView
from bot.store.second_tables import Likeness, PaceRow, PhotoBand, PhotoRow, SecondLook
from bot.store.summary_tables import Subscription
from bot.store.tables import (
    AnswerRow,
    FileRow,
    FindingRow,
    Handle,
    Line,
    Numbering,
    Organisation,
    Person,
    Published,
    RunRow,
    Site,
    Stranger,
    Taken,
)
from bot.store.tally_tables import Tally
from bot.store.tip_tables import TipDraft, TipGuess, TipRow, TipWord
from bot.store.training_tables import Lesson, RecallAnswer, RecallRow

ByDialect = Mapping[str, Any]  # a statement for each of the two databases


def table(model: Any) -> sa.Table:
    found: sa.Table = model.__table__
    return found


organisation, site, person, handle, stranger = map(table, (Organisation, Site, Person, Handle, Stranger))
published, run, answer, finding, file = map(table, (Published, RunRow, AnswerRow, FindingRow, FileRow))
delivery, letter, place, taken = map(table, (Delivery, LetterRow, Place, Taken))
line, worker, timer, numbering = map(table, (Line, Worker, TimerRow, Numbering))
aside, petition, invitation, guess = map(table, (Aside, Petition, Invitation, Guess))
incident, incident_event = map(table, (Incident, IncidentEvent))
seal_event, loose_seal, unit_hold, run_unit, awaited = map(table, (SealEvent, LooseSeal, UnitHold, RunUnit, Awaited))
action, action_event = map(table, (ActionRow, ActionEventRow))
sign_off, sign_off_event = map(table, (SignOffRow, SignOffEventRow))
schedule, due = map(table, (Schedule, Due))
tip, tip_word, tip_draft, tip_guess = map(table, (TipRow, TipWord, TipDraft, TipGuess))
audience, subscription, tally = map(table, (Audience, Subscription, Tally))
erasure, record_hold, removal, spare_file, sweep = map(table, (Erasure, RecordHold, Removal, SpareFile, Sweep))
likeness, photo, photo_band, pace, second_look = map(table, (Likeness, PhotoRow, PhotoBand, PaceRow, SecondLook))
membership, partner, partner_contact = map(table, (Membership, Partner, PartnerContact))
partner_evidence, partner_run, questionnaire = map(table, (PartnerEvidence, PartnerRun, QuestionnaireRow))
recall, recall_answer, lesson = map(table, (RecallRow, RecallAnswer, Lesson))
proof_leaf, proof_day = map(table, (ProofLeaf, ProofDay))
profile_entry = table(ProfileEntry)
risk_lane, risk_leg, risk_assessment, risk_rating = map(table, (Lane, Leg, Assessment, Rating))
drill, drill_question = map(table, (DrillRow, DrillQuestion))
seat, seat_view = map(table, (SeatRow, SeatView))
page_address, page_link, page_session = map(table, (PageAddress, PageLink, PageSession))
edition, acknowledgement, bulletin, bulletin_copy = map(table, (Edition, Acknowledgement, Bulletin, BulletinCopy))

INSERT: ByDialect = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def once(into: sa.Table) -> ByDialect:
    """Writes a row that is not there yet. SQLAlchemy forgets how many those were, unless it is told not to."""
    return {
        name: insert(into).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        for name, insert in INSERT.items()
    }


def made(connection: sa.Connection, into: sa.Table, **values: object) -> int:
    """The number of a row that is written with these values."""
    return int(connection.execute(sa.insert(into).values(**values)).inserted_primary_key[0])  # type: ignore[index]
