"""Who asks to be erased, records on hold, what was removed, and how far a sweep is"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OPEN = {"sqlite_where": sa.text("released_at IS NULL"), "postgresql_where": sa.text("released_at IS NULL")}


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("name", sa.String(80), nullable=False, server_default=""),
        sa.Column("phone", sa.String(20), nullable=False, server_default=""),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("asked_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("erased_at", Moment(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.UniqueConstraint("person_id"),
    )
    op.create_index("ix_erasure_organisation_id", "erasure", ["organisation_id"])
    op.create_table(
        "record_hold",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("released_by", Id, sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("ix_record_hold_organisation_id", "record_hold", ["organisation_id"])
    op.create_index("records_on_hold", "record_hold", ["run_id"], unique=True, **OPEN)
    op.create_table(
        "removal",
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
    )
    op.create_index("ix_removal_organisation_id", "removal", ["organisation_id"])
    op.create_table(
        "spare_file",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("at", Moment(), nullable=False),
    )
    op.create_table(
        "sweep",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("after", Id, nullable=False),
        sa.Column("last", Id, nullable=False),
    )


def downgrade() -> None:
    for name in ("sweep", "spare_file", "removal", "record_hold", "erasure"):
        op.drop_table(name)
