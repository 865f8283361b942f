"""The flows we have: today's by id, and by digest every one that was ever answered.

Knows files and the table of what was published; does not know who asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bot.content.beside import completed, obliging
from bot.content.criteria import read_criteria
from bot.content.escalation import read_escalations
from bot.content.evidence import read_evidence
from bot.content.folder import flow_paths, kinds_of, no_flows
from bot.content.load import load
from bot.content.marks import Problem, read_text
from bot.content.obligations import read_obligations
from bot.content.procedures import read_procedures
from bot.content.programmes import read_programmes
from bot.content.synonyms import read_synonyms
from bot.content.words import read_words
from bot.engine.flow import Flow
from bot.store.transaction import Transaction

REMEMBERED = 500  # old revisions kept in memory


class Unusable(Exception):
    """The flow files have mistakes: every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems in the flow files")


class Library:
    """Today's flows, in the order of their titles, the older revisions that runs still follow, and the criteria."""

    def __init__(self, root: Path) -> None:
        """Reads `root/flows`. Raises Unusable with every problem."""
        self._sources: dict[str, str] = {}
        flows = []
        problems: list[Problem] = []
        self.criteria = read_criteria(root)
        self.synonyms = read_synonyms(root)
        self.words = read_words(root)
        self.escalations = read_escalations(root)
        problems += [*no_flows(root), *self.criteria.problems, *self.escalations.problems]
        known = frozenset(self.criteria.by_id) or None
        programmes = read_programmes(root, self.criteria.entities)
        self.programmes = programmes.facts
        problems += programmes.problems
        self.obligations = obliging(read_obligations(root, known), self.criteria)
        self.procedures = read_procedures(root, self.criteria.levels)
        self.evidence = read_evidence(root, known)
        problems += [*self.obligations.problems, *self.procedures.problems, *self.evidence.problems]
        for path in flow_paths(root):
            source = read_text(path)
            loaded = load(str(path.relative_to(root)), source, known)
            problems += loaded.problems
            if loaded.flow:
                flows.append(completed(loaded.flow, self.criteria))
                self._sources[loaded.flow.digest] = source
        problems += self.obligations.unknown(kinds_of(flows)) if flows else []
        if problems:
            raise Unusable(problems)
        self.today = {flow.id: flow for flow in sorted(flows, key=lambda f: f.title)}
        self._by_digest = {flow.digest: flow for flow in flows}

    def publish(self, tx: Transaction, now: datetime) -> None:
        """Keeps every flow exactly as it is. A published revision cannot have other text: raises Unusable."""
        problems = []
        for flow in self.today.values():
            there = tx.flows.publish(
                {
                    "digest": flow.digest, "flow_id": flow.id, "revision": flow.revision, "genre": flow.genre,
                    "title": flow.title, "source": self._sources[flow.digest], "published_at": now,
                }
            )  # fmt: skip
            if there != flow.digest:
                problems.append(_republished(flow))
        if problems:
            raise Unusable(problems)

    def by_digest(self, tx: Transaction, digest: str) -> Flow:
        """The flow as it was when a run began with it."""
        if digest not in self._by_digest:
            kept = tx.flows.get(digest)
            if kept is None:
                raise LookupError(f"no flow was published with digest {digest}")
            loaded = load(f"{kept[0]}.yaml", kept[1])
            if loaded.flow is None:
                raise LookupError(f"the kept flow {kept[0]} cannot be read anymore: {loaded.problems[0]}")
            if len(self._by_digest) > REMEMBERED:
                self._by_digest.pop(next(iter(self._by_digest)))
            self._by_digest[digest] = completed(loaded.flow, self.criteria)
        return self._by_digest[digest]


def _republished(flow: Flow) -> Problem:
    next_one = flow.revision + 1
    message = f"revision {flow.revision} is already published with other text; make it {next_one}"
    return Problem(f"flows/{flow.ways.folder}/{flow.id}.yaml", 1, 1, "revision", message)
