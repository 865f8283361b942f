"""Draws the page: templates, in the reader's language. Sentences stand in the templates as `_("...")`, and are translated there.

Knows no database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.conversation.wording import Wording
from bot.engine.talk import Text

__all__ = ["Drawing", "Drawn", "Environment", "environment"]

HERE = Path(__file__).parent
KEY = "@key@"  # where the number stands by which something is done once; it is no part of what is compared
MARK = 16  # signs of the hash by which a browser asks whether anything is new


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    made.globals["key"] = KEY
    return made


@dataclass(frozen=True)
class Drawn:
    """A page. `mark` is another as soon as it says something else."""

    body: str
    mark: str


@dataclass(frozen=True)
class Drawing:
    """`root` is the path before /app."""

    wording: Wording
    root: str
    templates: Environment

    def draw(self, name: str, lang: str, values: Mapping[str, Any], key: str = "") -> Drawn:
        def say(source: str, **fill: object) -> str:
            return self.wording.say(Text(source, fill), lang)

        html = self.templates.get_template(name).render(
            values, _=say, lang=lang.partition("_")[0], root=f"{self.root}/app"
        )
        mark = hashlib.sha256(html.encode()).hexdigest()[:MARK]
        return Drawn(html.replace(KEY, key).replace("@mark@", mark), mark)
