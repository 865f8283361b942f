"""The small world of conftest at both stand-ins, and as many people more as a test wants."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session

from bot.store.database import Storage
from bot.store.tables import Handle, Person
from tests.conftest import ACCOUNTS, LINES, World
from tests.outbox.offices import now
from tests.running import StandIns, stand_ins


@pytest.fixture
async def both() -> AsyncIterator[StandIns]:
    """Both platforms, where everybody of the small world has a chat."""
    async with stand_ins() as both:
        for name, (channel, account) in ACCOUNTS.items():
            if channel == "telegram":
                both.telegram.person(int(account), name, "es")
            else:
                both.slack.person(account.rpartition(":")[2], name)
        yield both


def crowd(storage: Storage, world: World, both: StandIns, count: int) -> list[int]:
    """So many drivers on Telegram; their chats, by which they are called."""
    chats = list(range(5000, 5000 + count))
    with Session(storage.engine) as session:
        for chat in chats:
            person = Person(
                organisation_id=world.organisation, site_id=world.site, name=str(chat), role="driver", lang="es",
                joined_at=now(),
            )  # fmt: skip
            session.add(person)
            session.flush()
            assert person.id
            session.add(Handle(person_id=person.id, line_id=LINES["telegram"], account=str(chat), address=str(chat)))
            both.telegram.person(chat, str(chat), "es")
        session.commit()
    return chats
