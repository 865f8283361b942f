"""What a button can mean about training, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count


@dataclass(frozen=True)
class ShowTraining:
    """How I stand with my training."""

    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowLearner:
    """How somebody else stands with theirs."""

    person: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowLearners:
    """Everybody, whoever has most to do first; by a topic, whom that is asked of."""

    topic: str = ""
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowTopics:
    """The topics, with how many people each is due for."""

    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class RemindLearner:
    """Remind somebody of what is due."""

    person: int
    at_home: bool = False


@dataclass(frozen=True)
class AnswerRecall:
    """My answer to a question that came back, by its place among the choices, as it was asked for the so-manieth time."""

    recall: int
    asked: Count
    number: Count
    at_home: bool = False


@dataclass(frozen=True)
class ShowRecall:
    """Show the question that waits for my answer."""

    recall: int
    at_home: bool = False


@dataclass(frozen=True)
class BeginLesson:
    """The next lesson about an inspection."""

    run: int
    at_home: bool = False


Training = (
    ShowTraining | ShowLearner | ShowLearners | ShowTopics | RemindLearner | AnswerRecall | ShowRecall | BeginLesson
)

FORMS: dict[type, str] = {
    ShowTraining: "tn:{page}",
    ShowLearner: "tl:{person}:{page}",
    ShowLearners: "te:{topic}:{page}",
    ShowTopics: "tt:{page}",
    RemindLearner: "tr:{person}",
    AnswerRecall: "ta:{recall}:{asked}:{number}",
    ShowRecall: "ts:{recall}",
    BeginLesson: "tb:{run}",
}
