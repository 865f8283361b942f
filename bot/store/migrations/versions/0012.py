"""Codes to join with, who has tried some that were none, and what links with a code begin with"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("line", sa.Column("invites", sa.String(120), nullable=False, server_default=""))
    op.create_table(
        "invitation",
        sa.Column("id", Id, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("lang", sa.String(12), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("made_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_invitation_organisation_id", "invitation", ["organisation_id"])
    op.create_table(
        "guess",
        sa.Column("line_id", Id, primary_key=True),
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("guess")
    op.drop_table("invitation")
    op.drop_column("line", "invites")
