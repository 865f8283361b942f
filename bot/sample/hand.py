"""How somebody answers: which button, which words, which number, as the question that is shown asks for it.

Looks at the type of a question, never at its name. Knows no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.engine.flow import Flow, Step
from bot.engine.identifiers import last_of
from bot.engine.kinds import Colleague as Named
from bot.engine.kinds import Container, Number, Plate, Seal, Seals
from bot.engine.kinds.people import NOBODY
from bot.engine.ledger import is_container
from bot.engine.run import Run
from bot.engine.stations import AtStation
from bot.engine.talk import (
    AllOk,
    Buttons,
    Confirm,
    Done,
    Entry,
    Open,
    Pressed,
    Problem,
    Said,
    Sent,
    Skip,
    Typed,
    Upload,
)
from bot.engine.view import Ended, Overview, Question, View
from bot.sample.asked import Asked, typed
from bot.sample.books import BOX, Colleague, Yard
from bot.sample.seals import Purposes
from bot.sample.words import PLACES, some

CHANGED = 0.06  # of the forms in which an answer is changed before the end
SKIPS = 0.6  # of what may be skipped
MISCOUNTS = 0.15  # of the counts of a stock
USUAL = 0.6  # of the choices of which none is wrong: what stands first is what is mostly so
MISREAD = 0.015  # of seal numbers that are compared


@dataclass
class Hand:
    """Somebody before one form. `wrong` is how likely a point is a finding; `photos` are digests of kept files. Who counts
    `short` finds less than there is."""

    chance: Random
    who: Colleague
    yard: Yard
    purposes: Purposes
    wrong: float
    photos: tuple[str, ...] = ()
    unit: str = ""
    short: bool = False
    row: tuple[str, int] = ("", 0)
    seals: dict[str, str] = field(default_factory=dict)
    looked: bool = False

    def says(self, flow: Flow, run: Run, shown: View, now: datetime) -> Said:
        match shown:
            case Question(step=step, control=control):
                return self._answer(flow, run, step, control, now)
            case AtStation():
                return self._looks(shown)
            case Overview(items=items) if not self.looked and self.chance.random() < CHANGED:
                self.looked = True
                return Open(self.chance.choice([item.step.id for item in items if not item.step.ledger]))
            case Overview():
                return Confirm()
            case Ended():
                raise ValueError("it is over")
        raise ValueError(f"nothing is held here: {shown}")

    def _answer(self, flow: Flow, run: Run, step: Step, control: Buttons | Entry | Upload, now: datetime) -> Said:
        match control:
            case Buttons(options, many):
                if many and any(one.chosen for one in options):
                    return Done()
                return Pressed(self._chosen(flow, step, [one.id for one in options]))
            case Upload(types, at_least, _, got):
                return self._photo(step, types, max(at_least, 1), got)
            case Entry():
                if step.optional and not step.ledger and self.chance.random() < SKIPS:
                    return Skip()
                return self._entry(run, step, control, now)

    def _photo(self, step: Step, types: tuple[str, ...], least: int, got: int) -> Said:
        if step.optional and not got and (not self.photos or self.chance.random() < SKIPS):
            return Skip()
        if got >= least:
            return Done()
        return Sent(self.photos[(got + len(self.unit)) % len(self.photos)], types[0])

    def _chosen(self, flow: Flow, step: Step, options: list[str]) -> str:
        if flow.ways.scored:
            knows = self.chance.random() < self.who.skill
            return step.wanted if knows else self.chance.choice([one for one in options if one != step.wanted])
        if Container.word in options:
            others = [one for one in options if one != Container.word]
            return Container.word if is_container(self.unit) else self.chance.choice(others)
        if step.wanted:
            return self.chance.choice([o for o in options if o != step.wanted]) if self._finds() else step.wanted
        usual = not flow.ways.incident and self.chance.random() < USUAL
        return options[0] if usual else self.chance.choice(options)

    def _finds(self) -> bool:
        return self.chance.random() < self.wrong

    def _looks(self, seen: AtStation) -> Said:
        """What has a problem, one after the other; then all else is OK."""
        for point in seen.points:
            if not point.answered and self._finds():
                return Problem(point.item.step.id)
        return AllOk(seen.station.id)

    def _entry(self, run: Run, step: Step, control: Entry, now: datetime) -> Said:
        match step.kind:
            case Seal():
                return Typed(self._seal(run, step))
            case Seals():
                return Typed(" ".join(self.yard.seals.stock[:200]) or "none")
            case Container() | Plate():
                return Typed(self._numbered(step))
            case Named():
                known = [one.id for one in control.options if one.id != NOBODY.id]
                return Pressed(self.chance.choice(known) if known and self.chance.random() < 0.2 else NOBODY.id)
            case Number(at_least=least, at_most=most):
                return Typed(str(self._count(step, least or 0, most)))
        return self._words(step, control.type, now)

    def _words(self, step: Step, type: str, now: datetime) -> Said:
        match type:
            case "name":
                return Typed(self.who.name, name=self.who.name)
            case "date":
                return Typed(f"{now - timedelta(days=self.chance.randrange(2)):%Y-%m-%d}")
            case "time":
                return Typed(f"{now - timedelta(minutes=self.chance.randrange(90)):%H:%M}")
            case "phone":
                return Typed(f"+1 956 555 01{self.chance.randrange(100):02}")
            case "place":
                return Typed(some(self.chance, PLACES, self.who.lang))
        colleague = self.chance.choice(self.yard.people).name
        asked = Asked(step.prompt, colleague, self.unit or self.chance.choice(self.yard.tractors))
        return Typed(typed(self.chance, asked, self.who.lang))

    def _numbered(self, step: Step) -> str:
        """The unit, or its tractor: a unit is what may be offered by what came lately, or what carries seals."""
        container = isinstance(step.kind, Container)
        if not (container or self.purposes.is_unit(step)):
            return self.chance.choice(self.yard.tractors)
        if is_container(self.unit) != container:
            other = self.yard.another(self.chance, container, sealed="verified" in self.purposes.all)
            self.unit = other if container else self.unit  # what is asked of seals is asked of the container
            return other
        return self.unit

    def _count(self, step: Step, least: int, most: int | None) -> int:
        purpose = self.purposes.of(step)
        if purpose == "counted":
            missing = 2 if self.short else self.chance.random() < MISCOUNTS
            return max(len(self.yard.seals.stock) - missing, 0)
        if self.row[1]:
            return self.row[1]
        return self.chance.randint(least, most if most is not None else least + 20)

    def _seal(self, run: Run, step: Step) -> str:
        """The number that the form is about; now and then another is on the paper."""
        earlier = run.answers.get(getattr(step.kind, "matches", ""))
        if isinstance(earlier, str):
            return f"{earlier[:-1]}{(int(earlier[-1]) + 3) % 10}" if self.chance.random() < MISREAD else earlier
        happens = step.ledger.happens(run.answers) if step.ledger else self.purposes.of(step)
        if self.row[0] and step.ledger and step.ledger.first:
            return last_of(*self.row)
        return self._number(happens, set(run.answers.values()))

    def _number(self, happens: str, used: set[object]) -> str:
        books = self.yard.seals
        if happens == "received":
            first, _ = books.next_box()
            self.row = (first, BOX)
            return first
        if happens == "issued":
            return self._from(books.stock, used)
        if happens in ("affixed", "replaced"):
            return self._from(books.out, used)
        if happens == "destroyed":
            return self._from(books.cut or books.out, used)
        if happens == "counted":
            return self._from(books.stock, used)
        return self._from(books.on.get(self.unit, []) or books.out, used)

    def _from(self, some: list[str], used: set[object]) -> str:
        """One that was not named in this form; of a row the first."""
        free = [one for one in some if one not in used] or [
            f"{self.yard.seals.prefix}9{self.chance.randrange(10**6):06}"
        ]
        self.row = (free[0], 1)
        return free[0]
