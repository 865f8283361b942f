"""Summaries that are sent again and again, and the indexes of what a summary counts"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OPEN = sa.text("state != 'closed'")
LOOSE = sa.text("(event = 'issued' OR disputed != '')")


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
    )
    op.create_index(
        "open_incidents", "incident", ["organisation_id", "since"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("loose_seals", "seal_event", ["site_id", "at"], sqlite_where=LOOSE, postgresql_where=LOOSE)
    op.create_index("runs_of_people", "run", ["person_id", "flow_id"])
    op.drop_index("ix_run_person_id", "run")


def downgrade() -> None:
    op.create_index("ix_run_person_id", "run", ["person_id"])
    op.drop_index("runs_of_people", "run")
    op.drop_index("loose_seals", "seal_event")
    op.drop_index("open_incidents", "incident")
    op.drop_table("subscription")
