"""Findings of finished runs, and the index that a summary of any time and any site is read from"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FINDING = {"sqlite_where": sa.text("finding = 1"), "postgresql_where": sa.text("finding")}
COUNTED = ["site_id", "status", "finished_at", "began_at", "digest", "severity", "passed", "score"]
OF_ALL = """
INSERT INTO finding (site_id, finished_at, digest, step, run_id)
SELECT run.site_id, run.finished_at, run.digest, answer.step, run.id
FROM run JOIN answer ON answer.run_id = run.id
WHERE run.status = 'finished' AND NOT run.confidential AND answer.finding AND NOT EXISTS (
    SELECT 1 FROM answer AS later WHERE later.run_id = answer.run_id AND later.step = answer.step AND later.id > answer.id
)
"""


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("site_id", Id, nullable=False),
        sa.Column("finished_at", Moment(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("step", sa.String(80), nullable=False),
        sa.Column("run_id", Id, sa.ForeignKey("run.id"), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "finished_at", "digest", "step", "run_id"),
    )
    op.execute(OF_ALL)
    op.drop_index("findings", "answer")
    op.drop_index("ended_runs", "run")
    op.create_index("runs_of_sites", "run", COUNTED)


def downgrade() -> None:
    op.drop_index("runs_of_sites", "run")
    op.create_index("ended_runs", "run", ["organisation_id", "finished_at", "began_at"])
    op.create_index("findings", "answer", ["run_id"], **FINDING)
    op.drop_table("finding")
