"""What a button can mean about the questionnaire of a partner, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count


@dataclass(frozen=True)
class SendQuestionnaire:
    """A link to a partner's questionnaire: asks in which language while there is none. Of a contact who is here already it is no
    link: they are asked in their chat."""

    partner: int
    contact: int = 0
    lang: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class ShowQuestionnaire:
    """How a questionnaire stands: to whom it was sent, who opened it and when."""

    questionnaire: int
    at_home: bool = False


@dataclass(frozen=True)
class ShowWeaknesses:
    """What a finished questionnaire or audit comes to: its score, and what is weak."""

    run: int
    page: Count = 0
    below: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class WithdrawQuestionnaire:
    """It is wanted no more."""

    questionnaire: int
    sure: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class AnswerQuestionnaire:
    """Begins to answer it, or goes on where it stands."""

    questionnaire: int
    at_home: bool = False


@dataclass(frozen=True)
class CorrectWeakness:
    """A corrective action of a weakness, by its place; of all of them while it is 0."""

    run: int
    place: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class EndContact:
    """A contact of a partner has no access anymore."""

    contact: int
    sure: bool = False
    at_home: bool = False


Questioning = (
    SendQuestionnaire
    | ShowQuestionnaire
    | ShowWeaknesses
    | WithdrawQuestionnaire
    | AnswerQuestionnaire
    | CorrectWeakness
    | EndContact
)

FORMS: dict[type, str] = {
    SendQuestionnaire: "qn:{partner}:n:{contact}:{lang}",
    ShowQuestionnaire: "qn:{questionnaire}:s",
    ShowWeaknesses: "qn:{run}:p:{page}:{below}",
    WithdrawQuestionnaire: "qn:{questionnaire}:w:{sure}",
    AnswerQuestionnaire: "qn:{questionnaire}:a",
    CorrectWeakness: "qn:{run}:c:{place}",
    EndContact: "qn:{contact}:x:{sure}",
}
