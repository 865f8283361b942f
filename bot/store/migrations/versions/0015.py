"""The seal ledger"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seal_event",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("step", sa.String(80), nullable=False),
        sa.Column("event", sa.String(10), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("whom", sa.String(120), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("photo", sa.String(80), nullable=False),
        sa.Column("disputed", sa.String(12), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("taken_back", Id, sa.ForeignKey("seal_event.id"), nullable=True),
    )
    op.create_index("seal_numbers", "seal_event", ["organisation_id", "number"])
    op.create_index("sealed_units", "seal_event", ["organisation_id", "unit"])
    op.create_index("ix_seal_event_run_id", "seal_event", ["run_id"])
    op.create_index("ix_seal_event_taken_back", "seal_event", ["taken_back"])


def downgrade() -> None:
    op.drop_table("seal_event")
