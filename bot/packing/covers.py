"""The index of a pack, as pages and as the values of its PDF: head, criteria, clauses, and lists of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.content.beside import both
from bot.conversation.dossier import Ink, Words
from bot.engine.talk import Text
from bot.packing.archive import Archive
from bot.packing.drawing import Drawing
from bot.packing.indexing import FEW, Index, Json, paged
from bot.packing.recorded import Row
from bot.packing.words import CONFIDENTIAL, LOST, UNLIKE, UNSEALED, WORDS
from bot.proof.chain import Link


def sheet_path(lang: str) -> str:
    return f"sheets/{lang}.xlsx"


NAMED = 20  # numbers of records that are told


@dataclass(frozen=True)
class Cover:
    """What the pack is of. `only` says what it is narrowed down to; `media` the path of every file, or nothing where it is lost."""

    organisation: str
    first: date
    last: date
    sites: tuple[str, ...]
    only: tuple[tuple[Text, str], ...]
    at: datetime
    zone: str
    confidential: int
    unsealed: int
    unlike: tuple[str, ...]
    sealed: Link | None
    media: Mapping[str, str]


@dataclass(frozen=True)
class Covers:
    archive: Archive
    drawing: Drawing
    ink: Ink

    @property
    def words(self) -> dict[str, Words]:
        return {name: self.ink.say(text) for name, text in WORDS.items()}

    def write(self, cover: Cover, index: Index, sheets: Sequence[tuple[str, str]]) -> Json:
        """Every page of it; gives the values of the PDF."""
        categories, clauses = list(index.categories()), list(index.clauses())
        for part in categories:
            for one in part["criteria"]:
                title = tuple(f"{both((one['id'],), ())} · {words}" for words in part["title"])
                self._lists(one["file"], title, one["rows"], one=one, media=cover.media)
        for one in clauses:
            self._lists(one["file"], (f"BASC {one['id']}",), one["rows"], beside=one["criteria"])
        self._lists("records/index.html", self.words["all"], index.rows)
        values = {
            "name": f"{self.words['index'][0]} {cover.organisation}", "up": "", "words": self.words,
            "organisation": cover.organisation, "head": self._head(cover), "notes": self._notes(cover),
            "sheets": list(sheets), "count": len(index.rows), "categories": categories, "clauses": clauses,
        }  # fmt: skip
        self.archive.put("index.html", self.drawing.draw("index.html", values))
        return self._paper(values)

    def _lists(self, file: str, title: Words, rows: Sequence[Row], **more: Any) -> None:
        given: Json = {"one": None, "beside": (), "media": {}, **more}
        for path, some, earlier, later in paged(rows, file):
            values = {
                **given, "name": title[0], "up": "../", "words": self.words, "title": title, "rows": some, "count": len(rows),
                "earlier": earlier.rpartition("/")[2], "later": later.rpartition("/")[2],
            }  # fmt: skip
            if path != file:
                values |= {"one": None, "beside": ()}
            self.archive.put(path, self.drawing.draw("list.html", values))

    def _head(self, cover: Cover) -> list[tuple[Words, Words]]:
        say, words = self.ink.say, self.words
        made = [(words["period"], say(Text("{first} to {last}", {"first": cover.first, "last": cover.last})))]
        made += [(words["sites"], (", ".join(cover.sites),))] if cover.sites else []
        made += [(words["only"], tuple(f"{label}: {what}" for label in say(text))) for text, what in cover.only]
        made.append((words["made"], self.ink.moment(cover.at, cover.zone)))
        if cover.sealed:
            made.append((words["last"], (f"{cover.sealed.date}, {cover.sealed.hash}",)))
        return made

    def _notes(self, cover: Cover) -> list[tuple[Words, bool]]:
        """What is not in it, and what is wrong; whether that is bad."""
        lost = sum(not path for path in cover.media.values())
        made = [(Text(CONFIDENTIAL.source, {"count": cover.confidential}), False)]
        made.append((WORDS["tips"], False))
        made += [(Text(UNSEALED.source, {"count": cover.unsealed}), False)] if cover.unsealed else []
        made += [(Text(LOST.source, {"count": lost}), True)] if lost else []
        named = ", ".join(cover.unlike[:NAMED]) + ("…" if len(cover.unlike) > NAMED else "")
        made += [(Text(UNLIKE.source, {"numbers": named}), True)] if cover.unlike else []
        return [(self.ink.say(one), bad) for one, bad in made]

    def _paper(self, values: Json) -> Json:
        """Of each criterion and clause the newest records: all of them stand on its page."""
        categories = [
            {**part, "criteria": [self._short(one) for one in part["criteria"]]} for part in values["categories"]
        ]
        clauses = [self._short(one) for one in values["clauses"]]
        plain = {name: values[name] for name in ("name", "organisation", "head", "notes", "count", "words")}
        return {**plain, "lang": self.ink.langs[0].partition("_")[0], "categories": categories, "clauses": clauses}

    def _short(self, one: Json) -> Json:
        rows = [_printed(row) for row in list(reversed(one["rows"]))[:FEW]]
        more = max(0, len(one["rows"]) - FEW)
        rest = self.ink.say(Text("and {count} more: {file}", {"count": more, "file": one["file"]})) if more else ()
        kept: Json = {
            name: one[name] for name in ("id", "basc", "level", "state", "mark", "missing", "file") if name in one
        }
        return {**kept, "count": len(one["rows"]), "rows": rows, "rest": rest, "criteria": [id for id, _ in one.get("criteria", ())]}  # fmt: skip


def _printed(row: Row) -> Json:
    return {"number": row.number, "path": row.path, "at": f"{row.at:%Y-%m-%d}", "site": row.site, "title": row.title, "result": row.result, "bad": row.bad}  # fmt: skip
