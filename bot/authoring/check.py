"""Everything a person wrote, checked together: flows, criteria and catalogs."""

from __future__ import annotations

from pathlib import Path

from bot.authoring.catalogs import catalog_paths, catalog_problems
from bot.authoring.contradictions import contradictions
from bot.authoring.regions import regional_problems
from bot.authoring.terms import term_problems
from bot.content.criteria import NAME as CRITERIA
from bot.content.escalation import read_escalations
from bot.content.evidence import NAME as EVIDENCE
from bot.content.folder import load_all, no_flows
from bot.content.load import Loaded
from bot.content.marks import Problem
from bot.content.obligations import FOLDER as OBLIGATIONS
from bot.content.procedures import FOLDER as PROCEDURES
from bot.content.programmes import NAME as PROGRAMMES
from bot.content.word_problems import word_problems
from bot.content.words import NAME as WORDS
from bot.conversation.wording import SOURCE
from bot.engine.flow import CALLS


def check(root: Path) -> list[Problem]:
    """Every mistake in every file."""
    loaded = load_all(root)
    problems = [p for one in loaded.values() for p in one.problems]
    return sorted(
        [
            *problems,
            *no_flows(root),
            *read_escalations(root).problems,
            *_one_id_each(loaded),
            *_one_flow_each_call(root, loaded),
            *catalog_problems(root, loaded),
            *regional_problems(root),
            *term_problems(root),
            *word_problems(root, {SOURCE, *(path.parts[-3] for path in catalog_paths(root))}),
            *contradictions(loaded),
        ]
    )


def _one_flow_each_call(root: Path, loaded: dict[str, Loaded]) -> list[Problem]:
    """Whoever calls for help begins one flow, and there has to be one."""
    problems = []
    for call in CALLS if (root / WORDS).exists() else ():
        begun = [path for path, one in loaded.items() if one.flow and one.flow.begun_by == call]
        problems += [Problem(path, 1, 1, "begun-by", f"{begun[0]} is begun by '{call}' already") for path in begun[1:]]
        if not begun and all(
            one.flow
            for path, one in loaded.items()
            if path not in (CRITERIA, EVIDENCE, PROGRAMMES) and not path.startswith((OBLIGATIONS, PROCEDURES))
        ):
            problems.append(Problem(WORDS, 1, 1, "begun-by", f"no flow has 'begun_by: {call}'"))
    return problems


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
