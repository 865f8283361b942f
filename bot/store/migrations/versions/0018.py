"""Channels and groups in which notices are shown"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OPEN = {"sqlite_where": sa.text("ended_at IS NULL"), "postgresql_where": sa.text("ended_at IS NULL")}


def upgrade() -> None:
    op.create_table(
        "audience",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("line_id", Id, sa.ForeignKey("line.id"), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=True),
        sa.Column("sorts", sa.String(80), nullable=False),
        sa.Column("lang", sa.String(12), nullable=False),
        sa.Column("made_by", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("moved_to", sa.String(64), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
    )
    op.create_index("ix_audience_organisation_id", "audience", ["organisation_id"])
    op.create_index("open_audiences", "audience", ["line_id", "address"], unique=True, **OPEN)


def downgrade() -> None:
    op.drop_table("audience")
