"""One transaction: everything that is asked of the database, by subject.

Rows never leave: what comes out is plain frozen data. Knows no flow and no channel.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.deliveries import Deliveries
from bot.store.file_index import FileIndex
from bot.store.flows import Flows
from bot.store.letters import Enqueue, Letters
from bot.store.organisations import Organisations
from bot.store.people import People
from bot.store.reports import Reports
from bot.store.runs import Runs


class Transaction:
    """Good only inside the job it was made for."""

    def __init__(self, connection: sa.Connection, enqueue: Enqueue, mark: str) -> None:
        dialect = connection.dialect.name
        self.connection = connection
        self.deliveries = Deliveries(connection, dialect)
        self.organisations = Organisations(connection)
        self.people = People(connection, dialect)
        self.runs = Runs(connection)
        self.reports = Reports(connection, dialect)
        self.letters = Letters(connection, dialect, enqueue, mark)
        self.files = FileIndex(connection, dialect)
        self.flows = Flows(connection)
