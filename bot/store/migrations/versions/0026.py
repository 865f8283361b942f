"""What is sealed: a leaf for each thing, and the days of which their trees are"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proof_leaf",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("head", sa.Text(), nullable=False, server_default=""),
        sa.Column("marks", sa.Text(), nullable=False, server_default=""),
        sa.Column("gone", sa.String(30), nullable=False, server_default=""),
        sa.Column("again", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.UniqueConstraint("kind", "subject", "version", "round", name="proof_subjects"),
    )
    op.create_index("proof_places", "proof_leaf", ["organisation_id", "day", "place"])
    again = sa.text("again")
    op.create_index("proof_again", "proof_leaf", ["organisation_id"], sqlite_where=again, postgresql_where=again)
    op.create_index("proof_runs", "proof_leaf", ["run_id"])
    op.create_table(
        "proof_day",
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("number", Id, primary_key=True, autoincrement=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("proof_day")
    op.drop_table("proof_leaf")
