"""Draws the pages of a pack: HTML that opens from a folder, in one language or two, and asks nothing of any other place.

Words come as tuples: one, or the same in two languages. Knows no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.conversation.dossier import Words

HERE = Path(__file__).parent / "templates"
STYLE = "pack.css"


def environment(langs: tuple[str, ...]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    made.globals.update(lang=langs[0].partition("_")[0], t=lambda words: said(words, langs))
    return made


class Html(str):
    """Is drawn as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def said(words: Words | str, langs: tuple[str, ...]) -> Html:
    """One behind the other, the second in its own language."""
    some = (words,) if isinstance(words, str) else tuple(words)
    first = escape(some[0]) if some else ""
    if len(some) < 2:
        return Html(first)
    return Html(f'{first}<i lang="{langs[1].partition("_")[0]}">{escape(some[1])}</i>')


class Drawing:
    def __init__(self, langs: tuple[str, ...]) -> None:
        self._environment = environment(langs)
        self._template = lru_cache(maxsize=20)(self._loaded)

    def _loaded(self, name: str) -> Template:
        return self._environment.get_template(name)

    def draw(self, name: str, values: Mapping[str, Any]) -> str:
        return self._template(name).render(values)


def style() -> bytes:
    return (HERE / STYLE).read_bytes()
