"""Corrective actions, what is signed off, and what was said and done about both"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = sa.text("state != 'closed'")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("step", sa.String(80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("proof", sa.String(10), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("owner_id", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("asked", sa.Date(), nullable=True),
        sa.Column("done_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("quiet_until", sa.Date(), nullable=True),
        sa.Column("reminded", sa.Date(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.UniqueConstraint("run_id", "step"),
    )
    op.create_index("open_actions", "action", ["site_id", "due"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("owned_actions", "action", ["owner_id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "action_event",
        sa.Column("id", Id, primary_key=True),
        sa.Column("action_id", Id, sa.ForeignKey("action.id"), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
    )
    op.create_index("ix_action_event_action_id", "action_event", ["action_id"])
    op.create_table(
        "sign_off",
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
    )
    op.create_index("waiting_sign_offs", "sign_off", ["site_id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "sign_off_event",
        sa.Column("id", Id, primary_key=True),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
    )
    op.create_index("ix_sign_off_event_run_id", "sign_off_event", ["run_id"])


def downgrade() -> None:
    op.drop_table("sign_off_event")
    op.drop_table("sign_off")
    op.drop_table("action_event")
    op.drop_table("action")
