"""Which runs only those may read who were notified of them"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE run SET confidential = true WHERE outcome LIKE 'confidential%'")  # so they were called


def downgrade() -> None:
    op.drop_column("run", "confidential")
