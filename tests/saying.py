"""Things said to the assistant itself, without a platform: who says it, and what came of it."""

import itertools
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.assistant import Assistant
from bot.channels.channel import Button, Heard, Message
from bot.channels.written import MESSAGE
from bot.content.library import Library
from bot.conversation.beforehand import ReadFirst
from bot.conversation.received import Received
from bot.conversation.wording import Wording
from bot.engine.talk import Sent, Typed
from bot.store.database import Storage
from bot.store.sql import letter
from tests.conftest import ACCOUNTS, LINES

ROOT = Path(__file__).parent.parent
WORDING = Wording.read(ROOT / "locales")
LIBRARY = Library(ROOT)
Say = Callable[..., Received]


def saying(storage: Storage, now: datetime, assistant: Assistant | None = None, library: Library = LIBRARY) -> Say:
    """`say("Juan", press="m")`: one thing heard from somebody, each with a delivery of its own unless one is given."""
    assistant = assistant or Assistant(WORDING, library)
    deliveries = itertools.count(1)
    storage.now(lambda tx: library.publish(tx, now))

    def say(
        who: str,
        *,
        typed: str = "",
        sent: Sent | None = None,
        press: str = "",
        command: str = "",
        rest: str = "",
        delivery: str = "",
        later: int = 0,
        late: timedelta = timedelta(),
    ) -> Received:
        """`late` is how long it has waited for us."""
        channel, account = ACCOUNTS.get(who, ("telegram", who))
        said = (Typed(typed),) if typed else (sent,) if sent else ()
        at = now + timedelta(seconds=later)
        heard = Heard(
            channel, delivery or f"d{next(deliveries)}", account, account, at - late, name=who, language="es-MX",
            said=said[0] if said else None, press=press, command=command, rest=rest, line=LINES[channel],
        )  # fmt: skip
        known: dict[Hashable, object] = {}
        while True:
            try:
                return storage.now(lambda tx: assistant.receive(tx, heard, said, at, known))
            except ReadFirst as missing:
                known[missing.key] = storage.read_now(missing.read)

    return say


def card(received: Received) -> Message:
    return MESSAGE.validate_json(received.letters[-1].body)


def buttons(shown: Message) -> list[Button]:
    return [*shown.options, *shown.controls, *(b for g in shown.groups for b in g.buttons)]


def pressed(received: Received, label: str) -> str:
    """The data of a button of the newest card."""
    return next(b.data for b in buttons(card(received)) if b.label == label)


def count(storage: Storage, table: sa.Table) -> int:
    return storage.now(lambda tx: tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def told(storage: Storage, person_id: int) -> Sequence[Message]:
    """What was written to somebody, the oldest first, with ordinary spaces in its times."""
    bodies = sa.select(letter.c.body).where(letter.c.person_id == person_id).order_by(letter.c.id)
    found = storage.now(lambda tx: list(tx.connection.execute(bodies).scalars()))
    return [MESSAGE.validate_json(body.replace("\u202f", " ")) for body in found]
