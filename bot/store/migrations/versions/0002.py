"""Lines, and an outbox whose letters are claimed; a run's turn is its version, a file's sort its type"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LINES = (("telegram", 1), ("slack", 2))
OPEN = sa.text("settled_at IS NULL")


QUEUE = (
    "operation_outputs", "notifications", "workflow_events", "workflow_events_history", "streams", "workflow_schedules",
    "application_versions", "queues", "workflow_input", "workflow_output", "workflow_status", "dbos_migrations",
)  # fmt: skip


def upgrade() -> None:
    rename()
    drop_queue()
    make_lines()
    anew(
        "handle",
        "SELECT id, person_id, {line}, account, address, heard_at FROM {old}",
        (
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
            sa.Column("line_id", Id, sa.ForeignKey("line.id"), nullable=False),
            sa.Column("account", sa.String(64), nullable=False),
            sa.Column("address", sa.String(64), nullable=False),
            sa.Column("heard_at", Moment()),
            sa.UniqueConstraint("line_id", "account"),
        ),
    )
    op.create_index("ix_handle_person_id", "handle", ["person_id"])
    anew(
        "delivery",
        "SELECT {line}, delivery, at FROM {old}",
        (
            sa.Column("line_id", Id, primary_key=True),
            sa.Column("delivery", sa.String(120), primary_key=True),
            sa.Column("at", Moment(), nullable=False),
        ),
    )
    op.create_index("ix_delivery_at", "delivery", ["at"])
    op.create_table(
        "place",
        sa.Column("line_id", Id, primary_key=True),
        sa.Column("address", sa.String(64), primary_key=True),
        sa.Column("slot", sa.String(40), primary_key=True),
        sa.Column("ref", sa.String(80), nullable=False),
    )
    op.execute(f"INSERT INTO place SELECT {line('shown')}, address, slot, ref FROM shown")
    op.drop_table("shown")
    make_letters()
    op.create_table(
        "worker",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("beat", Id, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "timer",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.UniqueConstraint("name", "subject"),
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at"])


def rename() -> None:
    for name in ("run", "answer"):
        with op.batch_alter_table(name) as table:
            table.alter_column("turn", new_column_name="version")
    with op.batch_alter_table("file") as table:
        table.alter_column("sort", new_column_name="type")


def drop_queue() -> None:
    """The tables of the library that carried notices before: what waited there waits in the outbox, too."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA IF EXISTS dbos CASCADE")
        return
    for name in QUEUE:
        op.execute(f"DROP TABLE IF EXISTS {name}")


def make_lines() -> None:
    made = op.create_table(
        "line",
        sa.Column("id", Id, primary_key=True),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisation.id")),
        sa.Column("paused_until", Moment()),
        sa.UniqueConstraint("channel", "name"),
    )
    op.bulk_insert(made, [{"id": id, "channel": channel, "name": "main"} for channel, id in LINES])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"SELECT setval(pg_get_serial_sequence('line', 'id'), {len(LINES)})")


def line(table: str) -> str:
    """The line of a row that knows only its channel."""
    return f"(SELECT line.id FROM line WHERE line.channel = {table}.channel)"


def anew(name: str, rows: str, columns: tuple[sa.schema.SchemaItem, ...]) -> None:
    """A table anew, with the rows it had: with a line where the channel was, or the other way about."""
    old = f"{name}_before"
    for index in sa.inspect(op.get_bind()).get_indexes(name):
        if not index.get("duplicates_constraint"):
            op.drop_index(index["name"], name)
    op.rename_table(name, old)
    if op.get_bind().dialect.name == "postgresql":
        for constraint in constraints(old):
            op.execute(f'ALTER TABLE {old} RENAME CONSTRAINT "{constraint}" TO "{constraint}_before"')
        if name == "handle":
            op.execute("ALTER SEQUENCE handle_id_seq RENAME TO handle_before_id_seq")
    op.create_table(name, *columns)
    op.execute(f"INSERT INTO {name} {rows.format(line=line(old), channel=channel(old), old=old)}")
    op.drop_table(old)
    if name == "handle" and op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('handle', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM handle), false)"
        )


def constraints(table: str) -> list[str]:
    found = op.get_bind().execute(
        sa.text("SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(:name)"), {"name": table}
    )
    return list(found.scalars())


def make_letters() -> None:
    """Letters anew. They are numbered in the order of their old ids, which began with the time."""
    op.drop_index("open_letters", "letter")
    op.drop_index("ix_letter_slot", "letter")
    op.rename_table("letter", "letter_before")
    if op.get_bind().dialect.name == "postgresql":
        for constraint in constraints("letter_before"):
            op.execute(f'ALTER TABLE letter_before RENAME CONSTRAINT "{constraint}" TO "{constraint}_before"')
    op.create_table(
        "letter",
        sa.Column("id", Id, primary_key=True),
        sa.Column("line_id", Id, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("slot", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edit", sa.Boolean(), nullable=False),
        sa.Column("ref", sa.String(80), nullable=False),
        sa.Column("notice", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(80), unique=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("worker", Id, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("settled_at", Moment()),
        sa.Column("failed", sa.String(200), nullable=False),
    )
    op.execute(
        "INSERT INTO letter (line_id, address, slot, body, edit, ref, notice, key, person_id, written_at, due_at, worker,"
        f" tries, settled_at, failed) SELECT {line('letter_before')}, address, slot, body, edit, '', notice, key,"
        " person_id, written_at, written_at, 0, tries,"
        " CASE WHEN failed <> '' THEN written_at ELSE sent_at END, failed FROM letter_before ORDER BY id"
    )
    op.drop_table("letter_before")
    op.create_index("ix_letter_slot", "letter", ["slot"])
    op.create_index("open_letters", "letter", ["line_id", "address", "id"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    """Back to the tables of 0001. The outbox begins empty: what was waiting is not sent."""
    for name in ("timer", "worker", "letter"):
        op.drop_table(name)
    op.create_table(
        "letter",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("slot", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edit", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(80), unique=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(200), nullable=False),
    )
    op.create_index("open_letters", "letter", ["sent_at", "written_at"])
    op.create_index("ix_letter_slot", "letter", ["slot"])
    op.create_table(
        "shown",
        sa.Column("channel", sa.String(12), primary_key=True),
        sa.Column("address", sa.String(64), primary_key=True),
        sa.Column("slot", sa.String(40), primary_key=True),
        sa.Column("ref", sa.String(80), nullable=False),
    )
    op.execute(f"INSERT INTO shown SELECT {channel('place')}, address, slot, ref FROM place")
    op.drop_table("place")
    anew(
        "delivery",
        "SELECT {channel}, delivery, at FROM {old}",
        (
            sa.Column("channel", sa.String(12), primary_key=True),
            sa.Column("delivery", sa.String(120), primary_key=True),
            sa.Column("at", Moment(), nullable=False),
        ),
    )
    op.create_index("ix_delivery_at", "delivery", ["at"])
    anew(
        "handle",
        "SELECT id, person_id, {channel}, account, address, heard_at FROM {old}",
        (
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
            sa.Column("channel", sa.String(12), nullable=False),
            sa.Column("account", sa.String(64), nullable=False),
            sa.Column("address", sa.String(64), nullable=False),
            sa.Column("heard_at", Moment()),
            sa.UniqueConstraint("channel", "account"),
        ),
    )
    op.create_index("ix_handle_person_id", "handle", ["person_id"])
    op.drop_table("line")
    with op.batch_alter_table("file") as table:
        table.alter_column("type", new_column_name="sort")
    for name in ("run", "answer"):
        with op.batch_alter_table(name) as table:
            table.alter_column("version", new_column_name="turn")


def channel(table: str) -> str:
    """The channel of a row that knows its line."""
    return f"(SELECT line.channel FROM line WHERE line.id = {table}.line_id)"
