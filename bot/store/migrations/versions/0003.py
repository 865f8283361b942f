"""Ids of 64 bits, and the indexes of the week: runs by their end, answers by their step, what was found or failed"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FINDING = {"sqlite_where": sa.text("finding = 1"), "postgresql_where": sa.text("finding")}
FAILED = {"sqlite_where": sa.text("failed != ''"), "postgresql_where": sa.text("failed != ''")}

IDS = {
    "organisation": ("id",),
    "site": ("id", "organisation_id"),
    "person": ("id", "organisation_id", "site_id", "focus"),
    "handle": ("id", "person_id"),
    "run": ("id", "organisation_id", "site_id", "person_id"),
    "answer": ("id", "run_id", "person_id"),
    "taken": ("run_id", "person_id"),
    "line": ("organisation_id",),
    "letter": ("person_id",),
}


def upgrade() -> None:
    number("bigint")
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
    number("integer")


def number(type: str) -> None:
    """Ids and what refers to them, in one pass over each table. SQLite's integers have 64 bits as it is."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in IDS.items():
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"ALTER COLUMN {name} TYPE {type}" for name in columns))
        if columns[0] == "id":
            sequence = op.get_bind().execute(sa.text(f"SELECT pg_get_serial_sequence('{table}', 'id')")).scalar_one()
            op.execute(f"ALTER SEQUENCE {sequence} AS {type}")
