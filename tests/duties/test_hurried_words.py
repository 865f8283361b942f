"""Words of tired people through the whole assistant: orders with a please, buttons that are typed, danger where nobody asks."""

import pytest
import sqlalchemy as sa

from bot.engine.talk import Sent
from bot.store.sql import answer, organisation, run
from tests.field.going import Going
from tests.saying import Say, buttons, card, count, saying, told

PHOTO = Sent("a" * 64, "photo")


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def labels(received) -> list[str]:
    return [b.label for b in buttons(card(received))]


def alarm(received) -> bool:
    return any('"Estoy en peligro"' in one.body or '"I am in danger"' in one.body for one in received.letters)


def at_words(storage, say, who: str) -> Going:
    """Where words are asked for."""
    going = Going(storage, say, who, "seal-vvtt")
    going.to("handed_by", unit_kind="trailer")
    return going


HELP, MENU, LEAVE = "help", "menu", "cancel"


@pytest.mark.parametrize(
    ("who", "typed", "what"),
    [
        ("Juan", "no entiendo", HELP), ("Juan", "NO LE ENTIENDO", HELP), ("Juan", "ayuda!!", HELP), ("Juan", "quiero ayuda", HELP), ("Juan", "alluda", HELP), ("Juan", "¿quién eres?", HELP), ("Greta", "hlep", HELP),
        ("Greta", "i dont understand", HELP), ("Greta", "what do I do?", HELP), ("Juan", "¿cómo funciona esto?", HELP),
        ("Juan", "volver al menu", MENU), ("Juan", "ir al menú por favor", MENU), ("Juan", "kiero el menu", MENU),
        ("Juan", "regresar al menú principal", MENU), ("Greta", "back to menu", MENU), ("Greta", "menu please", MENU),
        ("Greta", "show me the menu", MENU), ("Juan", "menu 🙏", MENU),
        ("Juan", "cancela todo", LEAVE), ("Juan", "quiero cancelar", LEAVE), ("Juan", "olvídalo", LEAVE), ("Juan", "cancelar por favor", LEAVE),
        ("Greta", "cancel everything", LEAVE), ("Greta", "never mind", LEAVE), ("Greta", "CANCEL PLS", LEAVE), ("Juan", "canselar", LEAVE),
    ],
)  # fmt: skip
def test_an_order_with_words_around_it_is_followed_and_is_no_answer(storage, say, who, typed, what):
    going = at_words(storage, say, who)
    before = count(storage, answer)

    shown = say(who, typed=typed)

    assert count(storage, answer) == before
    title = card(shown).title
    if what == HELP:
        assert title in ("Cómo funciona", "How this works")
    elif what == MENU:
        assert title.startswith(("Hola", "Hi"))
    else:
        assert {"Sí, cancelar", "Yes, cancel"} & set(labels(shown))
    assert going.step == "handed_by"


@pytest.mark.parametrize(
    ("who", "typed", "lang"),
    [("Juan", "cambia a inglés", "en"), ("Juan", "english please", "en"), ("Greta", "español por favor", "es"),
     ("Greta", "háblame en español", "es"), ("Greta", "switch to spanish", "es")],
)  # fmt: skip
def test_a_language_is_asked_for_in_a_sentence(storage, say, who, typed, lang):
    going = at_words(storage, say, who)
    before = count(storage, answer)

    going.types(typed)

    assert ("Cancelar" if lang == "es" else "Cancel") in [b.label for b in buttons(going.card)]
    assert count(storage, answer) == before


@pytest.mark.parametrize(
    "typed",
    ["al inicio del patio", "Transportes Alto", "Menú del Día SA", "Autotransportes Ayuda Mutua", "Fletes Cancela", "Todo bien",
     "no aplica", "Bueno y Hijos", "2", "b", "la segunda", "Start Logistics", "Home Depot", "nop", "mal", "correcto"],
)  # fmt: skip
def test_words_that_only_hold_an_order_are_an_answer_where_words_are_asked_for(storage, say, typed):
    going = at_words(storage, say, "Juan")

    going.types(typed)

    assert going.kept("handed_by") == [typed]


@pytest.mark.parametrize(
    ("who", "typed", "kept"),
    [
        ("Juan", "sí pues", "yes"), ("Juan", "simon", "yes"), ("Juan", "SIP", "yes"), ("Juan", "claro que si", "yes"),
        ("Juan", "correcto", "yes"), ("Juan", "así es", "yes"), ("Juan", "afirmativo", "yes"), ("Juan", "si por favor", "yes"),
        ("Greta", "yup", "yes"), ("Greta", "si", "yes"), ("Greta", "that's right", "yes"),
        ("Juan", "nop", "no"), ("Juan", "no señor", "no"), ("Juan", "nel", "no"), ("Juan", "para nada", "no"),
        ("Juan", "negativo", "no"), ("Greta", "nope", "no"), ("Greta", "No.", "no"), ("Greta", "not really", "no"),
        ("Juan", "no sé", None), ("Juan", "tal vez", None), ("Juan", "2", None), ("Juan", "la segunda", None), ("Juan", "bien", None),
        ("Juan", "mal", None), ("Juan", "sí y no", None), ("Juan", "más o menos", None), ("Greta", "maybe", None),
        ("Juan", "si no", None), ("Juan", "👍", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_known_by_what_people_say(storage, say, who, typed, kept):
    going = Going(storage, say, who, "seal-vvtt")
    going.to("by_road", unit_kind="trailer")

    going.types(typed)

    assert going.values.get("by_road") == kept
    assert kept or going.card.note


@pytest.fixture
def point(storage, say) -> Going:
    """A point of an inspection, one by one."""
    going = Going(storage, say, "Juan", "seal-vvtt")
    going.to("around", occasion="border", unit_kind="trailer")
    return going


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("bien", "ok"), ("todo bien", "ok"), ("Todo ok", "ok"), ("correcto", "ok"), ("está bien", "ok"), ("sin novedad", "ok"), ("ok", "ok"),
        ("OK!", "ok"), ("conforme", "ok"), ("mal", "problem"), ("está mal", "problem"), ("roto", "problem"), ("hay un problema", "problem"),
        ("damaged", "problem"), ("problema", "problem"), ("all good", "ok"),
        ("no", None), ("sí", None), ("2", None), ("la segunda", None), ("más o menos bien", None), ("no está mal", None), ("bien pero sucio", None),
        (".", None), ("👍", None), ("no sé", None),
    ],
)  # fmt: skip
def test_a_point_that_is_well_or_not_is_known_by_what_people_say(point, typed, kept):
    point.types(typed)

    assert point.values.get("around") == kept
    assert kept or point.card.note


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2", "handover"), ("b)", "handover"), ("the second one", "handover"), ("la segunda", "handover"), ("opción 2", "handover"),
        ("Opcion B", "handover"), ("el primero", "pickup"), ("la última", "arrival"), ("4", "arrival"), ("d", "arrival"),
        ("5", None), ("0", None), ("e", None), ("22", None), ("1 y 2", None), ("la del medio", None), ("sí", None), ("todas", None),
    ],
)  # fmt: skip
def test_one_of_several_buttons_is_known_by_its_place(storage, say, typed, kept):
    going = Going(storage, say, "Juan", "seal-vvtt")

    going.types(typed)

    assert going.values.get("occasion") == kept
    assert kept or going.card.note


@pytest.mark.parametrize("typed", ["todo bien", "todo ok", "sin novedad", "All good", "todo conforme"])
def test_all_is_well_at_a_station_in_the_words_of_whoever_stands_there(storage, say, typed):
    going = Going(storage, say, "Juan", "tractor-trailer-17")
    going.types("ABC1234")
    going.press("Caja seca")
    for words in ("53TX118", "Fletes Norte", "Patio 2"):
        going.types(words)
    for label in ("Omitir", "Vacío"):
        going.press(label)
    before = count(storage, answer)

    going.types(typed)

    assert count(storage, answer) > before
    assert set(list(going.values.values())[-3:]) == {"ok"}


@pytest.mark.parametrize("typed", ["nop", "no", "no señor", "nope"])
def test_no_at_the_alarm_card_alarms_nobody(storage, say, world, typed):
    say("Juan", typed="auxilio")

    say("Juan", typed=typed)

    assert count(storage, run) == 0
    assert told(storage, world.people["Ana"]) == []


@pytest.mark.parametrize("typed", ["sí", "si pues", "simon", "yes", "estoy en peligro"])
def test_yes_at_the_alarm_card_in_any_words_is_the_alarm(storage, say, typed):
    say("Juan", typed="me estan siguiendo 2 motos")

    say("Juan", typed=typed)

    assert storage.now(lambda tx: tx.connection.execute(sa.select(run.c.flow_id)).scalar_one()) == "danger"


@pytest.mark.parametrize(
    "screen", ["menú", "ayuda", "criterio 6.7", "idioma", "pendientes", "inspecciones", "cancelar"]
)
def test_a_cry_is_heard_at_every_screen(storage, say, screen):
    Going(storage, say, "Juan", "in-transit")
    say("Juan", typed=screen)

    shown = say("Juan", typed="me estan siguiendo 2 motos")

    assert labels(shown)[0] == "Estoy en peligro"
    assert count(storage, answer) == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ABC-911", "ABC911"), ("ABC911", "ABC911"), ("SOS-123", "SOS123"), ("abc 911", "ABC911"), ("placa 911 AB", "911AB"), ("911", None),
     ("SOS", None), ("sos 911", None), ("911 ayuda", None), ("al 911", None), ("911 ya", None), ("llamen al 911", None)],
)  # fmt: skip
def test_a_plate_is_told_from_a_cry(storage, say, typed, kept):
    going = Going(storage, say, "Juan", "tractor-trailer-17")
    going.to("tractor_plate")

    going.types(typed)

    if kept:
        assert going.values["tractor_plate"] == kept
    elif typed != "911":  # a bare number is one where one is asked for
        assert going.labels[0] == "Estoy en peligro"


@pytest.mark.parametrize(
    "typed", ["sin señales de robo", "no hay fuego", "extintor revisado, fire extinguisher ok", "simulacro de incendio"]
)
def test_a_remark_that_denies_danger_is_kept_without_an_alarm(storage, say, point, typed):
    point.press("Bien con observación") if "Bien con observación" in point.labels else point.press(point.labels[2])

    point.types(typed)

    assert point.kept("around.remark") == [typed]
    assert not alarm(point.said)


def test_the_words_beside_a_photo_that_nobody_asked_for_are_part_of_the_story(storage, say):
    offered = say("Greta", sent=Sent("a" * 64, "photo", caption="the trailer brings another seal"))

    assert "another seal" in str(card(offered))
    say("Greta", press=card(offered).options[0].data)
    rows = sa.select(answer.c.step, answer.c.value).order_by(answer.c.id)
    assert storage.now(lambda tx: [tuple(row) for row in tx.connection.execute(rows)]) == [
        ("account", '"the trailer brings another seal"'), ("evidence", f'["{PHOTO.digest}"]'),
    ]  # fmt: skip


def test_a_photo_with_a_cry_beside_it_is_met_with_the_alarm_card(storage, say):
    shown = say("Juan", sent=Sent("a" * 64, "photo", caption="hay humo en la caja"))

    assert labels(shown)[0] == "Estoy en peligro"
    assert PHOTO.digest in shown.kept


def test_help_is_offered_beside_a_photo_with_a_cry_in_the_middle_of_a_form(storage, say):
    going = Going(storage, say, "Juan", "incident")
    going.to("evidence", group="seal", seal_kind="seal_broken")

    shown = say("Juan", sent=Sent("b" * 64, "photo", caption="me estan siguiendo"))

    assert alarm(shown)
    assert not alarm(say("Juan", sent=Sent("c" * 64, "photo", caption="no hay fuego")))


def test_the_silent_word_beside_a_photo_is_heard_and_looks_like_nothing(storage, say, world):
    decided = sa.update(organisation).values(settings='{"silent_word": "tormenta azul"}')
    storage.now(lambda tx: tx.connection.execute(decided))
    ordinary = card(say("Juan", typed="menú"))

    heard = say("Juan", sent=Sent("a" * 64, "photo", caption="Tormenta azul"))

    assert card(heard) == ordinary
    assert len(told(storage, world.people["Ana"])) == 1
    assert PHOTO.digest in heard.kept
    assert (
        storage.now(
            lambda tx: tx.connection.execute(sa.select(answer.c.value).where(answer.c.step == "evidence")).scalar_one()
        )
        == f'["{PHOTO.digest}"]'
    )


@pytest.mark.parametrize("kind", ["photo", "video", "voice", "document"])
@pytest.mark.parametrize("step", [None, "handed_by", "by_road"])
def test_what_comes_with_the_silent_word_is_evidence_of_the_call_and_of_nothing_else(storage, say, world, kind, step):
    decided = sa.update(organisation).values(settings='{"silent_word": "tormenta azul"}')
    storage.now(lambda tx: tx.connection.execute(decided))
    if step:
        Going(storage, say, "Juan", "seal-vvtt").to(step, unit_kind="trailer")
    ordinary = card(say("Juan", typed="menú"))
    if step:
        say("Juan", press=buttons(ordinary)[0].data)

    heard = say("Juan", sent=Sent("d" * 64, kind, caption="tormenta azul"))

    assert [card_shown for card_shown in heard.letters if card_shown.slot != "menu" and card_shown.person is None] == []
    assert card(heard).title == ordinary.title
    assert "d" * 64 in heard.kept
    rows = sa.select(run.c.flow_id).join(answer, answer.c.run_id == run.c.id).where(answer.c.value == f'["{"d" * 64}"]')
    assert storage.now(lambda tx: tx.connection.execute(rows).scalars().all()) == ["silent"]


def test_a_photo_with_a_cry_goes_with_the_alarm(storage, say):
    shown = say("Juan", sent=Sent("a" * 64, "photo", caption="hay humo en la caja"))

    say("Juan", press=buttons(card(shown))[0].data)

    kept = sa.select(answer.c.value).where(answer.c.step == "evidence")
    assert storage.now(lambda tx: tx.connection.execute(kept).scalar_one()) == f'["{PHOTO.digest}"]'


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kiero reportar que la caja trae otro sello", "Reportar un incidente con estas palabras"),
        ("sello roto", "Reportar un incidente con estas palabras"), ("quiero hacer un reporte", None), ("kiero reportar", None), ("👍", None), ("🙏🙏", None), ("...", None),
        ("quiero reportar un incidente", None), ("todo bien", None), ("sin novedad", None), ("ok gracias", None), ("buenas tardes", None),
        ("no hubo robo", "Reportar un incidente con estas palabras"),
        ("extintor vencido en la caseta", "Reportar un incidente con estas palabras"),
    ],
)  # fmt: skip
def test_what_is_typed_outside_of_a_form_begins_a_report_or_a_screen(storage, say, typed, first):
    shown = say("Juan", typed=typed)

    assert not alarm(shown)
    if first:
        assert labels(shown)[0] == first
    else:
        assert card(shown).note != "No entendí eso."


HELLO, WELCOME, FINE = "Hola. Aquí se quedó usted:", "De nada. Aquí se quedó usted:", "De acuerdo. Aquí se quedó usted:"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("hola", HELLO), ("Buenos días", HELLO), ("hello", HELLO), ("¡Hola! ¿qué tal?", HELLO), ("gracias", WELCOME), ("thanks", WELCOME),
        ("ok", FINE), ("OK 👍", FINE), ("Okay.", FINE), ("ok, gracias", WELCOME), ("hola gracias", WELCOME), ("muchas gracias jefe", WELCOME),
        ("enterado", FINE), ("thx", WELCOME),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", ["handed_by", "by_road", "trailer_number"])
def test_a_kind_word_in_a_form_is_returned_with_the_open_question_and_kept_nowhere(storage, say, typed, word, step):
    going = Going(storage, say, "Juan", "seal-vvtt")
    going.to(step, unit_kind="trailer")
    before, question = count(storage, answer), going.card

    going.types(typed)

    assert going.card.note == word
    assert count(storage, answer) == before
    assert going.step == step
    assert (going.card.title, going.card.text, going.card.progress) == (
        question.title,
        question.text,
        question.progress,
    )


def test_ok_presses_ok_where_that_is_a_button(point):
    point.types("ok")

    assert point.values["around"] == "ok"


def test_ok_ends_nothing_and_cancels_nothing(storage, say):
    going = at_words(storage, say, "Juan")

    going.press("Cancelar")
    going.types("ok")

    assert going.step == "handed_by"
    assert storage.now(lambda tx: tx.connection.execute(sa.select(run.c.status)).scalar_one()) == "open"
