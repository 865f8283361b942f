"""Units and drivers that are expected on a day"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("made_by", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.UniqueConstraint("site_id", "day", "unit", "person_id"),
    )


def downgrade() -> None:
    op.drop_table("awaited")
