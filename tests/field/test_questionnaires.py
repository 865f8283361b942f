"""A partner without Sello answers the questionnaire in Telegram from a link; a weakness becomes an action with a photo; the manager
sees the score in Slack."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.engine.talk import Text
from bot.store.sql import person
from tests.field.house import House, house
from tests.field.test_due import rows
from tests.field.test_partners import added
from tests.saying import LIBRARY, WORDING

FLETES = "Fletes del Bajío SA de CV"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Greta Ruiz", "guard", "en", "telegram")
        yield made


def stranger(yard: House, name: str, lang: str = "es") -> None:
    yard._account(name, "telegram", 9000 + len(yard.seats), lang)


async def link(yard: House, first: str = "Ana", lang: str = "Español") -> str:
    """The code in the link that a manager gets for the partner whose card is open."""
    await yard.press(first, "Send the questionnaire", lang)
    (code,) = re.findall(r"start=([0-9A-Z]{10})", yard.screen(first)[-2] + yard.newest(first))
    return code


async def came(yard: House, name: str, code: str) -> None:
    await yard.say(name, f"/start {code}")
    found = await rows(yard, person)
    yard.people[name] = next(row.id for row in found if row.name == name)


async def answered(yard: House, first: str, lang: str = WORDING.regional("es", "MX"), **weak: str) -> None:
    """Every point is met, but for those that are weak."""
    flow = LIBRARY.today["partner"]
    prompts = {WORDING.say(Text(step.prompt), lang): step for step in flow.questions}

    def say(words: str) -> str:
        return WORDING.say(Text(words), lang)

    for _ in range(120):
        seen = yard.newest(first)
        step = next((step for prompt, step in prompts.items() if prompt in seen), None)
        if f"[{say('Send the answers')}]" in seen or f"[{say('Next ›')}]" in seen:
            break
        if step is None:
            raise AssertionError(seen)
        if step.kind.word == "practice" and f"[{say('Yes, always')}]" in seen:
            label = (
                {"no": "Not yet", "part": "Partly", "na": "Does not apply to us"}[weak[step.id]]
                if step.id in weak
                else "Yes, always"
            )
            await yard.press(first, say(label))
        elif step.kind.word == "several":
            await yard.press(first, say("None"), say("Done"))
        elif f"[{say('Skip')}]" in seen and not (step.follows and step.id.endswith("plan")):
            await yard.press(first, say("Skip"))
        elif step.kind.word == "sign":
            await yard.say(first, first)
        else:
            await yard.say(first, "Pondremos una lista en marzo")
    while f"[{say('Send the answers')}]" not in yard.newest(first):
        await yard.press(first, say("Next ›"))
    await yard.press(first, say("Send the answers"))


async def test_a_partner_without_sello_answers_in_spanish_from_a_link_a_weakness_is_corrected_with_a_photo_and_the_manager_reads_english(
    yard,
):
    await added(yard, FLETES)
    code = await link(yard)
    stranger(yard, "Pedro")

    await came(yard, "Pedro", code)
    assert "Transportes del Norte" in yard.newest("Pedro")
    assert "Fletes del Bajío" in yard.newest("Pedro")
    await answered(yard, "Pedro", visitors="no")

    card = yard.newest("Ana")
    assert "Musts not met: 1" in card
    assert "Score 96 %" in card
    assert "Visitors (must): Not yet. Pedro: “Pondremos una lista en marzo”" in card
    await yard.press("Ana", "Corrective action: Visitors")
    assert "Acción correctiva" in yard.newest("Pedro")
    await yard.press("Pedro", "Ya está hecha")
    yard.seat("Pedro").send("a photo")
    await yard.settled()
    assert "Pedro says that it is done" in yard.newest("Ana")
    await yard.press("Ana", "Checked: close it")

    await yard.say("Ana", "/partner fletes")
    assert "Current" in yard.newest("Ana"), yard.newest("Ana")
    assert "Questionnaire of November 21, 2026" in yard.newest("Ana")
