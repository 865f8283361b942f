"""When a picture was taken, by its camera; and which runs were about a unit"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file", sa.Column("taken", sa.String(19), nullable=False, server_default=""))
    op.create_index("units", "run", ["unit", "organisation_id"], postgresql_ops={"unit": "varchar_pattern_ops"})


def downgrade() -> None:
    op.drop_index("units", "run")
    op.drop_column("file", "taken")
