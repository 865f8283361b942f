"""Where somebody answers from is written down when that is news, and not with every word."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.store.database import Storage
from bot.store.people import LATELY
from bot.store.tables import Handle
from tests.conftest import LINES, World

SECOND = timedelta(seconds=1)


def lately(storage: Storage, address: str, now: datetime) -> bool:
    who = storage.now(lambda tx: tx.people.who(LINES["slack"], "T1:U1"))
    assert who
    return who.heard_lately(address, now)


def test_it_is_news_that_somebody_is_heard_for_the_first_time_from_elsewhere_or_after_a_while(
    storage: Storage, world: World, now: datetime
) -> None:
    assert not lately(storage, "T1:U1", now)

    storage.now(lambda tx: tx.people.heard_from(LINES["slack"], "T1:U1", "T1:U1", now))

    assert lately(storage, "T1:U1", now + LATELY - SECOND)
    assert not lately(storage, "T1:U1", now + LATELY)
    assert not lately(storage, "D42", now)


def test_with_two_accounts_it_is_always_news_which_was_the_last(storage: Storage, world: World, now: datetime) -> None:
    storage.now(lambda tx: tx.people.heard_from(LINES["slack"], "T1:U1", "T1:U1", now))
    with Session(storage.engine) as session:
        session.add(Handle(person_id=world.people["Ana"], line_id=LINES["telegram"], account="55", address="55"))
        session.commit()

    assert not lately(storage, "T1:U1", now + SECOND)
