"""Lanes, and their risk assessments"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_lane",
        sa.Column("id", Id, primary_key=True),
        _key("organisation_id", "organisation.id"),
        sa.Column("name", sa.String(80), nullable=False),
        _key("made_by", "person.id", nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
    )
    op.create_index("ix_risk_lane_organisation_id", "risk_lane", ["organisation_id"])
    op.create_table(
        "risk_leg",
        sa.Column("id", Id, primary_key=True),
        _key("organisation_id", "organisation.id"),
        _key("lane_id", "risk_lane.id"),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("country", sa.String(2), nullable=False, server_default=""),
        sa.Column("mode", sa.String(8), nullable=False, server_default=""),
        _key("partner_id", "partner.id", nullable=True),
        _key("site_id", "site.id", nullable=True),
    )
    for column in ("lane_id", "partner_id", "site_id"):
        op.create_index(f"ix_risk_leg_{column}", "risk_leg", [column])
    _assessments()


def _assessments() -> None:
    op.create_table(
        "risk_assessment",
        sa.Column("id", Id, primary_key=True),
        _key("organisation_id", "organisation.id"),
        _key("lane_id", "risk_lane.id"),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False, unique=True),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("threat", sa.String(8), nullable=False, server_default=""),
        sa.Column("vulnerability", sa.String(8), nullable=False, server_default=""),
        sa.Column("legs", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("seen", sa.Text(), nullable=False, server_default="{}"),
    )
    op.create_index("assessments", "risk_assessment", ["organisation_id", "lane_id", "id"])
    op.create_index("ix_risk_assessment_lane_id", "risk_assessment", ["lane_id"])
    op.create_table(
        "risk_rating",
        sa.Column("id", Id, primary_key=True),
        _key("assessment_id", "risk_assessment.id"),
        sa.Column("step", sa.String(24), nullable=False),
        sa.Column("category", sa.String(4), nullable=False, server_default=""),
        sa.Column("value", sa.String(8), nullable=False),
        sa.Column("proposed", sa.String(8), nullable=False, server_default=""),
        sa.UniqueConstraint("assessment_id", "step"),
    )


def _key(name: str, key: str, *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, Id, sa.ForeignKey(key), nullable=nullable)


def downgrade() -> None:
    for table in ("risk_rating", "risk_assessment", "risk_leg", "risk_lane"):
        op.drop_table(table)
