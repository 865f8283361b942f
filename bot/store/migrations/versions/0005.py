"""Numbers that people call records by, and the unit a run is about"""

import sqlalchemy as sa
from alembic import op

from bot.store.numbering import free, initials
from bot.store.tables import Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CODED = {"sqlite_where": sa.text("code != ''"), "postgresql_where": sa.text("code != ''")}


def upgrade() -> None:
    op.add_column("site", sa.Column("code", sa.String(6), nullable=False, server_default=""))
    name_sites(op.get_bind())
    op.create_index("site_codes", "site", ["organisation_id", "code"], unique=True, **CODED)
    op.add_column("run", sa.Column("number", sa.String(20), nullable=False, server_default=""))
    op.add_column("run", sa.Column("unit", sa.String(40), nullable=False, server_default=""))
    op.create_table(
        "numbering",
        sa.Column("site_id", Id, sa.ForeignKey("site.id"), primary_key=True),
        sa.Column("year", Id, primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("numbering")
    op.drop_column("run", "unit")
    op.drop_column("run", "number")
    op.drop_index("site_codes", "site")
    op.drop_column("site", "code")


def name_sites(connection: sa.Connection) -> None:
    sites = connection.execute(sa.text("SELECT id, organisation_id, name FROM site ORDER BY id")).all()
    taken: dict[int, set[str]] = {}
    for id, organisation, name in sites:
        code = free(initials(name), taken.setdefault(organisation, set()))
        taken[organisation].add(code)
        connection.execute(sa.text("UPDATE site SET code = :code WHERE id = :id"), {"code": code, "id": id})
