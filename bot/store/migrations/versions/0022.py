"""Records by their number, and the finished ones of a form"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEXES = (
    ("record_numbers", "run", ["organisation_id", "number"], "number != ''"),
    ("runs_of_forms", "run", ["organisation_id", "flow_id", "finished_at"], "status = 'finished'"),
)


def upgrade() -> None:
    for name, table, columns, which in INDEXES:
        op.create_index(name, table, columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))


def downgrade() -> None:
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
