"""Anonymous tips"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tip",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("second", sa.Boolean, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.UniqueConstraint("organisation_id", "number"),
    )
    op.create_table(
        "tip_word",
        sa.Column("id", Id, primary_key=True),
        sa.Column("tip_id", Id, sa.ForeignKey("tip.id"), nullable=False),
        sa.Column("sort", sa.String(8), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("ix_tip_word_tip_id", "tip_word", ["tip_id"])
    op.create_table(
        "tip_draft",
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=True),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("second", sa.Boolean, nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
    op.create_table(
        "tip_guess",
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("since", Moment(), nullable=False),
    )


def downgrade() -> None:
    for table in ("tip_guess", "tip_draft", "tip_word", "tip"):
        op.drop_table(table)
