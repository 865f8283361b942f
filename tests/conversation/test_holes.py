"""Whom to call, in the middle of a sentence."""

from datetime import date

import pytest

from bot.channels.channel import Message
from bot.channels.slack.blocks import draw
from bot.channels.telegram.card import draw as card_of
from bot.content.load import load
from bot.conversation.cards import Cards
from bot.conversation.holes import with_calls
from bot.engine.flow import Flow
from bot.engine.run import begin
from bot.engine.talk import Text
from bot.engine.view import view
from bot.policy import Numbers
from tests.saying import WORDING

KNOWN = Numbers(emergency="911", dispatch="+52 55 1234 5678")
CALL = Text("Call {emergency}, then {dispatch}.")


@pytest.mark.parametrize(
    ("numbers", "lang", "told"),
    [
        (KNOWN, "en", "Call your emergency number (911), then dispatch (+52 55 1234 5678)."),
        (Numbers(), "en", "Call your emergency number, then dispatch."),
    ],
)
def test_a_sentence_reads_well_with_the_number_and_without(numbers: Numbers, lang: str, told: str) -> None:
    assert WORDING.knowing(numbers).say(CALL, lang) == told


def test_in_spanish_too() -> None:
    told = WORDING.knowing(KNOWN).say(Text("{emergency}"), "es_MX")

    assert told == "su número de emergencias (911)"


def flow() -> Flow:
    source = (
        "report: f\ntitle: F\nrevision: 1\nfor: [driver]\nintro: In danger call {emergency}.\nsteps:\n"
        "- yes_no: a\n  prompt: Have you called {dispatch}?\n  hint: Or {security}.\n"
        "outcomes:\n- outcome: end\n  say: Call {supervisor}.\n"
    )
    loaded = load("f.yaml", source)
    assert loaded.flow, loaded.problems
    return loaded.flow


def shown() -> Message:
    cards = Cards(WORDING.knowing(KNOWN), "en", 1, 0)
    return with_calls(cards.card(flow(), view(flow(), begin(), date(2026, 11, 21))), KNOWN)


def test_every_sentence_of_a_flow_can_name_whom_to_call() -> None:
    card = shown()

    assert card.lead == ("In danger call your emergency number (911).",)
    assert card.text == "Have you called dispatch (+52 55 1234 5678)?"
    assert card.hint == "Or security."
    assert card.calls == ("911", "+52 55 1234 5678")


def test_on_slack_the_number_is_a_link_that_calls_it() -> None:
    links = [
        element
        for block in draw(shown())["blocks"]
        if block["type"] == "rich_text"
        for section in block["elements"]
        for element in section["elements"]
        if element["type"] == "link"
    ]

    assert links == [
        {"type": "link", "url": "tel:911", "text": "911"},
        {"type": "link", "url": "tel:+525512345678", "text": "+52 55 1234 5678"},
    ]


def test_on_telegram_the_number_stands_in_the_words_for_the_phone_to_find() -> None:
    assert "your emergency number (911)" in card_of(shown()).text


def test_what_somebody_typed_is_no_number_to_call() -> None:
    assert with_calls(Message(text="Seal (0012345)"), KNOWN).calls == ()
