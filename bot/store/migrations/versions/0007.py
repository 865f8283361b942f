"""Which message gave an answer, whose words it passes on, and in which message a letter stands"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer", sa.Column("said_in", sa.String(80), nullable=False, server_default=""))
    op.add_column("answer", sa.Column("passed_on", sa.String(120), nullable=True))
    op.add_column("answer", sa.Column("first_at", Moment(), nullable=True))
    op.add_column("letter", sa.Column("shown", sa.String(80), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("letter", "shown")
    for name in ("first_at", "passed_on", "said_in"):
        op.drop_column("answer", name)
