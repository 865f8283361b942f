"""Words in the middle of a form, words of commands, and languages of chat accounts, as people really had them."""

import pytest
import sqlalchemy as sa

from bot.store.sql import answer
from tests.saying import WORDING, Say, card, count, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def kept(storage) -> list[str]:
    return storage.now(lambda tx: list(tx.connection.execute(sa.select(answer.c.shown)).scalars()))


def at_text(say: Say, who: str, flow: str, entry: str):
    shown = say(who, press=f"s:{flow}")
    while card(shown).entry != entry:
        asked = card(shown)
        shown = (
            say(who, press=asked.options[1].data)
            if len(asked.options) > 1
            else say(who, typed={"time": "10:00"}.get(asked.entry, "ABC-123"))
        )
    return shown


@pytest.mark.parametrize(("flow", "entry"), [("seal-vvtt", "text"), ("incident", "place")])
@pytest.mark.parametrize("typed", ["help", "ayuda", "Help", "AYUDA", "¿ayuda?"])
def test_help_alone_is_never_an_answer(storage, say, flow, entry, typed):
    at_text(say, "Greta", flow, entry)

    shown = card(say("Greta", typed=typed))

    assert shown.title == "How this works"
    assert any(b.label.startswith("Continue: ") for b in shown.controls)
    assert typed not in kept(storage)


@pytest.mark.parametrize(("flow", "entry"), [("seal-vvtt", "text"), ("seal-vvtt", "code")])
def test_auxilio_alone_is_never_an_answer(storage, say, flow, entry):
    at_text(say, "Greta", flow, entry)

    shown = card(say("Greta", typed="auxilio"))

    assert shown.options[0].label == "I am in danger"
    assert "auxilio" not in kept(storage)


@pytest.mark.parametrize("typed", ["menu", "help", "menú", "ayuda"])
def test_menu_and_help_are_followed_at_a_question_with_buttons(storage, say, typed):
    say("Greta", press="s:incident")

    shown = card(say("Greta", typed=typed))

    assert shown.title in ("Hi Greta.", "How this works")
    assert count(storage, answer) == 0


@pytest.mark.parametrize("command", ["menú", "inspecciones", "reporte", "es", "español", "capacitacion", "?"])
def test_a_command_is_known_by_any_word_for_it(say, command):
    shown = card(say("Juan", command=command))

    assert not shown.note


@pytest.mark.parametrize(
    ("code", "lang"),
    [("", "en"), ("pt-br", "en"), ("es-419", "es"), ("ES", "es"), ("zh-hans", "en"), ("spa", "en")],
)
def test_a_language_of_a_chat_account_is_one_we_speak(code, lang):
    assert WORDING.language(code) == lang
