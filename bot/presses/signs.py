"""What a button on the card of a run does, and how its data says so: its sign."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bot.engine.talk import Back, Belongs, Confirm, Done, Forward, Nowhere, Skip
from bot.presses.acts import (
    Act,
    AllHere,
    Answer,
    Cancel,
    ConfirmCancel,
    GoOn,
    InLanguage,
    Meant,
    Offered,
    OpenStep,
    Page,
    ProblemAt,
)
from bot.presses.pieces import count_in, one_in, word_in

SIGNS: dict[str, Act] = {
    "b": Back(), "s": Skip(), "f": Forward(), "d": Done(), "c": Confirm(), "x": Cancel(), "xx": ConfirmCancel(),
    "v": GoOn(), "k": AllHere(), "nn": Nowhere(),
}  # fmt: skip
SIGN = {act: sign for sign, act in SIGNS.items()}


@lru_cache(4096)  # every card is full of the same few
def sign_of(act: Act) -> str:
    sign = _written_sign(act)
    assert act_in(sign) == act, f"a button would be misread: {act}"
    return sign


def _written_sign(act: Act) -> str:
    match act:
        case Answer(place):
            return str(place)
        case Meant(option):
            return f"={option}"
        case OpenStep(place):
            return f"o{place}"
        case ProblemAt(place):
            return f"n{place}"
        case Offered(mark):
            return f"d{mark}"
        case Page(number):
            return f"p{number}"
        case InLanguage(lang):
            return f"l{lang}"
        case Belongs(place):
            return f"b{place}"
        case _:
            return SIGN[act]


def act_in(sign: str) -> Act | None:
    """None if no button of ours has this sign."""
    if sign in SIGNS:
        return SIGNS[sign]
    return ACTS[sign[:1]](sign[1:]) if sign[:1] in ACTS else ANSWER(sign)


ANSWER = one_in(Answer, count_in)
ACTS: dict[str, Callable[[str], Act | None]] = {
    "=": one_in(Meant, word_in),
    "o": one_in(OpenStep, count_in),
    "n": one_in(ProblemAt, count_in),
    "d": one_in(Offered, word_in),
    "p": one_in(Page, count_in),
    "l": one_in(InLanguage, word_in),
    "b": one_in(Belongs, count_in),
}
