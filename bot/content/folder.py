"""Where the flow files lie below the project's root, and all of them read at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.content.criteria import NAME, read_criteria
from bot.content.evidence import NAME as EVIDENCE
from bot.content.evidence import read_evidence
from bot.content.load import Loaded, load
from bot.content.marks import Problem, read_text
from bot.content.obligations import read_obligations
from bot.content.procedures import read_procedures
from bot.content.programmes import NAME as PROGRAMMES
from bot.content.programmes import read_programmes
from bot.engine.flow import Flow
from bot.engine.genres import GENRES
from bot.engine.kinds import Choice

FLOWS = "flows"
ENDINGS = (".yaml", ".yml")
FOLDERS = tuple(one.folder for one in GENRES.values())


def flow_paths(root: Path) -> list[Path]:
    """Every flow file, in the order of their names."""
    folders = [root / FLOWS / folder for folder in FOLDERS]
    return sorted(path for folder in folders for ending in ENDINGS for path in folder.glob(f"*{ending}"))


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
    asked = read_obligations(root, known)
    unknown = asked.unknown(kinds_of([one.flow for one in flows.values() if one.flow]))
    problems = (*asked.problems, *unknown)
    pages = {path: Loaded(None, _of(path, problems), texts) for path, texts in asked.texts.items()}
    facts = read_programmes(root, criteria.entities)
    if facts.texts or facts.problems:
        pages[PROGRAMMES] = Loaded(None, facts.problems, facts.texts)
    written = read_procedures(root, criteria.levels)
    pages |= {path: Loaded(None, _of(path, written.problems), texts) for path, texts in written.texts.items()}
    proving = read_evidence(root, known)
    lists = {
        NAME: Loaded(None, criteria.problems, criteria.texts),
        EVIDENCE: Loaded(None, proving.problems, proving.texts),
    }
    return {**flows, **lists, **pages}


def _of(path: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(one for one in problems if one.path == path)


def kinds_of(flows: Iterable[Flow]) -> frozenset[str]:
    """Everything that reports of incidents let somebody choose."""
    steps = (step for flow in flows if flow.ways.incident for step in flow.questions)
    return frozenset(one.id for step in steps if isinstance(step.kind, Choice) for one in step.kind.choices)


def no_flows(root: Path) -> list[Problem]:
    """Nothing is wrong in no files, and nobody could do anything with them."""
    folders = ", ".join(f"{FLOWS}/{folder}" for folder in FOLDERS)
    message = f"there are no flows: none of {folders} in {root} has a .yaml or .yml file"
    return [] if flow_paths(root) else [Problem(FLOWS, 1, 1, "no-flows", message)]
