"""The driver's copy: what goes along with the shipping documents, on one page. Unit, seals, when, where, by whom, each area.

Criterion 5.5 asks for these; it names no form for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from bot.channels.channel import Button
from bot.conversation.certificate import certifiable
from bot.conversation.dossier import Dossier, Ink, Words
from bot.conversation.on_paper import frame
from bot.conversation.proven import areas, signatures
from bot.conversation.record import Record
from bot.engine.kinds import Check, Container, Place, Plate, Seal, Sign
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.papering import SendCertificate, SendDriverCopy, SendPdf

Json = dict[str, Any]
LONG = 90  # characters of one entry; what is longer is in the record
MOST_SEALS = 24
SIGNERS = 4


def drivable(record: Record) -> bool:
    """Is it a finished inspection of something that drives away? A walk around the premises is not."""
    ways = record.flow.ways
    return record.finished and ways.counts_findings and not record.confidential and bool(record.units or record.seals)


def paper_buttons(record: Record, say: Callable[[Text], str]) -> tuple[Button, ...]:
    """The way to the PDF, and to the driver's copy where there is one. A quiz has its number for that, and a certificate."""
    if certifiable(record):
        return (button(say(Text("Certificate")), SendCertificate(record.kept.id)),)
    if not record.finished or record.flow.silent or record.flow.ways.scored:
        return ()
    one = button(say(Text("PDF")), SendPdf(record.kept.id))
    return (one, button(say(Text("Driver's copy")), SendDriverCopy(record.kept.id))) if drivable(record) else (one,)


def driver_sheet(dossier: Dossier, ink: Ink) -> Json:
    every = list(areas(dossier, ink))
    marks = Counter("bad" if one["mark"] else "ok" for one in every)
    values = frame(dossier, ink)
    return {
        **values,
        "title": ink.say(Text("Driver's copy")),
        "subtitle": values["title"],
        "said": tuple(_cut(one, 240) for one in values["said"]),
        "head": _head(dossier, ink),
        "areas": [{**one, "label": _all_cut(one["label"]), "word": _all_cut(one["word"])} for one in every],
        "counted": [
            {"label": ink.say(Text("Areas without a finding")), "value": ink.fill(marks["ok"])},
            {"label": ink.say(Text("Areas with a finding")), "value": ink.fill(marks["bad"]), "bad": marks["bad"] > 0},
        ],
        "signatures": [{**one, "name": _cut(one["name"], 60)} for one in signatures(dossier, ink)[:SIGNERS]],
        "left": [*values["left"], ink.say(Text("In full in the record: {number}", {"number": dossier.record.number}))],
    }


def _head(dossier: Dossier, ink: Ink) -> list[Json]:
    record, zone = dossier.record, dossier.record.place.zone
    told: list[tuple[Text, Words]] = [
        (Text("Unit"), (_listed(record.units),)),
        (Text("Seal"), (_listed(record.seals),)),
        (Text("Site"), (record.place.name,)),
        (Text("Completed at"), ink.moment(record.finished_at, zone)),
        (Text("Inspected by"), (record.reporter,)),
    ]
    made = [{"label": ink.say(label), "value": _all_cut(value)} for label, value in told if any(value)]
    return [*made, *_said_before(dossier, ink)][:12]


def _said_before(dossier: Dossier, ink: Ink) -> list[Json]:
    """What the form asks before its first point: driver, carrier, shipment, place."""
    made: list[Json] = []
    for item in dossier.record.items:
        if isinstance(item.step.kind, Check):
            break
        if item.value is None or item.finding or item.step.wanted or isinstance(item.step.kind, NAMED):
            continue
        if not dossier.record.pictures.get(item.step.id):
            made.append({"label": ink.called(item.label), "value": _all_cut(ink.fill(item.shown))})
    return made


NAMED = Plate | Container | Seal | Sign | Place  # these have their own place on the page


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_SEALS
    return ", ".join(names[:MOST_SEALS]) + (f" … +{more}" if more > 0 else "")


def _all_cut(words: Words) -> Words:
    return tuple(_cut(one, 400 if "," in one else LONG) for one in words)


def _cut(words: str, most: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
