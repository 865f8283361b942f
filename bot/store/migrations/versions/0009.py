"""The screen that is shown, what was said beside a form, and who asked to be added"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("screen", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "aside",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("run_id", Id, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("became", Id, nullable=True),
    )
    op.create_index("ix_aside_person_id", "aside", ["person_id"])
    op.create_table(
        "petition",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("line_id", Id, nullable=False),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("lang", sa.String(12), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("decided_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("line_id", "account"),
    )
    op.create_index("ix_petition_organisation_id", "petition", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("petition")
    op.drop_table("aside")
    op.drop_column("person", "screen")
