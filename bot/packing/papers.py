"""What of a pack is printed: its index, and where it is about a few records each of these."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.packing.archive import Archive
from bot.packing.indexing import Json
from bot.packing.recorded import Page
from bot.paper.printing import Printer, Sheet
from bot.record_file import PRINTED, without
from bot.store import qr
from bot.store.files import Files


@dataclass
class Papers:
    archive: Archive
    files: Files
    printer: Printer = field(default_factory=Printer)

    async def write(self, index: Json, pages: Sequence[Page], at: datetime) -> None:
        """Raises OSError while the machine is too busy."""
        await self._put("index.pdf", Sheet("pack", index, at))
        for page in pages:
            await self._put(page.row.path.replace(".html", ".pdf"), await self._record(page))

    async def _put(self, path: str, sheet: Sheet) -> None:
        data = await self.printer.printed(sheet)
        await asyncio.to_thread(self.archive.put, path, data, packed=False)

    async def _record(self, page: Page) -> Sheet:
        values, photos, at = page.paper
        pictures = {name: await self._photo(digest) for name, digest in photos.items()}
        there = {name: data for name, data in pictures.items() if data}
        code = await asyncio.to_thread(qr.as_svg, values["link"])
        return Sheet("record", without(values, set(pictures) - set(there)), at, {**there, "qr.svg": code})

    async def _photo(self, digest: str) -> bytes:
        try:
            return await self.files.small(digest, PRINTED)
        except FileNotFoundError:
            return b""
