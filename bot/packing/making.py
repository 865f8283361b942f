"""Makes a pack from its beginning to its end: workbooks beside pages, then the files, the manifest last.

Everything that is waited for is here; what is written is elsewhere.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.packing.archive import Archive
from bot.packing.covers import Cover, sheet_path
from bot.packing.media import Media
from bot.packing.order import Order
from bot.packing.pages import Pages
from bot.packing.papers import Papers
from bot.packing.sheeting import languages
from bot.proof.pack_form import FORMAT
from bot.running.apart import Ended, Program, ended, folder
from bot.running.ordered import DATABASE, PACKAGES
from bot.store.database import Storage
from bot.store.files import Files

PATIENCE = 1800.0  # seconds for workbooks; those of a year of five thousand records take some forty of one core
LEFT = "sello-pack-"  # what our folders are called


@dataclass(frozen=True)
class Made:
    """What came of it: the hash of the manifest, which is that of the pack, and what is to be said."""

    seal: str
    records: int
    files: int
    left_out: int
    unsealed: int
    unlike: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass
class Making:
    """One pack. `storage` only reads."""

    order: Order
    storage: Storage
    library: Library
    wording: Wording

    async def into(self, out: Path) -> Made:
        """Writes the file. Raises OSError where it cannot be written, or a workbook not be made; NotRead."""
        async with folder(LEFT) as there:
            words, wanted = ("-m", "bot.packing.sheeting", str(there)), self.order.written().encode()
            program = Program(words, PATIENCE, wanted, DATABASE, PACKAGES, humble=False)
            sheets = asyncio.create_task(ended(program))
            try:
                with out.open("wb") as file:
                    return await self._written(Archive(file, self.order.now), sheets, there)
            finally:
                sheets.cancel()
                await asyncio.gather(sheets, return_exceptions=True)

    async def _written(self, archive: Archive, sheets: asyncio.Task[Ended], there: Path) -> Made:
        langs = languages(self.wording, self.order.langs)
        loop, files = asyncio.get_running_loop(), Files(self.order.media)
        media = Media(archive, lambda digest: asyncio.run_coroutine_threadsafe(_bytes(files, digest), loop).result())
        pages = Pages(self.order, self.storage, self.library, self.wording, langs, archive, media)
        done, index, cover, paper = await asyncio.to_thread(pages.write)
        await Papers(archive, files).write(paper, done.papers, self.order.now)
        end = await sheets
        if end.code:
            raise OSError(f"the workbooks were not made: {end.why}")
        for lang in langs:
            await asyncio.to_thread(archive.copy, sheet_path(lang), there / f"{lang}.xlsx")
        return _closed(archive, cover, len(index.rows), media)


async def _bytes(files: Files, digest: str) -> bytes | None:
    try:
        return await files.fetch(digest)
    except FileNotFoundError:
        return None


def _closed(archive: Archive, cover: Cover, records: int, media: Media) -> Made:
    said = {
        "format": FORMAT,
        "organisation": cover.organisation,
        "from": cover.first.isoformat(),
        "to": cover.last.isoformat(),
        "sites": list(cover.sites),
        "only": [what for _, what in cover.only],
        "made_at": cover.at.isoformat(timespec="seconds"),
        "records": records,
        "left_out": cover.confidential,
        "lost": list(media.lost),
    }
    seal = archive.close(said)
    return Made(
        seal, records, len(archive.members), cover.confidential, cover.unsealed, cover.unlike, tuple(media.lost)
    )
