"""A notice that comes while a question is open: the question is seen again below it, and answered once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.faults import ServerError
from tests.field.house import House, house
from tests.field.test_reach import CRASH, DRUGS, EN, ES, NOBODY_HERE, PEOPLE, changes, chosen, until


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        yield made


def live(yard: House, first: str, label: str) -> list[int]:
    """Where on the screen there is such a button, counted from below."""
    shown = yard.screen(first)
    return [len(shown) - number for number, one in enumerate(shown) if f"[{label}]" in one]


async def asked_if_hurt(yard: House, first: str = "Juan") -> None:
    """A report up to a question of two buttons."""
    await yard.say(first, "/incident")
    await yard.press(first, *PEOPLE)


async def test_the_question_is_below_the_word_that_somebody_could_not_be_reached(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Lucía Herrera", "manager")
    yard.block("Lucía")
    await yard.say("Juan", "/incident")

    await yard.press("Juan", *DRUGS, NOBODY_HERE)

    above, below = yard.screen("Juan")[-2:]
    assert "Not reached: Lucía Herrera (manager)" in above
    assert "[Back]" in below
    assert live(yard, "Juan", "Back") == [1]


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_who_has_taken_a_report_is_said_above_the_question_that_is_open(yard: House, channel: str) -> None:
    yard.enrol("Juan Pérez", "driver", "en", channel)
    yard.enrol("Ana Ruiz", "supervisor")
    await asked_if_hurt(yard)
    question = yard.newest("Juan").splitlines()[0]

    await yard.press("Ana", "I'll handle it")

    former, word, card = yard.screen("Juan")[-3:]
    assert "[" not in former
    assert "Ana Ruiz is handling your report." in word
    assert card.startswith(question)
    await yard.press("Juan", "Yes")
    assert live(yard, "Juan", "Back") == [1]


async def test_a_reminder_is_followed_by_the_question_in_the_language_of_its_reader(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es", "slack")
    yard.enrol("Ana Ruiz", "supervisor")
    await yard.say("Juan", "/incidente")
    await yard.press("Juan", *chosen(("group", "hidden"), ("hidden_kind", "stowaway_or_smuggling"), lang="es"))

    await yard.passes(11)

    reminder, card = yard.screen("Juan")[-2:]
    assert "¿Está usted bien?" in reminder
    assert "[Atrás]" in card
    await yard.press("Juan", "Continuar")
    assert live(yard, "Juan", "Atrás") == [1]


async def test_a_notice_leaves_an_inspection_of_its_reader_in_sight_and_its_pictures_do_not_part_them(
    yard: House,
) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor", "es", "slack")
    await yard.say("Ana", "/incidente")
    question = yard.newest("Ana")

    await asked_if_hurt(yard)

    notice, card = yard.screen("Ana")[-2:]
    assert ES["people"] in notice
    assert card == question
    assert sum(one == question for one in yard.screen("Ana")) == 1


async def test_several_notices_that_come_together_show_the_question_again_once(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Rosa Díaz", "driver")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    await yard.say("Ana", "/incident")
    before = len(yard.screen("Ana"))
    yard.demo.slack.ill(ServerError(), methods=["chat.postMessage"])
    await unseen(yard, "Juan", PEOPLE)
    await unseen(yard, "Rosa", PEOPLE)
    yard.demo.slack.well()

    await yard.passes(1)

    new = yard.screen("Ana")[before:]
    assert [EN["people"] in one for one in new] == [True, True, False]
    assert live(yard, "Ana", "Cancel") == [1]


async def unseen(yard: House, first: str, kind: tuple[str, ...]) -> None:
    """A report, while whoever reads it cannot be written to: nothing is waited for that cannot come."""
    yard.seat(first).say("/incident")
    await until(lambda: f"[{kind[0]}]" in "".join(yard.screen(first)))
    for label in kind:
        await changes(yard, first, lambda label=label: yard.seat(first).press(label, ""))


async def test_nothing_is_shown_again_where_no_form_is_open(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await yard.say("Ana", "/incident")
    await yard.say("Ana", "menu")

    await asked_if_hurt(yard)

    assert EN["people"] in yard.newest("Ana")


async def test_the_card_further_up_answers_nothing_twice(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await asked_if_hurt(yard)
    person = yard.seat("Juan").person
    old = next(m for m in reversed(person.messages) if m.get("reply_markup", {}).get("inline_keyboard"))
    button = old["reply_markup"]["inline_keyboard"][0][0]
    await yard.press("Ana", "I'll handle it")
    await yard.press("Juan", "Yes")

    person._press_inline(old, button)
    await yard.settled()

    assert person.toasts[-1]["text"] == "That button is from an earlier question. This is where you are now."
    assert len(live(yard, "Juan", "Back")) == 1


async def test_after_a_restart_the_question_still_comes_below_the_notice(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    await yard.say("Ana", "/incident")
    yard.demo.slack.ill(ServerError(), methods=["chat.postMessage"])
    await unseen(yard, "Juan", CRASH)

    await yard.restart()
    yard.demo.slack.well()
    await yard.passes(1)

    assert "Begun, not finished" in yard.screen("Ana")[-2]
    assert live(yard, "Ana", "Cancel") == [1]


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_the_question_says_who_has_been_notified_as_soon_as_they_are(yard: House, channel: str) -> None:
    yard.enrol("Juan Pérez", "driver", "en", channel)
    yard.enrol("Lucía Herrera", "manager", "es", "slack")
    await asked_if_hurt(yard)

    (card,) = (one for one in yard.screen("Juan") if "[Back]" in one)

    assert "Being notified" not in "".join(yard.screen("Juan"))
    assert "Notified: Lucía Herrera (manager), " in card


async def test_somebody_is_being_notified_until_the_platform_has_taken_the_notice(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Lucía Herrera", "manager", "es", "slack")
    yard.demo.slack.ill(ServerError(), methods=["chat.postMessage"])
    await unseen(yard, "Juan", PEOPLE)
    assert "Being notified: Lucía Herrera (manager)" in yard.newest("Juan")

    yard.demo.slack.well()
    await yard.passes(1)

    assert "Notified: Lucía Herrera (manager), " in yard.newest("Juan")
    assert "Being notified" not in "".join(yard.screen("Juan"))


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_a_question_shown_again_below_says_who_has_been_notified_by_now(yard: House, channel: str) -> None:
    yard.enrol("Juan Pérez", "driver", "en", channel)
    yard.enrol("Ana Ruiz", "supervisor")
    await asked_if_hurt(yard)

    await yard.press("Ana", "I'll handle it")

    former, _word, card = yard.screen("Juan")[-3:]
    assert "otified" not in former
    assert "Notified: Ana Ruiz (supervisor), " in card


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_the_question_after_that_says_nothing_of_it(yard: House, channel: str) -> None:
    yard.enrol("Juan Pérez", "driver", "en", channel)
    yard.enrol("Ana Ruiz", "supervisor")
    await asked_if_hurt(yard)

    await yard.press("Juan", "No")

    assert "otified" not in "".join(yard.screen("Juan"))


async def test_who_has_been_notified_stays_when_the_question_is_read_in_another_language(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver")
    yard.enrol("Ana Ruiz", "supervisor")
    await asked_if_hurt(yard)

    await yard.press("Juan", "Español")

    assert "Avisado: Ana Ruiz (supervisor), " in yard.newest("Juan")
