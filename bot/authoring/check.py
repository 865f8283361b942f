"""Everything a person wrote, checked together: flows, criteria and catalogs."""

from __future__ import annotations

from pathlib import Path

from bot.authoring.catalogs import catalog_problems
from bot.authoring.contradictions import contradictions
from bot.authoring.regions import regional_problems
from bot.authoring.terms import term_problems
from bot.content.folder import load_all, no_flows
from bot.content.load import Loaded
from bot.content.marks import Problem


def check(root: Path) -> list[Problem]:
    """Every mistake in every file."""
    loaded = load_all(root)
    problems = [p for one in loaded.values() for p in one.problems]
    return sorted(
        [
            *problems,
            *no_flows(root),
            *_one_id_each(loaded),
            *catalog_problems(root, loaded),
            *regional_problems(root),
            *term_problems(root),
            *contradictions(loaded),
        ]
    )


def _one_id_each(loaded: dict[str, Loaded]) -> list[Problem]:
    """Two flows with one id would be one menu entry."""
    seen: dict[str, str] = {}
    problems = []
    for path, one in loaded.items():
        if one.flow and one.flow.id in seen:
            problems.append(Problem(path, 1, 1, "repeated-id", f"{seen[one.flow.id]} has the same id"))
        elif one.flow:
            seen[one.flow.id] = path
    return problems
