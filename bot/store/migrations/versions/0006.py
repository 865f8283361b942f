"""Telephone numbers of people, whom letters did not reach, and runs that were told before they were finished"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TOLD = {"sqlite_where": sa.text("told_at IS NOT NULL"), "postgresql_where": sa.text("told_at IS NOT NULL")}


def upgrade() -> None:
    op.add_column("person", sa.Column("phone", sa.String(20), nullable=False, server_default=""))
    op.add_column("person", sa.Column("missed_at", sa.DateTime(timezone=True)))
    op.add_column("run", sa.Column("told_at", sa.DateTime(timezone=True)))
    op.create_index("told_runs", "run", ["organisation_id", "told_at"], **TOLD)


def downgrade() -> None:
    op.drop_index("told_runs", "run")
    op.drop_column("run", "told_at")
    op.drop_column("person", "missed_at")
    op.drop_column("person", "phone")
