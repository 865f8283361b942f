"""What tests ask of the process that reads: it imports this module by its name."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.store.transaction import Transaction


def counted(tx: Transaction, _flows: Any, table: str) -> tuple[int, int]:
    """How many rows there are, and who has counted them."""
    return int(tx.connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0), os.getpid()


def waited(tx: Transaction, _flows: Any, folder: str, mine: int) -> int:
    """Says that it reads; in another process than `mine` it goes on until it may. Answers who has read."""
    (Path(folder) / f"reads-{os.getpid()}").touch()
    while os.getpid() != mine and not (Path(folder) / "go").exists():
        time.sleep(0.01)
    counted(tx, None, "person")
    return os.getpid()


def unsendable(_tx: Transaction, _flows: Any) -> Any:
    return lambda: "read"


def failing(_tx: Transaction, _flows: Any) -> None:
    raise LookupError("there is no such flow")


def writing(tx: Transaction, _flows: Any) -> None:
    tx.connection.execute(sa.text("DELETE FROM person"))
