"""What a button on the card of a run can mean. Does not know how a button carries it, and not what it does."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.talk import Back, Belongs, Confirm, Done, Forward, Nowhere, Skip


@dataclass(frozen=True)
class Answer:
    """An option by its place on the card, so that the data does not tell which answer is right."""

    place: int


@dataclass(frozen=True)
class Meant:
    """An option that was offered because what was typed could not be accepted, by its id."""

    option: str


@dataclass(frozen=True)
class OpenStep:
    """Change an answer, by its place on the overview, or open the card of a point, by its place at the station."""

    place: int


@dataclass(frozen=True)
class AllHere:
    """Everything at the station that is shown is OK, as far as it has no answer."""


@dataclass(frozen=True)
class ProblemAt:
    """A point of the station has a problem, by its place on the card."""

    place: int


@dataclass(frozen=True)
class Offered:
    """An answer that was known from the books or from the last time; `mark` tells which one it was."""

    mark: str


@dataclass(frozen=True)
class Cancel:
    """Ask whether the run is to be cancelled."""


@dataclass(frozen=True)
class ConfirmCancel:
    pass


@dataclass(frozen=True)
class GoOn:
    """Do not cancel after all."""


@dataclass(frozen=True)
class Page:
    """Turn the card to another page."""

    number: int


@dataclass(frozen=True)
class InLanguage:
    """Show the card, and everything from here on, in another language."""

    lang: str


Act = (
    Answer
    | Meant
    | Back
    | Skip
    | Forward
    | Done
    | Confirm
    | OpenStep
    | AllHere
    | ProblemAt
    | Offered
    | Cancel
    | ConfirmCancel
    | GoOn
    | Page
    | InLanguage
    | Belongs
    | Nowhere
)
