"""A record as whoever is at the keyboard reads it: on the screen, on paper, or as the content that is hashed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.channels.console import draw
from bot.cli.opening import ROOT
from bot.content.library import Library
from bot.conversation.context import Context
from bot.conversation.driver_copy import drivable
from bot.conversation.fingerprint import content, fingerprint
from bot.conversation.record import Record
from bot.conversation.telling import notice
from bot.conversation.wording import Wording
from bot.named import Rejected, organisation_named
from bot.presses.papering import DRIVER, RECORD
from bot.record_file import RecordFiles
from bot.record_sheet import Laying
from bot.settings import Settings
from bot.store import retention
from bot.store.database import Storage
from bot.store.files import Files
from bot.store.people import Who
from bot.store.transaction import Transaction

T = TypeVar("T")


@dataclass(frozen=True)
class Keyboard:
    """Reads in one transaction; every method raises Rejected where there is no such record."""

    storage: Storage
    library: Library
    wording: Wording
    settings: Settings
    now: datetime

    def shown(self, number: str, org: str, lang: str) -> str:
        def read(context: Context, record: Record) -> str:
            made = notice(context, record, context.who)
            hashed = fingerprint(context.tx, record.kept.id)
            return f"{draw(made.whole())}\nSHA-256 {hashed}"

        return self._read(number, org, lang, read)

    def content(self, number: str, org: str) -> str:
        return self._read(number, org, "en", lambda c, record: content(c.tx, record.kept.id))

    async def printed(self, number: str, org: str, langs: tuple[str, ...], *, driver: bool) -> bytes:
        files = Files(self.settings.media_url)
        records = RecordFiles(
            self.storage, files, self.library, self.wording, ROOT, files.shown, self.settings.public_url
        )  # fmt: skip
        form = DRIVER if driver else RECORD

        def read(context: Context, record: Record) -> tuple[object, ...]:
            if not record.finished:
                raise Rejected(f"{number} is not finished.")
            if driver and not drivable(record):
                raise Rejected(f"{number} is no inspection of a unit: it has no driver's copy.")
            spoken = tuple(self.wording.regional(lang, context.who.region) for lang in langs)
            return Laying(self.library, self.settings.public_url).laid_out(context, record, form, spoken)

        made = self._read(number, org, langs[0], read)
        return await records.printed(made, form)  # type: ignore[arg-type]

    def _read(self, number: str, org: str, lang: str, work: Callable[[Context, Record], T]) -> T:
        def reading(tx: Transaction) -> T:
            company = organisation_named(tx, org)
            found = retention.numbered(tx, company.id, number.strip())
            kept = tx.runs.get(found) if found else None
            if kept is None:
                raise Rejected(
                    f"There is no record with the number {number}: sello records removed says what was removed"
                )
            place = tx.people.place(kept.site_id)
            region, ours, theirs = tx.organisations.decided(kept.site_id)
            who = Who(
                0, company.id, kept.site_id, "", "admin", lang, None, company.name, place.name, place.zone, "", "", "", 0,
                region, decided=ours, site_decided=theirs,
            )  # fmt: skip
            context = Context(tx, who, self.wording, self.library, self.now)
            return work(context, context.record(kept))

        return self.storage.read_now(reading)
