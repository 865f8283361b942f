"""Rows by the thousand, made by the database itself. Knows the small world of conftest."""

from datetime import datetime

import sqlalchemy as sa

from bot.store.database import Storage
from tests.conftest import World

ANSWERS = """
insert into answer (run_id, version, step, value, asked, shown, lang, finding, person_id, channel, account, at)
with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < :count)
select :run, i, 'step' || (i % 20), '"ok"', 'Is the door closed and the lamp whole?', 'Yes, as it should be', 'en',
    false, :person, 'telegram', '77', :at
from n
"""


def answers(storage: Storage, world: World, run_id: int, count: int, at: datetime) -> None:
    """Many answers of one run, to twenty steps again and again."""
    given = {"run": run_id, "count": count, "person": world.people["Juan"], "at": at}
    statement = sa.text(ANSWERS).bindparams(sa.bindparam("at", type_=sa.DateTime(timezone=True)))
    storage.now(lambda tx: tx.connection.execute(statement, given))
