"""The seal ledger, units on hold, and the units of a run besides the first"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OPEN = {"sqlite_where": sa.text("released_at IS NULL"), "postgresql_where": sa.text("released_at IS NULL")}


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
    op.create_table(
        "unit_hold",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("released_by", Id, sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("units_on_hold", "unit_hold", ["organisation_id", "unit"], unique=True, **OPEN)
    op.create_index("units_held", "unit_hold", ["organisation_id", "unit"])
    op.create_table(
        "run_unit",
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "unit", "run_id"),
    )


def downgrade() -> None:
    op.drop_table("run_unit")
    op.drop_table("unit_hold")
    op.drop_table("seal_event")
