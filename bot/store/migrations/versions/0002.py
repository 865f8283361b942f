"""A run's turn is its version, a file's sort its type"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("run", "answer"):
        with op.batch_alter_table(name) as table:
            table.alter_column("turn", new_column_name="version")
    with op.batch_alter_table("file") as table:
        table.alter_column("sort", new_column_name="type")


def downgrade() -> None:
    with op.batch_alter_table("file") as table:
        table.alter_column("type", new_column_name="sort")
    for name in ("run", "answer"):
        with op.batch_alter_table(name) as table:
            table.alter_column("version", new_column_name="turn")
