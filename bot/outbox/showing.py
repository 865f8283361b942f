"""Shows one letter: in which place, and what becomes of another copy of the same card."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import ValidationError

from bot.channels.channel import Channel, Fault, Undeliverable
from bot.channels.written import MESSAGE, read, write
from bot.store import copies, places
from bot.store.database import NotRead, Storage
from bot.store.lanes import chat_of
from bot.store.letters import UNKEPT, Letter
from bot.store.transaction import Transaction

log = logging.getLogger("sello.outbox")

# What follows when a letter was given up for good, with the reason; and when one was delivered: more letters.
Undelivered = Callable[[Transaction, Letter, str], Sequence[Letter]]
Delivered = Callable[[Transaction, Letter], Sequence[Letter]]
Count = Callable[[str, str], object]  # one more of a channel and an outcome: sent, later or failed


def uncounted(_channel: str, _outcome: str) -> None:
    """Where nobody looks at numbers."""


def unasked(_tx: Transaction, _letter: Letter) -> Sequence[Letter]:
    """Where nobody asks what was delivered."""
    return ()


def placed(one: Letter, known: str, channel: Channel) -> tuple[str, str]:
    """The message that a letter changes, and another one that shows the same card; each empty if there is none.

    `known` is where the last letter of the slot stands. Whoever pressed a button looks at the message with the button:
    that one is the card from now on, and after an answer that was lost there can be two.
    """
    if not one.edit:
        return "", ""
    if not one.ref or not known:
        return one.ref or known, ""
    return (known, "") if channel.same(one.ref, known) else (one.ref, known)


async def shown(channel: Channel, one: Letter, where: str) -> str:
    """Shows it; the ref of what is there now. Raises Undeliverable."""
    try:
        return await channel.show(chat_of(one.address), read(one.body), where)
    except Undeliverable:
        raise
    except ValidationError:
        raise Undeliverable("it cannot be read", Fault.LETTER) from None
    except Exception as wrong:
        log.exception("letter.undrawable letter=%d", one.id)
        raise Undeliverable(f"it cannot be drawn: {type(wrong).__name__}", Fault.LETTER) from wrong


def followed(one: Letter, copy: str) -> bool:
    """Can more letters follow now that this one is there?"""
    return bool(copy) or _is_news(one)


def settled(
    tx: Transaction, one: Letter, ref: str, copy: str, at: datetime, delivered: Delivered, *, moved: bool
) -> Sequence[Letter]:
    """It is there. Another copy of the card loses its buttons, by a letter of its own.

    That a notice has come can be news to whoever it tells of, and hides the question its reader is asked; nothing is asked
    about other letters.
    """
    tx.letters.sent(one, ref, at, moved=moved)
    if copy:
        copies.overtake(tx, one, at)
        return _stripped(tx, one, copy, at)
    further = delivered(tx, one) if _is_news(one) else ()
    return tuple(replace(letter, awaited=False) for letter in further)


def came_late(tx: Transaction, one: Letter, ref: str, at: datetime, delivered: Delivered) -> Sequence[Letter]:
    """It is there, but we were taken for dead meanwhile, and another process may have shown it and later ones, too. Then a
    copy of an old card loses its buttons, and a card that we turned back shows again what was written last."""
    if copies.is_open(tx, one):
        return settled(tx, one, ref, "", at, delivered, moved=True)
    if not one.slot or one.person is None:
        return ()
    log.info("letter.late letter=%d", one.id)
    if not places.is_at(tx, one.lane, one.slot, ref):
        return _stripped(tx, one, ref, at)
    last = places.last(tx, one.slot, one.person)
    if last is None or last[0] != one.lane or copies.named_later(tx, one, ref):
        return ()
    return (tx.letters.write_to(one.line, one.address, last[1], at, ref=ref),)


def _stripped(tx: Transaction, one: Letter, copy: str, at: datetime) -> Sequence[Letter]:
    """The letter that takes a copy's buttons; none if somebody has pressed one of them meanwhile, or if it would keep what is
    not to be kept."""
    if one.slot == UNKEPT or copies.named_later(tx, one, copy):
        return ()
    return (tx.letters.write_to(one.line, one.address, _without_buttons(one.body), at, ref=copy),)


async def still_wanted(storage: Storage, one: Letter) -> bool:
    """A copy of a card, whose buttons a letter is to take, may have become the card since that was written."""
    if one.slot or not one.edit:
        return True
    with contextlib.suppress(NotRead):
        return await storage.reading(lambda tx: copies.is_open(tx, one))
    return True


def _is_news(one: Letter) -> bool:
    """Can it be news to whoever it tells of that this letter has come?"""
    return one.notice and not one.edit


def _without_buttons(body: str) -> str:
    """The same message with nothing to press, for a copy that is not the card any more."""
    message = MESSAGE.validate_json(body)
    bare = replace(
        message, options=(), controls=(), groups=(), entry="", placeholder="", place="", upload=(), only_in_place=True
    )
    return write(bare)
