"""An evidence pack checked with nothing but itself: the first thing that does not match is named, down to the answer.

Streams: of the archive no more than a line of a proof is held at once. Nothing is unpacked. Raises Unlike, and nothing else,
whatever it is given.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from bot.proof.canonical import canonical, digest
from bot.proof.chain import FIRST, Link
from bot.proof.checking import media
from bot.proof.pack_form import (
    DAY_FILE,
    DAYS,
    FORMAT,
    LARGEST,
    MANIFEST,
    MEDIA,
    PATH,
    RECORD_PAGE,
    THICKEST,
    UNSEALED,
    WHOLE,
    Member,
)
from bot.proof.sealed import MARK, leaf_hash, mark
from bot.proof.tree import Growing
from bot.proof.zip_bounds import Unusable, within_bounds

PIECE = 1 << 20  # bytes read at once
BAD = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, KeyError, ValueError)


class Unlike(Exception):
    """Something does not match: what, in which file of the pack, of which record, at which question, of which day."""

    def __init__(self, what: str, path: str = "", record: str = "", step: str = "", asked: str = "", day: str = "") -> None:  # fmt: skip
        super().__init__(what)
        self.what, self.path, self.record = what, path, record
        self.step, self.asked, self.day = step, asked, day


@dataclass
class Seen:
    """What was seen so far. `seal` is the hash of the manifest, `chain` that of each day by its date; `held` says by digest in which
    record a file stands, and at which question."""

    files: int = 0
    bytes: int = 0
    days: int = 0
    leaves: int = 0
    records: int = 0
    unsealed: int = 0
    lost: int = 0
    seal: str = ""
    last: Link | None = None
    chain: dict[str, str] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    held: dict[str, tuple[str, str]] = field(default_factory=dict)


def checked(path: Path, seen: Seen) -> Iterator[Seen]:
    """Goes through all of a pack. Raises Unlike."""
    try:
        with path.open("rb") as file:
            within_bounds(file)
            with zipfile.ZipFile(file) as archive:
                yield from _Pack(archive, seen, file.seek(0, 2)).checked()
    except Unusable as wrong:
        raise Unlike(str(wrong)) from None
    except (*BAD, TypeError, AttributeError, RecursionError, MemoryError):
        raise Unlike("form") from None


def witnessed(seen: Seen, witness: str) -> None:
    """Does the pack say what stands in the chat, of a day (2026-11-27=1a2b3c4d) or of itself (pack=1a2b3c4d)? Raises Unlike."""
    if not witness:
        return
    what, _, said = witness.partition("=")
    begins, _, ends = said.strip().lower().replace("...", "…").partition("…")
    hash = seen.seal if what == "pack" else seen.chain.get(what.strip(), "")
    if not hash:
        raise Unlike("no witness", day=what)
    if not begins or not hash.startswith(begins) or not hash.endswith(ends):
        raise Unlike("seal" if what == "pack" else "witness", hash, day=what)


class _Pack:
    def __init__(self, archive: zipfile.ZipFile, seen: Seen, length: int) -> None:
        self.archive, self.seen, self.length = archive, seen, length
        self.members: dict[str, Member] = {}
        self.days: dict[int, Link] = {}
        self.lost: set[str] = set()

    def checked(self) -> Iterator[Seen]:
        self._listed()
        self._chain()
        for path in sorted(self.members, key=_by_number):
            if found := DAY_FILE.fullmatch(path):
                self._day(path, int(found[1]))
                yield self.seen
        self._unsealed()
        for path, member in self.members.items():
            self._same(path, member)
            yield self.seen
        self._all_held()

    # What is there.

    def _listed(self) -> None:
        """The manifest, and exactly the files that it names."""
        there = self.archive.infolist()
        names = [one.filename for one in there]
        for name in names:
            if not PATH.fullmatch(name) or ".." in name:
                raise Unlike("name", name[:200])
        if len(set(names)) < len(names):
            raise Unlike("name", Counter(names).most_common(1)[0][0])
        total = sum(one.file_size for one in there)
        if total > min(WHOLE, self.length * THICKEST + PIECE):
            raise Unlike("large")
        if MANIFEST not in names:
            raise Unlike("form")
        self._manifest(self.archive.getinfo(MANIFEST))
        known = set(names)
        for path in self.members:
            if path not in known:
                raise Unlike("missing", path, self._page_of(path))
        for name in names:
            if name != MANIFEST and name not in self.members:
                raise Unlike("added", name, self._page_of(name))

    def _manifest(self, info: zipfile.ZipInfo) -> None:
        if info.file_size > LARGEST:
            raise Unlike("large")
        data = self.archive.read(info)
        said = json.loads(data)
        if said["format"] != FORMAT:
            raise Unlike("form")
        self.members = {one["path"]: Member(one["path"], one["sha256"], one["size"]) for one in said["files"]}
        self.lost = set(said["lost"])
        self.seen.seal, self.seen.about = hashlib.sha256(data).hexdigest(), said
        self.seen.lost = len(self.lost)

    # The chain, and the days.

    def _chain(self) -> None:
        before = FIRST
        for number, said in enumerate(self._lines(DAYS), 1):
            with _read(DAYS):
                link = Link(**{name: said[name] for name in Link.__dataclass_fields__})
                whole = link.number == number and link.previous == before and link.hash == said["hash"]
                if not whole or (self.seen.last and link.date <= self.seen.last.date):
                    raise Unlike("day changed", DAYS, day=str(link.date))
            self.days[number], before, self.seen.last = link, link.hash, link
            self.seen.chain[link.date] = link.hash

    def _day(self, path: str, number: int) -> None:
        link = self.days.get(number)
        if link is None:
            raise Unlike("day changed", path)
        tree = Growing()
        for line in self._lines(path):
            with _read(path, link.date):
                if "content" in line:
                    self._content(path, line, link.date)
                tree.add(bytes.fromhex(line["leaf"]))
            self.seen.leaves += 1
        if tree.size != link.size or tree.root.hex() != link.root:
            raise Unlike("root", path, day=link.date)
        self.seen.days += 1

    def _content(self, path: str, line: dict[str, Any], day: str) -> None:
        """Does the content lead to the leaf? Then the files that it names are in the pack."""
        content, record = line["content"], str(line["record"])
        if leaf_hash(line["kind"], line["salt"], digest(canonical(content))) != line["leaf"]:
            raise _differs(path, line, record, day)
        self.seen.records += line["kind"] == "record"
        self._holds(content, record)

    def _unsealed(self) -> None:
        if UNSEALED in self.members:
            for line in self._lines(UNSEALED):
                with _read(UNSEALED):
                    if digest(canonical(line["content"])) != line["sha256"]:
                        raise Unlike("content", UNSEALED, str(line["record"]))
                    self._holds(line["content"], str(line["record"]))
                self.seen.unsealed += 1

    def _holds(self, content: dict[str, Any], record: str) -> None:
        for part in content.get("answers", [content]):
            for name in media([part.get("value", ""), part.get("files", "")]):
                self.seen.held.setdefault(name, (record, str(part.get("step", ""))))

    def _all_held(self) -> None:
        """Every file that a record names is there, or said to be lost."""
        there = {path.rpartition("/")[2].partition(".")[0] for path in self.members if path.startswith(f"{MEDIA}/")}
        for name, (record, step) in self.seen.held.items():
            if name not in there and name not in self.lost:
                raise Unlike("media missing", name, record, step)

    # Every file, byte by byte.

    def _same(self, path: str, member: Member) -> None:
        made, size = hashlib.sha256(), 0
        try:
            with self.archive.open(path) as file:
                while piece := file.read(PIECE):
                    size += len(piece)
                    made.update(piece)
                    if size > member.size:
                        break
        except BAD:
            raise self._changed(path) from None
        named = path.rpartition("/")[2].partition(".")[0] if path.startswith(f"{MEDIA}/") else made.hexdigest()
        if size != member.size or made.hexdigest() != member.sha256 or named != made.hexdigest():
            raise self._changed(path)
        self.seen.files += 1
        self.seen.bytes += size

    def _changed(self, path: str) -> Unlike:
        record, step = self.seen.held.get(path.rpartition("/")[2].partition(".")[0], ("", ""))
        return Unlike("changed", path, record or self._page_of(path), step)

    def _page_of(self, path: str) -> str:
        found = RECORD_PAGE.fullmatch(path)
        return found[1] if found else ""

    def _lines(self, path: str) -> Iterator[dict[str, Any]]:
        """The lines of a proof; what cannot be read of it was changed."""
        try:
            with self.archive.open(path) as file:
                while line := _line(file, path):
                    yield json.loads(line)
        except Unlike:
            raise
        except (*BAD, TypeError, RecursionError):
            raise Unlike("changed", path) from None


@contextmanager
def _read(path: str, day: str = "") -> Iterator[None]:
    """What is not as we write it was changed."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise Unlike("changed", path, day=day) from None


def _line(file: IO[bytes], path: str) -> bytes:
    line = file.readline(LARGEST)
    if len(line) >= LARGEST:
        raise Unlike("large", path)
    return line


def _by_number(path: str) -> tuple[int, str]:
    found = DAY_FILE.fullmatch(path)
    return int(found[1]) if found else 0, path


def _differs(path: str, line: dict[str, Any], record: str, day: str) -> Unlike:
    """Which answer it is, by the marks; or else the thing itself."""
    marks = str(line.get("marks", ""))
    were = [marks[at : at + MARK] for at in range(0, len(marks), MARK)]
    answers = line["content"].get("answers", [])
    for was, one in zip(were, answers, strict=False):
        if mark(canonical(one)) != was:
            return Unlike("answer", path, record, str(one.get("step", "")), str(one.get("asked", "")), day)
    what = "content" if line["kind"] == "record" else line["kind"]
    return Unlike("answers" if len(were) != len(answers) else what, path, record, day=day)
