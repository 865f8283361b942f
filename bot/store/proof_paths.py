"""The proof of one record, as it stands in a file: content, leaf, and the way to its day's root. And on which day it was sealed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from bot.proof.checking import FORMAT
from bot.proof.tree import path
from bot.store.proof_contents import RECORD, records
from bot.store.proofs import Day, as_of, last_day
from bot.store.sql import proof_leaf, run
from bot.store.transaction import Transaction

c = proof_leaf.c


def leaf_of(tx: Transaction, run_id: int) -> Any:
    """The leaf of a finished record as it is now, if its day is sealed."""
    now = sa.select(run.c.version).where(run.c.id == run_id, run.c.status == "finished").scalar_subquery()
    mine = (c.kind == RECORD, c.subject == run_id, c.version == now, c.gone == "", c.day.is_not(None))
    return tx.connection.execute(sa.select(proof_leaf).where(*mine)).one_or_none()


def sealed_on(tx: Transaction, run_id: int) -> Day | None:
    leaf = leaf_of(tx, run_id)
    return last_day(tx, leaf.organisation_id, leaf.day) if leaf else None


def proof_of(tx: Transaction, run_id: int) -> dict[str, Any] | None:
    """None while it is not sealed."""
    leaf = leaf_of(tx, run_id)
    day = last_day(tx, leaf.organisation_id, leaf.day) if leaf else None
    if leaf is None or day is None:
        return None
    query = sa.select(c.hash).where(c.organisation_id == leaf.organisation_id, c.day == leaf.day).order_by(c.place)
    hashes = [bytes.fromhex(one) for one in tx.connection.execute(query).scalars()]
    content = as_of(records(tx, [run_id])[run_id], leaf.version, leaf.head)
    return {
        "format": FORMAT,
        "kind": RECORD,
        "content": content.whole,
        "sha256": content.sha256,
        "salt": leaf.salt,
        "leaf": leaf.hash,
        "place": leaf.place,
        "path": [one.hex() for one in path(hashes, leaf.place)],
        "day": {**asdict(day.link), "hash": day.link.hash, "sealed_at": day.made_at.isoformat()},
    }
