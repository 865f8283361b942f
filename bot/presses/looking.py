"""What a button can mean about what is worth a second look, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ItIsRight:
    """What you ask about is right as it is."""

    look: int
    at_home: bool = False


@dataclass(frozen=True)
class AnswerAgain:
    """I answer that question again, or take that photo again."""

    look: int
    at_home: bool = False


@dataclass(frozen=True)
class SayWhyRight:
    """It is right, and I say why in a few words."""

    look: int
    at_home: bool = False


@dataclass(frozen=True)
class SayingWhyRight:
    """Never mind. While this stands on the screen, what is typed is why."""

    look: int
    at_home: bool = False


Looking = ItIsRight | AnswerAgain | SayWhyRight | SayingWhyRight

FORMS: dict[type, str] = {
    ItIsRight: "sl:{look}",
    AnswerAgain: "sl:{look}:a",
    SayWhyRight: "sl:{look}:s",
    SayingWhyRight: "sl:{look}:y",
}
