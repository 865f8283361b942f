"""What was sealed and is lawfully another since, or gone: its leaf stays as a hash, without its salt, and says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from bot.store.proof_contents import GO, KIND_OF, RECORD
from bot.store.sql import answer, proof_leaf, removal
from bot.store.transaction import Transaction

REMOVED = "removal"
ERASED = "erasure:"
c = proof_leaf.c
BARE = {"salt": "", "marks": ""}


def removed(tx: Transaction, runs: Sequence[int]) -> None:
    """What was in these runs is gone, by a rule that a row of its own says."""
    mine = (c.run_id.in_(runs), c.kind.in_(GO))
    tx.connection.execute(sa.update(proof_leaf).where(*mine).values(**BARE, head="", gone=REMOVED, again=False))


def renamed(tx: Transaction, table: sa.Table, ids: Iterable[int], erasure: int) -> None:
    """In these rows somebody's name was exchanged for a number: what they belong to is sealed once more."""
    ids = list(ids)
    if table is answer:
        found = sa.select(answer.c.run_id).where(answer.c.id.in_(ids)).distinct()
        of(tx, RECORD, list(tx.connection.execute(found).scalars()), erasure)
    elif table.name in KIND_OF and table is not removal:
        of(tx, KIND_OF[table.name], ids, erasure)


def of(tx: Transaction, kind: str, subjects: Sequence[int], erasure: int) -> None:
    mine = (c.kind == kind, c.gone == "")
    for start in range(0, len(subjects), 500):
        some = c.subject.in_(subjects[start : start + 500])
        tx.connection.execute(
            sa.update(proof_leaf).where(*mine, some).values(**BARE, gone=f"{ERASED}{erasure}", again=True)
        )
