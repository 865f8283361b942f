"""What a button can mean about an anonymous tip, and the forms of its data.

What whoever gives a tip presses names no tip: it would stand beside their name.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.talk import Text

TITLE = Text("Anonymous tip")
WORD = "tip"  # the command, and what is awaited while a tip is written


@dataclass(frozen=True)
class BeginTip:
    at_home: bool = False


@dataclass(frozen=True)
class TipSo:
    """Goes on without saying where."""

    at_home: bool = False


@dataclass(frozen=True)
class TipAboutReader:
    """It is about somebody who would read it, or is not after all."""

    at_home: bool = False


@dataclass(frozen=True)
class SendTip:
    at_home: bool = False


@dataclass(frozen=True)
class DropTip:
    """Send nothing. A screen with this button asks for the words of a tip."""

    at_home: bool = False


@dataclass(frozen=True)
class ShowTips:
    """The open tips, to those who read them."""

    at_home: bool = False


@dataclass(frozen=True)
class ShowTip:
    tip: int
    at_home: bool = False


@dataclass(frozen=True)
class AnswerTip:
    """Answer a tip, or close it with what came of it, by `what`. Asks for words."""

    tip: int
    what: str
    at_home: bool = False


@dataclass(frozen=True)
class LeaveTip:
    """Write nothing about a tip. A screen with this button asks for words."""

    tip: int
    what: str
    at_home: bool = False


Tipping = BeginTip | TipSo | TipAboutReader | SendTip | DropTip | ShowTips | ShowTip | AnswerTip | LeaveTip

FORMS: dict[type, str] = {
    BeginTip: "tp:n",
    TipSo: "tp:w",
    TipAboutReader: "tp:r",
    SendTip: "tp:s",
    DropTip: "tp:d",
    ShowTips: "tp:l",
    ShowTip: "tp:t:{tip}",
    AnswerTip: "tp:a:{tip}:{what}",
    LeaveTip: "tp:x:{tip}:{what}",
}
