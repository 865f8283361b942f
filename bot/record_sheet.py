"""What stands on the sheet of a record, for whoever may read it: values, which any process can read and send to another."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.content.library import Library
from bot.conversation.certificate import certificate
from bot.conversation.context import Context
from bot.conversation.dossier import Dossier, Ink, Words
from bot.conversation.driver_copy import driver_sheet
from bot.conversation.fingerprint import Entry, fingerprint
from bot.conversation.on_paper import sheet
from bot.conversation.paper_rights import on_paper, printed_as
from bot.conversation.profile import of_others
from bot.conversation.record import Record
from bot.conversation.telling import notice
from bot.conversation.wording import Wording
from bot.duties import timeline
from bot.engine.talk import Text
from bot.presses.papering import BOTH, CERTIFICATE, RECORD
from bot.store.people import Who
from bot.store.transaction import Transaction

Made = tuple[dict[str, Any], dict[str, str], datetime]
spoken = lru_cache(maxsize=2)(Wording.read)  # of a process that was not begun to speak


def read_sheet(
    tx: Transaction, flows: Library, locales: str, public_url: str, run: int, person: int, form: str, lang: str
) -> Made | None:
    """The sheet of a record, if it is for whoever asks."""
    who = tx.people.whom(person)
    if who is None:
        return None
    wording = spoken(Path(locales))
    context = context_of(tx, who, wording, flows)
    record = on_paper(context, tx.runs.get(run))
    if record is None or not printed_as(record, form):
        return None
    langs = wording.languages if lang == BOTH else (_known(wording, lang),)
    return Laying(flows, public_url).laid_out(context, record, form, langs)


def context_of(tx: Transaction, who: Who, wording: Wording, flows: Library) -> Context:
    return Context(tx, who, wording, flows, datetime.fromtimestamp(0, UTC))


def _known(wording: Wording, lang: str) -> str:
    """Also as it is spoken in a country: this process may not have heard of it yet."""
    base, _, region = lang.partition("_")
    return wording.regional(base, region)


@dataclass(frozen=True)
class Laying:
    """Lays out the sheets of records. `public_url` is where the program can be reached from elsewhere; empty if it cannot."""

    library: Library
    public_url: str = ""

    def laid_out(self, context: Context, record: Record, form: str, langs: tuple[str, ...]) -> Made:
        """The values of the sheet, the photos on it, and when the record was finished."""
        dossier = self.dossier(context, record, langs)
        ink = Ink(context.wording_at(record.kept.site_id), langs)
        if form == RECORD:
            values, photos = sheet(dossier, ink)
        else:
            values, photos = certificate(dossier, ink) if form == CERTIFICATE else driver_sheet(dossier, ink), {}
        return values, dict(photos), record.finished_at or record.began_at

    def dossier(self, context: Context, record: Record, langs: tuple[str, ...]) -> Dossier:
        kept, tx = record.kept, context.tx
        entries = entries_of(tx, kept.id)
        flow = self.library.by_digest(tx, kept.digest)
        about = record.confidential or record.about
        return Dossier(
            record=record,
            organisation=context.who.organisation,
            country=context.policy_at(kept.site_id).country,
            entries=entries,
            hash=fingerprint(tx, kept.id),
            link=link(tx, kept.organisation_id, record.number, self.public_url),
            stations={one.id: one.title for one in flow.stations.values()},
            decided=tuple(tx.sign_offs.history(kept.id)),
            actions=() if about else tuple(tx.actions.of_run(kept.id)),
            history=history(context, record, langs),
            to_do=_to_do(context, record),
            of_others=of_others(tx, self.library, kept.organisation_id),
        )


def _to_do(context: Context, record: Record) -> tuple[Text, ...]:
    """What those who were notified have to do; its reporter does not read that in the chat either."""
    mine = context.who.person_id == record.kept.person_id
    return () if mine else notice(context, record, context.who).do


def entries_of(tx: Transaction, run_id: int) -> tuple[Entry, ...]:
    """Every answer that was ever given in a run, with the names of those who gave them."""
    rows = tx.runs.journal(run_id)
    names = {id: (tx.people.named(id) or ("",))[0] for id in {row.person_id for row in rows}}
    return tuple(Entry(r.step, json.loads(r.value), r.at, r.person_id, names[r.person_id]) for r in rows)


def link(tx: Transaction, organisation_id: int, number: str, public_url: str) -> str:
    """What opens the record: its page, or the chat; else its number."""
    if public_url:
        return f"{public_url.rstrip('/')}/app/record/{quote(number)}"
    ways = (way.invites for way in tx.lines.ways_in(organisation_id) if way.invites)
    return next((f"{begin}{number}" for begin in ways), number)


def history(context: Context, record: Record, langs: Iterable[str]) -> tuple[tuple[datetime, Words], ...]:
    """What happened to an incident, in every language."""
    if record.standing is None:
        return ()
    made = notice(context, record, context.who)
    told = [sorted(timeline.lines(context, replace(made, lang=lang)), key=lambda one: one[0]) for lang in langs]
    return tuple((each[0][0], tuple(dict.fromkeys(words for _, words in each))) for each in zip(*told, strict=True))
