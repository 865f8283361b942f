"""Questionnaires of partners: who was asked, who opened it, what came of it, and how each point stands"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _genre(16)
    op.add_column("partner_evidence", sa.Column("points", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "questionnaire",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("partner_id", Id, sa.ForeignKey("partner.id"), nullable=False),
        sa.Column("contact_id", Id, sa.ForeignKey("partner_contact.id"), nullable=False),
        sa.Column("flow_id", sa.String(24), nullable=False),
        sa.Column("lang", sa.String(12), nullable=False),
        sa.Column("invitation_id", Id, nullable=True),
        sa.Column("asked_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
    )
    op.create_index("questionnaires", "questionnaire", ["organisation_id", "partner_id", "id"])
    op.create_index("ix_questionnaire_contact_id", "questionnaire", ["contact_id"])
    op.create_index("ix_questionnaire_invitation_id", "questionnaire", ["invitation_id"])
    op.create_index("ix_questionnaire_run_id", "questionnaire", ["run_id"])


def downgrade() -> None:
    op.drop_table("questionnaire")
    op.drop_column("partner_evidence", "points")


def _genre(length: int) -> None:
    """A longer word for a genre."""
    with op.batch_alter_table("published") as table:
        table.alter_column("genre", existing_type=sa.String(12), existing_nullable=False, type_=sa.String(length))
