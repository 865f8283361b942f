"""A record as somebody else than its reporter reads it: whole, or a short word about it.

Where it happened and by which clock is always said, and always of the record: help goes where the unit is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels.channel import Button, Line, Message
from bot.conversation.cards import answer_lines
from bot.conversation.record import Record
from bot.conversation.wording import Wording
from bot.engine.flow import Step
from bot.engine.kinds import Check
from bot.engine.talk import Text
from bot.engine.walk import Item

SEVERITY = {
    "critical": Text("Critical"),
    "high": Text("High"),
    "medium": Text("Medium"),
    "low": Text("Low"),
}


def compared(step: Step) -> str:
    """The question whose answer this one must repeat: the number on the documents, for the number on the seal."""
    return next(iter(step.kind.refers()), "") if step.kind else ""


@dataclass(frozen=True)
class Notice:
    """Draws one record in one language. `now` is when the notice is written."""

    record: Record
    wording: Wording
    lang: str
    now: datetime

    def whole(self, have: Button | None) -> Message:
        """Everything but the points without a problem, which are counted; `have` is the button "I have it"."""
        record = self.record
        where = self._where(record.finished_at or self.now)
        items, fine = _worth_reading(record)
        count = len(record.findings)
        findings = self.say(Text("Findings: {count}", {"count": count})) if count else ""
        return Message(
            title=self.say(record.title),
            note=findings,
            lines=(
                *self._head(where),
                *self._takers(),
                *answer_lines(self.wording, self.lang, items),
                *self._fine(fine),
            ),
            options=(have,) if have else (),
            fallback=_joined(self.say(record.title), findings, *(line.value for line in where)),
        )

    def word(self, said: Text, items: Sequence[Item] = (), severity: str = "") -> Message:
        """A short word, with some of the answers, about what happens now."""
        where = self._where(self.now)
        note = self.say(SEVERITY[severity]) if severity else ""
        text, title = self.say(said), self.say(self.record.title)
        return Message(
            title=title,
            note=note,
            text=text,
            lines=(*where, *answer_lines(self.wording, self.lang, items)),
            fallback=_joined(note or text, title, *(line.value for line in where)),
        )

    def taken(self, said: Text) -> Message:
        """A word to the reporter, who tells their reports apart by where and when they were."""
        where = self._where(self.record.finished_at or self.now)
        text, title = self.say(said), self.say(self.record.title)
        return Message(
            title=title, text=text, lines=where, fallback=_joined(text, title, *(line.value for line in where))
        )

    def say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)

    def _when(self, at: datetime) -> str:
        return self.wording.moment(at, self.record.place.zone, self.lang)

    def _where(self, at: datetime) -> tuple[Line, Line]:
        return (Line(self.say(Text("Site")), self.record.place.name), Line(self.say(Text("When")), self._when(at)))

    def _head(self, where: tuple[Line, Line]) -> tuple[Line, ...]:
        head = (Line(self.say(Text("From")), self.record.reporter), *where)
        if not self.record.severity:
            return head
        return (*head, Line(self.say(Text("Severity")), self.say(SEVERITY[self.record.severity]), "finding"))

    def _takers(self) -> tuple[Line, ...]:
        label = self.say(Text("Has it"))
        return tuple(Line(label, f"{taker.name}, {self._when(taker.at)}", "good") for taker in self.record.takers)

    def _fine(self, count: int) -> tuple[Line, ...]:
        return (Line(self.say(Text("Points without a problem")), str(count), "good"),) if count else ()


def _worth_reading(record: Record) -> tuple[list[Item], int]:
    """Findings first, with what was asked of them and what they were compared with; and how many points are fine."""
    every = [i for i in record.items if i.value is not None]
    some = [i for i in every if i.finding or not isinstance(i.step.kind, Check) or i.value in ("remark", "unseen")]
    found = {id for i in record.findings for id in (i.step.id, compared(i.step)) if id}
    some.sort(key=lambda i: found.isdisjoint((i.step.id, i.step.follows)))
    return some, len(every) - len(some)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
