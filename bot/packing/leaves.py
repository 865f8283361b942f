"""Every record of a pack, day by day as they were sealed: its page, and the leaves that prove it. Then those of no sealed day.

A few dozen at a time, each batch in a transaction that only reads.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import IO, Any

from bot.conversation.dossier import Ink, Words
from bot.engine.talk import Text
from bot.packing.archive import PIECE, Archive
from bot.packing.drawing import Drawing
from bot.packing.media import Media
from bot.packing.recorded import Page, Recorder, Row
from bot.packing.words import NOT_YET, SEALED_ON
from bot.proof.checking import media
from bot.proof.pack_form import DAYS, UNSEALED, day_file
from bot.proof.sealed import leaf_hash
from bot.store import packed
from bot.store.database import Storage
from bot.store.packed import Leaf
from bot.store.proof_contents import Content, records
from bot.store.proofs import Day, day_of
from bot.store.transaction import Transaction

HELD = 4 << 20  # bytes of a day's proof that are held in memory
PAPERS = 40  # records of which each is a PDF, too: each takes a second, and in a year there are thousands


@dataclass
class Written:
    """What was written so far: rows of the index, the values of the PDFs, and what is not sealed, or not as it was sealed. `hidden`
    are those that turned out to be confidential."""

    rows: list[Row] = field(default_factory=list)
    papers: list[Page] = field(default_factory=list)
    unsealed: int = 0
    unlike: dict[str, None] = field(default_factory=dict)
    hidden: int = 0
    last: Day | None = None


@dataclass
class Leaves:
    storage: Storage
    archive: Archive
    drawing: Drawing
    recorder: Recorder
    media: Media
    organisation_id: int
    runs: dict[int, str]
    done: Written = field(default_factory=Written)
    _drawn: set[int] = field(default_factory=set)

    def write(self) -> Written:
        days = [day_of(row) for row in self.storage.read_now(lambda tx: packed.days(tx, self.organisation_id))]
        by_number = {one.link.number: one for one in days}
        self.done.last = days[-1] if days else None
        self.archive.put(DAYS, "".join(_line(_link(one)) for one in days))
        for number in self.storage.read_now(lambda tx: packed.days_with(tx, self.organisation_id, self.runs)):
            if number in by_number:
                self._day(by_number[number])
        self._rest([one for one in self.runs if one not in self._drawn])
        self.done.rows.sort(key=lambda row: (row.at, row.number))
        return self.done

    def _day(self, day: Day) -> None:
        with tempfile.SpooledTemporaryFile(HELD) as lines:
            for start in range(0, day.link.size, packed.SOME):
                made = self.storage.read_now(partial(self._read, day=day, start=start))
                lines.write("".join(line for line, _ in made).encode())
                self._pages(page for _, page in made if page)
            _copied(lines, self.archive, day_file(day.link.number))

    def _read(self, tx: Transaction, day: Day, start: int) -> list[tuple[str, Page | None]]:
        found = packed.leaves(tx, self.organisation_id, day.link.number, start, self.runs)
        return [(self._leaf(one), self._page(tx, one, day)) for one in found]

    def _leaf(self, leaf: Leaf) -> str:
        """Its hash alone, or with all that it is made of."""
        row, content = leaf.row, leaf.content
        if content is None:
            return _line({"leaf": row.hash})
        number = self.runs[row.run_id]
        if leaf_hash(row.kind, row.salt, content.sha256) != row.hash:
            self.done.unlike[number] = None
        self._names(content)
        return _line({"leaf": row.hash, "kind": row.kind, "salt": row.salt, "record": number, "marks": row.marks, "content": content.whole})  # fmt: skip

    def _page(self, tx: Transaction, leaf: Leaf, day: Day) -> Page | None:
        row, current = leaf.row, leaf.current
        if current is None or row.subject in self._drawn or row.version != current.head["version"]:
            return None
        fill = {"day": day.link.date, "place": row.place + 1, "count": day.link.size}
        return self._drawn_page(tx, row.subject, current, self._say(Text(SEALED_ON.source, fill)))

    def _drawn_page(self, tx: Transaction, run_id: int, content: Content, sealed: Words) -> Page | None:
        self._drawn.add(run_id)
        page = self.recorder.page(tx, run_id, content)
        if page is None:
            self.done.hidden += 1
            return None
        page.values["sealed"] = sealed
        return page

    def _rest(self, runs: Sequence[int]) -> None:
        """What is in no sealed day yet, as it is now."""
        with tempfile.SpooledTemporaryFile(HELD) as lines:
            for start in range(0, len(runs), packed.SOME):
                made = self.storage.read_now(partial(self._unsealed, some=runs[start : start + packed.SOME]))
                lines.write("".join(line for line, _ in made).encode())
                self._pages(page for _, page in made)
                self.done.unsealed += len(made)
            if runs:
                _copied(lines, self.archive, UNSEALED)

    def _unsealed(self, tx: Transaction, some: Sequence[int]) -> list[tuple[str, Page]]:
        made = []
        for id, content in records(tx, some).items():
            page = self._drawn_page(tx, id, content, self._say(NOT_YET))
            if page:
                self._names(content)
                said = {"record": self.runs[id], "sha256": content.sha256, "content": content.whole}
                made.append((_line(said), page))
        return made

    def _pages(self, pages: Iterable[Page]) -> None:
        few = len(self.runs) <= PAPERS
        for page in pages:
            self.done.rows.append(page.row)
            lost = {f"../{path}" for digest, path in page.media.items() if not self.media.put(digest, path)}
            page.values["files"] = {name: "" if path in lost else path for name, path in page.values["files"].items()}
            page.values["others"] = [(name, "" if path in lost else path) for name, path in page.values["others"]]
            page.values["pdf"] = page.row.path.rpartition("/")[2].replace(".html", ".pdf") if few else ""
            if few:
                self.done.papers.append(page)
            self.archive.put(page.row.path, self.drawing.draw("record.html", page.values))

    def _names(self, content: Content) -> None:
        """The files that it names have to be in the pack."""
        for part in content.parts or (content.head,):
            self.media.wanted(media([part.get("value", ""), part.get("files", "")]))

    def _say(self, text: Text) -> Words:
        return Ink(self.recorder.wording, self.recorder.langs).say(text)


def _link(day: Day) -> dict[str, Any]:
    return {**asdict(day.link), "hash": day.link.hash, "sealed_at": _moment(day.made_at)}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _copied(lines: IO[bytes], archive: Archive, path: str) -> None:
    lines.seek(0)
    with archive.writing(path) as out:
        while piece := lines.read(PIECE):
            out.write(piece)
