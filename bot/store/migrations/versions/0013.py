"""What is planned, each time that it was due, and the account in which somebody wants letters"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handle", sa.Column("chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "schedule",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("flow_id", sa.String(24), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("each", sa.Boolean(), nullable=False),
        sa.Column("draws", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("grace", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("made_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("stopped_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("stopped_at", Moment(), nullable=True),
    )
    op.create_index("ix_schedule_organisation_id", "schedule", ["organisation_id"])
    named = sa.text("name != ''")
    op.create_index(
        "named_schedules", "schedule", ["organisation_id", "name"], unique=True,
        sqlite_where=named, postgresql_where=named,
    )  # fmt: skip
    op.create_table(
        "due",
        sa.Column("id", Id, primary_key=True),
        sa.Column("schedule_id", Id, sa.ForeignKey("schedule.id"), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("flow_id", sa.String(24), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=True),
        sa.Column("done_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("seed", sa.String(32), nullable=False),
        sa.Column("pool", sa.Text(), nullable=False, server_default="[]"),
        sa.UniqueConstraint("schedule_id", "at", "person_id"),
    )
    op.create_index("due_at_sites", "due", ["site_id", "at"])
    still = sa.text("state = 'due'")
    op.create_index("still_due", "due", ["site_id", "flow_id"], sqlite_where=still, postgresql_where=still)


def downgrade() -> None:
    op.drop_table("due")
    op.drop_table("schedule")
    op.drop_column("handle", "chosen")
