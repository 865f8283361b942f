"""What the content covers: flows with their steps and criteria, criteria with what covers them, and what nothing covers.

Made from the files; docs/content.md holds it as tables, `sello content` prints it.
"""

from __future__ import annotations

from pathlib import Path

from bot.authoring.manual import rewritten
from bot.content.criteria import Criteria, by_number, read_criteria
from bot.content.folder import load_all
from bot.engine.flow import Flow, Repeat

BEGIN = "<!-- coverage: made by `sello texts` from flows/ -->"
END = "<!-- end of the coverage -->"
PAGE = Path("docs/content.md")


def bring_up(root: Path) -> bool:
    """Rewrites the tables in docs/content.md; tells whether they had to be."""
    return rewritten(root / PAGE, BEGIN, END, tables(root))


def flows_of(root: Path) -> list[Flow]:
    return [one.flow for one in load_all(root).values() if one.flow]


def questions_of(flow: Flow) -> int:
    """Questions in the file, those of a repeat once."""
    return sum(bool(s.kind) for e in flow.steps for s in (e.steps if isinstance(e, Repeat) else (e,)))


def tables(root: Path) -> str:
    """Three tables: flows, criteria, and the criteria that nothing covers."""
    flows, criteria = flows_of(root), read_criteria(root)
    return "\n".join(["### Flows", "", *_flows(flows), "", "### Criteria", "", *_criteria(flows, criteria), "",
                      "### Criteria that nothing covers", "", *_uncovered(flows, criteria)])  # fmt: skip


def _flows(flows: list[Flow]) -> list[str]:
    rows = ["| flow | sort | questions | certainty | criteria |", "|---|---|---|---|---|"]
    for flow in sorted(flows, key=lambda f: (f.genre, f.id)):
        covered = ", ".join(sorted(flow.covers, key=by_number))
        rows.append(f"| `{flow.id}` | {flow.genre} | {questions_of(flow)} | {flow.certainty} | {covered} |")
    return rows


def _criteria(flows: list[Flow], criteria: Criteria) -> list[str]:
    rows = ["| criterion | level | inspections and reports | quizzes |", "|---|---|---|---|"]
    for id in sorted(criteria.by_id, key=by_number):
        covering = [f for f in flows if id in f.covers]
        if covering:
            walks = ", ".join(f"`{f.id}`" for f in covering if not f.ways.scored)
            quizzes = ", ".join(f"`{f.id}`" for f in covering if f.ways.scored)
            rows.append(f"| {id} | {criteria.by_id[id].level} | {walks} | {quizzes} |")
    return rows


def uncovered(flows: list[Flow], criteria: Criteria) -> list[str]:
    """The ids that no flow is evidence for."""
    covered = {id for flow in flows for id in flow.covers}
    return [id for id in sorted(criteria.by_id, key=by_number) if id not in covered]


def _uncovered(flows: list[Flow], criteria: Criteria) -> list[str]:
    rows = ["| criterion | level | what it asks for |", "|---|---|---|"]
    rows += [f"| {id} | {criteria.by_id[id].level} | {criteria.by_id[id].text} |" for id in uncovered(flows, criteria)]
    return rows


def recalled(root: Path) -> list[str]:
    """A line for everything that was recalled and not read: it must be confirmed before anybody relies on it."""
    flows, criteria = flows_of(root), read_criteria(root)
    lines = [f"flow {f.id}: {f.title} ({f.source or 'no source named'})" for f in flows if f.certainty == "recalled"]
    lines += [f"criterion {c.id}: {c.text}" for c in criteria.by_id.values() if c.certainty == "recalled"]
    return lines
