"""A record as somebody else than its reporter reads it: whole, or a short word about it.

Where it happened and by which clock is always said, and always of the record: help goes where the unit is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.channels.channel import Button, Line, Message
from bot.conversation.calling import CALL, call_lines
from bot.conversation.maps import map_lines
from bot.conversation.pen import answer_lines
from bot.conversation.record import Record
from bot.conversation.wording import Wording
from bot.engine.flow import Step
from bot.engine.kinds import Check, Container, Place, Plate
from bot.engine.talk import Text
from bot.engine.telling import advice
from bot.engine.walk import Item
from bot.policy import Numbers
from bot.store.incidents import CORRECTED, LAST_PLACE, LAST_UNIT, Event

SEVERITY = {
    "critical": Text("Critical"),
    "high": Text("High"),
    "medium": Text("Medium"),
    "low": Text("Low"),
}
NONE = Numbers()
FIRST = Plate | Container | Place  # which unit it is, and where: read before what is to be done
STATE = {"open": Text("Begun, not finished"), "cancelled": Text("Canceled before it was finished")}
CORRECTING = Text("Its reporter is correcting it")
HOURS = 120  # minutes from which on it is told in hours
LAST = {LAST_PLACE: Text("Last known place"), LAST_UNIT: Text("Unit of the last form")}


def compared(step: Step) -> str:
    """The question whose answer this one must repeat: the number on the documents, for the number on the seal."""
    return next(iter(step.kind.refers()), "") if step.kind else ""


@dataclass(frozen=True)
class Notice:
    """Draws one record in one language, for somebody of a role. `now` is when the notice is written."""

    record: Record
    wording: Wording
    lang: str
    now: datetime
    role: str = ""
    numbers: Numbers = NONE

    @cached_property
    def do(self) -> tuple[Text, ...]:
        """What the reader has to do."""
        items = self.record.items
        answers = {i.step.id: i.value for i in items}
        return advice(self.record.flow, [i.step for i in items], answers, self.record.verdict, self.role)

    @cached_property
    def title(self) -> str:
        """What it is, and under which number it is kept."""
        return _joined(self.say(self.record.title), self.record.kept.number)

    def whole(self, buttons: tuple[Button, ...] = (), most: int = 0, state: tuple[Line, ...] = ()) -> Message:
        """All that is known but the points without a problem, which are counted; `most` sentences of what to do.

        `state` says how it stands.
        """
        record = self.record
        where = self._where(self._at)
        items, fine = _worth_reading(record)
        first = [item for item in items if _says_where(item)]
        note = self._note()
        return Message(
            title=self.title,
            note=note,
            head=(*self.answers(first), *self._last_known(first), *self._head(where)),
            lead=self.to_do(self.do, most),
            lines=(
                *self._outcome(),
                *self.corrected(),
                *self.takers(),
                *state,
                *self._numbers(),
                *self.answers([item for item in items if item not in first]),
                *self._fine(fine),
                *self.stays(),
            ),
            options=buttons,
            fallback=_joined(self.title, self.grave(), note, *(line.value for line in where)),
        )

    def brief(self, buttons: tuple[Button, ...], state: tuple[Line, ...]) -> Message:
        """For a place where others read along: what it is, how grave, where, when, and who has it."""
        where, waits, begun = self._where(self._at), self.untaken, STATE.get(self.record.kept.status)
        note = _joined(*(self.say(part) for part in (self.record.flagged, waits, begun) if part))
        grave = (Line(self.say(Text("Severity")), self.grave(), "finding"),) if self.record.severity else ()
        return Message(
            title=self.title,
            note=note,
            head=(*where, *grave),
            lines=(*self.takers(), *state),
            options=buttons,
            fallback=_joined(self.title, self.grave(), note, *(line.value for line in where)),
        )

    def to_do(self, sentences: Sequence[Text], most: int) -> tuple[str, ...]:
        """The first of these sentences, and that they are the first, if there are more."""
        title = Text("What to do first:") if len(sentences) > most else Text("What to do:")
        said = "\n".join((self.say(title), *(f"• {self.say(one)}" for one in sentences[:most])))
        return (said,) if sentences[:most] else ()

    def withdrawn(self) -> Message:
        """What is left for somebody who may not read on: it has turned out to be confidential."""
        title, text = self.title, self.say(Text("The people who may read this will follow up on it."))
        return Message(title=title, text=text, fallback=_joined(title, text))

    def word(self, said: Text, items: Sequence[Item] = (), more: tuple[Line, ...] = ()) -> Message:
        """A short word, with some of the answers, about what happens now."""
        where = self._where(self.now)
        text, title = self.say(said), self.title
        return Message(
            title=title,
            text=text,
            lines=(*where, *more, *self.call(), *self.answers(items)),
            fallback=_joined(text, title, *(line.value for line in where)),
        )

    def answers(self, items: Sequence[Item]) -> tuple[Line, ...]:
        """The answers, and a map of each location."""
        lines = answer_lines(self.wording, self.lang, items)
        maps = (map_lines(item.value, self.say) for item in items)
        return tuple(one for line, map in zip(lines, maps, strict=True) for one in (line, *map))

    def call(self) -> tuple[Line, ...]:
        """The reporter's number, to be tapped."""
        if self.record.flow.silent:  # somebody may be watching their phone
            return ()
        called = Text("Call {name}", {"name": self.record.reporter})
        return (Line(self.say(called), self.record.phone, CALL),) if self.record.phone else ()

    def _last_known(self, said: Sequence[Item]) -> tuple[Line, ...]:
        """Of an alarm: where the reporter was last, until they have said where they are; and the unit of the last form."""
        answered = {one for one in (LAST_PLACE, LAST_UNIT) if any(_tells(item, one) for item in said)}
        known = [event for event in self.record.happened if event.kind in LAST and event.kind not in answered]
        return tuple(line for event in known for line in self._last(event))

    def _last(self, event: Event) -> tuple[Line, ...]:
        if event.kind == LAST_UNIT:
            return (Line(self.say(LAST[LAST_UNIT]), event.words),)
        shown = Text("{place}, {time}", {"place": Place().shown(event.words), "time": self.when(event.at)})
        return (Line(self.say(LAST[LAST_PLACE]), self.say(shown)), *map_lines(event.words, self.say))

    def _numbers(self) -> tuple[Line, ...]:
        """Whom the reader may have to call, where there is something to do."""
        return call_lines(replace(self.numbers, supervisor=""), self.say) if self.do else ()

    def _note(self) -> str:
        """What happened, and how far the record has got."""
        kind, count = self.record.kind, len(self.record.findings)
        waits = self.record.flow.begun_by and self.record.kept.status == "open"  # only for the place
        state = None if waits else CORRECTING if self._corrects else STATE.get(self.record.kept.status)
        findings = Text("Findings: {count}", {"count": count}) if count else None
        return _joined(*(self.say(part) for part in (self.record.flagged, self.untaken, kind, findings, state) if part))

    @property
    def _corrects(self) -> bool:
        """Is it open once more, for its reporter?"""
        kept = self.record.kept
        return self.record.flow.ways.incident and kept.status == "open" and kept.number != ""

    @property
    def untaken(self) -> Text | None:
        """For how long nobody has taken it by now, once others were told because of that."""
        stands = self.record.standing
        if stands is None or not stands.waits or stands.rung_at is None:
            return None
        minutes = minutes_between(stands.since, max(self.now, stands.rung_at))
        hours = Text("Nobody has taken this for {hours} h", {"hours": round(minutes / 60)})
        return hours if minutes >= HOURS else Text("Nobody has taken this for {minutes} min", {"minutes": minutes})

    def grave(self) -> str:
        return self.say(SEVERITY[self.record.severity]) if self.record.severity else ""

    def taken(self, said: Text, more: tuple[Line, ...] = (), buttons: tuple[Button, ...] = ()) -> Message:
        """A word to the reporter, who tells their reports apart by where and when they were."""
        where = self._where(self._at)
        text, title = self.say(said), self.title
        return Message(
            title=title,
            text=text,
            lines=(*where, *more),
            options=buttons,
            fallback=_joined(text, title, *(line.value for line in where)),
        )

    def say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)

    def when(self, at: datetime) -> str:
        return self.wording.moment(at, self.record.place.zone, self.lang)

    @property
    def _at(self) -> datetime:
        """When it was finished; until then, when it was first told, however often it is written anew."""
        return self.record.finished_at or self.record.kept.told_at or self.now

    def _where(self, at: datetime) -> tuple[Line, Line]:
        return (Line(self.say(Text("Site")), self.record.place.name), Line(self.say(Text("When")), self.when(at)))

    def _head(self, where: tuple[Line, Line]) -> tuple[Line, ...]:
        site, when = where
        head = (site, Line(self.say(Text("From")), self.record.reporter), *self.call(), when)
        if not self.record.severity:
            return head
        return (*head, Line(self.say(Text("Severity")), self.say(SEVERITY[self.record.severity]), "finding"))

    def _outcome(self) -> tuple[Line, ...]:
        """Under which number it is kept; and of an inspection with findings what it came to, as its reporter read it."""
        record = self.record
        if not record.finished:
            return ()
        number = Line(self.say(Text("Record")), record.number)
        if not (record.findings and record.flow.ways.counts_findings):
            return (number,)
        return (number, Line(self.say(Text("Shown to {name}", {"name": record.reporter})), self.say(record.said)))

    def corrected(self) -> tuple[Line, ...]:
        """What its reporter has corrected since it was sent."""
        label = self.say(Text("Corrected"))
        some = [event for event in self.record.happened if event.kind == CORRECTED]
        return tuple(Line(label, f"{self.correction(event)} · {self.when(event.at)}", "finding") for event in some)

    def correction(self, event: Event) -> str:
        """The question with both of its answers."""
        if not event.words.startswith("{"):  # its words have been erased
            return event.words
        told = json.loads(event.words)
        item = next((item for item in self.record.items if item.step.id == told["step"]), None)
        before, after = (_shown(item, told[one]) for one in ("before", "after"))
        label = item.label if item else told["step"]
        return self.say(Text("{question}: {before} → {after}", {"question": label, "before": before, "after": after}))

    def takers(self) -> tuple[Line, ...]:
        label = self.say(Text("Handled by"))
        return tuple(Line(label, f"{taker.name}, {self.when(taker.at)}", "good") for taker in self.record.takers)

    def _fine(self, count: int) -> tuple[Line, ...]:
        return (Line(self.say(Text("Points without a problem")), str(count), "good"),) if count else ()

    def stays(self) -> tuple[Line, ...]:
        """How long it took: 17 points in two minutes tell something, too."""
        stays = tuple(
            Text("{place}: {count}", {"place": Text(station.title), "count": count})
            for station, count in self.record.stays
        )
        label = self.say(Text("Minutes at each place"))
        return (Line(label, self.wording.fill(stays, self.lang)),) if stays else ()


def minutes_between(since: datetime, at: datetime) -> int:
    return round((at - since).total_seconds() / 60)


def _shown(item: Item | None, value: Any) -> object:
    """An answer, as its question shows it."""
    if value is None:
        return Text("skipped")
    told = tuple(value) if isinstance(value, list) else value
    return item.step.kind.shown(told) if item and item.step.kind else str(value)


def _tells(item: Item, what: str) -> bool:
    """Does this answer say now what was known of before?"""
    return bool(item.value) and isinstance(item.step.kind, Place) == (what == LAST_PLACE)


def _says_where(item: Item) -> bool:
    """Which unit it is, or where. A finding stands with the others."""
    return not item.finding and (isinstance(item.step.kind, FIRST) or item.step.known_from == "unit")


def _worth_reading(record: Record) -> tuple[list[Item], int]:
    """Findings first, with what was asked of them and what they were compared with; and how many points are fine."""
    every = [i for i in record.items if i.value is not None]
    some = [i for i in every if i.finding or not isinstance(i.step.kind, Check) or i.value in ("remark", "unseen")]
    found = {id for i in record.findings for id in (i.step.id, compared(i.step)) if id}
    some.sort(key=lambda i: found.isdisjoint((i.step.id, i.step.follows)))
    return some, len(every) - len(some)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
