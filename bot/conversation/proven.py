"""What stands below the answers on paper: who signed, what was changed and why, what was done about it since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.conversation.dossier import Dossier, Ink, Words
from bot.conversation.fingerprint import Entry
from bot.conversation.paper_words import DECISION, STATE
from bot.engine.kinds import Sign
from bot.engine.talk import Text
from bot.engine.walk import Item
from bot.store.sign_offs import BACK

MOST = 80  # rows of a table; the last ones are printed
LEFT_OUT = Text("Earlier ones that are not shown: {count}")

Json = dict[str, Any]
Row = tuple[Words, ...]


def signatures(dossier: Dossier, ink: Ink) -> list[Json]:
    """The names as they were typed, when; who decided about it; where nobody has, a line to sign by hand."""
    record, zone = dossier.record, dossier.record.place.zone
    at = {one.step: one.at for one in dossier.entries}
    signed = [item for item in record.items if isinstance(item.step.kind, Sign) and item.value]
    made = [_signed(ink.called(i.label), str(i.value), ink.moment(at.get(i.step.id), zone)) for i in signed]
    if not made:
        made = [_signed(ink.say(Text("From")), record.reporter, ink.moment(record.finished_at, zone))]
    for one in dossier.decided:
        made.append(
            {**_signed(ink.say(DECISION[one.what]), one.name, ink.moment(one.at, zone)), "note": _note(one.note)}
        )
    if record.flow.ways.counts_findings and not dossier.decided:
        made.append(_signed(ink.say(Text("Supervisor, if the inspection was supervised")), " ", ()))
    return made


def _signed(label: Words, name: str, when: Words) -> Json:
    return {"label": label, "name": name, "when": when, "note": ()}


def _note(words: str) -> Words:
    return (words,) if words else ()


def changes(dossier: Dossier, ink: Ink) -> list[Row]:
    """Each answer that a later one replaced: when, by whom, which question, what it was and is, and why."""
    items = {item.step.id: item for item in dossier.record.items}
    before: dict[str, Entry] = {}
    rows: list[Row] = []
    for one in dossier.entries:
        old, item = before.get(one.step), items.get(one.step)
        before[one.step] = one
        if old is not None and old.value != one.value and item is not None:
            rows.append(_change(dossier, ink, item, old, one))
    return _last(rows, ink, 6)


def _change(dossier: Dossier, ink: Ink, item: Item, old: Entry, new: Entry) -> Row:
    return (
        ink.short(new.at, dossier.record.place.zone),
        (new.name,),
        ink.called(item.label),
        ink.fill(_shown(item, old.value)),
        ink.fill(_shown(item, new.value)),
        _why(dossier, ink, new),
    )


def _shown(item: Item, value: Any) -> object:
    if value is None:
        return Text("skipped")
    told = tuple(value) if isinstance(value, list) else value
    return item.step.kind.shown(told) if item.step.kind else json.dumps(value)


def _why(dossier: Dossier, ink: Ink, new: Entry) -> Words:
    """What whoever sent it back has written; before its end an answer is simply given anew."""
    sent = [one for one in dossier.decided if one.what == BACK and new.step in one.steps and one.at <= new.at]
    if sent:
        return _note(sent[-1].note)
    finished = dossier.record.finished_at
    return ink.say(Text("Corrected by its reporter") if finished and new.at > finished else Text("Before the end"))


def actions(dossier: Dossier, ink: Ink) -> list[Row]:
    made: list[Row] = [
        ((one.number,), ink.fill(Text(one.what)), (one.owner,), ink.day(one.due), ink.say(STATE[one.state]))
        for one in dossier.actions
    ]
    return _last(made, ink, 5)


def history(dossier: Dossier, ink: Ink) -> list[Row]:
    zone = dossier.record.place.zone
    return _last([(ink.short(at, zone), words) for at, words in dossier.history], ink, 2)


def _last(rows: list[Row], ink: Ink, width: int) -> list[Row]:
    """The last of them, and how many came before."""
    left = len(rows) - MOST
    if left <= 0:
        return rows
    said: Row = (("…",), ink.say(Text(LEFT_OUT.source, {"count": left})), *((),) * (width - 2))
    return [said, *rows[-MOST:]]


def areas(dossier: Dossier, ink: Ink) -> Iterator[Json]:
    """Each point in short."""
    for item in dossier.record.items:
        if item.step.wanted and not item.step.follows:
            yield {
                "label": ink.called(item.label),
                "word": ink.fill(item.shown),
                "mark": "bad" if item.finding else "",
            }
