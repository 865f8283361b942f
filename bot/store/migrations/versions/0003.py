"""Indexes for the week: by the end of a run, by the step of an answer, and of the few that are found or failed"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FINDING = {"sqlite_where": sa.text("finding = 1"), "postgresql_where": sa.text("finding")}
FAILED = {"sqlite_where": sa.text("failed != ''"), "postgresql_where": sa.text("failed != ''")}


def upgrade() -> None:
    op.drop_index("ix_run_began_at", "run")
    op.drop_index("ix_run_finished_at", "run")
    op.drop_index("ix_answer_run_id", "answer")
    op.create_index("ended_runs", "run", ["organisation_id", "finished_at", "began_at"])
    op.create_index("answered_steps", "answer", ["run_id", "step"])
    op.create_index("findings", "answer", ["run_id"], **FINDING)
    op.create_index("failed_letters", "letter", ["written_at"], **FAILED)


def downgrade() -> None:
    op.drop_index("failed_letters", "letter")
    op.drop_index("findings", "answer")
    op.drop_index("answered_steps", "answer")
    op.drop_index("ended_runs", "run")
    op.create_index("ix_answer_run_id", "answer", ["run_id"])
    op.create_index("ix_run_finished_at", "run", ["finished_at"])
    op.create_index("ix_run_began_at", "run", ["began_at"])
