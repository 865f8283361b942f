"""The quizzes as they are asked, in every language and country: one right answer of four, which only knowledge finds."""

from pathlib import Path
from statistics import median

import pytest

from bot.content.library import Library
from bot.conversation.wording import SOURCE, Wording
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Choice
from bot.engine.talk import Text

ROOT = Path(__file__).parents[1]
LIBRARY = Library(ROOT)
WORDING = Wording.read(ROOT / "locales")
LANGUAGES = [SOURCE, *sorted(path.parts[-3] for path in ROOT.glob("locales/*/LC_MESSAGES/messages.po"))]  # es, es_CO
QUIZZES = [flow for flow in LIBRARY.today.values() if flow.genre == "quiz"]
COUNTS = {"en": {6: "Six", 10: "Ten"}, "es": {6: "Seis", 10: "Diez"}}
SHARE = 0.25  # by how much the medians of right and of wrong answers may differ
LONGER, CHARACTERS = 1.3, 12  # by how much a right answer may be longer than every wrong one

each_language = pytest.mark.parametrize("lang", LANGUAGES)
each_quiz = pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.id)


def questions(quiz: Flow) -> list[Step]:
    return [step for step in quiz.steps if isinstance(step, Step) and step.kind]


def answers(step: Step, lang: str) -> tuple[str, list[str]]:
    """The right answer and the wrong ones, as they are read."""
    assert isinstance(step.kind, Choice)
    told = {option.id: WORDING.say(option.label, lang) for option in step.kind.choices}
    return told[step.expect], [text for id, text in told.items() if id != step.expect]


def lengths(steps: list[Step], lang: str) -> tuple[float, float]:
    """The median length of the right answers and that of the wrong ones."""
    asked = [answers(step, lang) for step in steps]
    return median(len(right) for right, _ in asked), median(len(w) for _, wrong in asked for w in wrong)


def far_apart(right: float, wrong: float) -> bool:
    return abs(right - wrong) > SHARE * min(right, wrong)


@each_language
@each_quiz
def test_every_question_has_one_right_answer_among_four_different_ones(quiz: Flow, lang: str) -> None:
    for step in questions(quiz):
        right, wrong = answers(step, lang)

        assert len({text.casefold() for text in (right, *wrong)}) == len((right, *wrong)) == 4, step.id


@each_language
@each_quiz
def test_no_right_answer_stands_out_by_its_length(quiz: Flow, lang: str) -> None:
    longer = {}
    for step in questions(quiz):
        right, wrong = answers(step, lang)
        longest = max(map(len, wrong))
        if len(right) > LONGER * longest or len(right) > longest + CHARACTERS:
            longer[step.id] = (right, wrong)

    assert not longer


@each_language
@each_quiz
def test_right_and_wrong_answers_of_a_quiz_are_of_like_length(quiz: Flow, lang: str) -> None:
    right, wrong = lengths(questions(quiz), lang)

    assert not far_apart(right, wrong), f"right {right}, wrong {wrong}"


@each_language
def test_right_and_wrong_answers_of_all_quizzes_are_of_like_length(lang: str) -> None:
    right, wrong = lengths([step for quiz in QUIZZES for step in questions(quiz)], lang)

    assert not far_apart(right, wrong), f"right {right}, wrong {wrong}"


@each_language
@each_quiz
def test_the_first_sentence_says_how_many_questions_an_attempt_asks(quiz: Flow, lang: str) -> None:
    told = WORDING.say(Text(quiz.intro), lang)

    assert told.startswith(f"{COUNTS[lang[:2]][quiz.draw]} ")


@each_quiz
def test_a_quiz_called_verified_rests_on_no_criterion_that_is_only_recalled(quiz: Flow) -> None:
    named = {id for step in questions(quiz) for id in step.criteria}
    recalled = {id for id in named if LIBRARY.criteria.by_id[id].certainty == "recalled"}

    assert not recalled or quiz.certainty == "recalled"


@each_quiz
def test_no_quiz_asks_about_the_criterion_of_which_only_the_opening_was_read(quiz: Flow) -> None:
    assert "6.4" not in quiz.covers
