"""What is worth a second look: what photos look like and where they were sent, how long inspections took, what was asked"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "likeness",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("bits", sa.String(160), nullable=False),
    )
    op.create_table(
        "photo",
        sa.Column("id", Id, primary_key=True),
        *_of_a_run(),
        sa.Column("step", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
    op.create_index("photos_again", "photo", ["organisation_id", "digest"])
    op.create_index("ix_photo_run_id", "photo", ["run_id"])
    op.create_table(
        "photo_band",
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), primary_key=True),
        sa.Column("word", Id, primary_key=True),
        sa.Column("at", Moment(), primary_key=True),
        sa.Column("photo_id", Id, sa.ForeignKey("photo.id"), primary_key=True),
    )
    op.create_index("ix_photo_band_photo_id", "photo_band", ["photo_id"])
    op.create_table(
        "pace",
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), primary_key=True),
        sa.Column("flow_id", sa.String(24), primary_key=True),
        sa.Column("at", Moment(), primary_key=True),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
    )
    op.create_index("ix_pace_run_id", "pace", ["run_id"])
    op.create_table(
        "second_look",
        sa.Column("id", Id, primary_key=True),
        *_of_a_run(),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("step", sa.String(80), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("like_run", Id, sa.ForeignKey("run.id"), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False, server_default=""),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("answered_at", Moment(), nullable=True),
    )
    op.create_index("looks_of_sites", "second_look", ["site_id", "at"])
    op.create_index("ix_second_look_run_id", "second_look", ["run_id"])
    op.create_index("ix_second_look_like_run", "second_look", ["like_run"])


def _of_a_run() -> tuple["sa.Column[int]", ...]:
    names = (("organisation_id", "organisation.id"), ("site_id", "site.id"), ("run_id", "run.id"))
    return tuple(sa.Column(name, Id, sa.ForeignKey(key), nullable=False) for name, key in names)


def downgrade() -> None:
    for table in ("second_look", "pace", "photo_band", "photo", "likeness"):
        op.drop_table(table)
