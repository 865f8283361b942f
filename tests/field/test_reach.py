"""Who is reached by a report, who is said to be, and what becomes of one that reaches nobody."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.engine.flow import Step
from bot.engine.talk import Text
from bot.sandbox.faults import ChatGone, ServerError
from tests.field.house import House, house
from tests.saying import LIBRARY, WORDING

INCIDENT = LIBRARY.today["incident"]


def chosen(*answers: tuple[str, str], lang: str = "en") -> tuple[str, ...]:
    """The buttons of answers, as people read them."""
    kinds = {step.id: step.kind for step in INCIDENT.steps if isinstance(step, Step) and step.kind}
    labels = (next(o.label for o in kinds[step].named() if o.id == choice) for step, choice in answers)
    return tuple(WORDING.say(label, lang) for label in labels)


def asked(id: str, lang: str = "en") -> str:
    """A question as notices and overviews call it."""
    step = next(step for step in INCIDENT.steps if isinstance(step, Step) and step.id == id)
    return WORDING.say(Text(step.label or step.prompt), lang).removesuffix(".")


PEOPLE = chosen(("group", "hidden"), ("hidden_kind", "stowaway_or_smuggling"))
DRUGS = chosen(("group", "hidden"), ("hidden_kind", "contraband_found"))
CRASH = chosen(("group", "road"), ("road_kind", "accident"))
MISSING = chosen(("group", "seal"), ("seal_kind", "seal_missing"))
OTHER = chosen(("group", "other"))
EN = dict(zip(("people", "drugs", "other"), (PEOPLE[1], DRUGS[1], OTHER[0]), strict=True))
NOBODY_HERE = "Nobody who works here"  # a colleague might be named, so this is answered before anybody is notified
ES = {
    "people": chosen(("hidden_kind", "stowaway_or_smuggling"), lang="es")[0],
    "drugs": chosen(("hidden_kind", "contraband_found"), lang="es")[0],
    "other": chosen(("group", "other"), lang="es")[0],
}


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        yield made


async def sent(yard: House, first: str, *kind: str) -> None:
    """A report as short as it can be told."""
    await yard.say(first, "/incident")
    await yard.press(first, *kind)
    for _ in range(20):
        labels = yard.newest(first)
        if "[Send the report]" in labels:
            await yard.press(first, "Send the report")
            return
        ways = (NOBODY_HERE, "Skip", "No", "I don't know", "Today", "Otherwise")
        way = next((one for one in ways if f"[{one}]" in labels), "")
        if way:
            await yard.press(first, way)
        else:
            await yard.say(first, "At the dock, row 4")
    raise AssertionError(yard.newest(first))


# Nobody waits for the last button.


async def test_those_who_must_know_are_told_as_soon_as_the_kind_is_chosen(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", phone="+52 81 5555 0101")
    yard.enrol("Ana Ruiz", "supervisor", "es", "slack")
    await yard.say("Juan", "/incident")

    await yard.press("Juan", *PEOPLE)

    notice = yard.newest("Ana")
    assert f"{ES['people']} · Reporte sin terminar" in notice
    assert "Gravedad: Crítica" in notice
    assert "Sitio: Laredo yard" in notice
    assert "Llamar a Juan Pérez: +52 81 5555 0101" in notice
    assert "Notified: Ana Ruiz (supervisor), 11:33" in yard.newest("Juan")


async def test_the_same_notice_is_filled_in_and_no_phone_rings_for_each_answer(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)

    await yard.press("Juan", "Yes")

    assert len(yard.screen("Ana")) == 1
    assert f"{asked('hurt')}: Yes" in yard.newest("Ana")
    assert "Begun, not finished" in yard.newest("Ana")


async def test_a_report_that_becomes_graver_rings_again(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *CRASH)
    assert "Severity: High" in yard.newest("Ana")

    await yard.press("Juan", "Yes")

    assert len(yard.screen("Ana")) == 2
    assert "Severity: Critical" in yard.newest("Ana")


async def test_a_finished_report_is_the_notice_become_whole(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")

    await sent(yard, "Juan", *PEOPLE)

    (notice,) = yard.screen("Ana")
    assert "Begun, not finished" not in notice
    assert f"{asked('account')}: At the dock, row 4" in notice
    assert "[I'll handle it]" in notice


async def test_who_reads_of_it_can_say_that_they_have_it_before_it_is_finished(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)

    await yard.press("Ana", "I'll handle it")

    assert "Handled by: Ana Ruiz" in yard.newest("Ana")
    assert "Ana Ruiz is handling your report." in yard.screen("Juan")[-2]


async def test_a_report_of_danger_that_stops_in_the_middle_does_not_end_in_silence(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es", phone="+528155550101")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    yard.decide('{"dispatch": "+528180000000"}')
    await yard.say("Juan", "/incidente")
    await yard.press("Juan", *chosen(("group", "hidden"), ("hidden_kind", "stowaway_or_smuggling"), lang="es"), "Sí")

    await yard.passes(11)

    assert "Not finished for 11 min. Call Juan Pérez." in yard.newest("Ana")
    assert "Call Juan Pérez: +528155550101" in yard.newest("Ana")
    asked = yard.screen("Juan")[-2]
    assert "¿Está usted bien?" in asked
    assert "Llamar a emergencias: 911" in asked
    assert "Llamar a monitoreo: +528180000000" in asked
    assert all(f"[{label}]" in asked for label in ("Continuar", "Eso es todo: enviarlo", "Estoy a salvo"))


async def test_who_answers_that_they_are_safe_is_heard_by_those_who_were_told(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)
    await yard.passes(11)

    await yard.press("Juan", "I am safe")

    assert "Juan Pérez says: I am safe." in yard.newest("Ana")


async def test_a_report_can_be_sent_as_it_is(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE, "Yes")
    await yard.passes(11)

    await yard.press("Juan", "That is all: send it")

    assert "Notified: Ana Ruiz (supervisor)" in yard.newest("Juan")
    assert "Begun, not finished" not in yard.screen("Ana")[0]
    await yard.passes(60)
    assert not any("Not finished for 6" in shown for shown in yard.screen("Ana"))


async def test_an_answer_puts_the_question_off_and_a_restart_does_not_lose_it(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.decide('{"escalation": "none"}')
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)
    await yard.passes(8)
    await yard.press("Juan", "Yes")
    await yard.passes(8)
    assert len(yard.screen("Ana")) == 1

    await yard.restart()
    await yard.passes(3)

    assert "Not finished for 11 min. Call Juan Pérez." in yard.newest("Ana")


async def test_a_canceled_report_of_danger_stays_with_those_who_were_told(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.decide('{"escalation": "none"}')
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)

    await yard.press("Juan", "Cancel", "Yes, cancel")

    notice, word = yard.screen("Ana")
    assert f"{EN['people']} · Canceled before it was finished" in notice
    assert "Juan Pérez canceled this before finishing it." in word
    await yard.passes(200)
    assert len(yard.screen("Ana")) == 2


async def test_an_unfinished_report_of_danger_stands_in_the_summary_and_a_confidential_one_as_no_more(
    yard: House,
) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Marta Gil", "manager")
    yard.enrol("Pilar Soto", "auditor")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *DRUGS, NOBODY_HERE)

    await yard.say("Pilar", "/summary")
    await yard.say("Marta", "/summary")

    assert "Critical, Nobody is handling it: Confidential report, Laredo yard" in yard.newest("Pilar")
    assert f"Critical, Nobody is handling it: {EN['drugs']}, Laredo yard, Juan Pérez" in yard.newest("Marta")


async def test_what_turns_out_to_be_confidential_is_taken_from_those_who_may_not_read_on(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.enrol("Marta Gil", "manager")
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)

    await yard.press("Juan", "Back", DRUGS[1])

    assert "The people who may read this will follow up on it." in yard.newest("Ana")
    assert EN["drugs"] not in yard.newest("Ana")
    assert EN["drugs"] in yard.newest("Marta")


# What is said of it is true.


async def test_who_was_notified_is_said_by_name_and_time_once_it_is_delivered(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor", "es", "slack")
    yard.demo.slack.ill(ServerError(), methods=["chat.postMessage"])
    await yard.say("Juan", "/incident")
    await press_through(yard, "Juan", *OTHER)
    assert "Being notified: Ana Ruiz (supervisor)" in yard.newest("Juan")

    yard.demo.slack.well()
    await yard.passes(2)
    await until(lambda: "Notified: Ana Ruiz (supervisor), " in yard.newest("Juan"))

    assert "Being notified" not in yard.newest("Juan")


async def press_through(yard: House, first: str, *kind: str) -> None:
    """The report up to its end, while somebody's platform is ill: nothing is waited for that cannot come."""
    for label in (*kind, "No", "Yes", "I don't know"):
        await changes(yard, first, lambda label=label: yard.seat(first).press(label, ""))
    for words in ("Dock 4", "A lamp is broken"):
        await changes(yard, first, lambda words=words: yard.seat(first).say(words))
    for label in ("Skip", "Send the report"):
        await changes(yard, first, lambda label=label: yard.seat(first).press(label, ""))


async def changes(yard: House, first: str, act: Callable[[], None]) -> None:
    """Does something, and waits for the card that answers it."""
    before = yard.newest(first)
    act()
    await until(lambda: yard.newest(first) != before and "[" in yard.newest(first))


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


async def test_managers_are_told_and_named_where_there_is_no_supervisor(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Marta Gil", "manager")
    yard.enrol("Rosa Díaz", "manager")

    await sent(yard, "Juan", *OTHER)

    last = yard.newest("Juan")
    assert "Notified: Marta Gil (manager), " in last
    assert "Notified: Rosa Díaz (manager), " in last
    assert "Nobody" not in last
    assert EN["other"] in yard.newest("Marta")


async def test_where_nobody_is_registered_nobody_is_said_to_be_notified(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")

    await sent(yard, "Juan", *OTHER)

    last = yard.newest("Juan")
    assert "Nobody is set up to receive this. Call your supervisor or manager now." in last
    assert "Call emergency services: 911" in last
    assert "otified:" not in last


async def test_the_site_of_a_notice_is_that_of_the_run_wherever_its_reader_works(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Marta Gil", "manager", site="Bogota office")

    await sent(yard, "Juan", *MISSING)

    notice = yard.newest("Marta")
    assert "Site: Laredo yard" in notice
    assert "Bogota" not in notice


# A letter that fails for good.


async def test_the_only_reader_has_blocked_the_bot_and_the_reporter_hears_at_once_whom_to_call(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Lucía Herrera", "manager")
    yard.decide('{"security": "+528112345678"}')
    yard.block("Lucía")
    await yard.say("Juan", "/incident")

    await yard.press("Juan", *DRUGS, NOBODY_HERE)

    heard = yard.screen("Juan")[-2]
    assert "Nobody who may read this could be reached. Call the person named in your security plan now." in heard
    assert "Not reached: Lucía Herrera (manager)" in heard
    assert "Call emergency services: 911" in heard
    assert "Call security: +528112345678" in heard


async def test_the_last_card_says_that_nobody_was_reached(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Lucía Herrera", "manager")
    yard.block("Lucía")

    await sent(yard, "Juan", *DRUGS)

    last = next(shown for shown in reversed(yard.screen("Juan")) if "Recorded." in shown)
    assert "Nobody who may read this could be reached." in last
    assert "Not reached: Lucía Herrera (manager)" in last
    assert "otified:" not in last


async def test_the_next_who_may_read_it_is_tried(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.enrol("Lucía Herrera", "manager")
    yard.block("Ana")

    await sent(yard, "Juan", *OTHER)

    assert EN["other"] in yard.newest("Lucía")
    last = next(shown for shown in reversed(yard.screen("Juan")) if "Recorded." in shown)
    assert "Not reached: Ana Ruiz (supervisor)" in last
    assert "Notified: Lucía Herrera (manager), " in last
    assert any("Ana Ruiz (supervisor) could not be reached." in shown for shown in yard.screen("Juan"))


async def test_other_sites_are_tried_and_the_administrator_last(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.enrol("Marta Gil", "manager", site="Bogota office")
    yard.enrol("Pilar Soto", "admin")
    yard.block("Ana")
    yard.block("Marta")

    await sent(yard, "Juan", *OTHER)

    last = next(shown for shown in reversed(yard.screen("Juan")) if "Recorded." in shown)
    assert "Not reached: Ana Ruiz (supervisor)" in last
    assert "Not reached: Marta Gil (manager)" in last
    assert "Notified: Pilar Soto (administrator), " in last


async def test_a_confidential_report_goes_to_nobody_else_though_its_reader_cannot_be_reached(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Lucía Herrera", "manager")
    yard.enrol("Ana Ruiz", "supervisor")
    yard.enrol("Pilar Soto", "admin")
    yard.block("Lucía")

    await sent(yard, "Juan", *DRUGS)

    assert yard.screen("Ana") == []
    assert yard.screen("Pilar") == []


async def test_the_second_addressee_reads_what_the_first_could_not(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Lucía Herrera", "manager")
    yard.enrol("Pilar Soto", "auditor", "es", "slack")
    yard.decide(f'{{"second": "{yard.people["Pilar Soto"]}"}}')
    yard.block("Lucía")

    await sent(yard, "Juan", *DRUGS)

    assert ES["drugs"] in yard.newest("Pilar")
    last = next(shown for shown in reversed(yard.screen("Juan")) if "Recorded." in shown)
    assert "Notified: Pilar Soto (auditor), " in last


async def test_another_chat_of_the_same_person_is_tried_first(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor", "es", "slack", "telegram")
    yard.enrol("Lucía Herrera", "manager")
    yard.demo.slack.ill(ChatGone(), chats=[yard.at_slack("Ana").user_id])
    yard.block("Ana", blocked=False)
    await yard.say("Ana", "menu", "telegram")
    yard.block("Ana")
    yard.demo.slack.well()

    await sent(yard, "Juan", *OTHER)

    assert ES["other"] in yard.newest("Ana", "slack")
    assert yard.screen("Lucía") == []
    last = next(shown for shown in reversed(yard.screen("Juan")) if "Recorded." in shown)
    assert "Notified: Ana Ruiz (supervisor), " in last
    assert "Not reached" not in last


async def test_who_comes_back_gets_what_did_not_reach_them_and_the_reporter_reads_it(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es", "slack")
    yard.enrol("Lucía Herrera", "manager", "en")
    yard.block("Lucía")
    await yard.say("Juan", "incidente")
    await yard.press(
        "Juan",
        *chosen(("group", "hidden"), ("hidden_kind", "contraband_found"), lang="es"),
        WORDING.say(Text(NOBODY_HERE), "es"),
    )
    before = len(yard.screen("Lucía"))

    await yard.restart()
    await yard.passes(5)
    yard.block("Lucía", blocked=False)
    await yard.say("Lucía", "/start")

    shown = yard.screen("Lucía")[before:]
    assert sum(f"{EN['drugs']} · Begun, not finished" in one for one in shown) == 1
    await yard.say("Lucía", "/open")
    assert sum(EN["drugs"] in one for one in yard.screen("Lucía")[before:]) == 1


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_many_who_are_notified_are_one_line_of_the_card_that_asks_on(yard: House, channel: str) -> None:
    yard.enrol("Juan Pérez", "driver", "en", channel)
    for number in range(8):
        yard.enrol(f"M{number} Gil", "manager", "en", "slack" if channel == "telegram" else "telegram")
    other = yard.demo.slack if channel == "telegram" else yard.demo.telegram
    other.ill(ServerError(), methods=["chat.postMessage" if channel == "telegram" else "sendMessage"])
    await yard.say("Juan", "/incident")
    for label in PEOPLE:
        await changes(yard, "Juan", lambda label=label: yard.seat("Juan").press(label, ""))
    before = yard.newest("Juan").splitlines()
    assert sum("Being notified: M" in line and "Gil (manager) and 7 more" in line for line in before) == 1

    other.well()
    await yard.passes(2)
    await until(lambda: "; 8 of 8" in yard.newest("Juan"))

    after = yard.newest("Juan").splitlines()
    told = [line for line in after if "Notified: M" in line and "Gil (manager), " in line]
    assert len(told) == 1
    same = [line for line in before if "otified:" not in line], [line for line in after if "otified:" not in line]
    assert same[0] == same[1]
    assert "Being notified" not in yard.newest("Juan")


async def test_while_a_platform_is_down_the_reporter_is_told_to_call_and_the_next_is_tried(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor", "es", "slack")
    yard.enrol("Lucía Herrera", "manager", site="Bogota office")
    yard.decide('{"dispatch": "+528180000000"}')
    yard.demo.slack.ill(ServerError(), methods=["chat.postMessage"])
    yard.seat("Juan").say("/incident")
    await until(lambda: "[Something else]" in "".join(yard.screen("Juan")))
    for label in PEOPLE:
        await changes(yard, "Juan", lambda label=label: yard.seat("Juan").press(label, ""))

    yard.clock.at += timedelta(minutes=4)
    await until(lambda: "call now" in "\n".join(yard.screen("Juan")))

    word = next(shown for shown in reversed(yard.screen("Juan")) if "call now" in shown)
    assert "Your report has not arrived yet. Do not wait for it: call now." in word
    assert "Call dispatch: +528180000000" in word
    await until(lambda: bool(yard.screen("Lucía")))
    assert EN["people"] in yard.newest("Lucía")


async def test_two_that_come_at_once_from_two_processes_both_stand_on_the_last_card(
    tmp_path: Path, postgres_url: str
) -> None:
    async with house(tmp_path, postgres_url, processes=2) as yard:
        yard.enrol("Juan Pérez", "driver")
        for number in range(6):
            yard.enrol(f"M{number} Gil", "manager", "en", "slack" if number % 2 else "telegram")

        await sent(yard, "Juan", *OTHER)

        last = next(shown for shown in reversed(yard.screen("Juan")) if "Recorded." in shown)
        assert last.count("Notified: ") == 6
        assert "Being notified" not in last
