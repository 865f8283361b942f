"""When something was said: by the clock of its platform, within what can be true."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.conversation.context import believed
from bot.store.sql import answer, run
from tests.saying import card, saying

MIDNIGHT = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)  # half past one in the morning in Mexico City
WAITED = timedelta(hours=1, minutes=40)  # so that it was written at 23:50 the evening before


def last_answer(storage):
    rows = sa.select(answer.c.value, answer.c.at).order_by(answer.c.id.desc())
    return storage.now(lambda tx: tx.connection.execute(rows).first())


def asked_for_the_day(say):
    """An incident, up to the question on which day: always the second answer, which is a seal that is gone."""
    shown = say("Juan", press="s:incident")
    while card(shown).entry != "date":
        shown = say("Juan", press=card(shown).options[1].data)


def test_today_is_the_day_on_which_it_was_written_and_not_on_which_it_was_heard(storage, world):
    say = saying(storage, MIDNIGHT)
    asked_for_the_day(say)

    say("Juan", typed="hoy", late=WAITED)

    assert last_answer(storage) == ('"2026-11-26"', MIDNIGHT - WAITED)


def test_what_was_heard_at_once_counts_for_the_day_it_is(storage, world):
    say = saying(storage, MIDNIGHT)
    asked_for_the_day(say)

    say("Juan", typed="hoy")

    assert last_answer(storage) == ('"2026-11-27"', MIDNIGHT)


def test_a_form_that_was_begun_and_ended_while_we_were_away_has_the_times_of_its_person(storage, world):
    say = saying(storage, MIDNIGHT)
    say("Juan", typed="incidente", late=WAITED)
    say("Juan", typed="cancelar", late=WAITED - timedelta(minutes=1))
    asked = say("Juan", press="m")
    assert asked.letters

    kept = storage.now(lambda tx: tx.connection.execute(sa.select(run.c.began_at, run.c.touched_at)).one())

    assert tuple(kept) == (MIDNIGHT - WAITED, MIDNIGHT)


@pytest.mark.parametrize(
    ("ago", "right"),
    [
        (timedelta(), True),
        (timedelta(hours=24), True),
        (timedelta(days=7), True),
        (timedelta(days=7, seconds=1), False),
        (timedelta(days=3000), False),
        (timedelta(seconds=-1), False),
        (timedelta(days=-1), False),
    ],
)
def test_a_time_still_to_come_or_long_gone_is_a_clock_that_is_wrong(ago, right):
    assert believed(MIDNIGHT - ago, MIDNIGHT) == (MIDNIGHT - ago if right else MIDNIGHT)
