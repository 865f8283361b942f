"""Every page of a pack, in order: the records with their proof, then what there is to say of them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.content.library import Library
from bot.conversation.dossier import Ink
from bot.conversation.profile import stands
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.figures.proofs import proofs
from bot.figures.standing import Standing
from bot.packing.archive import Archive
from bot.packing.covers import Cover, Covers, sheet_path
from bot.packing.drawing import STYLE, Drawing, style
from bot.packing.indexing import Index, Json, PackTeller
from bot.packing.leaves import Leaves, Written
from bot.packing.media import Media
from bot.packing.narrowing import wanted_of, year_of
from bot.packing.order import Order
from bot.packing.recorded import Recorder
from bot.store import packed
from bot.store.database import Storage
from bot.store.transaction import Transaction

UNIT, SEAL, RECORD, CRITERION = Text("Unit"), Text("Seal"), Text("Record"), Text("Criterion")


@dataclass(frozen=True)
class Pages:
    order: Order
    storage: Storage
    library: Library
    wording: Wording
    langs: tuple[str, ...]
    archive: Archive
    media: Media

    def write(self) -> tuple[Written, Index, Cover, Json]:
        """What was written; and the values of the index as a PDF."""
        drawing, ink = Drawing(self.langs), Ink(self.wording, self.langs)
        self.archive.put(STYLE, style())
        done = self._records(drawing)
        some = self.storage.read_now(self._standings)
        self.media.wanted(file for one in some for entry in one.attached for file in entry.files)
        self.media.rest(self.storage)
        index = Index(done.rows, some, self.storage.read_now(self._told), not self.order.narrowed)
        cover = self.storage.read_now(lambda tx: self._cover(tx, done))
        sheets = [(self.wording.name(one.partition("_")[0]), sheet_path(one)) for one in self.langs]
        return done, index, cover, Covers(self.archive, drawing, ink).write(cover, index, sheets)

    def _records(self, drawing: Drawing) -> Written:
        recorder = Recorder(self.library, self.wording, self.langs, self.order.now)
        runs = self.storage.read_now(lambda tx: packed.chosen(tx, wanted_of(tx, self.library, self.order)))
        return Leaves(
            self.storage, self.archive, drawing, recorder, self.media, self.order.organisation_id, runs
        ).write()  # fmt: skip

    def _standings(self, tx: Transaction) -> tuple[Standing, ...]:
        year = year_of(self.order)
        return stands(tx, self.library, year, proofs(tx, self.library, year), min(self.order.now, year.span.end))

    def _told(self, tx: Transaction) -> tuple[PackTeller, ...]:
        names = tx.organisations.site_names(self.order.organisation_id)
        return tuple(PackTeller(self.wording, lang, self.order.zone, self.library, names) for lang in self.langs)

    def _cover(self, tx: Transaction, done: Written) -> Cover:
        order, ours = self.order, tx.organisations.get(self.order.organisation_id)
        assert ours, "an organisation is never taken away"
        sites = tx.organisations.site_names(ours.id)
        hidden = packed.count(tx, wanted_of(tx, self.library, order), confidential=True)
        return Cover(
            organisation=ours.name,
            first=date.fromisoformat(order.first),
            last=date.fromisoformat(order.last),
            sites=tuple(sites[one] for one in order.sites or sites),
            only=tuple(self._only(tx)),
            at=order.now,
            zone=order.zone,
            confidential=hidden + done.hidden,
            unsealed=done.unsealed,
            unlike=tuple(done.unlike),
            sealed=done.last.link if done.last else None,
            media=self.media.paths,
        )

    def _only(self, tx: Transaction) -> list[tuple[Text, str]]:
        order = self.order
        kept = tx.runs.get(order.run_id) if order.run_id else None
        number = (kept.number or f"R-{kept.id}") if kept else ""
        pairs = ((CRITERION, order.criterion), (UNIT, order.unit), (SEAL, order.seal), (RECORD, number))
        return [(label, what) for label, what in pairs if what]
