"""Run as a program of its own: makes the file of what is kept about somebody, after whatever else the machine has to do."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.running.ordered import NOT_THEIRS, UNREAD


@dataclass(frozen=True)
class Order:
    """Whose file it is, in which language and of how many megabytes at most, and where everything lies."""

    url: str
    media: str
    root: str
    person_id: int
    lang: str
    most: float


def main(folder: Path, given: str) -> int:
    """Writes `out` into the folder."""
    from bot.store.database import NotRead

    try:
        asyncio.run(_made(Order(**json.loads(given)), folder / "out"))
    except FileNotFoundError:
        return NOT_THEIRS
    except (NotRead, OSError):
        return UNREAD
    return 0


async def _made(order: Order, to: Path) -> None:
    from bot.content.library import Library
    from bot.conversation.wording import Wording
    from bot.own_file import OwnFiles
    from bot.store.database import Storage
    from bot.store.files import Files

    root, storage = Path(order.root), Storage(order.url)
    wording = Wording.read(root / "locales")
    base, _, region = order.lang.partition("_")
    lang = wording.regional(wording.language(base), region)  # this process has not heard of it yet
    try:
        made = OwnFiles(storage, Files(order.media), Library(root), wording)
        with to.open("wb") as out:
            await made.write(out, order.person_id, lang, most=order.most)
    finally:
        storage.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.stdin.read()))
