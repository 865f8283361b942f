"""Which button somebody means who types instead of pressing: words that mean yes, no or all is well, and places in a row.

Knows what is shown and the list of words; presses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.channels.channel import Button
from bot.content.words import Words, tokens
from bot.conversation.context import Context
from bot.conversation.vocabulary import plain_words
from bot.engine.stations import AtStation
from bot.engine.talk import Buttons
from bot.engine.view import Question, View
from bot.presses.acts import Act, AllHere, Answer
from bot.presses.buttons import decode
from bot.presses.every import InDanger, Press

# The answers that a meaning can be, by their ids; a question has one of them, or the words do not say which.
MEANT: Mapping[str, frozenset[str]] = {
    "yes": frozenset(("yes",)),
    "no": frozenset(("no",)),
    "right": frozenset(("yes", "ok")),
    "good": frozenset(("ok",)),
    "bad": frozenset(("problem",)),
    "na": frozenset(("na",)),
}
YES_NO = {"yes": ("yes", "si"), "no": ("no",)}  # the first word of a button that is one
FEW = 5  # buttons of a screen that is a question: "sí" is "Sí, cancelar" there
WELL = ("good", "right")
ROW = 3  # buttons from which on one is meant by its place: of two, "2" may be a number of something
PLACE = re.compile(
    r"(?:(?:la|el|the|opcion|option|respuesta|answer|inciso|numero|number) )*(?P<place>[1-9a-h]|[a-z]{4,})"
    r"(?: one| opcion| option| respuesta| answer)?"
)
ORDER = (
    "1 a primera primero primer first", "2 b segunda segundo second", "3 c tercera tercero tercer third",
    "4 d cuarta cuarto fourth", "5 e quinta quinto fifth", "6 f sexta sexto sixth", "7 g", "8 h", "9",
)  # fmt: skip
PLACES = {word: place for place, words in enumerate(ORDER) for word in words.split()}
LAST = ("ultima", "ultimo", "last")


def chosen(shown: View, labels: Sequence[str], typed: str, words: Words) -> Act | None:
    """What is pressed for these words at what is shown; `labels` are its buttons as they are read."""
    meaning = (words.meaning(typed) or ("", ""))[0]
    if isinstance(shown, AtStation):
        return AllHere() if shown.open and meaning in WELL else None
    if not isinstance(shown, Question) or not isinstance(shown.control, Buttons):
        return None
    options = shown.control.options
    ids = [option.id for option in options]
    named = [place for place, one in enumerate(options) if tokens(typed) == tokens(one.label.source) or typed == one.id]
    fitting = named or [place for place, id in enumerate(ids) if id in MEANT.get(meaning, ())]
    if len(fitting) == 1:
        return Answer(fitting[0])
    place = None if shown.control.many or "problem" in ids else _place(labels[: len(ids)], typed)
    return None if place is None else Answer(place)


def _place(labels: Sequence[str], typed: str) -> int | None:
    """The second one, b), 2: where there are several, and none of them speaks of a number."""
    found = PLACE.fullmatch(" ".join(tokens(typed)))
    if found is None or len(labels) < ROW or any(c.isdigit() for label in labels for c in label):
        return None
    place = len(labels) - 1 if found["place"] in LAST else PLACES.get(found["place"], len(labels))
    return place if place < len(labels) else None


def on_screen(context: Context, typed: str) -> Press | None:
    """A button of the screen that is shown. Of few buttons the beginning is enough, and "yes" is the first."""
    buttons = context.buttons
    press = pressing(buttons, typed)
    if press or not 0 < len(buttons) <= FEW:
        return press
    wanted = plain_words(typed)
    begun = [b for b in buttons if wanted and plain_words(b.label)[: len(wanted)] == wanted]
    known = context.library.words.meaning(typed)
    if not begun and known and known[0] in YES_NO:
        begun = [b for b in buttons if plain_words(b.label)[:1] and plain_words(b.label)[0] in YES_NO[known[0]]]
    if len(begun) == 1:
        return decode(begun[0].data)
    first = decode(buttons[0].data)
    return first if known and known[0] == "yes" and isinstance(first, InDanger) else None


def pressing(buttons: Sequence[Button], typed: str) -> Press | None:
    """What the button does whose words were typed."""
    wanted = plain_words(typed)
    named = (b for b in buttons if wanted and plain_words(b.label) == wanted)
    return next((press for b in named if (press := decode(b.data))), None)
