"""An incident from the alarm until it is closed: who has it, who is told next, what is written about it, what is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.people import leave
from tests.field.house import House, house


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        yield made


async def sends(yard: House, first: str, what: str) -> None:
    yard.seat(first).send(what)
    await yard.settled()


def files(yard: House, first: str) -> list[str]:
    """Every file that somebody was sent."""
    return [file for one in yard.seat(first).seen() for file in one.files]


async def alarm(yard: House) -> None:
    """Juan is being robbed: two taps."""
    await yard.say("Juan", "me están robando")
    await yard.press("Juan", "Estoy en peligro")


def enrol(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es", phone="+52 81 5555 0101")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    yard.enrol("Luis Vega", "manager", "en", "slack")
    yard.enrol("Eva Sol", "admin", "es")


async def test_an_alarm_lives_until_it_is_closed_and_its_history_tells_it_all_in_either_language(yard: House) -> None:
    enrol(yard)
    await alarm(yard)
    await sends(yard, "Juan", "a photo")
    yard.seat("Juan").place()
    await yard.settled()
    assert "Severity: Critical" in yard.screen("Ana")[0]
    assert files(yard, "Ana") == ["photo"]

    await yard.restart()
    await yard.passes(16)
    assert "Nobody has taken this for 16 min" in yard.newest("Luis")
    assert "Nadie atiende su reporte desde hace 16 min." in yard.newest("Juan")
    await yard.passes(15)
    assert "Nadie atiende esto desde hace 31 min" in yard.newest("Eva")

    await yard.press("Luis", "I'll handle it")
    assert "Luis Vega atiende su reporte." in yard.newest("Juan")
    assert "Lo atiende: Luis Vega" in yard.newest("Eva")
    await yard.press("Luis", "Write to Juan Pérez")
    await yard.say("Luis", "Are you hurt?")
    assert "Luis Vega (gerente): Are you hurt?" in yard.newest("Juan")
    await yard.press("Juan", "Responder")
    await sends(yard, "Juan", "a voice note")
    assert any("Juan Pérez (driver): voice note" in one for one in yard.screen("Luis"))
    assert "voice note" in files(yard, "Luis")
    await yard.press("Luis", "Resolved")
    await yard.say("Luis", "Robbed at a red light")
    await yard.say("Luis", "Another route, and the police have the plate")
    assert "resuelto" in yard.newest("Juan")
    await yard.press("Luis", "Close")

    await yard.press("Luis", "History")
    await yard.press("Eva", "Historial")
    english, spanish = yard.newest("Luis"), yard.newest("Eva")
    for line in (
        "Juan Pérez reports: Somebody is in danger", "Juan Pérez: 1 file", "Nobody had taken it for 16 min",
        "Luis Vega is handling it", "Luis Vega: Are you hurt?", "Luis Vega, the cause: Robbed at a red light",
        "Luis Vega has resolved it", "Luis Vega has closed it",
    ):  # fmt: skip
        assert line in english
    for line in (
        "Juan Pérez reporta: Alguien está en peligro", "Juan Pérez: 1 archivo", "Llevaba 16 min sin que nadie lo atendiera",
        "Luis Vega lo atiende", "Luis Vega: Are you hurt?", "Luis Vega, la causa: Robbed at a red light",
        "Luis Vega lo dio por resuelto", "Luis Vega lo cerró",
    ):  # fmt: skip
        assert line in spanish


async def test_a_reply_to_the_notice_and_words_in_its_thread_reach_the_reporter(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    yard.enrol("Luis Vega", "manager", "en")
    await alarm(yard)
    notice = next(m for m in yard.at_slack("Ana").messages if m.get("bot_id"))
    luis = yard.seat("Luis").person  # type: ignore[attr-defined]
    told = next(m for m in luis.messages if m["from"]["is_bot"])

    yard.at_slack("Ana").say("Stay inside", thread_ts=notice["ts"])
    await yard.settled()
    luis.say("ok", reply_to=told["message_id"])
    await yard.settled()

    assert any("Ana Ruiz (supervisor): Stay inside" in one for one in yard.screen("Juan"))
    assert any("Luis Vega (gerente): ok" in one for one in yard.screen("Juan"))
    assert any("Luis Vega (manager): ok" in one for one in yard.screen("Ana"))
    assert "¿Dónde está ahora?" in yard.newest("Juan")  # the open question is below what was written


async def test_an_answer_goes_back_to_whoever_asked_and_the_form_goes_on_where_it_was(yard: House) -> None:
    enrol(yard)
    await alarm(yard)
    await yard.press("Ana", "Write to Juan Pérez")
    await yard.say("Ana", "Are you hurt?")

    await yard.press("Juan", "Responder")
    await yard.say("Juan", "no")

    assert any("Juan Pérez (driver): no" in one for one in yard.screen("Ana"))
    assert "¿Dónde está ahora?" in yard.newest("Juan")
    await yard.say("Juan", "Km 23")
    assert "Place: Km 23" in yard.screen("Ana")[0]


async def test_words_of_danger_in_an_answer_are_passed_on_and_help_is_offered_beside(yard: House) -> None:
    enrol(yard)
    await alarm(yard)
    await yard.press("Ana", "Write to Juan Pérez")
    await yard.say("Ana", "What is going on?")
    await yard.press("Juan", "Responder")

    await yard.say("Juan", "nos están disparando")

    assert any("Juan Pérez (driver): nos están disparando" in one for one in yard.screen("Ana"))
    assert any("[Estoy en peligro]" in one for one in yard.screen("Juan"))


async def test_what_could_not_be_delivered_is_not_said_to_have_arrived(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    await alarm(yard)
    yard.block("Juan")

    await yard.press("Ana", "Write to Juan Pérez")
    await yard.say("Ana", "Are you hurt?")

    assert "has arrived" not in yard.newest("Ana")
    assert "Not reached: Juan Pérez (driver)" in yard.newest("Ana")


async def test_where_nobody_could_be_reached_the_next_step_is_not_waited_for(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.enrol("Luis Vega", "manager")
    yard.enrol("Eva Sol", "admin")
    for first in ("Ana", "Luis"):
        yard.block(first)

    await alarm(yard)

    assert "Severity: Critical" in yard.screen("Eva")[0]


async def test_a_call_for_help_that_nobody_takes_ends_with_the_numbers_to_call(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "en")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.decide('{"dispatch": "+1 956 555 0110"}')
    await yard.say("Juan", "they are robbing me")
    await yard.press("Juan", "I am in danger")

    for minutes in (16, 61, 61, 61, 61):
        await yard.passes(minutes)

    said = [one for one in yard.screen("Juan") if "Nobody has taken your report" in one]
    assert len(said) > 1
    assert all("Call dispatch: +1 956 555 0110" in one for one in said)


async def test_an_ok_is_no_cause_and_what_is_resolved_is_closed_right_there(yard: House) -> None:
    enrol(yard)
    await alarm(yard)
    await yard.press("Ana", "I'll handle it", "Resolved")

    for words in ("ok", "👍"):
        await yard.say("Ana", words)
        assert "Please write it in a few words." in yard.newest("Ana")
    await yard.say("Ana", "A red light, at night")
    await yard.say("Ana", "Another route")
    assert "[Close]" in yard.newest("Ana")
    await yard.press("Ana", "Close")

    assert "This is closed now." in yard.newest("Ana")
    assert "[Close]" not in yard.newest("Ana")
    assert any("cerró su reporte" in one for one in yard.screen("Juan"))


async def test_words_of_danger_in_a_message_stand_out_for_whoever_reads_them(yard: House) -> None:
    enrol(yard)
    await alarm(yard)
    await yard.press("Ana", "I'll handle it", "Write to Juan Pérez")
    await yard.say("Ana", "Are you hurt?")

    await yard.press("Juan", "Responder")
    await yard.say("Juan", "no")
    assert "call for help" not in yard.newest("Ana")
    await yard.press("Ana", "Answer")
    await yard.say("Ana", "Where are you?")
    await yard.press("Juan", "Responder")
    await yard.say("Juan", "me están apuntando con una pistola")

    assert any("This may be a call for help." in one and "pistola" in one for one in yard.screen("Ana"))


async def test_what_somebody_had_in_hand_who_has_left_waits_again_and_goes_on_to_the_next(yard: House) -> None:
    enrol(yard)
    await alarm(yard)
    await yard.press("Ana", "I'll handle it")
    await yard.apps[0].storage.transaction(lambda tx: leave(tx, "Ana Ruiz", yard.clock()))

    await yard.passes(1)

    assert "Ana Ruiz ya no atiende su reporte. Se está avisando a las demás personas." in "".join(yard.screen("Juan"))
    assert any("Ana Ruiz has left. Somebody else has to take it." in one for one in yard.screen("Luis"))
    await yard.passes(16)
    assert "Nobody has taken this" in "".join(yard.screen("Luis"))
    await yard.press("Luis", "I'll handle it")
    assert "Luis Vega atiende su reporte." in "".join(yard.screen("Juan"))


async def test_two_photos_that_are_all_somebody_writes_both_arrive(yard: House) -> None:
    enrol(yard)
    await alarm(yard)
    await yard.press("Ana", "I'll handle it", "Write to Juan Pérez")

    await sends(yard, "Ana", "2 photos")

    assert files(yard, "Juan") == ["photo", "photo"]
