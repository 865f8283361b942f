"""When a picture was taken, by its camera"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file", sa.Column("taken", sa.String(19), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("file", "taken")
