"""Words mean what they mean before a form hears them: orders always work, and what can be two things is asked back."""

import pytest
import sqlalchemy as sa

from bot.store.sql import answer, person, run
from tests.saying import Say, buttons, card, count, saying

TEXT, PLACE, CODE, BUTTONS = "text", "place", "code", ""


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def at(say: Say, who: str, entry: str):
    """A form that has got to a question of a sort."""
    flows = {TEXT: "seal-vvtt", PLACE: "incident", CODE: "seal-vvtt", BUTTONS: "incident"}
    shown = say(who, press=f"s:{flows[entry]}")
    while card(shown).entry != entry:
        asked = card(shown)
        if asked.options:
            shown = say(who, press=asked.options[min(1, len(asked.options) - 1)].data)
        else:
            shown = say(who, typed={"date": "2026-11-20", "time": "10:00"}.get(asked.entry, "ABC-123"))
    return shown


def labels(received) -> list[str]:
    return [b.label for b in buttons(card(received))]


def kept(storage) -> int:
    return count(storage, answer)


@pytest.mark.parametrize("entry", [TEXT, PLACE, CODE, BUTTONS])
@pytest.mark.parametrize(
    ("who", "typed", "title"),
    [
        ("Juan", "ayuda", "Cómo funciona"),
        ("Juan", "AYUDA!", "Cómo funciona"),
        ("Juan", "help", "Cómo funciona"),
        ("Juan", "?", "Cómo funciona"),
        ("Greta", "help", "How this works"),
        ("Greta", "Help.", "How this works"),
        ("Greta", "/help", "How this works"),
        ("Greta", "sello help", "How this works"),
        ("Juan", "menú", "Hola, Juan."),
        ("Juan", "menus", "Hola, Juan."),
        ("Juan", "inicio", "Hola, Juan."),
        ("Greta", "menu", "Hi Greta."),
        ("Greta", "main menu", "Hi Greta."),
    ],
)
def test_an_order_in_the_middle_of_a_form_is_followed_and_is_no_answer(storage, say, entry, who, typed, title):
    at(say, who, entry)
    before = kept(storage)

    shown = say(who, typed=typed)

    assert card(shown).title == title
    assert kept(storage) == before
    back = next(b for b in buttons(card(shown)) if b.label.startswith(("Continuar:", "Continue:")))
    assert card(say(who, press=back.data)).entry == entry


@pytest.mark.parametrize("entry", [TEXT, CODE, BUTTONS])
@pytest.mark.parametrize(
    ("who", "typed", "lang"),
    [("Juan", "english", "en"), ("Juan", "inglés", "en"), ("Greta", "español", "es"), ("Greta", "Espanol", "es"),
     ("Greta", "en español", "es")],
)  # fmt: skip
def test_a_language_in_the_middle_of_a_form_changes_the_card_and_is_no_answer(
    storage, say, world, entry, who, typed, lang
):
    at(say, who, entry)
    before = kept(storage)

    shown = say(who, typed=typed)

    spoken = sa.select(person.c.lang).where(person.c.id == world.people[who])
    assert storage.now(lambda tx: tx.connection.execute(spoken).scalar_one()) == lang
    assert card(shown).entry == entry
    assert ("Cancelar" if lang == "es" else "Cancel") in labels(shown)
    assert kept(storage) == before


@pytest.mark.parametrize("entry", [TEXT, PLACE, CODE, BUTTONS])
@pytest.mark.parametrize(
    ("who", "typed", "yes"),
    [("Juan", "cancelar", "Sí, cancelar"), ("Juan", "Salir", "Sí, cancelar"), ("Greta", "Cancel", "Yes, cancel"),
     ("Greta", "stop", "Yes, cancel")],
)  # fmt: skip
def test_to_cancel_is_asked_back_and_is_no_answer(storage, say, entry, who, typed, yes):
    at(say, who, entry)
    before = kept(storage)

    shown = say(who, typed=typed)

    assert yes in labels(shown)
    assert kept(storage) == before
    words = [label for label in labels(shown) if "es mi respuesta" in label or "is my answer" in label]
    assert bool(words) == (entry in (TEXT, PLACE))


@pytest.mark.parametrize(
    ("entry", "who", "typed"),
    [
        (PLACE, "Greta", "Back"),
        (PLACE, "Juan", "Atrás"),
        (PLACE, "Juan", "atras"),
        (PLACE, "Juan", "regresar"),
        (PLACE, "Greta", "Undo"),
        (TEXT, "Greta", "back"),
        (TEXT, "Greta", "Skip"),
    ],
)
def test_a_word_that_is_a_button_and_can_be_the_answer_is_asked_back(storage, say, entry, who, typed):
    at(say, who, entry)
    before = kept(storage)

    asked = say(who, typed=typed)

    note = (
        "¿Se refiere al botón o es su respuesta?" if who == "Juan" else "Did you mean the button, or is it your answer?"
    )
    assert card(asked).note == note
    assert kept(storage) == before
    mine = next(b for b in card(asked).options if "mi respuesta" in b.label or "my answer" in b.label)
    say(who, press=mine.data)
    last = sa.select(answer.c.shown).order_by(answer.c.id.desc()).limit(1)
    assert storage.now(lambda tx: tx.connection.execute(last).scalar_one()) == typed


def test_the_button_that_was_meant_after_all_goes_back(storage, say):
    at(say, "Greta", PLACE)
    before = kept(storage)

    shown = say("Greta", press=card(say("Greta", typed="Back")).options[0].data)

    assert card(shown).entry != PLACE
    assert kept(storage) == before


def test_the_answer_is_taken_once_however_often_it_is_pressed(storage, say):
    at(say, "Greta", PLACE)
    mine = card(say("Greta", typed="Back")).options[1].data
    say("Greta", press=mine)
    before = kept(storage)

    again = say("Greta", press=mine)

    assert again.letters
    assert kept(storage) == before


def test_words_go_back_at_once_where_they_cannot_be_the_answer(storage, say):
    at(say, "Greta", BUTTONS)
    say("Greta", press=card(say("Greta", press="o:1")).options[0].data)

    shown = say("Greta", typed="go back")

    assert card(shown).progress[0] == 1


@pytest.mark.parametrize("screen", ["ayuda", "menu", "criterio 6.7", "idioma", "pendientes", "inspecciones"])
def test_words_typed_at_another_screen_answer_no_question_out_of_sight(storage, say, screen):
    at(say, "Juan", PLACE)
    say("Juan", command="menu") if screen == "menu" else say("Juan", typed="menú")
    say("Juan", typed=screen)
    before = kept(storage)

    shown = say("Juan", typed="en el km 23 de la carretera")

    assert kept(storage) == before
    assert card(shown).note == "No entendí eso."
    assert any(label.startswith("Continuar:") for label in labels(shown))


def test_a_button_of_the_screen_can_be_typed(storage, say):
    at(say, "Juan", PLACE)
    say("Juan", typed="menú")
    say("Juan", typed="cancelar")

    say("Juan", typed="sí")

    assert storage.now(lambda tx: tx.connection.execute(sa.select(run.c.status)).scalar_one()) == "cancelled"


def test_no_at_the_question_whether_to_cancel_goes_on(say):
    at(say, "Juan", CODE)
    say("Juan", typed="cancelar")

    assert card(say("Juan", typed="no")).entry == CODE


@pytest.mark.parametrize(
    ("who", "command", "rest", "title"),
    [
        ("Juan", "menú", "", "Hola, Juan."),
        ("Juan", "inspecciones", "", "Inspecciones"),
        ("Juan", "reporte", "", "Reporte de incidente de seguridad"),
        ("Juan", "capacitacion", "", "Capacitación"),
        ("Juan", "?", "", "Cómo funciona"),
        ("Juan", "es", "", "Hola, Juan."),
        ("Juan", "español", "", "Hola, Juan."),
        ("Greta", "es", "", "Hola, Greta."),
        ("Greta", "español", "", "Hola, Greta."),
        ("Greta", "Inspections", "", "Inspections"),
        ("Greta", "main", "menu", "Hi Greta."),
    ],
)
def test_a_command_is_known_without_its_accents_and_plural(say, who, command, rest, title):
    assert card(say(who, command=command, rest=rest)).title == title


def test_a_command_that_nobody_knows_is_answered_with_what_there_is(say):
    assert card(say("Greta", command="dance")).note == "Sorry, I didn't understand that. Here's what I can do."


@pytest.mark.parametrize("typed", ["hola", "buenos días", "gracias", "hello", "ok"])
def test_a_greeting_is_answered_with_the_menu_and_without_a_warning(say, typed):
    shown = card(say("Juan", typed=typed))

    assert shown.title == "Hola, Juan."
    assert not shown.note


@pytest.mark.parametrize("typed", ["/language klingon", "/idioma klingon", "/language fr-CA"])
def test_a_language_we_do_not_speak_is_no_other_one(storage, say, world, typed):
    command, rest = typed.removeprefix("/").split()

    shown = say("Juan", command=command, rest=rest)

    assert labels(shown)[:2] == ["English", "Español"]
    spoken = sa.select(person.c.lang).where(person.c.id == world.people["Juan"])
    assert storage.now(lambda tx: tx.connection.execute(spoken).scalar_one()) == "es"
