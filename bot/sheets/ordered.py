"""Run as a program of its own: makes one workbook that was ordered, after whatever else the machine has to do, and ends."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.running.ordered import NOT_THEIRS, UNREAD


@dataclass(frozen=True)
class Order:
    """Whose workbook it is and of what: everything that this program needs to know. Site 0 is all of them."""

    url: str
    root: str
    person_id: int
    period: str
    site: int
    lang: str
    at: str


def main(folder: Path, given: str) -> int:
    """Writes `out` into the folder."""
    from bot.store.database import NotRead, Storage

    order = Order(**json.loads(given))
    storage = Storage(order.url)
    try:
        made = _made(order, storage)
    except FileNotFoundError:
        return NOT_THEIRS
    except NotRead:
        return UNREAD
    finally:
        storage.close()
    (folder / "out").write_bytes(made)
    return 0


def _made(order: Order, storage: Any) -> bytes:
    from bot.content.library import Library
    from bot.conversation.wording import Wording
    from bot.duties.summary import READERS
    from bot.figures.asked import Asked
    from bot.figures.period import period_named
    from bot.sheets.folder import workbook
    from bot.sheets.source import Source

    who, named = storage.read_now(lambda tx: tx.people.whom(order.person_id)), period_named(order.period)
    if who is None or who.role not in READERS or named is None:
        raise FileNotFoundError(f"no workbook for {order.person_id}")
    root, now = Path(order.root), datetime.fromisoformat(order.at)
    wording = Wording.read(root / "locales")
    base, _, region = order.lang.partition("_")
    lang = wording.regional(wording.language(base), region)  # this process has not heard of it yet
    today = now.astimezone(ZoneInfo(who.zone)).date()
    asked = Asked(named, who.zone, who.organisation_id, (order.site,) if order.site else (), today)
    return workbook(Source(storage, Library(root), wording, lang, asked), now)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.stdin.read()))
