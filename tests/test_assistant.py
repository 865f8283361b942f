"""One thing heard, one transaction: what is kept, who may do what, what a delivery that comes twice does."""

import json

import pytest
import sqlalchemy as sa

from bot.conversation.received import Received
from bot.duties.starting import OPEN_AT_MOST
from bot.store.sql import answer, letter, person, run
from tests.saying import LIBRARY, Say, card, count, pressed, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def test_a_delivery_that_comes_twice_has_one_effect(storage, say):
    began = say("Juan", press="s:incident")
    first = say("Juan", press=pressed(began, card(began).options[0].label), delivery="again")
    kept, letters = count(storage, answer), count(storage, letter)

    second = say("Juan", press=pressed(began, card(began).options[0].label), delivery="again")

    assert first.letters
    assert second == Received()
    assert (count(storage, answer), count(storage, letter)) == (kept, letters)


def test_typed_words_that_are_delivered_twice_answer_one_question(storage, say):
    say("Juan", press="s:in-transit")
    say("Juan", typed="ABC-123", delivery="typed")
    kept = count(storage, answer)

    say("Juan", typed="ABC-123", delivery="typed")

    assert count(storage, answer) == kept


def test_a_button_of_an_earlier_question_shows_where_one_is(storage, say):
    began = say("Juan", press="s:incident")
    old = pressed(began, card(began).options[0].label)
    say("Juan", press=old)
    kept = count(storage, answer)

    again = say("Juan", press=old)

    assert again.acked.toast
    assert card(again).options
    assert count(storage, answer) == kept


@pytest.mark.parametrize(
    "data",
    ["r:1:0:b", "o:1", "t:1", "r:999999999999999999:0:1", "r:x:y:z", "r:", ":", "q:1", "s:nothing", "m:nothing:9", "é"],
)
def test_a_button_that_is_not_ones_own_does_nothing(storage, say, data):
    say("Juan", press="s:incident")
    kept = count(storage, answer)

    heard = say("Greta", press=data)

    assert heard.acked.toast or heard.letters
    assert count(storage, answer) == kept


def test_who_may_not_start_a_flow_does_not(storage, say):
    say("Juan", press="s:walk-cyber")

    assert count(storage, run) == 0


def test_who_has_left_is_a_stranger(storage, say, world, now):
    left = sa.update(person).where(person.c.id == world.people["Juan"]).values(left_at=now)
    storage.now(lambda tx: tx.connection.execute(left))

    told = say("Juan", press="s:incident")

    assert count(storage, run) == 0
    assert "telegram 77" in told.letters[0].body


def test_a_stranger_learns_how_to_join_and_not_too_often(storage, say):
    first = say("4242", typed="hola")
    second = say("4242", typed="¿hola?")
    later = say("4242", typed="¿hola?", later=3601)

    assert card(first).hint == "telegram 4242"
    assert second.letters == ()
    assert later.letters
    assert count(storage, run) == 0


def test_a_driver_cannot_read_the_summary(say):
    told = say("Juan", command="resumen")

    assert not card(told).groups


def test_the_answers_of_a_quiz_are_kept_in_the_order_in_which_they_were_shown(storage, say):
    began = say("Juan", press="s:seals")
    shown = [option.label for option in card(began).options]
    say("Juan", press=card(began).options[1].data)

    row = storage.now(lambda tx: tx.connection.execute(sa.select(answer.c.asked, answer.c.shown)).one())

    assert row.asked.split("\n– ")[1:] == shown
    assert row.shown == shown[1]


def test_the_data_of_a_button_does_not_tell_the_right_answer(say):
    began = say("Juan", press="s:seals")

    assert [option.data.rsplit(":", 1)[1] for option in card(began).options] == ["0", "1", "2", "3"]


def test_two_attempts_after_each_other_ask_other_questions(storage, say):
    def asked(run_id: int) -> list[str]:
        rows = sa.select(answer.c.step).where(answer.c.run_id == run_id).order_by(answer.c.id)
        return storage.now(lambda tx: list(tx.connection.execute(rows).scalars()))

    for _ in range(2):
        shown = say("Juan", press="s:seals")
        while card(shown).options:
            shown = say("Juan", press=card(shown).options[0].data)

    assert len(asked(1)) == len(asked(2)) == LIBRARY.today["seals"].draw
    assert set(asked(1)) != set(asked(2))


def test_an_answer_that_is_changed_stays_in_the_journal(storage, say):
    say("Juan", press="s:in-transit")
    first = say("Juan", typed="ABC-123")
    back = say("Juan", press=pressed(first, "Atrás"))

    say("Juan", typed="XYZ-987")

    rows = sa.select(answer.c.value, answer.c.person_id, answer.c.account).order_by(answer.c.id)
    kept = storage.now(lambda tx: [tuple(row) for row in tx.connection.execute(rows)])
    assert card(back).lines[0].value == "ABC123"
    assert [json.loads(value) for value, _, _ in kept] == ["ABC123", "XYZ987"]
    assert {account for _, _, account in kept} == {"77"}


def test_unfinished_runs_have_a_limit(storage, say):
    for _ in range(OPEN_AT_MOST + 3):
        say("Juan", press="s:incident")

    assert count(storage, run) == OPEN_AT_MOST


def test_what_a_person_types_never_becomes_part_of_a_sentence_to_fill_in(say):
    say("Juan", press="s:in-transit")

    told = say("Juan", typed="{score} {n} %s")

    assert "{score}" not in card(told).note
