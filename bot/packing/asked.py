"""Run as a program of its own: makes the pack that somebody asked for in a chat or at the page, if it is theirs to have."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.duties.packs import READERS, SINCE
from bot.figures.period import Period, period_named
from bot.packing.making import Making
from bot.packing.order import Order
from bot.presses.packing import BOTH
from bot.running.ordered import NOT_THEIRS, UNREAD
from bot.store import packed
from bot.store.database import NotRead, Storage
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Asked:
    """Who asks, and for what: as the data of a letter has it."""

    url: str
    root: str
    media: str
    at: str
    person_id: int
    period: str
    site: int
    run: int
    number: str
    lang: str


def main(there: Path, given: str) -> int:
    """Writes `out` into the folder."""
    asked = Asked(**json.loads(given))
    storage, root = Storage(asked.url), Path(asked.root)
    wording = Wording.read(root / "locales")
    try:
        order = storage.read_now(lambda tx: order_of(tx, asked, wording))
        asyncio.run(Making(order, storage, Library(root), wording).into(there / "out"))
    except PermissionError:
        return NOT_THEIRS
    except NotRead:
        return UNREAD
    finally:
        storage.close()
    return 0


def order_of(tx: Transaction, asked: Asked, wording: Wording) -> Order:
    """Raises PermissionError where it is not theirs."""
    who = tx.people.whom(asked.person_id)
    period = period_named(asked.period) if asked.period else None
    ours = {one.id for one in tx.organisations.sites(who.organisation_id).values()} if who else set()
    if who is None or who.role not in READERS or (asked.site and asked.site not in ours):
        raise PermissionError
    if period is None and (asked.period or not (asked.run or asked.number)):
        raise PermissionError
    first, last = _days(asked, period, who.zone)
    order = Order(
        asked.url, asked.root, asked.media, who.organisation_id, who.zone, first.isoformat(), last.isoformat(),
        _langs(asked.lang, wording, who.region), asked.at, who.person_id, (asked.site,) if asked.site else (), run_id=asked.run,
    )  # fmt: skip
    return _of_number(tx, order, asked.number) if asked.number else order


def _days(asked: Asked, period: Period | None, zone: str) -> tuple[date, date]:
    today = datetime.fromisoformat(asked.at).astimezone(ZoneInfo(zone)).date()
    return (period.first, min(period.last, today)) if period else (SINCE.date(), today)


def _langs(lang: str, wording: Wording, region: str) -> tuple[str, ...]:
    some = wording.languages if lang == BOTH else (lang.partition("_")[0],)
    return tuple(f"{one}_{region}" if region else one for one in some)


def _of_number(tx: Transaction, order: Order, number: str) -> Order:
    """A unit, or else a seal."""
    narrow = packed.numbered(tx, order.wanted(packed.Narrow()), number)
    return replace(order, seal=number) if narrow and narrow.seal else replace(order, unit=number)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.stdin.read()))
