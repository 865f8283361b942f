"""Auditors' seats and what was looked at by them; drills"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _seats()
    _drills()


def _seats() -> None:
    op.create_table(
        "seat",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("made_by", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("company", sa.String(120), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("link", sa.String(64), nullable=True, unique=True),
        sa.Column("session", sa.String(64), nullable=True, unique=True),
        sa.Column("browser", sa.String(40), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", Id, sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("ix_seat_organisation_id", "seat", ["organisation_id"])
    op.create_index("ix_seat_made_by", "seat", ["made_by"])
    op.create_table(
        "seat_view",
        sa.Column("id", Id, primary_key=True),
        sa.Column("seat_id", Id, sa.ForeignKey("seat.id"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("named", sa.String(60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_index("seat_views", "seat_view", ["seat_id", "id"])


def _drills() -> None:
    op.create_table(
        "drill",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("seed", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_by", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("pool", sa.Integer(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
    )
    op.create_index("drills_of_sites", "drill", ["organisation_id", "site_id", "id"])
    op.create_index("ix_drill_made_by", "drill", ["made_by"])
    op.create_table(
        "drill_question",
        sa.Column("id", Id, primary_key=True),
        sa.Column("drill_id", Id, sa.ForeignKey("drill.id"), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.String(24), nullable=False),
        sa.Column("step", sa.String(80), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.UniqueConstraint("drill_id", "person_id", "place"),
    )
    op.create_index("ix_drill_question_person_id", "drill_question", ["person_id"])


def downgrade() -> None:
    op.drop_table("drill_question")
    op.drop_table("drill")
    op.drop_table("seat_view")
    op.drop_table("seat")
