"""One transaction: everything that is asked of the database, by subject.

Rows never leave: what comes out is plain frozen data. Knows no flow and no channel.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.actions import Actions
from bot.store.asides import Asides
from bot.store.audiences import Audiences
from bot.store.awaited import AwaitedBooks
from bot.store.bulletins import Bulletins
from bot.store.deliveries import Deliveries
from bot.store.drills import Drills
from bot.store.dues import Dues
from bot.store.file_index import FileIndex
from bot.store.flows import Flows
from bot.store.incidents import Incidents
from bot.store.invitations import Invitations
from bot.store.ledger import Ledger
from bot.store.letters import Letters
from bot.store.lines import Lines
from bot.store.manual import Manual
from bot.store.numbering import Numbering
from bot.store.organisations import Organisations
from bot.store.pages import Pages
from bot.store.partners import Partners
from bot.store.people import People
from bot.store.petitions import Petitions
from bot.store.photos import Photos
from bot.store.programmes import Programmes
from bot.store.questionnaires import Questionnaires
from bot.store.recalls import Recalls
from bot.store.reports import Reports
from bot.store.risks import Risks
from bot.store.runs import Runs
from bot.store.schedules import Schedules
from bot.store.seats import Seats
from bot.store.second_looks import SecondLooks
from bot.store.sign_offs import SignOffs
from bot.store.subscriptions import Subscriptions
from bot.store.timers import Timers
from bot.store.tips import Tips
from bot.store.unit_books import UnitBooks
from bot.store.workers import Workers


class Transaction:
    """Good only inside the job it was made for. `me` is the worker in whose hands its letters are."""

    def __init__(self, connection: sa.Connection, me: int) -> None:
        dialect = connection.dialect.name
        self.connection = connection
        self.deliveries = Deliveries(connection, dialect)
        self.asides = Asides(connection)
        self.actions = Actions(connection)
        self.sign_offs = SignOffs(connection, dialect)
        self.petitions = Petitions(connection, dialect)
        self.invitations = Invitations(connection, dialect)
        self.organisations = Organisations(connection)
        self.people = People(connection, dialect)
        self.runs = Runs(connection)
        self.numbering = Numbering(connection, dialect)
        self.reports = Reports(connection, dialect)
        self.incidents = Incidents(connection, dialect)
        self.letters = Letters(connection, dialect, me)
        self.timers = Timers(connection, dialect)
        self.ledger = Ledger(connection, dialect)
        self.units = UnitBooks(connection, dialect)
        self.awaited = AwaitedBooks(connection, dialect)
        self.schedules = Schedules(connection)
        self.dues = Dues(connection, dialect)
        self.subscriptions = Subscriptions(connection, dialect)
        self.tips = Tips(connection, dialect)
        self.audiences = Audiences(connection, dialect)
        self.programmes = Programmes(connection, dialect)
        self.partners = Partners(connection)
        self.risks = Risks(connection)
        self.questionnaires = Questionnaires(connection)
        self.pages = Pages(connection, dialect)
        self.drills = Drills(connection)
        self.seats = Seats(connection)
        self.photos = Photos(connection, dialect)
        self.looks = SecondLooks(connection, dialect)
        self.recalls = Recalls(connection, dialect)
        self.manual = Manual(connection, dialect)
        self.bulletins = Bulletins(connection, dialect)
        self.files = FileIndex(connection, dialect)
        self.flows = Flows(connection, dialect)
        self.lines = Lines(connection, dialect)
        self.workers = Workers(connection, dialect)
