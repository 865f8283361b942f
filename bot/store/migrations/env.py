"""Alembic's entry: runs on the connection that migrate.py hands over."""

from alembic import context
from sqlmodel import SQLModel

from bot.store import (
    action_tables,
    audience_tables,
    incident_tables,
    keeping_tables,
    outbox_tables,
    proof_tables,
    pending,
    seal_tables,
    tables,
    tip_tables,
)  # noqa: F401  the tables register themselves with SQLModel.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
