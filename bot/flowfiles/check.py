"""Everything a person wrote, checked together: flows, criteria and catalogs.

Knows where the files lie below the project's root.
"""

from __future__ import annotations

from pathlib import Path

from bot.flowfiles.catalogs import catalog_problems
from bot.flowfiles.load import Loaded, load
from bot.flowfiles.marked import Listed, Mapped, Page, Problem, Words

FOLDERS = ("inspections", "quizzes", "reports")


def flow_paths(root: Path) -> list[Path]:
    """Every flow file, in the order of their names."""
    return sorted(p for folder in FOLDERS for p in (root / "flows" / folder).glob("*.yaml"))


def criteria_ids(root: Path) -> frozenset[str] | None:
    """The ids of the criteria we know; None where there is no list of them."""
    path = root / "flows" / "criteria.yaml"
    if not path.exists():
        return None
    tree = Page(str(path)).parse(path.read_text(encoding="utf-8"))
    entry = tree.entry("criteria") if isinstance(tree, Mapped) else None
    items = entry.value.items if entry and isinstance(entry.value, Listed) else ()
    found = (item.entry("id") for item in items if isinstance(item, Mapped))
    return frozenset(e.value.text for e in found if e and isinstance(e.value, Words))


def load_all(root: Path) -> dict[str, Loaded]:
    """Every flow file, read; by its path below the root."""
    known = criteria_ids(root)
    return {
        str(path.relative_to(root)): load(str(path.relative_to(root)), path.read_text(encoding="utf-8"), known)
        for path in flow_paths(root)
    }


def check(root: Path) -> list[Problem]:
    """Every mistake in every file."""
    loaded = load_all(root)
    problems = [p for one in loaded.values() for p in one.problems]
    return sorted([*problems, *_one_id_each(loaded), *catalog_problems(root, loaded)])


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
