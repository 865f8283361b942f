"""A record as a PDF, or its driver's copy: made when it is sent, for whoever may read it then, and kept nowhere.

Read beside the writers; photos come one by one, made small.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.channels.channel import Fetch
from bot.content.library import Library
from bot.conversation.certificate import certificate
from bot.conversation.context import Context
from bot.conversation.dossier import Dossier, Ink, Words
from bot.conversation.driver_copy import driver_sheet
from bot.conversation.fingerprint import Entry, fingerprint
from bot.conversation.on_paper import sheet
from bot.conversation.paper_rights import on_paper, printed_as
from bot.conversation.record import Record
from bot.conversation.telling import notice
from bot.conversation.wording import Wording
from bot.duties import timeline
from bot.engine.talk import Text
from bot.paper.printing import Printer, Sheet
from bot.presses.papering import BOTH, CERTIFICATE, DRIVER, PROOF, RECORD, WANTED
from bot.store import proof_paths, qr
from bot.store.database import NotRead, Storage
from bot.store.files import Files
from bot.store.people import Who
from bot.store.transaction import Transaction

PRINTED = 800  # pixels of the longer side of a photo on paper: 4 cm at 500 dots an inch
TEMPLATES = {RECORD: "record", DRIVER: "driver", CERTIFICATE: "certificate"}
Made = tuple[dict[str, Any], dict[str, str], datetime]


@dataclass(eq=False)
class RecordFiles:
    """Makes the files of records; every other file comes from `further`. `public_url` is where the program can be reached
    from elsewhere; empty if it cannot."""

    storage: Storage
    files: Files
    library: Library
    wording: Wording
    further: Fetch
    public_url: str = ""
    printer: Printer = field(default_factory=Printer)

    async def fetch(self, name: str) -> bytes:
        """The PDF that a letter asks for, or another file. Raises as `Files.shown` does."""
        asked = WANTED.fullmatch(name)
        if asked is None:
            return await self.further(name)
        try:
            if asked[3] == PROOF:
                return await self.storage.reading(partial(self._proof, int(asked[1]), int(asked[2])))
            made = await self.storage.reading(partial(self._for, asked[1], asked[2], asked[3], asked[4]))
        except NotRead as wrong:
            raise OSError(f"the database: {wrong}") from wrong
        return await self.printed(made, asked[3])

    def _proof(self, run: int, person: int, tx: Transaction) -> bytes:
        """The proof of a record, if it is for whoever asks and sealed."""
        who = tx.people.whom(person)
        record = on_paper(self._context(tx, who), tx.runs.get(run)) if who else None
        made = proof_paths.proof_of(tx, run) if record else None
        if made is None:
            raise FileNotFoundError(f"no proof of the record {run} is for whoever asks")
        return json.dumps(made, ensure_ascii=False, indent=1).encode()

    def _for(self, run: str, person: str, form: str, lang: str, tx: Transaction) -> Made:
        who = tx.people.whom(int(person))
        if who is None:
            raise FileNotFoundError("nobody is there to read it")
        context = self._context(tx, who)
        record = on_paper(context, tx.runs.get(int(run)))
        if record is None or not printed_as(record, form):
            raise FileNotFoundError(f"the record {run} is not for whoever asks")
        return self.laid_out(context, record, form, self.langs(lang))

    def _context(self, tx: Transaction, who: Who) -> Context:
        return Context(tx, who, self.wording, self.library, datetime.fromtimestamp(0, UTC))

    def langs(self, lang: str) -> tuple[str, ...]:
        return self.wording.languages if lang == BOTH else (lang,)

    def laid_out(self, context: Context, record: Record, form: str, langs: tuple[str, ...]) -> Made:
        """The values of the sheet, the photos on it, and when the record was finished."""
        dossier = self.dossier(context, record, langs)
        ink = Ink(context.wording_at(record.kept.site_id), langs)
        if form == RECORD:
            values, photos = sheet(dossier, ink)
        else:
            values, photos = certificate(dossier, ink) if form == CERTIFICATE else driver_sheet(dossier, ink), {}
        return values, dict(photos), record.finished_at or record.began_at

    def dossier(self, context: Context, record: Record, langs: tuple[str, ...]) -> Dossier:
        kept, tx = record.kept, context.tx
        entries = entries_of(tx, kept.id)
        flow = self.library.by_digest(tx, kept.digest)
        about = record.confidential or record.about
        return Dossier(
            record=record,
            organisation=context.who.organisation,
            country=context.policy_at(kept.site_id).country,
            entries=entries,
            hash=fingerprint(tx, kept.id),
            link=link(tx, kept.organisation_id, record.number, self.public_url),
            stations={one.id: one.title for one in flow.stations.values()},
            decided=tuple(tx.sign_offs.history(kept.id)),
            actions=() if about else tuple(tx.actions.of_run(kept.id)),
            history=history(context, record, langs),
            to_do=_to_do(context, record),
        )

    async def printed(self, made: Made, form: str) -> bytes:
        """The PDF. A photo that is lost or cannot be drawn is left out, which its sheet says."""
        values, photos, at = made
        pictures = {name: await self._photo(digest) for name, digest in photos.items()}
        there = {name: data for name, data in pictures.items() if data}
        values = without(values, set(pictures) - set(there))
        code = await asyncio.to_thread(qr.as_svg, values["link"])
        return await self.printer.printed(Sheet(TEMPLATES[form], values, at, {**there, "qr.svg": code}))

    async def _photo(self, digest: str) -> bytes:
        try:
            return await self.files.small(digest, PRINTED)
        except FileNotFoundError:
            return b""


def _to_do(context: Context, record: Record) -> tuple[Text, ...]:
    """What those who were notified have to do; its reporter does not read that in the chat either."""
    mine = context.who.person_id == record.kept.person_id
    return () if mine else notice(context, record, context.who).do


def entries_of(tx: Transaction, run_id: int) -> tuple[Entry, ...]:
    """Every answer that was ever given in a run, with the names of those who gave them."""
    rows = tx.runs.journal(run_id)
    names = {id: (tx.people.named(id) or ("",))[0] for id in {row.person_id for row in rows}}
    return tuple(Entry(r.step, json.loads(r.value), r.at, r.person_id, names[r.person_id]) for r in rows)


def link(tx: Transaction, organisation_id: int, number: str, public_url: str) -> str:
    """What opens the record: its page, or the chat; else its number."""
    if public_url:
        return f"{public_url.rstrip('/')}/app/record/{quote(number)}"
    ways = (way.invites for way in tx.lines.ways_in(organisation_id) if way.invites)
    return next((f"{begin}{number}" for begin in ways), number)


def history(context: Context, record: Record, langs: Iterable[str]) -> tuple[tuple[datetime, Words], ...]:
    """What happened to an incident, in every language."""
    if record.standing is None:
        return ()
    made = notice(context, record, context.who)
    told = [sorted(timeline.lines(context, replace(made, lang=lang)), key=lambda one: one[0]) for lang in langs]
    return tuple((each[0][0], tuple(dict.fromkeys(words for _, words in each))) for each in zip(*told, strict=True))


def without(values: dict[str, Any], lost: set[str]) -> dict[str, Any]:
    """The sheet without the photos that are lost; at their points stands nothing, and at the end that they are missing."""
    if not lost:
        return values
    sections = [
        {
            **part,
            "rows": [{**row, "photos": [p for p in row["photos"] if p["file"] not in lost]} for row in part["rows"]],
        }
        for part in values["sections"]
    ]
    said = [words.replace("{count}", str(len(lost))) for words in values["lost"]]
    return {**values, "sections": sections, "left": [*values["left"], said]}
