"""A criterion in chat: found by its number, its category, or a word in either language."""

import pytest

from bot.channels.channel import Message
from tests.saying import Say, card, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def asked(say: Say, words: str, who: str = "Juan") -> Message:
    return card(say(who, command="criterion", rest=words))


def test_a_criterion_says_to_whom_it_applies_and_where_basc_asks_the_same(say: Say) -> None:
    shown = asked(say, "7.27")

    lines = {line.label: line.value for line in shown.lines}
    assert shown.text == "Obligatorio (debe)"
    assert lines["Aplica a, hasta donde sabemos"] == "todos los tipos de empresa"
    assert lines["En BASC"] == "6.0.1 3.6 Discrepancias"


def test_a_criterion_of_some_companies_names_them(say: Say) -> None:
    lines = {line.label: line.value for line in asked(say, "12.5").lines}

    assert lines["Aplica a, hasta donde sabemos"] == "Agente aduanal de EE. UU."
    assert lines["En BASC"] == "6.0.1 4.2 Capacitación"


@pytest.mark.parametrize("words", ["seals", "sellos", "precintos", "marchamo"])
def test_more_than_fits_is_said(say: Say, words: str) -> None:
    shown = asked(say, words)

    assert shown.text == f"Criterios sobre «{words}»:"
    assert len(shown.options) == len(shown.lines) == 8
    assert shown.hint == "Se muestran 8 de 12. Agregue una palabra para precisar."


def test_a_category_shows_its_criteria_and_no_others(say: Say) -> None:
    assert [b.label for b in asked(say, "8").options] == ["8.1"]


def test_a_question_in_plain_words_gets_the_closest_criteria(say: Say) -> None:
    shown = asked(say, "cuanto tiempo guardo el video")

    assert shown.text == "Ningún criterio tiene todo lo de «cuanto tiempo guardo el video». Los más cercanos son:"
    assert "9.16" in [b.label for b in shown.options]
    assert not shown.hint


@pytest.mark.parametrize("words", ["xyzzy", "99.1", "99"])
def test_what_no_criterion_speaks_of_is_said_with_an_example(say: Say, words: str) -> None:
    shown = asked(say, words)

    assert shown.note == f"No encontré ningún criterio sobre «{words}»."
    assert shown.text == "Escriba un número o una palabra, por ejemplo:"
    assert not shown.options
