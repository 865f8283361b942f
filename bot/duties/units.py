"""Units that go from form to form: which are on hold, who may release them, and `/unit` with all of it on one card.

The next who names a unit on hold is told so on the next card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.channels.channel import Button, Line, Message
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty
from bot.conversation.lot import SEARCH
from bot.conversation.reading import opens
from bot.conversation.record import units
from bot.conversation.vocabulary import Word
from bot.duties import seals
from bot.engine.beside import DRAWN, beside
from bot.engine.events import Answered, Finished
from bot.engine.kinds import Container, Plate
from bot.engine.kinds.codes import NO_PLATE
from bot.engine.kinds.reading.states import without_state
from bot.engine.ledger import HOLDS
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.listing import ShowRecord
from bot.presses.sealing import ReleaseUnit, ShowSeal, ShowUnit, is_number, numbers_in
from bot.store.unit_books import Hold, Inspected

LATELY = 5  # inspections on a card
SEVERAL = 6  # units to choose from
POINTS = 5  # findings of the newest inspection that are named
MEANT = re.compile(r"(?=.*[0-9])[A-Z0-9Ñ]{3,20}")
WHICH = Text("Which unit? Type its number or plate:")
UNKNOWN = Text("Nothing is on record about unit {unit}.")
ON_HOLD = Text("Unit {unit} is on hold since {at}, by {by} ({record}). Don't load, move or seal it.")
RELEASE = Text("Release the unit")
SURE = Text("Yes, release it")


def named(context: Context, occasion: Occasion, event: Answered) -> None:
    """Whoever names a unit that is on hold reads so on the next card; and whoever names another than was drawn."""
    value = event.value
    if not isinstance(event.step.kind, Plate | Container) or not isinstance(value, str) or value == NO_PLATE:
        return
    hold = context.tx.units.on_hold(occasion.kept.organisation_id, without_state(value))
    drawn = occasion.run.answers.get(beside(event.step.id, DRAWN))
    if isinstance(drawn, str) and drawn != value:
        context.note = Text(SEARCH.source, {"unit": drawn})
    if hold is not None and not occasion.flow.silent:
        context.note = Text(ON_HOLD.source, _filled(context, hold))


def _filled(context: Context, hold: Hold) -> dict[str, object]:
    at = context.wording.moment(hold.at, hold.zone, context.lang)
    return {"unit": hold.unit, "at": at, "by": hold.by, "record": hold.record}


def finished(context: Context, occasion: Occasion, event: Finished) -> None:
    """An inspection that ends with a hold puts its units on hold."""
    kept = occasion.kept
    about = tuple(map(without_state, units(occasion.flow, occasion.run))) if occasion.flow.ways.counts_findings else ()
    if len(about) > 1:
        context.tx.units.besides(kept.organisation_id, about[1:], kept.id)
    if about and event.verdict.outcome.id.startswith(HOLDS) and kept.finished_at:
        context.tx.units.hold(kept.organisation_id, about, kept.id, kept.finished_at)


def typed(context: Context, rest: str) -> None:
    """`/unit TR11`: its history."""
    numbers = numbers_in(rest)
    if not numbers:
        _say(context, WHICH, (), (context.command(Text("/unit"), "…"),))
    elif not any(show(context, unit) for unit in numbers):
        found = _alike(context, numbers)
        _say(context, WHICH if found else Text(UNKNOWN.source, {"unit": numbers[0]}), found)


def _alike(context: Context, ends: Sequence[str]) -> tuple[Button, ...]:
    """Units whose number ends like this."""
    of = context.who.organisation_id
    alike = [one for end in ends if len(end) > 2 for one in context.tx.units.like(of, end, SEVERAL)]
    return tuple(button(one, ShowUnit(one)) for one in [*dict.fromkeys(alike)][:SEVERAL])


def _say(context: Context, said: Text, options: tuple[Button, ...], lines: tuple[Line, ...] = ()) -> None:
    text = context.say(said)
    message = Message(text=text, lines=lines, options=options, controls=(context.menu_button(),), fallback=text)
    context.show("unit", message, edit=False)


def pressed(context: Context, press: ShowUnit) -> None:
    if not show(context, press.unit):
        _say(context, Text(UNKNOWN.source, {"unit": press.unit}), ())


def show(context: Context, unit: str, *, edit: bool = False) -> bool:
    """What is known of a unit on one card: its hold, its seals, its last inspections; False if nothing is."""
    of = context.who.organisation_id
    hold = context.tx.units.on_hold(of, unit)
    on_it = [one for one in context.tx.ledger.on_unit(of, unit) if not one.confidential]
    lately = context.tx.units.history(of, unit, LATELY)
    if not (hold or on_it or lately):
        return False
    title = context.say(Text("Unit {unit}", {"unit": unit}))
    message = Message(
        title=title,
        note=context.say(Text(ON_HOLD.source, _filled(context, hold))) if hold else "",
        lines=(
            *(seals.line(context, event, numbered=True) for event in on_it),
            *(_freed(context, unit) if hold is None else ()),
            *(_line(context, one) for one in lately),
            *(_points(context, lately[0]) if lately else ()),
        ),
        options=tuple(_records(context, lately)),
        columns=2,
        controls=(*_ways(context, hold, [one.number for one in on_it]), context.menu_button()),
        fallback=title,
    )
    context.show("unit", message, edit=edit)
    return True


def _records(context: Context, lately: Sequence[Inspected]) -> Iterator[Button]:
    """The way to each that whoever is speaking may read."""
    for one in lately:
        ways = context.library.by_digest(context.tx, one.digest).ways
        if one.record and opens(context.who, one.site_id, ways):
            yield button(one.record, ShowRecord(one.run_id))


def _ways(context: Context, hold: Hold | None, numbers: list[str]) -> list[Button]:
    made = [button(context.say(Text("Seal {number}", {"number": one})), ShowSeal(one)) for one in numbers[:2]]
    if hold and context.policy.releases(context.who.role):
        made.insert(0, button(context.say(RELEASE), ReleaseUnit(hold.run_id, hold.unit)))
    return made


def _freed(context: Context, unit: str) -> list[Line]:
    """Who released it last."""
    freed = context.tx.units.released(context.who.organisation_id, unit)
    if freed is None:
        return []
    when = context.wording.moment(freed[1], context.who.zone, context.lang)
    return [Line(context.say(Text("Released")), f"{freed[0]} · {when}", "good")]


def _line(context: Context, one: Inspected) -> Line:
    """A finished inspection: what, when, who, and how it ended."""
    flow = context.library.by_digest(context.tx, one.digest)
    held = one.outcome.startswith(HOLDS)
    ended = context.say(Text("On hold")) if held else ""
    count = context.say(Text("Findings: {count}", {"count": len(one.findings)})) if one.findings else ""
    when = context.wording.moment(one.finished_at, one.zone, context.lang)
    parts = (ended, count, one.by, one.site, when, one.record)
    return Line(context.say(Text(flow.title)), " · ".join(filter(None, parts)), "finding" if held else "point")


def _points(context: Context, newest: Inspected) -> list[Line]:
    """What the newest inspection has found."""
    flow = context.library.by_digest(context.tx, newest.digest)
    called = {step.id: step.called for step in flow.questions}
    labels = [_label(called, step) for step in newest.findings]
    return [Line(context.say(label), "", "finding") for label in labels[:POINTS] if label]


def _label(called: Mapping[str, str], step: str) -> Text | None:
    """What a question is called in lists; of one in a repeat, with its round."""
    if step in called:
        return Text(called[step])
    _, round, inner = (*step.split(".", 2), "", "")[:3]
    return Text(called[inner], {"n": round}) if inner in called else None


def release(context: Context, press: ReleaseUnit) -> None:
    """Whoever may do it says so twice; of two at once, one has released it."""
    who = context.who
    hold = context.tx.units.held_by(who.organisation_id, press.run, press.unit)
    if not context.policy.releases(who.role):
        context.toast(Text("Only whoever releases units here can do that."))
    elif hold is None:
        context.toast(Text("It is not on hold anymore."))
    elif not press.sure:
        _ask(context, hold)
    else:
        context.tx.units.release(who.organisation_id, hold.unit, hold.run_id, who.person_id, context.now)
        context.toast(Text("Released."))
        show(context, hold.unit, edit=True)


def _ask(context: Context, hold: Hold) -> None:
    asked = context.say(Text("Release unit {unit}? It is on record that you did.", {"unit": hold.unit}))
    sure = button(context.say(SURE), ReleaseUnit(hold.run_id, hold.unit, sure=True), "danger")
    back = button(context.say(Text("Back")), ShowUnit(hold.unit))
    context.show("unit", Message(text=asked, controls=(sure, back), fallback=asked), edit=True)


DUTY = Duty(
    words=(
        Word(
            "unit",
            Text("/unit"),
            Text("What is known of a container, trailer or tractor"),
            takes=lambda _context, rest: is_number(rest, MEANT),
        ),
    ),
    commands={"unit": typed},
    presses={ShowUnit: pressed, ReleaseUnit: release},
    events={Answered: named, Finished: finished},
)
