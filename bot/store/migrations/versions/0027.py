"""The programmes of an organisation, its partners, and what shows where they stand"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "membership",
        sa.Column("id", Id, primary_key=True),
        _key("organisation_id", "organisation.id"),
        sa.Column("programme", sa.String(24), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("days", sa.Text(), nullable=False, server_default="{}"),
        _key("changed_by", "person.id", nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.UniqueConstraint("organisation_id", "programme"),
    )
    op.create_table(
        "partner",
        sa.Column("id", Id, primary_key=True),
        _key("organisation_id", "organisation.id"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("plain", sa.String(120), nullable=False),
        sa.Column("part", sa.String(16), nullable=False, server_default=""),
        sa.Column("country", sa.String(2), nullable=False, server_default=""),
        sa.Column("risk", sa.String(8), nullable=False, server_default=""),
        sa.Column("contract", sa.Date(), nullable=True),
        _key("made_by", "person.id", nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.UniqueConstraint("organisation_id", "plain"),
    )
    _contact()
    _evidence()
    op.create_table(
        "partner_run",
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), primary_key=True),
        _key("partner_id", "partner.id"),
    )
    op.create_index("ix_partner_run_partner_id", "partner_run", ["partner_id"])


def _contact() -> None:
    op.create_table(
        "partner_contact",
        sa.Column("id", Id, primary_key=True),
        _key("organisation_id", "organisation.id"),
        _key("partner_id", "partner.id"),
        sa.Column("name", sa.String(80), nullable=False, server_default=""),
        sa.Column("email", sa.String(120), nullable=False, server_default=""),
        sa.Column("phone", sa.String(40), nullable=False, server_default=""),
        sa.Column("lang", sa.String(8), nullable=False, server_default=""),
        _key("person_id", "person.id", nullable=True),
        sa.Column("invitation_id", Id, nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
    )
    for column in ("partner_id", "person_id", "invitation_id"):
        op.create_index(f"ix_partner_contact_{column}", "partner_contact", [column])


def _evidence() -> None:
    op.create_table(
        "partner_evidence",
        sa.Column("id", Id, primary_key=True),
        _key("organisation_id", "organisation.id"),
        _key("partner_id", "partner.id"),
        sa.Column("proof", sa.String(24), nullable=False),
        sa.Column("country", sa.String(2), nullable=False, server_default=""),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("security", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False, server_default="[]"),
        _key("run_id", "run.id", nullable=True),
        _key("checked_by", "person.id", nullable=True),
        sa.Column("checked_at", Moment(), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("ended", sa.Date(), nullable=True),
        _key("ended_by", "person.id", nullable=True),
    )
    for column in ("organisation_id", "partner_id", "run_id"):
        op.create_index(f"ix_partner_evidence_{column}", "partner_evidence", [column])


def _key(name: str, key: str, *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, Id, sa.ForeignKey(key), nullable=nullable)


def downgrade() -> None:
    for table in ("partner_run", "partner_evidence", "partner_contact", "partner", "membership"):
        op.drop_table(table)
