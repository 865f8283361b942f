"""Everything a person wrote, checked together: flows, criteria and catalogs.

Knows where the files lie below the project's root.
"""

from __future__ import annotations

from pathlib import Path

from bot.flowfiles.catalogs import catalog_problems
from bot.flowfiles.criteria import NAME, read_criteria
from bot.flowfiles.load import Loaded, load
from bot.flowfiles.marked import Problem, read_text
from bot.flowfiles.regions import regional_problems
from bot.flowfiles.terms import term_problems

FLOWS = "flows"
FOLDERS = ("inspections", "quizzes", "reports")


def flow_paths(root: Path) -> list[Path]:
    """Every flow file, in the order of their names."""
    return sorted(p for folder in FOLDERS for p in (root / FLOWS / folder).glob("*.yaml"))


def criteria_ids(root: Path) -> frozenset[str] | None:
    """The ids that `criteria:` may name; None, which is any, where there is no list of them."""
    return frozenset(read_criteria(root).by_id) or None


def load_all(root: Path) -> dict[str, Loaded]:
    """Every flow file and the list of criteria, read; by its path below the root."""
    criteria = read_criteria(root)
    known = frozenset(criteria.by_id) or None
    flows = {
        str(path.relative_to(root)): load(str(path.relative_to(root)), read_text(path), known)
        for path in flow_paths(root)
    }
    return {**flows, NAME: Loaded(None, criteria.problems, criteria.texts)}


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
        ]
    )


def no_flows(root: Path) -> list[Problem]:
    """Nothing is wrong in no files, and nobody could do anything with them."""
    folders = ", ".join(f"{FLOWS}/{folder}" for folder in FOLDERS)
    message = f"there are no flows: none of {folders} in {root} has a .yaml file"
    return [] if flow_paths(root) else [Problem(FLOWS, 1, 1, "no-flows", message)]


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
