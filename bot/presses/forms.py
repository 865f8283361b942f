"""How a press is written as the data of a button, and read again: by a form such as `ac:{action}:w:{what}:{days}`.

A form is made of pieces with colons between them: a piece in braces is a field of the press, the others are its sign. How a
field is read is said by its type: an `int` is an id, a `str` a word, a `bool` is `y`; `Count`, `Code` and `Words` are further sorts. A
field that has its default is left empty, and nothing is written for those at the end. Anybody can forge a button: what fits no
form is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

from bot.presses.pieces import code_in, count_in, id_in, word_in, words_in

SORTS: dict[Any, Callable[[str], int | str | bool | None]] = {
    "int": id_in,
    "Count": count_in,
    "str": word_in,
    "Code": code_in,
    "Words": words_in,
    "bool": lambda written: written == "y" or None,
}


@dataclass(frozen=True)
class Piece:
    """A field of a press: how it is read, and its value where nothing is written."""

    name: str
    sort: Callable[[str], int | str | bool | None]
    default: Any

    def write(self, press: object) -> str:
        value = getattr(press, self.name)
        if value == self.default:
            return ""
        return "y" if value is True else str(value)

    def read(self, written: str) -> Any:
        return self.sort(written) if written or self.default is MISSING else self.default


@dataclass(frozen=True)
class Form:
    make: Callable[..., Any]
    pieces: tuple[Piece | str, ...]

    def write(self, press: object) -> str:
        return ":".join(one if isinstance(one, str) else one.write(press) for one in self.pieces).rstrip(":")

    def read(self, written: list[str]) -> Any:
        """The press; None if it is another form's, or forged."""
        if any(written[len(self.pieces) :]):
            return None
        pairs = list(zip(self.pieces, [*written, *[""] * len(self.pieces)], strict=False))
        if any(here != piece for piece, here in pairs if isinstance(piece, str)):
            return None
        found = {piece.name: piece.read(here) for piece, here in pairs if isinstance(piece, Piece)}
        return None if None in found.values() else self.make(**found)


@dataclass(frozen=True)
class Forms:
    """The forms of all presses, and which begin with a sign."""

    of: Mapping[type, Form]
    beginning: Mapping[str, tuple[Form, ...]]

    def write(self, press: object) -> str:
        return self.of[type(press)].write(press)

    def read(self, data: str) -> Any:
        written = data.split(":")
        read = (form.read(written) for form in self.beginning.get(written[0], ()))
        return next((press for press in read if press is not None), None)


def forms(written: Mapping[type, str]) -> Forms:
    of = {make: _form(make, form) for make, form in written.items()}
    signs = {form.split(":")[0] for form in written.values()}
    return Forms(of, {sign: tuple(form for form in of.values() if form.pieces[0] == sign) for sign in signs})


def _form(make: type, written: str) -> Form:
    known = {field.name: field for field in fields(make)}
    return Form(make, tuple(_piece(one, known) for one in written.split(":")))


def _piece(written: str, known: Mapping[str, Field[Any]]) -> Piece | str:
    if not written.startswith("{"):
        return written
    field = known[written[1:-1]]
    return Piece(field.name, SORTS[field.type], field.default)
