"""Shows one letter: in which place, and what becomes of another copy of the same card."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from bot.channels.channel import Channel, Fault, Message, Undeliverable
from bot.store.letters import Letter
from bot.store.transaction import Transaction

log = logging.getLogger("sello.outbox")

MESSAGE = TypeAdapter(Message)


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
        return await channel.show(one.address, MESSAGE.validate_json(one.body), where)
    except Undeliverable:
        raise
    except ValidationError:
        raise Undeliverable("it cannot be read", Fault.LETTER) from None
    except Exception as wrong:
        log.exception("letter.undrawable letter=%d", one.id)
        raise Undeliverable(f"it cannot be drawn: {type(wrong).__name__}", Fault.LETTER) from wrong


def settled(tx: Transaction, one: Letter, ref: str, copy: str, at: datetime) -> Sequence[Letter]:
    """It is there. Another copy of the card loses its buttons, by a letter of its own."""
    tx.letters.sent(one, ref, at)
    return (tx.letters.write_to(one.line, one.address, _without_buttons(one.body), at, ref=copy),) if copy else ()


def _without_buttons(body: str) -> str:
    """The same message with nothing to press, for a copy that is not the card any more."""
    message = MESSAGE.validate_json(body)
    bare = replace(
        message, options=(), controls=(), groups=(), entry="", placeholder="", place="", upload=(), only_in_place=True
    )
    return MESSAGE.dump_json(bare, exclude_defaults=True).decode()
