"""The table of question types in flows/README.md, made from the classes of bot/engine/kinds.

Knows Markdown. Does not know how a flow file is read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from bot.engine.kinds import KINDS, Kind
from bot.engine.kinds.keys import Choices, Earlier, Flag, declared
from bot.engine.talk import Buttons, Control, Entry, Upload

BEGIN = "<!-- question types: made by `sello texts` from bot/engine/kinds -->"
END = "<!-- end of the question types -->"
HEAD = ("type", "what it asks", "answered with", "kept as", "own keys", "`when:` can ask for")
ANY_DAY = date(2026, 1, 1)  # some types offer today and yesterday; their names do not depend on the day


def bring_up(root: Path) -> bool:
    """Rewrites the table in the manual; tells whether it had to be."""
    return rewritten(root / "flows" / "README.md", BEGIN, END, table())


def rewritten(path: Path, begin: str, end: str, text: str) -> bool:
    """Puts a text between two marks of a page; tells whether it was another."""
    written = path.read_text(encoding="utf-8")
    before, _, rest = written.partition(begin)
    _, _, after = rest.partition(end)
    made = f"{before}{begin}\n{text}\n{end}{after}"
    path.write_text(made, encoding="utf-8")
    return made != written


def table() -> str:
    """One row a type, in the order of the classes."""
    rows = [HEAD, ("---",) * len(HEAD), *(_row(type) for type in KINDS.values())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(type: type[Kind]) -> tuple[str, ...]:
    keys = type.own_keys()
    chosen = any(isinstance(key, Choices) for key in keys.values())
    classes = "its choices" if chosen else ", ".join(f"`{c}`" for c in _fullest(type).classes())
    told = " ".join((type.__doc__ or "").split())
    return (
        f"`{type.word}`",
        told,
        _answered(type().control((), ANY_DAY)),
        type.kept,
        ", ".join(f"`{key}:`" for key in keys),
        classes,
    )


def _fullest(type: type[Kind]) -> Kind:
    """The type with every choice taken that an author has, so that every answer is possible."""
    own = declared(type).items()
    taken: dict[str, Any] = {name: True for name, key in own if isinstance(key, Flag)}
    return type(**taken, **{name: "earlier" for name, key in own if isinstance(key, Earlier)})


def _answered(control: Control) -> str:
    """How a person answers, in words."""
    match control:
        case Buttons(many=True):
            return "buttons, then Done"
        case Buttons():
            return "buttons"
        case Entry("place"):
            return "a shared location, or typing"
        case Entry(options=quick) if quick:
            return f"typing, or {' / '.join(o.label.source for o in quick)}"
        case Entry():
            return "typing"
        case Upload(types):
            return f"sending: {', '.join(types)}"
