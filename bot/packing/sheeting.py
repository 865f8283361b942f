"""Run as a program of its own: the workbooks of a pack, beside its pages, so that both cores work."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.packing.narrowing import wanted_of
from bot.packing.order import Order
from bot.packing.recorded import paths
from bot.running.ordered import UNREAD
from bot.sheets.folder import in_languages
from bot.sheets.source import Source
from bot.store.database import NotRead, Storage
from bot.store.packed import chosen


def main(folder: Path, given: str) -> int:
    """Writes a workbook in each language into the folder."""
    order = Order.read(given)
    storage = Storage(order.url)
    try:
        made(order, storage, Library(Path(order.root)), folder)
    except NotRead:
        return UNREAD
    finally:
        storage.close()
    return 0


def made(order: Order, storage: Storage, library: Library, folder: Path) -> None:
    wording, asked = Wording.read(Path(order.root) / "locales"), order.asked
    langs = languages(wording, order.langs)
    sources = [Source(storage, library, wording, lang, asked) for lang in langs]
    runs = None
    if order.narrowed:
        runs = tuple(storage.read_now(lambda tx: chosen(tx, wanted_of(tx, library, order))))
    in_languages(sources, folder, order.now, paths, runs)


def languages(wording: Wording, langs: tuple[str, ...]) -> tuple[str, ...]:
    """With the words of a country, of which this process has not heard yet."""
    parts = (lang.partition("_") for lang in langs)
    return tuple(wording.regional(wording.language(base), region) for base, _, region in parts)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.stdin.read()))
