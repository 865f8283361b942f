"""The record of a run as one value: what notices, pages, sheets and exports are drawn from.

Knows no reader and no language. Who may see it says `open_to`; to keep to that is up to those who show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.channel import Picture
from bot.conversation.minutes import Stay, minutes
from bot.conversation.pictures import Days, digests, looked_up, marked
from bot.engine.flow import Flow, Repeat
from bot.engine.kinds import Choice, Container, Plate, Seal, YesNo
from bot.engine.kinds.codes import NO_PLATE
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.engine.telling import tells
from bot.engine.walk import Item, Verdict, farewell, items
from bot.store.incidents import ALARM, Event, Standing
from bot.store.people import Place
from bot.store.reports import Taker
from bot.store.runs import Change, KeptRun, Source
from bot.store.transaction import Transaction

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif",
              "image/heic": "jpg", "image/avif": "jpg",  # as they are shown
              "application/pdf": "pdf", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/webm": "webm",
              "audio/wav": "wav", "audio/aac": "aac", "audio/flac": "flac", "audio/amr": "amr", "audio/3gpp": "3gp",
              "audio/x-matroska": "mka", "video/mp4": "mp4", "video/quicktime": "mov", "video/3gpp": "3gp",
              "video/webm": "webm", "video/x-matroska": "mkv", "video/x-msvideo": "avi"}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """A run with everything that is known of it.

    `place` is the site where the run was begun, whoever reads it and wherever its reporter works now. `said` is what its
    outcome says to the reporter. `items` are the
    questions that apply and have an answer, in the order they are asked; skipped ones have None. `pictures` are the
    files, by the step they answer. `phone` is the reporter's number, as far as it is known.
    `standing` is how it stands as an incident, if somebody was told of it, and `happened` what happened to it since. `changes` are answers that later ones replaced, `takers` those who said "I'll handle it".
    """

    kept: KeptRun
    flow: Flow
    place: Place
    reporter: str
    verdict: Verdict
    said: Text
    items: tuple[Item, ...]
    pictures: Mapping[str, tuple[Picture, ...]]
    changes: tuple[Change, ...]
    takers: tuple[Taker, ...]
    phone: str = ""
    standing: Standing | None = None
    happened: tuple[Event, ...] = ()
    old: Days = field(default_factory=dict)
    """On which days pictures were taken that are older than the form, by step."""
    stays: tuple[Stay, ...] = ()
    """The minutes at each station."""

    @property
    def number(self) -> str:
        """What people call the record, aloud or in a letter. Records finished before there were numbers have their id."""
        return self.kept.number or f"R-{self.kept.id}"

    @property
    def title(self) -> Text:
        return Text(self.flow.title)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Plates and container numbers, in the order they are asked."""
        return _named(self.items, Plate | Container)

    @cached_property
    def seals(self) -> tuple[str, ...]:
        """The seals themselves: where numbers were compared, what was read from the seal, not from log or documents."""
        numbers = {i.step.id: i.step.kind.refers() for i in self.items if isinstance(i.step.kind, Seal)}
        on_it = {id for id, other in numbers.items() if other and not any(numbers.get(o) for o in other)}
        return _named([i for i in self.items if i.step.id in (on_it or numbers)], Seal)

    @cached_property
    def findings(self) -> tuple[Item, ...]:
        return tuple(i for i in self.items if i.finding)

    @cached_property
    def kind(self) -> Text | None:
        """What was reported: the last of the choices a report begins with."""
        named, given = None, {one.step.id: one.shown for one in self.items}
        for step in self.flow.steps if self.flow.ways.incident else ():
            if isinstance(step, Repeat) or not isinstance(step.kind, Choice) or isinstance(step.kind, YesNo):
                break
            shown = given.get(step.id)
            named = shown if isinstance(shown, Text) else named
        return named

    @property
    def finished(self) -> bool:
        return self.kept.status == "finished"

    @property
    def told_roles(self) -> tuple[str, ...]:
        """Who must know: whom the outcome names, and those whom an answer that is told at once names."""
        if self.confidential:
            return self.verdict.outcome.notify
        answers = {one.step.id: one.value for one in self.items}
        named = (role for one in self.items if tells(one.step, answers) for role in one.step.notify)
        return tuple(dict.fromkeys((*self.verdict.outcome.notify, *named)))

    @property
    def severity(self) -> str:
        return self.verdict.severity

    @property
    def began_at(self) -> datetime:
        return self.kept.began_at

    @property
    def finished_at(self) -> datetime | None:
        return self.kept.finished_at

    @property
    def confidential(self) -> bool:
        return self.verdict.confidential

    @property
    def about(self) -> frozenset[int]:
        """The people who are named in it and work here, by number: they learn nothing of it."""
        return self.verdict.about

    @property
    def open_to(self) -> tuple[str, ...]:
        """The roles that may know what is in it; none means that nobody is kept out."""
        return self.verdict.outcome.notify if self.confidential else ()

    @property
    def alarm(self) -> bool:
        """Was it sent with two taps?"""
        return any(event.kind == ALARM for event in self.happened)

    @property
    def flagged(self) -> Text | None:
        """What an alarm begins with, wherever it is read."""
        return Text("🚨 Alarm") if self.alarm else None

    def taken_by(self, person_id: int) -> bool:
        return any(taker.person_id == person_id for taker in self.takers)


def _named(items: Iterable[Item], kinds: Any) -> tuple[str, ...]:
    """The numbers among some answers, each once."""
    values = (i.value for i in items if isinstance(i.step.kind, kinds))
    return tuple(dict.fromkeys(value for value in values if isinstance(value, str) and value not in ("", NO_PLATE)))


def units(flow: Flow, run: Run) -> tuple[str, ...]:
    """Plates and container numbers that a run has so far."""
    asked = run.asked(flow)
    some = [step for step in asked if step.id in run.answers and isinstance(step.kind, Plate | Container)]
    return _named(items(some, asked, run.answers, run.findings(flow)), Plate | Container)


def read_record(tx: Transaction, kept: KeptRun, flow: Flow, run: Run) -> Record:
    """The record of a run as it stands. A handful of statements, however many people will read it."""
    asked = run.asked(flow)
    verdict = run.verdict(flow)
    reporter, place = tx.people.named(kept.person_id), tx.people.place(kept.site_id)
    days = looked_up(tx, run.answers, [step.id for step in asked], kept.began_at.astimezone(ZoneInfo(place.zone)))
    told = bool(verdict.outcome.notify or kept.told_at)
    standing = tx.incidents.of(kept.id) if told else None
    return Record(
        kept=kept,
        flow=flow,
        place=place,
        reporter=reporter[0] if reporter else "",
        verdict=verdict,
        said=farewell(flow, verdict, asked, run.answers),
        items=marked(_items(tx, kept, flow, run, place.zone), days),
        pictures=_pictures(tx, run),
        changes=tx.runs.changes(kept.id),
        takers=tx.reports.takers(kept.id),
        phone=tx.people.phone(kept.person_id),
        standing=standing,
        happened=tx.incidents.events(kept.id) if standing else (),
        old=days,
        stays=minutes(flow, asked, tx.runs.times(kept.id), kept.began_at) if flow.stations else (),
    )


def _items(tx: Transaction, kept: KeptRun, flow: Flow, run: Run, zone: str) -> tuple[Item, ...]:
    """The answers; of those that somebody else wrote first, with whom and when."""
    theirs = tx.runs.passed_on(kept.id)
    asked = run.asked(flow)
    given = items([step for step in asked if step.id in run.answers], asked, run.answers, run.findings(flow))
    return tuple(
        replace(i, shown=_passed_on(i.shown, theirs[i.step.id], zone)) if i.step.id in theirs else i for i in given
    )


def _passed_on(shown: object, source: Source, zone: str) -> Text:
    at = source.first_at.astimezone(ZoneInfo(zone)) if source.first_at else None
    known = {"answer": shown, "name": source.passed_on, "at": at}
    if source.passed_on and at:
        return Text("{answer} (forwarded from {name}, {at})", known)
    if at:
        return Text("{answer} (forwarded, {at})", known)
    return Text("{answer} (forwarded from {name})", known) if source.passed_on else Text("{answer} (forwarded)", known)


def _pictures(tx: Transaction, run: Run) -> dict[str, tuple[Picture, ...]]:
    """Numbered in the order in which they were sent, through the whole run."""
    sent = [(step, one) for step, value in run.answers.items() for one in digests(value)]
    kept = tx.files.by_digest([digest for _, digest in sent]) if sent else {}
    found: dict[str, tuple[Picture, ...]] = {}
    for number, (step, digest) in enumerate(sent, start=1):
        if digest in kept:
            mime = kept[digest][0]
            found[step] = (*found.get(step, ()), picture_of(digest, mime, number))
    return found


def picture_of(digest: str, mime: str, number: int) -> Picture:
    """A kept file as it is sent, with the number it has among others."""
    return Picture(digest, mime, f"{number}.{EXTENSIONS.get(mime, 'bin')}")
