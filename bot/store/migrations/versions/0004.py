"""What organisations and sites decide for themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("organisation", "site"):
        op.add_column(table, sa.Column("settings", sa.Text(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for table in ("site", "organisation"):
        op.drop_column(table, "settings")
