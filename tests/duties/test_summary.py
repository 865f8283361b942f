"""The summary as a manager asks for it: a week, a month, a year, one site; and who else is not held up by it."""

import threading
from datetime import datetime
from functools import partial

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant, Received
from bot.channels.channel import Heard
from bot.conversation.beforehand import ReadFirst
from bot.figures.details import PARTS
from bot.presses.buttons import encode
from bot.presses.every import MenuPress, ShowSummary
from bot.presses.summarizing import (
    CHOSEN,
    ChooseSite,
    OpenNotice,
    OrderDay,
    OrderHour,
    OrderSite,
    OrderSummary,
    ShowOrder,
    ShowPart,
    StopOrder,
)
from bot.store.database import Storage
from bot.store.sql import subscription
from bot.store.transaction import Transaction
from tests.conftest import ACCOUNTS, LINES, World
from tests.saying import LIBRARY, WORDING, Say, buttons, card, count, pressed, saying, told


@pytest.fixture
def say(storage: Storage, world: World, now: datetime) -> Say:
    storage.now(lambda tx: tx.organisations.open_site(world.organisation, "Muelle Tijuana", "America/Tijuana"))
    return saying(storage, now)


@pytest.mark.parametrize(
    ("rest", "title"),
    [
        ("", "Weekly summary 2026-W47"),
        ("last week", "Weekly summary 2026-W46"),
        ("el mes pasado", "Monthly summary 2026-10"),
        ("este año Vallejo", "Yearly summary 2026, Patio Vallejo"),
        ("-1", "Weekly summary 2026-W46"),
        ("2026-W47", "Weekly summary 2026-W47"),
        ("2026-11", "Monthly summary 2026-11"),
        ("2026/7", "Monthly summary 2026-07"),
        ("7/2026", "Monthly summary 2026-07"),
        ("2026", "Yearly summary 2026"),
        ("2026 Patio Vallejo", "Yearly summary 2026, Patio Vallejo"),
        ("patio vallejo 2026-12", "Monthly summary 2026-12, Patio Vallejo"),
        ("tijuana", "Weekly summary 2026-W47, Muelle Tijuana"),
    ],
)
def test_a_manager_asks_for_a_period_and_a_site(say: Say, rest: str, title: str) -> None:
    assert card(say("Ana", command="summary", rest=rest)).title == title
    assert card(say("Ana", typed=f"resumen {rest}")).title == title


@pytest.mark.parametrize("rest", ["2026-13", "2026-W54", "soon", "0001", "20266", "2026-11-40"])
def test_what_is_no_period_and_no_site_is_answered_with_what_is(say: Say, rest: str) -> None:
    told = card(say("Ana", command="summary", rest=rest)).text

    assert told == "Type a week, a month or a year like this: 2026-W47, 2026-11, 2026"


@pytest.mark.parametrize("rest", ["2026 Patio Valejo", "2026 Patio Norte"])
def test_of_an_unknown_site_those_like_it_are_named(say: Say, rest: str) -> None:
    told = card(say("Ana", command="summary", rest=rest)).text

    assert told == f"There is no site called {rest[5:]}. There is: Patio Vallejo"


def test_where_no_site_is_like_it_all_are_named(say: Say) -> None:
    told = card(say("Ana", command="summary", rest="2026 xyz")).text

    assert told == "There is no site called xyz. There is: Patio Vallejo, Muelle Tijuana"


@pytest.mark.parametrize(
    ("rest", "before", "after"),
    [("2026 Vallejo", "2025", ""), ("2025", "2024", "2026"), ("2026-10", "2026-09", "2026-11"), ("2026", "2025", "")],
)
def test_the_neighbouring_periods_are_a_button_away(say: Say, rest: str, before: str, after: str) -> None:
    shown = say("Ana", command="summary", rest=rest)
    site = ", Patio Vallejo" if "Vallejo" in rest else ""

    labels = [one.label for one in buttons(card(shown)) if "‹" in one.label or "›" in one.label]
    assert labels == [f"‹ {before}", *([f"{after} ›"] if after else [])]
    assert card(say("Ana", press=pressed(shown, f"‹ {before}"))).title.endswith(f"summary {before}{site}")


@pytest.mark.parametrize("press", ["w:soon", "w:2026:999", "w:2026-13"])
def test_a_forged_button_shows_nothing_of_others(say: Say, press: str) -> None:
    assert "999" not in card(say("Ana", press=press)).title


def test_words_that_go_on_after_summary_are_no_order(say: Say) -> None:
    assert "ummary" not in card(say("Ana", typed="summary of what happened at the gate")).title


def test_what_is_counted_is_read_beside_the_writers_and_answered_once(say: Say, storage: Storage, world: World) -> None:
    asked: dict[str, list[str]] = {"writers": [], "readers": []}
    for name, engine in (("writers", storage.engine), ("readers", storage.readers)):
        sa.event.listen(engine, "before_cursor_execute", lambda *given, into=asked[name]: into.append(given[2].lower()))

    first, again = (say("Ana", command="summary", rest="2026", delivery="same") for _ in range(2))

    assert [len(first.letters), len(again.letters)] == [1, 0]
    counted = {name: sum("group by" in one for one in statements) for name, statements in asked.items()}
    assert (counted["writers"], counted["readers"] > 0) == (0, True)


def test_a_turn_that_is_saved_together_with_a_summary_loses_nothing(
    storage: Storage, world: World, now: datetime
) -> None:
    """Several turns are one transaction: the summary is undone in it to be read first, and the others are not."""
    gate, together = threading.Event(), []
    storage.now(lambda tx: LIBRARY.publish(tx, now))
    assistant = Assistant(WORDING, LIBRARY)

    def turn(tx: Transaction, who: str, command: str) -> Received:
        channel, account = ACCOUNTS[who]
        line = LINES[channel]
        heard = Heard(channel, f"d{who}", account, account, now, said=None, command=command, line=line, language="en")
        return assistant.receive(tx, heard, (), now)

    waiting = [storage.writers.put(lambda _: gate.wait(10)) for _ in storage.writers.threads]
    for who, command in (("Juan", "menu"), ("Ana", "summary"), ("Greta", "menu")):
        together.append(storage.writers.put(partial(turn, who=who, command=command)))
    gate.set()

    assert all(one.result() for one in waiting)
    assert [len(one.result().letters) for one in (together[0], together[2])] == [1, 1]
    with pytest.raises(ReadFirst):
        together[1].result()
    assert len(told(storage, world.people["Ana"])) == 0


PRESSES = (
    ShowSummary("2026-W47"), ShowSummary("2026-W47", CHOSEN), ShowPart("decisions", "2026-W47"), ChooseSite("2026-W47"),
    OpenNotice(1), OrderSummary(), ShowOrder(), OrderDay("1"), OrderHour("0800"), OrderSite(0, 1), StopOrder(),
)  # fmt: skip


@pytest.mark.parametrize("press", PRESSES, ids=lambda press: type(press).__name__)
@pytest.mark.parametrize("who", ["Juan", "Greta", "Luis", "Nobody"])
def test_whoever_is_no_manager_reads_no_summary_and_orders_none(
    say: Say, storage: Storage, who: str, press: MenuPress
) -> None:
    received = say(who, press=encode(press))

    shown = [card(received)] if received.letters else []
    assert not any("summary 2026" in one.title or one.groups for one in shown)
    assert count(storage, subscription) == 0


@pytest.mark.parametrize("what", PARTS)
@pytest.mark.parametrize("period", ["2026-W47", "2026-11", "2026", "2025-W01", "2026-11-20"])
def test_every_part_of_a_summary_can_be_shown_also_where_nothing_is_and_leads_back(
    say: Say, what: str, period: str
) -> None:
    shown = card(say("Ana", press=encode(ShowPart(what, period, page=9))))

    assert shown.groups or shown.text == "There is nothing here."
    assert encode(ShowSummary(period)) in {one.data for one in shown.controls}


def test_a_summary_is_ordered_once_however_often_the_button_is_pressed(say: Say, storage: Storage) -> None:
    for _ in range(2):
        say("Ana", press=encode(OrderSummary()))
    assert "Every Monday, 7:00" in card(say("Ana", press=encode(ShowOrder()))).lines[0].value
    assert count(storage, subscription) == 1

    say("Ana", press=encode(StopOrder()))

    assert count(storage, subscription) == 0
    assert "comes no more" not in card(say("Ana", command="summary")).title
