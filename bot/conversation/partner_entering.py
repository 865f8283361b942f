"""Partners of a sheet, entered: all of them or none. What is there already stays, so that the same sheet twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.content.library import Library
from bot.conversation.partner_sheet import PartnerRow, Reading, Wrong
from bot.conversation.partnering import plain
from bot.conversation.sheet_rows import rows
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.store.partners import KeptContact, KeptPartner
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Sheet:
    """What a sheet says, and every row of it that cannot be taken. Only one without such rows is entered."""

    rows: tuple[PartnerRow, ...] = ()
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class Entered:
    """How many partners are new, how many are changed, how many are as they were; and how much else was entered."""

    new: int
    changed: int
    same: int
    contacts: int
    evidence: int

    @property
    def said(self) -> Text:
        return Text(
            "New partners: {new}. Changed: {changed}. As they were: {same}. Contacts: {contacts}. Evidence: {evidence}.",
            vars(self),
        )


def read_sheet(data: bytes, wording: Wording, library: Library, today: date) -> Sheet:
    """Beside every transaction: it takes as long as it takes. Raises Unreadable."""
    reading = Reading(wording, library.programmes, today)
    found = reading.read(rows(data))
    reading.agree(found)
    return Sheet(tuple(found), tuple(sorted(reading.wrong, key=lambda one: one.line)))


@dataclass
class Entering:
    """Into the partners of one organisation, in one transaction, many rows with one statement."""

    tx: Transaction
    organisation_id: int
    by: int | None
    now: datetime
    touched: set[int] = field(default_factory=set)

    def enter(self, given: Sequence[PartnerRow]) -> Entered:
        before = {plain(one.name) for one in self.tx.partners.of(self.organisation_id)}
        names: dict[str, str] = {}
        for row in given:
            names.setdefault(plain(row.name), row.name)
        self.tx.partners.add_all(
            self.organisation_id, {key: names[key] for key in names if key not in before}, self.by, self.now
        )
        there = {plain(one.name): one for one in self.tx.partners.of(self.organisation_id)}
        for row in given:
            self._values(row, there[plain(row.name)])
        ids = {key: there[key].id for key in names}
        contacts, evidence = self._contacts(given, ids), self._evidence(given, ids)
        new = {ids[key] for key in names if key not in before}
        changed = len(self.touched - new)
        return Entered(len(new), changed, len(names) - len(new) - changed, contacts, evidence)

    def _values(self, row: PartnerRow, kept: KeptPartner) -> None:
        values = {name: value for name, value in row.values.items() if getattr(kept, name) != value}
        if values:
            self.tx.partners.change(kept.id, **values)
            self.touched.add(kept.id)

    def _contacts(self, given: Sequence[PartnerRow], ids: Mapping[str, int]) -> int:
        """Somebody of that name is changed; else somebody is new."""
        there = self.tx.partners.contacts_of(ids.values())
        new: dict[tuple[int, str], dict[str, object]] = {}
        for row in given:
            name, email, phone, lang = row.contact
            id, key = ids[plain(row.name)], (name or email or phone).casefold()
            if not key:
                continue
            values = {"name": name, "email": email, "phone": phone, "lang": lang}
            known = next(
                (one for one in there.get(id, ()) if (one.name or one.email or one.phone).casefold() == key), None
            )
            if known:
                self._another(known, values)
            else:
                new[id, key] = {
                    **new.get((id, key), values),
                    **{name: value for name, value in values.items() if value},
                }
        self.tx.partners.contact_all(
            [
                {"organisation_id": self.organisation_id, "partner_id": id, "made_at": self.now, **new[id, key]}
                for id, key in new
            ]
        )
        self.touched |= {id for id, _ in new}
        return len(new)

    def _another(self, known: KeptContact, given: Mapping[str, object]) -> None:
        values = {name: value for name, value in given.items() if value and getattr(known, name) != value}
        if values:
            self.tx.partners.change_contact(known.id, **values)
            self.touched.add(known.partner_id)

    def _evidence(self, given: Sequence[PartnerRow], ids: Mapping[str, int]) -> int:
        """Of the same sort and date it is the same. Its file comes later: until then it closes nothing."""
        every = self.tx.partners.evidence(ids.values())
        there = {(id, one.proof, one.dated) for id, some in every.items() for one in some}
        new: dict[tuple[int, str, object], dict[str, object]] = {}
        for row in given:
            key = (ids[plain(row.name)], row.proof, row.shown.get("dated"))
            if row.proof and key not in there:
                shown = {"organisation_id": self.organisation_id, "partner_id": key[0], "proof": row.proof, **row.shown}
                new[key] = {**shown, "ready": True, "checked_by": self.by, "checked_at": self.now, "files": "[]"}
        self.tx.partners.show_all(list(new.values()))
        self.touched |= {id for id, _, _ in new}
        return len(new)
