"""Words of danger, the silent word, and what is told in somebody's own words."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.engine.talk import Sent
from bot.store.sql import answer, aside, letter, organisation, run
from tests.saying import LIBRARY, WORDING, Say, buttons, card, count, pressed, saying, told

PHOTO = Sent("a" * 64, "photo")


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def labels(received) -> list[str]:
    return [b.label for b in buttons(card(received))]


def runs(storage):
    rows = sa.select(run.c.flow_id, run.c.status, run.c.severity).order_by(run.c.id)
    return storage.now(lambda tx: [tuple(row) for row in tx.connection.execute(rows)])


def shared(latitude: float, longitude: float, say: Say, who: str):
    """Somebody types where they are, as a report has it."""
    return say(who, typed=f"km {latitude} {longitude}")


@pytest.mark.parametrize(
    ("who", "typed", "danger", "report", "no"),
    [
        ("Juan", "me quieren robar", "Estoy en peligro", "Reportar un incidente", "No"),
        ("Greta", "they want to rob me", "I am in danger", "Report an incident", "No"),
        ("Greta", "me quieren robar", "I am in danger", "Report an incident", "No"),
        ("Juan", "SOS", "Estoy en peligro", "Reportar un incidente", "No"),
    ],
)
def test_words_of_danger_are_met_with_the_alarm_card_and_not_with_a_greeting(
    storage, say, who, typed, danger, report, no
):
    shown = say(who, typed=typed)

    assert labels(shown) == [danger, report, no]
    assert count(storage, run) == 0


@pytest.mark.parametrize(
    ("command", "rest"), [("auxilio", ""), ("sos", ""), ("me", "quieren robar"), ("incidente", "me asaltan")]
)
def test_words_of_danger_are_known_as_a_command_too(say, command, rest):
    assert labels(say("Juan", command=command, rest=rest))[0] == "Estoy en peligro"


def test_two_taps_tell_person_unit_place_and_words_at_once(storage, say, world):
    say("Juan", press="s:in-transit")
    say("Juan", typed="AB-123-C")
    offered = say("Juan", typed="me quieren robar")

    alarmed = say("Juan", press=pressed(offered, "Estoy en peligro"))

    assert runs(storage)[-1] == ("danger", "open", "critical")
    for reader in ("Luis", "Ana"):
        (notice,) = told(storage, world.people[reader])
        values = [line.value for line in (*notice.head, *notice.lines)]
        assert "Juan" in values
        assert "Patio Vallejo" in values
        assert any("AB123C" in value for value in values)
        assert "me quieren robar" in values
    shown = card(alarmed)
    assert shown.entry == "place"
    assert shown.place == "Compartir mi ubicación"
    assert {line.value for line in shown.lines if line.label == "Se está avisando a"} == {
        "Luis (supervisor)",
        "Ana (gerente)",
    }


def test_the_place_that_follows_ends_the_alarm_and_is_passed_on(storage, say, world):
    say("Juan", press=pressed(say("Juan", typed="me siguen"), "Estoy en peligro"))

    say("Juan", typed="km 23 de la 57, saliendo de Querétaro")

    assert runs(storage) == [("danger", "finished", "critical")]
    assert "km 23 de la 57, saliendo de Querétaro" in [
        line.value for line in told(storage, world.people["Ana"])[-1].head
    ]


def test_the_alarm_pressed_again_is_the_same_one(storage, say):
    offered = say("Juan", typed="auxilio")
    say("Juan", press=pressed(offered, "Estoy en peligro"))
    letters = count(storage, letter)

    again = say("Juan", press=pressed(offered, "Estoy en peligro"))
    other = say("Juan", press="k")
    third = say("Juan", press=pressed(other, "Estoy en peligro"))

    assert again.acked.toast == third.acked.toast == "Su alarma ya se envió."
    assert len(runs(storage)) == 1
    mine = {one.body for one in (*again.letters, *other.letters, *third.letters)}
    assert count(storage, letter) == letters + len(again.letters) + len(other.letters) + len(third.letters)
    assert mine


def test_a_mistake_is_told_to_those_who_were_alarmed(storage, say, world):
    alarmed = say("Juan", press=pressed(say("Juan", typed="fuego"), "Estoy en peligro"))
    asked = say("Juan", press=pressed(alarmed, "Fue un error"))

    say("Juan", press=pressed(asked, "Sí, fue un error"))

    assert runs(storage)[-1][1] == "cancelled"
    assert told(storage, world.people["Ana"])[-1].text == "Juan says that it was a mistake. Call to make sure."


def test_no_leads_back_and_alarms_nobody(storage, say, world):
    offered = say("Juan", typed="robo")

    shown = say("Juan", press=pressed(offered, "No"))

    assert card(shown).title == "Hola, Juan."
    assert count(storage, run) == 0
    assert told(storage, world.people["Ana"]) == []


def test_yes_typed_at_the_alarm_card_is_the_alarm(storage, say):
    say("Juan", typed="me están asaltando")

    say("Juan", typed="sí")

    assert runs(storage) == [("danger", "open", "critical")]


def test_the_numbers_to_call_stand_on_the_card(storage, say, world):
    ours = sa.update(organisation).values(settings='{"country": "MX", "dispatch": "5550001111"}')
    storage.now(lambda tx: tx.connection.execute(ours))

    shown = card(say("Juan", typed="auxilio"))

    assert {"911", "5550001111"} <= {line.value for line in shown.lines}


@pytest.mark.parametrize("typed", ["auxilio", "me están asaltando", "SOS"])
def test_words_of_danger_in_a_form_are_no_answer(storage, say, typed):
    say("Juan", press="s:in-transit")

    shown = say("Juan", typed=typed)

    assert labels(shown)[0] == "Estoy en peligro"
    assert count(storage, answer) == 0


def test_words_of_danger_that_were_the_answer_are_kept_when_the_person_says_so(storage, say):
    shown = say("Greta", press="s:seal-vvtt")
    while card(shown).entry != "text":
        asked = card(shown)
        shown = say("Greta", press=asked.options[-1].data) if asked.options else say("Greta", typed="ABC-123")
    offered = say("Greta", typed="Transportes Fuego")

    say("Greta", press=pressed(offered, "No, it is my answer"))

    last = sa.select(answer.c.shown).order_by(answer.c.id.desc()).limit(1)
    assert storage.now(lambda tx: tx.connection.execute(last).scalar_one()) == "Transportes Fuego"


def test_a_bare_number_that_was_asked_for_is_a_number(storage, say):
    say("Juan", press="s:in-transit")

    say("Juan", typed="911")

    assert count(storage, answer) == 1


def test_words_of_danger_in_a_report_are_its_answer_and_help_is_offered_beside_it(storage, say):
    shown = say("Juan", press="s:incident")
    while card(shown).entry != "place":
        asked = card(shown)
        shown = say("Juan", press=asked.options[1].data) if asked.entry != "date" else say("Juan", typed="hoy")
        if card(shown).entry == "time":
            shown = say("Juan", typed="10:00")
    before = count(storage, answer)

    heard = say("Juan", typed="km 23, nos robaron")

    assert count(storage, answer) == before + 1
    assert any('"Estoy en peligro"' in one.body for one in heard.letters)
    assert card(heard).entry != "place"


SILENT = {"settings": '{"silent_word": "tormenta azul"}'}


@pytest.fixture
def silent(storage, world):
    storage.now(lambda tx: tx.connection.execute(sa.update(organisation).values(**SILENT)))


@pytest.mark.parametrize("typed", ["tormenta azul", "Tormenta Azul.", "TORMENTA AZUL!"])
def test_the_silent_word_looks_like_any_word_and_tells_person_unit_and_place(storage, say, world, silent, typed):
    say("Juan", press="s:in-transit")
    say("Juan", typed="AB-123-C")
    say("Juan", typed="menú")
    ordinary = card(say("Juan", typed="menú"))

    heard = say("Juan", typed=typed)

    assert card(heard) == ordinary
    assert not heard.acked.toast
    assert runs(storage)[-1] == ("silent", "finished", "critical")
    for reader in ("Luis", "Ana"):
        (notice,) = told(storage, world.people[reader])
        values = [line.value for line in (*notice.head, *notice.lines)]
        assert "Juan" in values
        assert any("AB123C" in value for value in values)
        assert typed not in str(notice)


def test_the_silent_word_in_the_middle_of_a_form_looks_like_the_menu(storage, say, silent):
    say("Juan", press="s:in-transit")
    ordinary = card(say("Juan", typed="menú"))
    say("Juan", press="o:1")

    heard = say("Juan", typed="tormenta azul")

    assert card(heard) == ordinary
    assert count(storage, answer) == 0


def test_the_silent_word_leaves_no_trace_for_its_person_later(storage, say, world, now, silent):
    say("Juan", typed="tormenta azul")
    quiet = len(told(storage, world.people["Juan"]))
    taken = next(b.data for b in told(storage, world.people["Luis"])[-1].options)

    say("Luis", press=taken)
    menu = card(say("Juan", typed="menú"))
    opened = card(say("Juan", typed="pendientes"))

    assert len(told(storage, world.people["Juan"])) == quiet + 2
    assert "silenc" not in str((menu, opened)).casefold()


def test_a_silent_alarm_that_does_not_arrive_is_not_told_to_its_person(storage, say, world, now, silent):
    alarmed = say("Juan", typed="tormenta azul")
    quiet = len(told(storage, world.people["Juan"]))
    assistant = Assistant(WORDING, LIBRARY)

    def lost(tx, one):
        tx.letters.failed(one, "blocked", now)
        assistant.undelivered(tx, one, "blocked", now)

    def come(tx, one):
        tx.letters.sent(one, "1", now)
        assistant.delivered(tx, one, now)

    notices = [one for one in alarmed.letters if one.notice]
    storage.now(lambda tx: come(tx, notices[0]))
    storage.now(lambda tx: lost(tx, notices[1]))

    assert len(notices) == 2
    assert len(told(storage, world.people["Juan"])) == quiet


def test_a_word_of_another_organisation_is_only_a_word(storage, say, world):
    say("Juan", typed="tormenta azul")

    assert count(storage, run) == 0


TALE = "the trailer 53123 has a cut seal"


def test_a_free_description_becomes_the_account_of_a_report(storage, say):
    offered = say("Greta", typed=TALE)
    shown = card(offered)

    assert shown.note == "I did not understand that."
    assert labels(offered)[0] == "Report an incident with these words"
    assert "Menu" in labels(offered)
    say("Greta", press=pressed(offered, "Report an incident with these words"))
    rows = sa.select(answer.c.step, answer.c.shown)
    assert storage.now(lambda tx: [tuple(row) for row in tx.connection.execute(rows)]) == [("account", TALE)]


def test_a_photo_belongs_to_the_words_said_with_it(storage, say):
    say("Greta", typed=TALE)
    offered = say("Greta", sent=PHOTO, later=20)

    assert PHOTO.digest in offered.kept
    say("Greta", press=pressed(offered, "Report an incident with these words"), later=30)
    rows = sa.select(answer.c.step, answer.c.value)
    assert storage.now(lambda tx: [tuple(row) for row in tx.connection.execute(rows)]) == [
        ("account", f'"{TALE}"'), ("evidence", f'["{PHOTO.digest}"]'),
    ]  # fmt: skip


def test_a_photo_alone_can_be_the_beginning_of_a_report(storage, say):
    offered = say("Greta", sent=PHOTO)

    say("Greta", press=pressed(offered, "Report an incident with this photo"))

    assert storage.now(lambda tx: tx.connection.execute(sa.select(answer.c.step)).scalar_one()) == "evidence"


def test_a_story_in_pieces_is_one_story(storage, say):
    say("Greta", typed="there is a weld on the trailer")
    offered = say("Greta", typed="on the left side", later=10)

    say("Greta", press=pressed(offered, "Report an incident with these words"), later=20)

    assert count(storage, aside) == 1
    shown = storage.now(lambda tx: tx.connection.execute(sa.select(answer.c.shown)).scalar_one())
    assert shown == "there is a weld on the trailer\non the left side"


def test_what_is_said_much_later_is_another_story(storage, say):
    say("Greta", typed="there is a weld on the trailer")

    say("Greta", typed="the lamp is out", later=int(timedelta(hours=1).total_seconds()))

    assert count(storage, aside) == 2


def test_the_report_of_a_description_is_begun_once(storage, say):
    offered = say("Greta", typed=TALE)
    report = pressed(offered, "Report an incident with these words")

    say("Greta", press=report)
    say("Greta", press=report)

    assert len(runs(storage)) == 1


@pytest.mark.parametrize(
    ("who", "typed", "found"),
    [
        ("Greta", "container", "container"), ("Greta", "6.7", "CTPAT 6.7"), ("Greta", "seal check", "Seal"),
        ("Juan", "quiero hacer la capacitación de plagas", "plagas"),
    ],
)  # fmt: skip
def test_words_are_looked_up_in_flows_and_criteria(say, who, typed, found):
    shown = say(who, typed=typed)

    assert any(found.casefold() in label.casefold() for label in labels(shown)) or found in str(card(shown))


def test_what_somebody_said_is_no_one_elses(storage, say):
    offered = say("Greta", typed=TALE)

    say("Juan", press=pressed(offered, "Report an incident with these words"))
    say("Juan", press=card(say("Greta", typed="auxilio")).options[0].data)

    assert count(storage, run) == 0


@pytest.mark.parametrize("typed", ["SOS", "auxilio", "me quieren robar", "they want to rob me"])
def test_a_stranger_in_danger_is_told_whom_to_call_every_time(storage, say, world, typed):
    storage.now(lambda tx: tx.connection.execute(sa.update(organisation).values(region="MX")))
    say("4242", typed="hola")

    first, second = card(say("4242", typed=typed)), card(say("4242", typed=typed))

    assert first == second
    assert [line.value for line in first.lines] == ["911"]
    assert count(storage, run) == 0
