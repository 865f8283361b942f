"""What people of a past type fits what they were asked, in their language."""

from random import Random

import pytest

from bot.content.library import Library
from bot.engine.flow import Step
from bot.engine.kinds.texts import FreeText
from bot.root import root
from bot.sample import asked, words
from bot.sample.asked import QUESTIONS, Asked, typed

COLLEAGUE, UNIT = "Zulema Quetzal", "ZZ99"
NOT_ASKED = ("What they wrote.", "Unit of the last form.")  # of nobody: a silent call for help
QUESTIONS_ASKED: dict[str, Step] = {
    step.prompt: step
    for flow in Library(root()).today.values()
    if flow.ways.from_menu  # lanes and partners say what they say in their own modules
    for step in flow.questions
    if isinstance(step.kind, FreeText) and step.prompt not in NOT_ASKED
}


def said(prompt: str, lang: str) -> set[str]:
    return {typed(Random(seed), Asked(prompt, COLLEAGUE, UNIT), lang) for seed in range(40)}


@pytest.mark.parametrize("prompt", QUESTIONS_ASKED)
def test_every_question_is_known_and_its_answer_is_short_enough(prompt: str) -> None:
    kind = QUESTIONS_ASKED[prompt].kind
    assert isinstance(kind, FreeText)

    assert [one for one, _ in QUESTIONS if one in prompt.casefold()], prompt
    assert max(map(len, said(prompt, "es") | said(prompt, "en"))) <= kind.at_most


@pytest.mark.parametrize("prompt", QUESTIONS_ASKED)
def test_a_colleague_is_named_where_somebody_is_asked_for_and_nowhere_else(prompt: str) -> None:
    person = ("who ", "full name", "name and company")
    company = ("who delivered", "number of the record")
    wants = any(one in prompt.casefold() for one in person) and not any(one in prompt.casefold() for one in company)

    for lang in ("en", "es"):
        assert {COLLEAGUE in one for one in said(prompt, lang)} == {wants}, said(prompt, lang)


@pytest.mark.parametrize("prompt", QUESTIONS_ASKED)
def test_nobody_types_another_language(prompt: str) -> None:
    pools = [one for one in (*vars(words).values(), *vars(asked).values()) if isinstance(one, dict) and "es" in one]
    english = {line for pool in pools for line in pool["en"]}

    assert said(prompt, "es") & english == set()
