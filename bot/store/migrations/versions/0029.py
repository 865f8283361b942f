"""The manual: procedures as they were published, who has read them, and bulletins with who has seen them"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _editions()
    _readings()
    _bulletins()
    _copies()


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("procedure", sa.String(24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(12), nullable=False),
        sa.Column("roles", sa.String(160), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("file", sa.String(64), nullable=False, server_default=""),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("published_by", Id, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("replaced_at", Moment(), nullable=True),
        sa.UniqueConstraint("organisation_id", "procedure", "number"),
    )


def _readings() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("edition_id", Id, sa.ForeignKey("edition.id"), primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("told_at", Moment(), nullable=False),
        sa.Column("remind_at", Moment(), nullable=True),
        sa.Column("reminded_at", Moment(), nullable=True),
        sa.Column("tries", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("read_in", sa.String(12), nullable=False, server_default=""),
        sa.Column("lang", sa.String(12), nullable=False, server_default=""),
    )
    op.create_index("readings_of_people", "acknowledgement", ["person_id"])


def _bulletins() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("roles", sa.String(200), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("source_at", Moment(), nullable=True),
        sa.Column("handling", sa.String(80), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
    )
    op.create_index("bulletins_of", "bulletin", ["organisation_id", "sent_at"])
    op.create_index("ix_bulletin_person_id", "bulletin", ["person_id"])


def _copies() -> None:
    op.create_table(
        "bulletin_copy",
        sa.Column("bulletin_id", Id, sa.ForeignKey("bulletin.id"), primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True),
        *(
            sa.Column(name, Moment(), nullable=True)
            for name in ("told_at", "came_at", "lost_at", "seen_at", "reminded_at")
        ),
    )
    op.create_index("ix_bulletin_copy_person_id", "bulletin_copy", ["person_id"])


def downgrade() -> None:
    for table in ("bulletin_copy", "bulletin", "acknowledgement", "edition"):
        op.drop_table(table)
