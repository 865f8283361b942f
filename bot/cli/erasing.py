"""`sello people erase`: at once where nobody has to be waited for, else by `sello run`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.cli.opening import ROOT, library
from bot.conversation.wording import Wording
from bot.duties.erasing import pseudonym, signatures
from bot.named import Rejected
from bot.people import whoever
from bot.store import erasing, leaving
from bot.store.erasing import ASKED, DECIDED, ERASE, SWEEP, KeptErasure
from bot.store.own import Books
from bot.store.transaction import Transaction


def erase_all(opened: Any, person: str, done: Callable[[Any, Callable[[Transaction], Any]], Any]) -> list[str]:
    """A line for each thing that was done."""
    wording, flows = Wording.read(ROOT / "locales"), library()
    one, who = done(opened, lambda tx: _decided(tx, person, datetime.now(UTC)))
    called = pseudonym(wording, who.id, who.lang)

    def erase(tx: Transaction) -> bool:
        now, there = datetime.now(UTC), erasing.get(tx, one.id, lock=True)
        if there is None or there.state != DECIDED:
            return True
        if erasing.waits(tx, there, now):
            return False
        erasing.erase(tx, there, called, lambda digest: signatures(flows.by_digest(tx, digest)), now)
        tx.timers.cancel(ERASE, str(one.id))
        tx.timers.set(SWEEP, now, str(one.id))  # where this ends before it is over, `sello run` goes on
        return True

    if not opened.now(erase):
        then = f"What they have in hand goes to others as soon as `sello run` runs; then they are erased, and called {called}."
        return [f"{who.name} has no access anymore. {then}"]
    while opened.now(lambda tx: _swept(tx, one.id, called)):
        pass
    return [f"Erased: {called} is what they are called from now on. Backups made before still have the name."]


def _decided(tx: Transaction, person: str, now: datetime) -> tuple[KeptErasure, Books]:
    who = whoever(tx, person)
    there = erasing.of_person(tx, who.id, lock=True)
    one = (
        there
        if there and there.state == ASKED
        else erasing.ask(tx, tx.people.organisation_of(who.id), who.id, now, None)
    )
    if one is None:
        raise Rejected(f"{who.name} was erased already, or is being erased.")
    erasing.change(tx, one.id, state=DECIDED, decided_at=now)
    if who.left_at is None:
        leaving.leave(tx, who.id, now)
    tx.timers.set(ERASE, now, str(one.id))
    return one, who


def _swept(tx: Transaction, id: int, called: str) -> bool:
    """A window more; False if that was all."""
    one = erasing.get(tx, id, lock=True)
    if one is None or one.state != erasing.SWEPT:
        return False
    if erasing.sweep(tx, one, called, datetime.now(UTC)):
        return True
    tx.timers.cancel(SWEEP, str(id))
    return False
