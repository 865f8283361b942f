"""An incident from hand to hand: who has it, what is asked before it ends, who is told next, and who learns nothing."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from bot.assistant import Assistant
from bot.conversation.expecting import TIMER
from bot.conversation.received import Received
from bot.duties.escalating import UNHELD
from bot.engine.talk import Sent
from bot.organisation import settle
from bot.store import own
from bot.store.database import Storage
from bot.store.incidents import Standing
from bot.store.sql import incident_event, timer
from bot.store.tables import Handle, Organisation, Person, Site
from tests.conftest import LINES, World, people_of
from tests.saying import LIBRARY, WORDING, Say, buttons, card, count, pressed, saying, told

LIGHT = ("Enviar el reporte", "Otra cosa", "No", "Omitir", "Hoy", "No sé")  # what is answered so that it is not grave


@pytest.fixture
def say(storage, world: World, now) -> Say:
    return saying(storage, now)


def reported(say: Say) -> None:
    """Seals are missing from the stock: Luis and Ana are told."""
    said = say("Juan", press="s:incident")
    for label in ("Sello roto, faltante o distinto", "Faltan sellos del inventario", "Hoy", "Omitir"):
        said = say("Juan", press=pressed(said, label))
    for words in ("Gabinete", "4820914", "Falta uno"):
        said = say("Juan", typed=words)
    said = say("Juan", press=pressed(said, "Omitir"))
    say("Juan", press=pressed(said, "Enviar el reporte"))


def alarmed(say: Say) -> Received:
    """Juan is in danger: critical."""
    say("Juan", typed="me están robando")
    return say("Juan", press="k:1")


def standing(storage: Storage) -> Standing:
    found = storage.now(lambda tx: tx.incidents.of(1))
    assert found
    return found


def holders(storage: Storage) -> list[str]:
    return [taker.name for taker in storage.now(lambda tx: tx.reports.takers(1))]


def kinds(storage: Storage) -> list[str]:
    return [event.kind for event in storage.now(lambda tx: tx.incidents.events(1))]


def labels(storage: Storage, person: int) -> list[str]:
    """The buttons of the newest notice of somebody."""
    notices = [one for one in told(storage, person) if any(b.data.startswith(("t:", "q:")) for b in buttons(one))]
    return [b.label for b in buttons(notices[-1])]


def ring(storage: Storage, subject: str, at: datetime) -> None:
    assistant = Assistant(WORDING, LIBRARY)
    storage.now(lambda tx: assistant.ring(tx, TIMER, subject, at))


def timers(storage: Storage) -> dict[str, datetime]:
    rows = timer.select().where(timer.c.name == TIMER)
    return {row.subject: row.due_at for row in storage.now(lambda tx: list(tx.connection.execute(rows)))}


# From hand to hand.


def test_whoever_comes_second_sees_who_has_it(storage, say, world):
    reported(say)
    say("Luis", press="t:1")

    second = say("Ana", press="t:1")

    assert second.acked.toast == "Luis is handling this already."
    assert holders(storage) == ["Luis"]
    assert "Take over" in labels(storage, world.people["Ana"])


def test_whoever_has_it_hears_who_takes_it_over(storage, say, world):
    reported(say)
    say("Luis", press="t:1")

    say("Ana", press="q:o:1")

    assert holders(storage) == ["Ana"]
    assert told(storage, world.people["Luis"])[-1].text == "Ana lo atiende ahora en su lugar."
    assert "Ana atiende su reporte." in [one.text for one in told(storage, world.people["Juan"])]


def test_what_is_given_back_waits_again_and_everybody_hears_of_it(storage, say, world):
    reported(say)
    say("Luis", press="t:1")

    say("Luis", press="q:n:1")

    assert standing(storage).waits
    assert holders(storage) == []
    assert told(storage, world.people["Ana"])[-1].text == (
        "Luis is not handling this anymore. Somebody else has to take it."
    )
    assert told(storage, world.people["Juan"])[-1].text.startswith("Luis ya no atiende su reporte.")


def test_who_has_it_not_can_say_that_it_is_not_for_them_and_nothing_else_changes(storage, say, world):
    reported(say)
    before = standing(storage)

    say("Luis", press="q:n:1")

    assert standing(storage) == before
    assert "No me corresponde" not in labels(storage, world.people["Luis"])


def test_it_is_handed_to_whoever_is_chosen_and_their_phone_rings(storage, say, world):
    reported(say)
    chosen = say("Luis", press="t:1") and say("Luis", press="q:h:1")
    letters = len(told(storage, world.people["Ana"]))

    say("Luis", press=pressed(chosen, "Ana · Patio Vallejo"))

    assert holders(storage) == ["Ana"]
    assert len(told(storage, world.people["Ana"])) == letters + 2  # her card as it is, and the notice anew
    assert kinds(storage) == ["taken", "handed"]


def test_it_is_handed_to_nobody_who_was_not_offered(storage, say, world):
    reported(say)
    say("Luis", press="t:1")

    for person in (world.people["Juan"], world.people["Luis"], world.people["Greta"], 4711):
        say("Luis", press=f"q:h:1:{person}")

    assert holders(storage) == ["Luis"]


def test_a_confidential_report_is_handed_only_to_those_who_may_read_it(storage, say, world):
    said = say("Juan", press="s:incident")
    for label in ("Desconocidos, amenaza, soborno", "Soborno o complicidad interna"):
        said = say("Juan", press=pressed(said, label))
    say("Juan", typed="Greta")
    say("Ana", press="t:1")

    offered = card(say("Ana", press="q:h:1"))

    assert offered.options == ()
    assert offered.text == "There is nobody else who may read this."


def test_whoever_has_it_not_hands_it_to_nobody(storage, say, world):
    reported(say)
    say("Luis", press="t:1")

    said = say("Ana", press=f"q:h:1:{world.people['Ana']}")

    assert said.acked.toast == "Somebody else is handling this now."
    assert holders(storage) == ["Luis"]


# How it ends.


def test_a_grave_one_is_not_resolved_without_words_about_cause_and_measures(storage, say):
    alarmed(say)
    say("Ana", press="t:1")

    asked = say("Ana", press="q:r:1")
    forged = say("Ana", press="q:s:1:cause")

    assert [b.label for b in card(asked).controls] == ["Cancel"]
    assert card(forged).note == "Please write it in a few words. Files can come with them."
    assert standing(storage).state == "taken"


def test_a_grave_one_is_closed_once_both_are_known(storage, say, world):
    alarmed(say)
    say("Ana", press="t:1")
    say("Ana", press="q:r:1")
    say("Ana", typed="Parked in the street")
    say("Ana", typed="Guarded lots only")

    say("Ana", press="q:c:1")

    assert standing(storage).state == "closed"
    assert kinds(storage) == ["taken", "cause", "measures", "resolved", "closed"]
    assert told(storage, world.people["Juan"])[-1].text == "Ana cerró su reporte."


def test_what_is_not_grave_can_be_resolved_without_words(storage, say):
    said = say("Juan", press="s:incident")
    for _ in range(12):
        ways = [b.label for b in (*card(said).options, *card(said).controls)]
        way = next((one for one in LIGHT if one in ways), "")
        said = say("Juan", press=pressed(said, way)) if way else say("Juan", typed="Nada grave en la fila 4")
        if way == LIGHT[0]:
            break
    say("Luis", press="t:1")
    say("Luis", press=pressed(say("Luis", press="q:r:1"), "Omitir"))

    say("Luis", press="q:s:1:measures")

    assert standing(storage).state == "resolved"
    assert say("Luis", press="q:c:1").acked.toast == "El reporte quedó cerrado."


def test_nothing_is_closed_that_was_not_resolved(storage, say):
    reported(say)
    say("Luis", press="t:1")

    said = say("Luis", press="q:c:1")

    assert said.acked.toast == "Eso ya no es posible. Así está ahora."
    assert standing(storage).state == "taken"


def test_canceling_the_question_about_the_cause_leaves_everything_as_it_was(storage, say):
    alarmed(say)
    say("Ana", press="t:1")
    asked = say("Ana", press="q:r:1")

    say("Ana", press=pressed(asked, "Cancel"))
    say("Ana", typed="Robbed at a red light")

    assert standing(storage).state == "taken"
    assert kinds(storage) == ["taken"]


def test_what_is_opened_again_waits_for_somebody_and_needs_a_cause_again(storage, say, now):
    alarmed(say)
    say("Ana", press="t:1")
    say("Ana", press="q:r:1")
    say("Ana", typed="A red light")
    say("Ana", typed="Another route")

    say("Luis", press="q:p:1")

    assert standing(storage).waits
    assert holders(storage) == []
    assert timers(storage)[f"1:{standing(storage).round}"] > now
    say("Ana", press="t:1")
    assert card(say("Ana", press="q:r:1")).text == "What was the cause?"


# Who is told next.


def test_a_step_that_is_late_gives_those_who_are_told_their_time(storage, say, world, now):
    alarmed(say)
    late = now + timedelta(hours=5)

    ring(storage, "1:0", late)

    assert standing(storage).rung == 1
    assert timers(storage)["1:0"] == late + timedelta(minutes=15)


def test_a_step_whose_incident_somebody_has_taken_tells_nobody(storage, say, world, now):
    alarmed(say)
    say("Ana", press="t:1")
    letters = len(told(storage, world.people["Luis"]))

    ring(storage, "1:0", now + timedelta(minutes=15))

    assert standing(storage).rung == 0
    assert len(told(storage, world.people["Luis"])) == letters


def test_a_timer_of_an_earlier_round_tells_nobody(storage, say, now):
    alarmed(say)
    say("Ana", press="t:1")
    say("Ana", press="q:n:1")

    ring(storage, "1:0", now + timedelta(hours=2))

    assert standing(storage).rung == 0


def test_what_is_confidential_climbs_to_nobody_who_may_not_read_it(storage, say, world, now):
    said = say("Juan", press="s:incident")
    for label in ("Desconocidos, amenaza, soborno", "Soborno o complicidad interna"):
        said = say("Juan", press=pressed(said, label))
    say("Juan", typed="nadie de aquí")

    ring(storage, "1:0", now + timedelta(hours=1))

    assert told(storage, world.people["Luis"]) == []


def test_an_organisation_can_decide_that_nobody_is_told_next(storage, say):
    storage.now(lambda tx: settle(tx, "", "", {"escalation": "none"}))

    alarmed(say)

    assert timers(storage) == {}


def test_the_reporter_of_a_silent_call_hears_nothing_of_it(storage, say, world, now):
    storage.now(lambda tx: settle(tx, "", "", {"silent_word": "mandarina"}))
    say("Juan", typed="mandarina")
    before = len(told(storage, world.people["Juan"]))

    ring(storage, "1:0", now + timedelta(minutes=20))
    say("Ana", press="t:1")
    say("Ana", press="q:w:1")
    say("Ana", typed="Where are you?")

    assert standing(storage).state == "taken"
    assert len(told(storage, world.people["Juan"])) == before
    assert say("Juan", press="q:t:1").acked.toast == "Este reporte no se le envió a usted."


def test_of_two_processes_one_takes_the_step(postgres_url, opened, now):
    first, second = opened(postgres_url), opened(postgres_url)
    world = people_of(first, now)
    alarmed(saying(first, now))
    at = now + timedelta(minutes=15)
    assistant = Assistant(WORDING, LIBRARY)

    def goes_off(storage: Storage) -> int:
        def work(tx) -> int:
            due = [one for one in tx.timers.due(at) if one.name == TIMER and tx.timers.take(one, at)]
            for one in due:
                assistant.ring(tx, one.name, one.subject, at)
            return len(due)

        return storage.now(work)

    assert goes_off(first) + goes_off(second) == 1
    assert len([one for one in told(first, world.people["Ana"]) if "15 min" in one.note]) == 1


@pytest.mark.parametrize("timer_first", [True, False])
def test_a_notice_given_up_and_a_timer_at_the_same_moment_take_one_step(postgres_url, opened, now, timer_first):
    first, second = opened(postgres_url), opened(postgres_url)
    world = people_of(first, now)
    say, assistant = saying(first, now), Assistant(WORDING, LIBRARY)
    notices = [one for one in alarmed(say).letters if one.notice]
    at = now + timedelta(minutes=15)
    written = threading.Event()

    def goes_off(tx) -> None:
        assistant.ring(tx, TIMER, "1:0", at)

    def given_up(tx) -> None:
        for one in notices:
            tx.letters.failed(one, "blocked", at)
            assistant.undelivered(tx, one, "blocked", at)

    def slowly(work):
        def held(tx) -> None:
            work(tx)
            written.set()
            time.sleep(0.5)  # the other has read the same, and waits

        return held

    one, other = (goes_off, given_up) if timer_first else (given_up, goes_off)
    with ThreadPoolExecutor() as pool:
        begun = pool.submit(first.now, slowly(one))
        assert written.wait(10)
        second.now(other)
        begun.result()

    assert len(notices) == 2
    assert standing(first).rung == 1
    assert kinds(first).count("escalated") == 1
    assert len(told(first, world.people["Luis"])) == 2


def test_a_role_that_nobody_has_is_told_to_the_administrators_once(storage, say, world, now):
    with Session(storage.engine) as session:
        eva = Person(
            organisation_id=world.organisation, site_id=world.site, name="Eva", role="admin", lang="en", joined_at=now
        )
        session.add(eva)
        session.flush()
        session.add(Handle(person_id=eva.id, line_id=LINES["telegram"], account="55", address="55"))
        id = eva.id
        session.commit()
    storage.now(lambda tx: tx.people.leave(world.people["Luis"], now))
    assistant = Assistant(WORDING, LIBRARY)

    for _ in range(2):
        storage.now(lambda tx: assistant.ring(tx, UNHELD, "", now))

    assert [one.text for one in told(storage, id)] == [
        "Nobody has the role supervisor. A report that nobody takes and that goes on to it notifies nobody."
    ]


# Who learns nothing.


@pytest.fixture
def stranger(storage, world, now) -> str:
    """A manager of the next organisation, whose bot is the same."""
    with Session(storage.engine) as session:
        other = Organisation(name="Otra")
        session.add(other)
        session.flush()
        site = Site(organisation_id=other.id, name="Dock", zone="America/Mexico_City", code="DK")
        session.add(site)
        session.flush()
        person = Person(organisation_id=other.id, site_id=site.id, name="Max", role="manager", lang="en", joined_at=now)
        session.add(person)
        session.flush()
        session.add(Handle(person_id=person.id, line_id=LINES["telegram"], account="999", address="999"))
        session.commit()
    return "999"


@pytest.mark.parametrize("verb", ["n", "o", "h", "r", "c", "p", "w", "t"])
def test_somebody_of_the_next_organisation_presses_any_button_and_gets_nothing(storage, say, stranger, verb):
    reported(say)
    say("Luis", press="t:1")
    events = count(storage, incident_event)

    for data in (f"q:{verb}:1", "t:1"):
        said = say(stranger, press=data)
        assert said.acked.toast == "This report was not sent to you."
        assert not any("Gabinete" in one.body for one in said.letters)
    assert count(storage, incident_event) == events


def test_nobody_reads_a_history_by_its_number_that_is_not_theirs(storage, say, stranger):
    reported(say)

    for who in (stranger, "Greta"):
        for number in ("PV-26-0001", "R-1", "pv-26-0001"):
            said = say(who, command="incident", rest=number)
            assert card(said).note == "There is no incident with that number that you may read."


def test_who_was_told_and_who_reported_it_read_its_history_by_its_number(storage, say, world):
    reported(say)
    say("Luis", press="t:1")

    for who, line in (("Ana", "Luis is handling it"), ("Juan", "Luis lo atiende")):
        history = card(say(who, command="incident", rest="pv-26-0001"))
        assert line in [one.value for one in history.lines]
        assert history.title.endswith("PV-26-0001")


def test_where_everybody_says_that_it_is_not_for_them_the_reporter_hears_at_once_that_nobody_is_left(
    storage, say, world
):
    reported(say)
    say("Luis", press="q:n:1")
    assert standing(storage).rung == 0

    say("Ana", press="q:n:1")

    assert standing(storage).rung > 0
    assert "no hay a quién más avisar" in told(storage, world.people["Juan"])[-1].note


def test_a_photo_that_is_sent_long_after_a_call_for_help_is_something_else(storage, say):
    alarmed(say)
    say("Juan", typed="Km 23")
    events = count(storage, incident_event)

    said = say("Juan", sent=Sent("f" * 64, "photo"), later=7200)

    assert count(storage, incident_event) == events
    assert card(said).note == "Ninguna pregunta espera esto."


def test_several_files_sent_as_an_answer_are_no_answers_to_the_form_that_was_open(storage, say, world):
    alarmed(say)
    say("Ana", press="q:w:1")
    say("Ana", typed="Can you send photos?")
    say("Juan", press="q:w:1")

    for one in "ab":
        say("Juan", sent=Sent(one * 64, "photo", album="7"))

    wrote = [event.files for event in storage.now(lambda tx: tx.incidents.events(1)) if event.kind == "wrote"]
    assert wrote == [(), ("a" * 64,), ("b" * 64,)]


def test_of_what_somebody_did_only_their_own_words_are_among_their_data(storage, say, world, now):
    alarmed(say)
    juan = world.people["Juan"]
    said = (
        ("last_unit", "Trailer 53"),
        ("corrected", '{"step": "where"}'),
        ("met", "police\nBy phone"),
        ("wrote", "Km 23"),
    )

    def work(tx) -> list[str]:
        for kind, words in said:
            tx.incidents.happened(1, kind, now, juan, words=words)
        return [one.words for one in own.wrote(tx, juan)]

    assert storage.now(work) == ["By phone", "Km 23"]
