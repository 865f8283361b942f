"""The security profile: narratives of criteria, and what is attached to each"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile_entry",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("criterion", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(12), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("back_at", Moment(), nullable=True),
        sa.Column("back_by", Id, sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("profiles", "profile_entry", ["organisation_id", "criterion", "id"])
    op.create_index("ix_profile_entry_person_id", "profile_entry", ["person_id"])


def downgrade() -> None:
    op.drop_table("profile_entry")
