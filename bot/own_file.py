"""What is kept about somebody as one file: a ZIP with a page, the same as JSON, and their own photos and voice notes.

It is made when it is sent and kept nowhere. Read page by page, beside the writers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bot.content.library import Library
from bot.conversation.own_page import Kept, Page, as_json, digests_in
from bot.conversation.record import EXTENSIONS
from bot.conversation.wording import Wording
from bot.store import own
from bot.store.database import Storage
from bot.store.files import Files
from bot.store.own import OwnAnswer, OwnForm, Wrote

MEGABYTE = 1024 * 1024
WORDS = 3 * MEGABYTE  # left for the page and the JSON
LAST = 1 << 62  # more than any id


@dataclass(eq=False)
class OwnFiles:
    """Makes such files."""

    storage: Storage
    files: Files
    library: Library
    wording: Wording

    async def write(self, out: IO[bytes], person_id: int, lang: str, *, most: float = 0, silent: bool = False) -> None:
        """All of it, in at most so many megabytes where some are given. Raises FileNotFoundError if there is nobody.

        Silent calls for help are left out, unless they are wanted: somebody may be looking over their shoulder.
        """
        kept = await asyncio.to_thread(self._read, person_id, silent=silent)
        with ZipFile(out, "w", ZIP_DEFLATED) as packed:
            kept = replace(
                await self._packed(packed, kept, int(most * MEGABYTE) - WORDS if most else 0), most=int(most)
            )
            page, data = await asyncio.to_thread(lambda: (Page(kept, self.wording, lang).html(), as_json(kept)))
            packed.writestr(ZipInfo("index.html"), page, ZIP_DEFLATED)
            packed.writestr(ZipInfo("data.json"), data, ZIP_DEFLATED)

    def _read(self, person_id: int, *, silent: bool) -> Kept:
        read = self.storage.read_now
        who = read(lambda tx: own.books(tx, person_id))
        if who is None:
            raise FileNotFoundError(f"nobody has the number {person_id}")
        titles: dict[str, str] = {flow.id: flow.title for flow in self.library.today.values()}
        forms = tuple(self._forms(person_id, titles, silent=silent))
        hidden = set() if silent else {flow.id for flow in self.library.today.values() if flow.silent}
        accounts = read(lambda tx: [(one.channel, one.account) for one in tx.people.accounts(person_id)])
        wrote = tuple(one for one in read(lambda tx: own.wrote(tx, person_id)) if one.flow_id not in hidden)
        due = tuple(read(lambda tx: own.was_due(tx, person_id)))
        ordered = read(lambda tx: own.ordered(tx, person_id))
        noticed = tuple(read(lambda tx: own.noticed(tx, person_id)))
        return Kept(who, tuple(accounts), forms, titles, wrote, due, summary=ordered, noticed=noticed)

    def _forms(self, person_id: int, titles: dict[str, str], *, silent: bool) -> Iterator[OwnForm]:
        before = LAST
        while some := self.storage.read_now(partial(own.forms_before, person_id=person_id, before=before)):
            flows = {one.digest for one in some}
            read = self.storage.read_now(lambda tx, flows=flows: [self.library.by_digest(tx, one) for one in flows])  # type: ignore[misc]
            titles |= {flow.digest: flow.title for flow in read}
            hidden = {flow.digest for flow in read if flow.silent and not silent}
            scored = {flow.digest for flow in read if flow.ways.scored}
            shown = (one for one in some if one.digest not in hidden)
            yield from (one if one.digest in scored else replace(one, score=None) for one in shown)
            before = some[-1].id

    async def _packed(self, packed: ZipFile, kept: Kept, room: int) -> Kept:
        """With the files that find room, the newest first."""
        sent: list[OwnAnswer | Wrote] = [*(given for form in kept.forms for given in form.answers), *kept.wrote]
        there = list(dict.fromkeys(digest for one in sent for digest in digests_in(one)))
        known = await self.storage.reading(partial(own.sizes, digests=there))
        paths: dict[str, str] = {}
        total = 0
        for digest, (mime, size) in ((one, known[one]) for one in there if one in known):
            data = await self._file(digest) if not room or total + size <= room else b""
            if not data or (room and total + len(data) > room):
                continue
            total += len(data)
            paths[digest] = f"files/{len(paths) + 1}.{EXTENSIONS.get(mime, 'bin')}"
            packed.writestr(ZipInfo(paths[digest]), data, ZIP_STORED)
        return replace(kept, files=paths, absent=len(there) - len(paths))

    async def _file(self, digest: str) -> bytes:
        try:
            return await self.files.shown(digest)
        except FileNotFoundError:
            return b""
