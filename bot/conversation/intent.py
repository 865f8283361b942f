"""What typed words can be to us: an order, a button, a cry for help, an answer, or none of these."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.every import MenuPress, OnCard


@dataclass(frozen=True)
class Order:
    """A command, by its name, with what follows it."""

    name: str
    rest: str = ""


@dataclass(frozen=True)
class Named:
    """A button of a form's card whose words were typed instead of pressing it."""

    pressed: OnCard


@dataclass(frozen=True)
class Picked:
    """The same of a screen."""

    pressed: MenuPress


@dataclass(frozen=True)
class Unsure:
    """Words that are a button and can be the answer as well."""

    words: str
    pressed: OnCard


@dataclass(frozen=True)
class Danger:
    words: str


@dataclass(frozen=True)
class Silent:
    """The word that calls for help and must look like nothing."""


@dataclass(frozen=True)
class Polite:
    """A greeting, thanks or an ok in the middle of a form, which asks for nothing and is no answer."""

    kind: str


@dataclass(frozen=True)
class Reply:
    """The answer to the open question. One that tells of `danger` is kept, and help is offered beside it."""

    words: str
    danger: bool = False


@dataclass(frozen=True)
class Free:
    """Words that are none of these, with no question open."""

    words: str


Meaning = Order | Named | Picked | Unsure | Danger | Silent | Polite | Reply | Free


def alarming(meant: Meaning | None) -> bool:
    """Are these words of danger, an answer as well or not?"""
    return isinstance(meant, Danger) or (isinstance(meant, Reply) and meant.danger)
