"""Questions that come back, how they were answered, and the lessons that were offered after an inspection"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recall",
        *_of_somebody(),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=True),
        sa.UniqueConstraint("person_id", "flow_id", "step"),
    )
    op.create_index("ix_recall_run_id", "recall", ["run_id"])
    op.create_table(
        "recall_answer",
        *_of_somebody(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=True),
    )
    op.create_index("recall_answers_of_people", "recall_answer", ["person_id", "at"])
    op.create_index("ix_recall_answer_organisation_id", "recall_answer", ["organisation_id"])
    op.create_index("ix_recall_answer_run_id", "recall_answer", ["run_id"])
    op.create_table(
        "lesson",
        *_of_somebody(),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("quiz", sa.String(24), nullable=False),
        sa.Column("question", sa.String(80), nullable=False),
        sa.Column("offered_at", Moment(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
    )
    op.create_index("lessons_of_points", "lesson", ["person_id", "flow_id", "step"])
    op.create_index("ix_lesson_run_id", "lesson", ["run_id"])


def _of_somebody() -> tuple["sa.Column[object]", ...]:
    return (
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("flow_id", sa.String(24), nullable=False),
        sa.Column("step", sa.String(80), nullable=False),
    )


def downgrade() -> None:
    for table in ("lesson", "recall_answer", "recall"):
        op.drop_table(table)
