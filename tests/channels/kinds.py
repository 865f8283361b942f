"""Every kind of thing that python-telegram-bot knows, as JSON, made from the library itself: a new one is there at once."""

from __future__ import annotations

import collections.abc
import datetime as dt
import inspect
import types
import typing
from typing import Any

import telegram

Json = dict[str, Any]
NAMES = {**vars(telegram), **vars(typing), **vars(collections.abc), "dtm": dt, "JSONDict": dict, "FileInput": str}
PLAIN: dict[Any, Any] = {int: 7, str: "x", bool: True, float: 1.5, dict: {}, dt.datetime: 1_700_000_000, Any: "x"}
GIVEN = {"latitude": 27.5, "longitude": -99.5}
# What the library wants beside what it declares as required.
BESIDE: dict[str, Json] = {
    "Poll": {"allows_revoting": True, "members_only": False},
    "PollOption": {"persistent_id": "x"},
    "PollAnswer": {"option_persistent_ids": ["x"]},
    "ReactionCount": {"type": {"type": "emoji", "emoji": "x"}},
}


def fields(of: type) -> dict[str, Any]:
    """What an object of this class is made with: the names and their types."""
    parameters = inspect.signature(of.__init__).parameters  # type: ignore[misc]
    return {
        name: one.annotation
        for name, one in parameters.items()
        if name not in ("self", "api_kwargs") and one.kind is not one.VAR_POSITIONAL
    }


def required(of: type) -> list[str]:
    parameters = inspect.signature(of.__init__).parameters  # type: ignore[misc]
    return [
        n for n, p in parameters.items() if n != "self" and p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD
    ]


def example(of: type) -> Json:
    """The smallest object of a class, as the Bot API would send it."""
    made = {name: GIVEN[name] if name in GIVEN else value(fields(of)[name]) for name in required(of)}
    return {("from" if name == "from_user" else name): one for name, one in made.items()} | BESIDE.get(of.__name__, {})


def value(annotation: Any) -> Any:
    """A value of a type, which the library may have written as a string."""
    wanted = eval(annotation, NAMES) if isinstance(annotation, str) else annotation
    origin, inside = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return value(next(one for one in inside if one is not type(None)))
    if origin is typing.Final:
        return value(inside[0])
    if isinstance(origin, type) and issubclass(origin, collections.abc.Sequence):
        return [value(inside[0])]
    if origin is typing.Literal:
        return inside[0]
    if wanted in PLAIN:
        return PLAIN[wanted]
    return example(wanted) if isinstance(wanted, type) else "x"
