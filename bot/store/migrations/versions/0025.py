"""What a year is counted by: sums of finished runs, seals nobody can account for, and the forms of a site"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id, Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

DAY = {"sqlite": "date(finished_at)", "postgresql": "CAST(timezone('UTC', finished_at) AS DATE)"}
FILL = """
    INSERT INTO tally (site_id, day, digest, runs, passed, score)
    SELECT site_id, {day}, digest, count(*), sum(CASE WHEN passed THEN 1 ELSE 0 END), sum(coalesce(score, 0))
    FROM run WHERE status = 'finished' GROUP BY site_id, {day}, digest
"""
LOST = """
    INSERT INTO loose_seal (event_id, site_id, at)
    SELECT id, site_id, at FROM seal_event AS s
    WHERE (s.event = 'issued' OR s.disputed != '') AND s.taken_back IS NULL
    AND NOT EXISTS (SELECT 1 FROM seal_event AS b WHERE b.taken_back = s.id)
    AND NOT EXISTS (
        SELECT 1 FROM seal_event AS n
        WHERE n.organisation_id = s.organisation_id AND n.number = s.number AND n.id > s.id AND n.disputed = ''
        AND n.taken_back IS NULL AND NOT EXISTS (SELECT 1 FROM seal_event AS b WHERE b.taken_back = n.id)
    )
"""
WAS = "(event = 'issued' OR disputed != '')"
TOLD, UNFINISHED, FINISHED = (
    "told_at IS NOT NULL",
    "told_at IS NOT NULL AND status != 'finished'",
    "status = 'finished'",
)


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("site_id", Id, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("runs", "passed", "score")),
    )
    op.execute(FILL.format(day=DAY[op.get_bind().dialect.name]))
    op.drop_index("loose_seals", "seal_event")
    op.create_table(
        "loose_seal",
        sa.Column("event_id", Id, sa.ForeignKey("seal_event.id"), primary_key=True, autoincrement=False),
        sa.Column("site_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
    op.execute(LOST)
    op.create_index("loose_seals", "loose_seal", ["site_id", "at"])
    _anew("runs_of_people", ["person_id", "flow_id", "finished_at"])
    _anew("told_runs", ["organisation_id", "told_at"], UNFINISHED)
    _index("forms_of_sites", "run", ["site_id", "digest", "finished_at", "severity", "told_at", "id"], FINISHED)


def _anew(name: str, columns: list[str], which: str | None = None) -> None:
    op.drop_index(name, "run")
    _index(name, "run", columns, which)


def _index(name: str, table: str, columns: list[str], which: str | None) -> None:
    only = None if which is None else sa.text(which)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    op.drop_index("forms_of_sites", "run")
    _anew("told_runs", ["organisation_id", "told_at"], TOLD)
    _anew("runs_of_people", ["person_id", "flow_id"])
    op.drop_table("loose_seal")
    _index("loose_seals", "seal_event", ["site_id", "at"], WAS)
    op.drop_table("tally")
