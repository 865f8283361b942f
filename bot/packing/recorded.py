"""A record as a page of a pack: what stands on its paper, with every file beside it; and as a line of the index.

Notes within an incident are left out. Knows no criterion's list and no archive.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.content.library import Library
from bot.conversation.context import Context
from bot.conversation.dossier import Dossier, Ink, Words
from bot.conversation.fingerprint import Entry
from bot.conversation.on_paper import Album, sheet
from bot.conversation.record import Record
from bot.conversation.wording import Wording
from bot.packing.words import WORDS
from bot.proof.pack_form import media_path, page_path
from bot.record_sheet import history
from bot.sheets.records import Named, original
from bot.store.incidents import NOTED
from bot.store.people import Who
from bot.store.proof_contents import Content
from bot.store.transaction import Transaction

EVERY = 1_000_000  # photos and answers: a page has them all


@dataclass(frozen=True)
class Row:
    """A record in a list: `at` is its end by its site's clock, `criteria` and `basc` what it is evidence for."""

    number: str
    path: str
    title: Words
    site: str
    at: datetime
    result: Words
    bad: bool
    about: str
    criteria: frozenset[str]
    basc: frozenset[str]


@dataclass(frozen=True)
class Page:
    """`media` are the files that it shows, by digest, with the path of each."""

    row: Row
    values: dict[str, Any]
    paper: tuple[dict[str, Any], dict[str, str], datetime]
    media: dict[str, str]


@dataclass
class Recorder:
    """Reads records of one organisation, in the words of the languages of a pack."""

    library: Library
    wording: Wording
    langs: tuple[str, ...]
    now: datetime
    names: dict[int, str] = field(default_factory=dict)
    readers: dict[int, Who] = field(default_factory=dict)

    def page(self, tx: Transaction, run_id: int, content: Content) -> Page | None:
        """None where it turned out to be confidential."""
        kept = tx.runs.get(run_id)
        assert kept, "it was just there"
        context = Context(
            tx, self._reader(tx, kept.organisation_id, kept.site_id), self.wording, self.library, self.now
        )
        record = context.record(kept)
        if record.confidential:
            return None
        record = replace(record, happened=tuple(one for one in record.happened if one.kind != NOTED))
        ink = Ink(context.wording_at(kept.site_id), self.langs)
        dossier = self._dossier(context, record, content)
        values, photos = sheet(dossier, ink, Album(EVERY, EVERY))
        files = {
            one.digest: media_path(one.digest, extension(one.name, one.mime))
            for some in record.pictures.values()
            for one in some
        }
        at = record.finished_at or record.began_at
        return Page(
            row_of(record, values, at),
            self._values(ink, record, values, photos, files),
            (values, dict(photos), at),
            files,
        )

    def _reader(self, tx: Transaction, organisation_id: int, site_id: int) -> Who:
        """Somebody who reads what is not confidential, at this site."""
        if site_id not in self.readers:
            place, company = tx.people.place(site_id), tx.organisations.get(organisation_id)
            assert company, "an organisation is never taken away"
            region, ours, theirs = tx.organisations.decided(site_id)
            self.readers[site_id] = Who(
                0, organisation_id, site_id, "", "auditor", self.langs[0].partition("_")[0], None, company.name, place.name,
                place.zone, "", "", "", 0, region, decided=ours, site_decided=theirs,
            )  # fmt: skip
        return self.readers[site_id]

    def _dossier(self, context: Context, record: Record, content: Content) -> Dossier:
        kept, tx = record.kept, context.tx
        flow = self.library.by_digest(tx, kept.digest)
        return Dossier(
            record=record,
            organisation=context.who.organisation,
            country=context.policy_at(kept.site_id).country,
            entries=tuple(self._entry(tx, part) for part in content.parts or ()),
            hash=content.sha256,
            link=record.number,
            stations={one.id: one.title for one in flow.stations.values()},
            decided=tuple(tx.sign_offs.history(kept.id)),
            actions=() if record.about else tuple(tx.actions.of_run(kept.id)),
            history=history(context, record, self.langs),
        )

    def _entry(self, tx: Transaction, part: dict[str, Any]) -> Entry:
        person = part["by"]
        if person not in self.names:
            self.names[person] = (tx.people.named(person) or ("",))[0]
        return Entry(
            part["step"], json.loads(part["value"]), datetime.fromisoformat(part["at"]), person, self.names[person]
        )

    def _values(
        self, ink: Ink, record: Record, values: dict[str, Any], photos: Any, files: dict[str, str]
    ) -> dict[str, Any]:
        shown = set(photos.values())
        others = [one for some in record.pictures.values() for one in some if one.digest not in shown]
        heads = values["words"]
        return {
            "name": values["name"],
            "up": "../",
            "words": {name: ink.say(text) for name, text in WORDS.items()},
            "s": values,
            "files": {name: f"../{files[digest]}" for name, digest in photos.items()},
            "others": [(one.name, f"../{files[one.digest]}") for one in others],
            "tables": ((heads["changes"], values["changes"]), (heads["actions"], values["actions"]), (heads["history"], values["history"])),
        }  # fmt: skip


def extension(name: str, mime: str) -> str:
    """What a file is called as it was sent: what people see as a JPEG may be another."""
    return original(name, mime).rpartition(".")[2]


def row_of(record: Record, values: dict[str, Any], at: datetime) -> Row:
    criteria, basc = evidence(record)
    return Row(
        number=record.number,
        path=page_path(record.number),
        title=values["title"],
        site=record.place.name,
        at=at,
        result=values["result"],
        bad=values["bad"],
        about=", ".join((*record.units, *record.seals)),
        criteria=criteria,
        basc=basc,
    )


def evidence(record: Record) -> tuple[frozenset[str], frozenset[str]]:
    """What it is evidence for: what its form is, and what the questions are that were answered; a failed quiz for nothing."""
    if record.flow.ways.scored and not record.verdict.passed:
        return frozenset(), frozenset()
    answered = [item.step for item in record.items if item.value is not None]
    criteria = frozenset((*record.flow.criteria, *(one for step in answered for one in step.criteria)))
    basc = frozenset((*record.flow.basc, *(one for step in answered for one in step.basc)))
    return _shared(criteria), _shared(basc)


@lru_cache(maxsize=2000)
def _shared(some: frozenset[str]) -> frozenset[str]:
    """The same value once, however many records have it."""
    return some


def paths(record: Record) -> Named:
    """The files of a record by step, as its pack has them."""
    return {
        step: {media_path(one.digest, extension(one.name, one.mime)): one.digest for one in some}
        for step, some in record.pictures.items()
    }
