"""Incidents: how what was told to somebody stands, and what happened to it"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Whatever somebody was told of is an incident; the first who said "I'll handle it" took it then.
BEFORE = """
    INSERT INTO incident (run_id, organisation_id, number, state, since, round, rung)
    SELECT run.id, run.organisation_id, run.number,
        CASE WHEN EXISTS (SELECT 1 FROM taken WHERE taken.run_id = run.id) THEN 'taken' ELSE 'reported' END,
        COALESCE(run.told_at, run.finished_at, run.began_at), 0, 0
    FROM run WHERE EXISTS (SELECT 1 FROM letter WHERE letter.slot = 'report:' || CAST(run.id AS VARCHAR(20)))
"""
TAKEN = """
    INSERT INTO incident_event (run_id, kind, at, person_id, words, files)
    SELECT run_id, 'taken', at, person_id, '', '[]' FROM taken ORDER BY at, run_id, person_id
"""


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("number", sa.String(20), nullable=False, server_default=""),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("rung_at", Moment(), nullable=True),
    )
    named = sa.text("number != ''")
    op.create_index(
        "incident_numbers", "incident", ["number", "organisation_id"], sqlite_where=named, postgresql_where=named
    )
    op.create_table(
        "incident_event",
        sa.Column("id", Id, primary_key=True),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("other_id", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("files", sa.Text(), nullable=False, server_default="[]"),
    )
    op.create_index("ix_incident_event_run_id", "incident_event", ["run_id"])
    op.execute(BEFORE)
    op.execute(TAKEN)


def downgrade() -> None:
    op.drop_table("incident_event")
    op.drop_table("incident")
