"""What the index of a pack says: every criterion of CTPAT and every clause of BASC with its records, and what is missing.

Everything as words in the languages of the pack. Draws nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.dossier import Words
from bot.conversation.evidence_words import MARK, SOURCE, Teller
from bot.engine.talk import Text
from bot.figures.standing import Gap, Standing
from bot.packing.recorded import Row

PAGE = 400  # records on a page of a list
FEW = 6  # the newest, where not all are told
NUMBERS = re.compile(r"[0-9]+", re.ASCII)
Json = dict[str, Any]


class PackTeller(Teller):
    """Says of the days of a pack what elsewhere is said of twelve months."""

    def gap(self, gap: Gap) -> str:
        if gap.what == "none":
            return self.say(Text("None in these days: {source}", {"source": SOURCE[gap.of]}))
        if gap.what == "sites":
            return self.say(
                Text(
                    "{source}: none in these days at {sites}",
                    {"source": SOURCE[gap.of], "sites": self.places(gap.sites)},
                )
            )
        return super().gap(gap)


@dataclass(frozen=True)
class Index:
    """`rows` are the records in the order in which they ended; `told` the languages; `whole`: does it say what is missing?"""

    rows: Sequence[Row]
    standings: Sequence[Standing]
    told: tuple[PackTeller, ...]
    whole: bool

    def by_criterion(self) -> Mapping[str, list[Row]]:
        return _by((one, row) for row in self.rows for one in row.criteria)

    def by_clause(self) -> Mapping[str, list[Row]]:
        return _by((one, row) for row in self.rows for one in row.basc)

    def categories(self) -> Iterator[Json]:
        """Each with its criteria; those of which a narrow pack has nothing are left out."""
        found, last = self.by_criterion(), ""
        part: Json = {}
        for one in self.standings:
            rows = found.get(one.criterion.id, [])
            if not (self.whole or rows):
                continue
            if one.criterion.category != last:
                if part:
                    yield part
                last = one.criterion.category
                part = {"title": self._words(lambda told: told.category(last)), "criteria": []}  # noqa: B023  called at once
            part["criteria"].append(self._criterion(one, rows))
        if part:
            yield part

    def _criterion(self, one: Standing, rows: list[Row]) -> Json:
        gaps = one.gaps if self.whole else ()
        return {
            "id": one.criterion.id,
            "basc": ", ".join(one.criterion.basc),
            "file": f"criteria/{file_of(one.criterion.id)}.html",
            "level": self._words(lambda told: told.level(one.criterion)),
            "text": self._words(lambda told: told.say(Text(one.criterion.text))),
            "state": self._words(lambda told: told.state(one)) if self.whole else (),
            "mark": MARK.get(one.state, "") if self.whole else "",
            "proofs": [
                (self._words(lambda told: told.say(SOURCE[proof.source])), self._words(lambda told: told.proof(proof)))  # noqa: B023  called at once
                for proof in (one.proofs if self.whole else ())
            ],
            "missing": [self._words(lambda told: told.gap(gap)) for gap in gaps],  # noqa: B023  called at once
            "ask": self._words(lambda told: told.say(Text(one.expected.ask))) if one.expected.ask else (),
            "attached": [
                (self._words(lambda told: told.say(told.attachment(kept.kind))), self._words(lambda told: told.said(kept)), kept.files)  # noqa: B023  called at once
                for kept in (one.attached if self.whole else ())
            ],
            "narrative": one.narrative.words if one.narrative and self.whole else "",
            "rows": rows,
        }  # fmt: skip

    def clauses(self) -> Iterator[Json]:
        """In the order of their numbers, each with the criteria beside it."""
        found = self.by_clause()
        beside: dict[str, list[Standing]] = defaultdict(list)
        for one in self.standings:
            for clause in one.criterion.basc:
                beside[clause].append(one)
        for clause in sorted({*found, *(beside if self.whole else ())}, key=_in_order):
            yield {
                "id": clause,
                "file": f"basc/{file_of(clause)}.html",
                "criteria": [(one.criterion.id, f"criteria/{file_of(one.criterion.id)}.html") for one in beside.get(clause, ())
                             if self.whole or any(one.criterion.id in row.criteria for row in found.get(clause, ()))],
                "unproven": sum(one.unproven for one in beside.get(clause, ())) if self.whole else 0,
                "rows": found.get(clause, []),
            }  # fmt: skip

    def _words(self, say: Any) -> Words:
        return tuple(dict.fromkeys(say(told) for told in self.told))


def _by(pairs: Iterable[tuple[str, Row]]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return found


def file_of(id: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]", "-", id)


def _in_order(clause: str) -> tuple[int, ...]:
    return tuple(int(one) for one in NUMBERS.findall(clause))


def paged(rows: Sequence[Row], file: str) -> Iterator[tuple[str, Sequence[Row], str, str]]:
    """The newest first, a page at a time: its path, its records, and the paths of the pages with earlier and later ones."""
    newest = list(reversed(rows))
    count = max(1, -(-len(newest) // PAGE))
    names = [file if not n else file.replace(".html", f"-{n + 1}.html") for n in range(count)]
    for n, name in enumerate(names):
        yield name, newest[n * PAGE : (n + 1) * PAGE], names[n + 1] if n + 1 < count else "", names[n - 1] if n else ""
