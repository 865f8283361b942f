"""What a flow file says, once it is read: the flow, its steps, conditions and outcomes.

Plain frozen data. Does not know YAML, and does not know who is answering.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.engine.genres import GENRES, Genre
from bot.engine.kinds import Colleague, Kind, YesNo
from bot.engine.ledger import Ledger

ROLES = ("driver", "guard", "warehouse", "supervisor", "manager", "auditor", "admin", "dispatch", "security", "it", "hr")  # fmt: skip
OUTSIDERS = ("partner",)  # who works for another company: they answer what they are asked, and see nothing else
FIRST = "supervisor"  # who reads what a flow names no reader for
LAST = "admin"  # who reads what nobody else is there to read
CENTRAL = ("dispatch", "security", "it", "hr")  # one office may do this for every site
SEVERITIES = ("low", "medium", "high", "critical")

CALLS = ("danger", "silent_word")  # who begins a flow that nobody finds in a menu
# What may be known before a question is asked: what was said, files sent with it, the unit, place and phone used last.
SOURCES = ("words", "files", "unit", "place", "phone", "criterion", "gap")
# Facts beside the answers. So far, or at the end: how it stands, the gravest finding, what is noted beside, and
# whether everything could be looked at.
FACTS: Mapping[str, tuple[str, ...]] = {
    "result": ("pass", "fail"),
    "severity": ("none", *SEVERITIES),
    "noted": ("none", "recommended", "remark"),
    "seen": ("all", "part"),
}
# What outcomes can ask of any question; of a repeat, also how its rounds went.
ASKED = ("asked", "unasked")
ROUNDS = (*ASKED, "pass", "fail")

# One condition: for each step named, the classes of answer that satisfy it. All of them must hold.
Condition = Mapping[str, frozenset[str]]
# Conditions of which one is enough; none at all is always true.
When = tuple[Condition, ...]


@dataclass(frozen=True)
class OnFail:
    """What a finding demands beyond being recorded. `due` is in days, counted from the finish of the run.

    `proof` is photo where words are not enough to say that the action is done.
    """

    stop: bool = False
    severity: str = ""
    action: str = ""
    due: int = 0
    proof: str = ""

    @property
    def danger(self) -> bool:
        """Nobody may wait for the end of the run to learn of such a finding."""
        return self.stop and self.severity == "critical"


@dataclass(frozen=True)
class Step:
    """A question or, without a kind, something said on the way.

    `follows` names the step that this one was made for (what was found, a photo of it): it is asked even if that step stops the
    flow. `known_from` is one of SOURCES: the answer may be known before it is asked. `round` is the number of the round in a
    repeat, 0 outside of one. `label` is what the question is called in lists, and `station` the id of the group it is shown
    with. `default` names where an answer may be known from: `me.name`, `me.phone`, `me.` and a role, `last`, `lately`. With a
    `ledger` its answer is held against the seal ledger. Answers to `tell` are told at once (NOW stands for any), to those in
    `notify` or whom the outcome names; an `alarm` can be sent before anything else is asked.
    """

    id: str
    prompt: str
    kind: Kind | None = None
    hint: str = ""
    when: When = ()
    optional: bool = False
    expect: str = ""
    explain: str = ""
    on_fail: OnFail = OnFail()
    criteria: tuple[str, ...] = ()
    basc: tuple[str, ...] = ()
    known_from: str = ""
    follows: str = ""
    round: int = 0
    recommended: bool = False
    """A *should*: a finding is on record and told, and never makes the result a fail."""
    tell: frozenset[str] = frozenset()
    notify: tuple[str, ...] = ()
    alarm: tuple[str, ...] = ()
    label: str = ""
    station: str = ""
    default: tuple[str, ...] = ()
    ledger: Ledger | None = None

    @cached_property
    def point(self) -> bool:
        """Is this one of the points of a station, and not what is asked or said besides?"""
        return bool(self.station and self.kind and not self.follows)

    @property
    def called(self) -> str:
        """The question in a list: its label, or else all of it."""
        return self.label or self.prompt

    @cached_property
    def wanted(self) -> str:
        """The class of answer that is no finding; empty where every answer is right."""
        return self.expect or (self.kind.wants() if self.kind else "")

    @cached_property
    def marked(self) -> bool:
        """Can an answer be a finding?"""
        return bool(self.wanted or self.ledger)


NOW = "now"
UNANSWERED = "unanswered"  # what guidance can ask of any question


@dataclass(frozen=True)
class Station:
    """A place where the inspector stands: its points are shown on one card. They are steps like any other."""

    id: str
    title: str


@dataclass(frozen=True)
class Repeat:
    """Questions asked in rounds, until the person says that there is no other or `at_most` rounds are done.

    Answers are kept as `id.1.step`; the question whether there is another as `id.1.more`.
    """

    id: str
    title: str
    steps: tuple[Step, ...]
    more: str
    at_least: int = 1
    at_most: int = 4
    when: When = ()

    @cached_property
    def rounds(self) -> tuple[tuple[Step, ...], ...]:
        """Each round as it is asked: its title, the steps, and whether there is another."""
        return tuple(self._round(number) for number in range(1, self.at_most + 1))

    def _round(self, number: int) -> tuple[Step, ...]:
        title = Step(id=f"{self.id}.{number}", prompt=self.title, round=number)
        more = Step(id=f"{self.id}.{number}.more", prompt=self.more, kind=YesNo(), round=number)
        return (title, *(self._in_round(step, number) for step in self.steps), more)

    def _in_round(self, step: Step, number: int) -> Step:
        """The step as it is asked in one round: its id, and the ids its conditions and comparisons look at."""
        inside = {s.id for s in self.steps}
        prefix = f"{self.id}.{number}."

        def here(id: str) -> str:
            return prefix + id if id in inside else id

        when = tuple({here(k): v for k, v in c.items()} for c in step.when)
        kind = step.kind.renamed(here) if step.kind else None
        follows, ledger = here(step.follows) if step.follows else "", step.ledger and step.ledger.renamed(here)
        return replace(step, id=prefix + step.id, when=when, kind=kind, follows=follows, ledger=ledger, round=number)


@dataclass(frozen=True)
class Outcome:
    """How a flow can end: what the person is told, and which roles at the site are.

    Of a `confidential` one only those who were told learn more than that it happened.
    """

    id: str
    say: str
    when: When = ()
    notify: tuple[str, ...] = ()
    severity: str = ""
    confidential: bool = False


@dataclass(frozen=True)
class Guidance:
    """What those who are notified have to do, if one of the conditions holds; `roles` limits it to some of them."""

    do: tuple[str, ...]
    when: When = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A conversation written in a file. Of a quiz, `draw` is how many of its questions an attempt asks; 0 is all.

    `again` is after how many days a quiz that was passed is due once more; 0 is never due. With `spot_photo` each run asks for
    a photo of one point that is OK, which nobody knows beforehand. `begun_by` is one of CALLS; empty if people begin it
    themselves. `list17` is which of the two lists of 17 points it is: an organisation can have decided for the other. With
    `sign_off` somebody else has to, whatever the organisation has decided. `audits` is the question that names the partner it
    is about.
    """

    id: str
    genre: str
    title: str
    revision: int
    roles: tuple[str, ...]
    steps: tuple[Step | Repeat, ...]
    outcomes: tuple[Outcome, ...]
    intro: str = ""
    pass_mark: int = 100
    draw: int = 0
    again: int = 0
    criteria: tuple[str, ...] = ()
    basc: tuple[str, ...] = ()
    source: str = ""
    certainty: str = ""
    begun_by: str = ""
    list17: str = ""
    digest: str = ""
    guidance: tuple[Guidance, ...] = ()
    stations: Mapping[str, Station] = field(default_factory=dict)
    spot_photo: bool = False
    sign_off: bool = False
    audits: str = ""

    @cached_property
    def points(self) -> tuple[Step, ...]:
        """The points of all stations."""
        return tuple(s for s in self.steps if isinstance(s, Step) and s.point)

    @cached_property
    def singly(self) -> Flow:
        """The same flow, whose points are asked one by one."""
        return replace(self, stations={}) if self.stations else self

    @cached_property
    def ways(self) -> Genre:
        """What its genre makes of it. `genre` itself is only the word in files and tables."""
        return GENRES[self.genre]

    @property
    def silent(self) -> bool:
        """Whoever began it must never be seen to have done so."""
        return self.begun_by == "silent_word"

    @cached_property
    def questions(self) -> tuple[Step, ...]:
        """The questions in the file, those of a repeat once."""
        return tuple(s for s in self._questions() if s.kind)

    @cached_property
    def alarms(self) -> tuple[Step, ...]:
        return tuple(s for s in self.steps if isinstance(s, Step) and s.alarm)

    @cached_property
    def looks_back(self) -> bool:
        """Does a step ask how it stands so far? Of most flows that need not be known on the way."""
        steps = (s for e in self.steps for s in (e, *(e.steps if isinstance(e, Repeat) else ())))
        return any(fact in condition for s in steps for condition in s.when for fact in FACTS)

    @cached_property
    def foreknown(self) -> bool:
        """Does a question of it say where its answer may be known from?"""
        return any(s.default for s in self.questions)

    @cached_property
    def ledgers(self) -> tuple[Step, ...]:
        """The questions whose answers go into the seal ledger, those of a repeat once."""
        return tuple(s for s in self.questions if s.ledger)

    @cached_property
    def asks_for_colleague(self) -> bool:
        """Does a question of it need to know who works here?"""
        return any(isinstance(s, Step) and isinstance(s.kind, Colleague) for s in self.steps)

    @cached_property
    def secretive(self) -> bool:
        """Can a run of it be one that only those may read who were notified?"""
        asks = any(isinstance(s.kind, Colleague) for s in self._questions())
        return asks or any(o.confidential for o in self.outcomes)

    @property
    def theirs(self) -> bool:
        """Is it about another company, and not about us?"""
        return self.ways.outside or bool(self.audits)

    @cached_property
    def covers(self) -> frozenset[str]:
        """The criteria this flow, or any of its questions, is evidence for; of another company's answers, what the whole is for."""
        if self.theirs:
            return frozenset(self.criteria)
        return frozenset(self.criteria).union(*(s.criteria for s in self._questions()))

    def _questions(self) -> Iterator[Step]:
        for entry in self.steps:
            yield from entry.steps if isinstance(entry, Repeat) else (entry,)
