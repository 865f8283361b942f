"""Every flow, played to each of its endings, in every language, drawn for both platforms.

No card is larger than a platform takes, no sentence is left in English, and both platforms show the same words.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.channels.channel import Message
from bot.channels.slack import blocks
from bot.channels.telegram import card as telegram_card
from bot.content.folder import flow_paths
from bot.content.library import Library
from bot.conversation.cards import Cards
from bot.conversation.wording import SOURCE, Wording
from bot.engine.flow import SEVERITIES, Flow, Outcome, Step
from bot.engine.kinds import FreeText, Number, Seal, Seals
from bot.engine.reply import reply
from bot.engine.run import Run, begin
from bot.engine.stations import AtStation
from bot.engine.talk import (
    AllOk,
    Answers,
    Back,
    Buttons,
    Confirm,
    Done,
    Entry,
    Open,
    Pressed,
    Problem,
    Refused,
    Said,
    Sent,
    Skip,
    Typed,
    Upload,
)  # fmt: skip
from bot.engine.view import Ended, Overview, Question, View, view
from bot.engine.walk import drawn, item, questions
from bot.sandbox.slack import blocks as slack_rules
from bot.sandbox.telegram.html import parsed_html, units
from tests import seats
from tests.listening import Listening, listening

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 21)
TRIES = 400  # ways tried to an ending before it counts as out of reach
RUN, TURN = 2**40, 10**6  # numbers of a run and a turn larger than will be, for the length of the buttons' data

FLOWS = sorted(path.stem for path in flow_paths(ROOT))
LANGUAGES = sorted({SOURCE, *(path.name.split("_")[0] for path in ROOT.glob("locales/*/"))})


@cache
def library() -> Library:
    return Library(ROOT)


@cache
def catalogs() -> Wording:
    return Wording.read(ROOT / "locales")


# The way to an ending.


@dataclass
class Way:
    """What is said on the way: `wanted` are answers that must be, `fail` is whether there must be a finding, how grave, or one
    of what is recommended only; `neither` is an answer besides OK and problem that must be given somewhere."""

    chance: random.Random
    wanted: dict[str, frozenset[str]] = field(default_factory=dict)
    fail: bool = False
    severity: frozenset[str] = frozenset()
    recommended: bool = False
    neither: str = ""
    long: bool = False

    def aim(self, flow: Flow, outcome: Outcome) -> None:
        """The answers one of the conditions names, and those without which the questions would not be asked."""
        steps = {s.id: s for s in flow.steps if isinstance(s, Step)}
        if outcome.when:
            self._want(steps, self.chance.choice(outcome.when))

    def _want(self, steps: dict[str, Step], condition: object) -> None:
        assert isinstance(condition, dict)
        for id, classes in condition.items():
            if id == "result":
                self.fail = "fail" in classes
                self.severity = self.severity or frozenset({self.chance.choice(SEVERITIES)})
            elif id == "severity":
                self.fail, self.severity = True, classes
            elif id == "noted":
                self.recommended = "recommended" in classes
                self.neither = "remark" if "remark" in classes else self.neither
            elif id == "seen":
                self.neither = "unseen" if "part" in classes else self.neither
            elif id in steps:
                self.wanted.setdefault(id, classes)
                if steps[id].when:
                    self._want(steps, self.chance.choice(steps[id].when))

    def says(self, run: Run, asked: Question) -> Said:
        control = asked.control
        match control:
            case Buttons(options, many):
                if many and any(o.chosen for o in options):
                    return Done()
                return Pressed(self._choice(asked.step, [o.id for o in options]))
            case Upload(types, at_least, _, got):
                if asked.can_skip and not self.long and self.chance.random() < 0.3:
                    return Skip()
                return Done() if got >= max(at_least, 1) else Sent(f"{got}".rjust(64, "a"), types[0])
            case Entry():
                return self._entry(run, asked.step, control)

    def looks(self, run: Run, seen: AtStation) -> Said:
        """A problem where one is meant, or another answer on the point's own card; else all OK."""
        for point in (point for point in seen.points if not point.answered):
            step = point.item.step
            choice = self._choice(step, ["ok", "problem", *filter(None, (self.neither,))])
            if choice == "problem":
                return Problem(step.id)
            if choice == self.neither:
                self.wanted[step.id] = frozenset({choice})
                return Open(step.id)
        return AllOk(seen.station.id)

    def _choice(self, step: Step, options: list[str]) -> str:
        if wanted := self.wanted.get(step.id):
            return self.chance.choice([o for o in options if o in wanted] or options)
        if self.neither in options and self.chance.random() < 0.1:
            return self.neither
        if step.expect and not (self._fails(step) and self.chance.random() < 0.3):
            return step.expect
        return self.chance.choice(options)

    def _fails(self, step: Step) -> bool:
        if step.recommended:
            return self.recommended
        wanted = self.severity | ({"high"} if "critical" in self.severity else set())  # danger is asked after a finding
        return self.fail and (not step.on_fail.severity or step.on_fail.severity in wanted)

    def disputes(self, seen: View) -> Answers:
        """What the seal ledger says of the question that is shown."""
        if not isinstance(seen, Question) or seen.step.ledger is None:
            return {}
        at_random = self._fails(seen.step) and self.chance.random() < 0.2
        return {seen.step.id: DISPUTE} if at_random or "disputed" in self.wanted.get(seen.step.id, ()) else {}

    def _entry(self, run: Run, step: Step, control: Entry) -> Said:
        match step.kind:
            case Seal(matches=earlier) if earlier in run.answers:
                differs = "differs" in self.wanted.get(step.id, ()) or (
                    self._fails(step) and self.chance.random() < 0.2
                )
                return Typed("77777777" if differs else str(run.answers[earlier]))
            case Number(at_least=least):
                return Typed(str(least or 12))
            case Seals():
                return Typed("UL0012301 x 100, UL0012450")
            case Seal() if step.round:
                return Typed(f"53TX1{step.round:02}")
            case FreeText(at_most=most) if self.long:
                return Typed(("Ñandú 😀 <&> @Ana " * most)[:most].strip())
            case _:
                return Typed(TYPED[control.type] if step.kind and step.kind.word != "container" else "MSCU6639870")


DISPUTE = "elsewhere|53TX118|TR11||Ana López|2026-11-20T15:40:00-06:00|"
TYPED = {
    "text": "Words", "code": "53TX118", "number": "12", "date": "2026-11-20", "time": "10:15", "phone": "5512345678",
    "place": "Dock 4", "name": "Juan Pérez", "person": "Juan Pérez",
}  # fmt: skip


def walked(flow: Flow, way: Way, seed: int) -> Iterator[tuple[Run, View, Said | None]]:
    """Each view on the way, with what is said to it; the end is the last."""
    run = begin(seed)
    today = drawn(flow, seed)
    while True:
        seen = view(today, run, TODAY)
        match seen:
            case Ended():
                yield run, seen, None
                return
            case Overview():
                said: Said = Confirm()
            case Question():
                said = way.says(run, seen)
            case AtStation():
                said = way.looks(run, seen)
        yield run, seen, said
        run = reply(today, run, said, TODAY, None, way.disputes(seen)).run


@cache
def ways_to(flow_id: str, outcome: str, *, long: bool) -> tuple[tuple[Run, View, Said | None], ...]:
    flow = library().today[flow_id]
    wanted = next(o for o in flow.outcomes if o.id == outcome)
    for seed in range(TRIES):
        way = Way(random.Random(seed), long=long)
        way.aim(flow, wanted)
        steps = tuple(walked(flow, way, seed))
        if steps[-1][1].verdict.outcome.id == outcome:
            return steps
    raise AssertionError(f"{flow_id} never ends with {outcome}")


# What is drawn.


@dataclass
class Drawing:
    """Draws whatever is shown, and holds it against what the platforms take."""

    flow: Flow
    wording: Listening
    lang: str
    same: bool
    checked: set[Message] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.cards = Cards(self.wording, self.lang, RUN, TURN)

    def way(self, steps: tuple[tuple[Run, View, Said | None], ...]) -> None:
        for run, seen, said in steps:
            flow = drawn(self.flow, run.seed)
            for message in self._shown(flow, run, seen, said):
                self.check(message)

    def _shown(self, flow: Flow, run: Run, seen: View, said: Said | None) -> Iterator[Message]:
        yield self.cards.card(flow, seen)
        match seen:
            case Question(step=step):
                yield from self._wrongly_answered(flow, run, seen)
                if said is not None and step.id in (after := reply(flow, run, said, TODAY).run).answers:
                    yield self.cards.recap(flow, item(step, questions(flow, after.answers), after.answers))
            case AtStation(points=points):
                yield self.cards.card(flow, seen, page=1)
                yield self.cards.closed(flow, seen)
                for point in points:
                    opened = reply(flow, run, Open(point.item.step.id), TODAY).run
                    yield self.cards.card(flow, view(flow, opened, TODAY))
            case Overview(items=items):
                yield from (self.cards.card(flow, seen, page=page) for page in (0, 1, 2))
                yield self.cards.cancel(flow)
                for one in items:
                    opened = reply(flow, run, Open(one.step.id), TODAY).run
                    yield self.cards.card(flow, view(flow, opened, TODAY))
                yield self.cards.card(flow, view(flow, reply(flow, run, Back(), TODAY).run, TODAY))

    def _wrongly_answered(self, flow: Flow, run: Run, seen: Question) -> Iterator[Message]:
        """The card once more, with what was wrong; or where nothing was, with the answer begun."""
        for wrong in (Typed("?"), Typed("99/99/2027"), Typed("MSCU6639780"), Sent("b" * 64, "spreadsheet"), Skip()):
            try:
                reply(flow, run, wrong, TODAY)
            except Refused as why:
                yield self.cards.card(flow, seen, why)

    def check(self, message: Message) -> None:
        if message in self.checked:
            return
        self.checked.add(message)
        on_telegram = self._telegram(message)
        on_slack = self._slack(message)
        if self.same:
            assert on_telegram == on_slack

    def _telegram(self, message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
        card = telegram_card.draw(message)
        text = parsed_html(card.text).text
        rows = card.buttons["inline_keyboard"] if card.buttons else ()
        keys = [key for row in rows for key in row]
        assert 0 < units(text) <= 4096
        assert text.count("\n") < 100
        assert all(len(row) <= 8 for row in rows)
        assert len(keys) <= 100
        assert all(key["text"].strip() and 0 < len(key["callback_data"].encode()) <= 64 for key in keys)
        if self.same:
            assert "…" not in text or "…" in message.text + message.hint + "".join(line.label for line in message.lines)
        return seats.said(text), tuple(seats.spaced(key["text"]) for key in keys)

    def _slack(self, message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
        made = blocks.draw(message)
        assert slack_rules.problems(made["blocks"]) == []
        assert slack_rules.length(made["blocks"]) <= slack_rules.MOST_TEXT
        assert 0 < len(made["text"]) <= 4000
        return seats.drawn(made["blocks"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_can_be_read_to_each_of_its_endings_on_both_platforms(flow: str, lang: str):
    wording = listening(catalogs(), set())
    drawing = Drawing(library().today[flow], wording, lang, same=True)

    for outcome in drawing.flow.outcomes:
        drawing.way(ways_to(flow, outcome.id, long=False))

    assert wording.missed == set()


@pytest.mark.parametrize("flow", FLOWS)
def test_the_longest_answers_do_not_burst_a_card(flow: str):
    drawing = Drawing(library().today[flow], listening(catalogs(), set()), "es", same=False)

    drawing.way(ways_to(flow, drawing.flow.outcomes[-1].id, long=True))
