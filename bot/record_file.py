"""A record as a PDF, or its driver's copy: made when it is sent, for whoever may read it then, and kept nowhere.

Read beside the writers, by another process where there is one; photos come one by one, made small.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.channels.channel import Fetch
from bot.content.library import Library
from bot.conversation.paper_rights import on_paper
from bot.conversation.wording import Wording
from bot.made_file import read
from bot.paper.printing import Printer, Sheet
from bot.presses.papering import CERTIFICATE, DRIVER, PROOF, RECORD, WANTED
from bot.record_sheet import Made, context_of, read_sheet
from bot.store import proof_paths, qr
from bot.store.database import Storage
from bot.store.files import Files
from bot.store.question import Question
from bot.store.transaction import Transaction

PRINTED = 800  # pixels of the longer side of a photo on paper: 4 cm at 500 dots an inch
TEMPLATES = {RECORD: "record", DRIVER: "driver", CERTIFICATE: "certificate"}


@dataclass(eq=False)
class RecordFiles:
    """Makes the files of records; every other file comes from `further`. `public_url` is where the program can be reached
    from elsewhere; empty if it cannot."""

    storage: Storage
    files: Files
    library: Library
    wording: Wording
    root: Path
    further: Fetch
    public_url: str = ""
    printer: Printer = field(default_factory=Printer)

    async def fetch(self, name: str) -> bytes:
        """The PDF that a letter asks for, or another file. Raises as `Files.shown` does."""
        asked = WANTED.fullmatch(name)
        if asked is None:
            return await self.further(name)
        if asked[3] == PROOF:
            return await read(self.storage, partial(self._proof, int(asked[1]), int(asked[2])))
        made = await read(self.storage, self._asked(int(asked[1]), int(asked[2]), asked[3], asked[4]))
        if made is None:
            raise FileNotFoundError(f"the record {asked[1]} is not for whoever asks")
        return await self.printed(made, asked[3])

    def _asked(self, run: int, person: int, form: str, lang: str) -> Question[Made | None]:
        given = (str(self.root / "locales"), self.public_url, run, person, form, lang)
        return Question(read_sheet, self.library, given)

    def _proof(self, run: int, person: int, tx: Transaction) -> bytes:
        """The proof of a record, if it is for whoever asks and sealed."""
        who = tx.people.whom(person)
        record = on_paper(context_of(tx, who, self.wording, self.library), tx.runs.get(run)) if who else None
        made = proof_paths.proof_of(tx, run) if record else None
        if made is None:
            raise FileNotFoundError(f"no proof of the record {run} is for whoever asks")
        return json.dumps(made, ensure_ascii=False, indent=1).encode()

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
