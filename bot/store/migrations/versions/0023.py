"""The page: where it is reached, links to sign in with, and sessions"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_address",
        sa.Column("id", Id, primary_key=True, autoincrement=False),
        sa.Column("address", sa.String(200), nullable=False),
    )
    op.create_table(
        "page_link",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
    )
    op.create_index("ix_page_link_person_id", "page_link", ["person_id"])
    op.create_table(
        "page_session",
        sa.Column("id", Id, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("browser", sa.String(40), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("focus", Id, nullable=True),
        sa.Column("screen", sa.Text(), nullable=False, server_default=""),
        sa.Column("shown", sa.Text(), nullable=False, server_default=""),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_page_session_person_id", "page_session", ["person_id"])


def downgrade() -> None:
    for name in ("page_session", "page_link", "page_address"):
        op.drop_table(name)
