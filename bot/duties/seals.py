"""The seal ledger: what the answers of a run make of seals goes into it at once, and `/seal` shows the chain of one.

At once, and not at the end of the run: the same number may be typed in another yard before that. An answer that is
corrected, or a run that is cancelled, takes its events back by later ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.channels.channel import Button, Line, Message, albums
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Cancelled, Duty
from bot.conversation.pictures import digests
from bot.conversation.reading import opens
from bot.conversation.record import picture_of
from bot.conversation.vocabulary import Word
from bot.engine.entries import entries
from bot.engine.events import MISSING, Answered, Finished
from bot.engine.kinds.codes import SEAL
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.listing import ShowRecord
from bot.presses.sealing import CALLED, DISPUTED, ShowSeal, ShowSealPhotos, ShowUnit, is_number, numbers_in
from bot.store.ledger import SealEvent

MOST = 12  # events on a card; the first and the newest of more
SEVERAL = 6  # numbers to choose from
RECORDS = 6  # that have a button, the newest
WHICH = Text("Which seal? Type the letters and digits stamped on it:")
UNKNOWN = Text("The seal ledger has no seal {number}.")
PHOTOS = Text("Photos")
IN_STOCK = Text("In the stock here")
GIVEN_OUT = Text("Issued and not used yet")


def answered(context: Context, occasion: Occasion, event: Answered) -> None:
    """The ledger follows the answers that concern it, and every correction."""
    steps = occasion.flow.ledgers
    if not steps or event is not next(one for one in occasion.events if isinstance(one, Answered)):
        return
    given = [one for one in occasion.events if isinstance(one, Answered)]
    if any(one.before is not MISSING or _concerns(occasion, one) for one in given):
        _bring_up(context, occasion)


def _concerns(occasion: Occasion, event: Answered) -> bool:
    asked = (step for step in occasion.run.asked(occasion.flow) if step.ledger)
    return any(step.id == event.step.id or (step.ledger and step.ledger.depends_on(event.step.id)) for step in asked)


def over(context: Context, occasion: Occasion, _event: Finished | Cancelled) -> None:
    """A run that is cancelled has done nothing to any seal."""
    if occasion.flow.ledgers:
        _bring_up(context, occasion)


def _bring_up(context: Context, occasion: Occasion) -> None:
    flow, run, kept = occasion.flow, occasion.run, occasion.kept
    wanted = () if kept.status == "cancelled" else entries(run.asked(flow), run.answers, run.findings(flow))
    context.tx.ledger.bring_up(kept, context.who, tuple(wanted), context.said_at)


def typed(context: Context, rest: str) -> None:
    """`/seal UL0012345`: its chain, or that of the seal whose number ends like this; without a number, what is in stock."""
    numbers = numbers_in(rest)
    known = [number for number in numbers if _chain(context, number)] or _alike(context, numbers)
    if not numbers:
        _stock(context)
    elif len(known) == 1 and known[0] in numbers:
        show(context, known[0])
    elif known:
        _say(context, WHICH, tuple(button(one, ShowSeal(one)) for one in known))
    else:
        _say(context, Text(UNKNOWN.source, {"number": numbers[0]}), ())


def _alike(context: Context, ends: Iterable[str]) -> list[str]:
    """The numbers with an end like this; none of which nothing may be shown."""
    of = context.who.organisation_id
    alike = [one for end in ends if len(end) > 2 for one in context.tx.ledger.like(of, end, SEVERAL)]
    return [one for one in dict.fromkeys(alike) if _chain(context, one)][:SEVERAL]


def _stock(context: Context) -> None:
    """What this site has, and which number is asked for."""
    books, who = context.tx.ledger, context.who
    counted = ((IN_STOCK, ("received", "counted")), (GIVEN_OUT, ("issued",)))
    there = [(label, books.in_hand(who.organisation_id, who.site_id, *events)) for label, events in counted]
    lines = tuple(Line(context.say(label), _row(numbers), "point") for label, numbers in there if numbers)
    _say(context, WHICH, (), (*lines, context.command(Text("/seal"), "…")))


def _row(numbers: tuple[str, ...]) -> str:
    """How many, from the first to the last."""
    return f"{len(numbers)} ({numbers[0]} – {numbers[-1]})" if len(numbers) > 1 else numbers[0]


def _say(context: Context, said: Text, options: tuple[Button, ...], lines: tuple[Line, ...] = ()) -> None:
    text = context.say(said)
    message = Message(text=text, lines=lines, options=options, controls=(context.menu_button(),), fallback=text)
    context.show("seal", message, edit=False)


def show(context: Context, number: str) -> None:
    """The chain of one seal on one card."""
    chain = _chain(context, number)
    if not chain:
        _say(context, Text(UNKNOWN.source, {"number": number}), ())
        return
    title = context.say(Text("Seal {number}", {"number": number}))
    left = chain[-1].unit
    controls = [button(context.say(Text("Unit {unit}", {"unit": left})), ShowUnit(left))] if left else []
    if any(event.photo and _files(context, event) for event in chain):
        controls.insert(0, button(context.say(PHOTOS), ShowSealPhotos(number)))
    message = Message(
        title=title,
        lines=tuple(line(context, event) for event in _some(chain)),
        options=tuple(_records(context, chain))[-RECORDS:],
        columns=2,
        controls=(*controls, context.menu_button()),
        fallback=title,
    )
    context.show("seal", message, edit=False)


def _records(context: Context, chain: Iterable[SealEvent]) -> Iterator[Button]:
    """The way to each record of the chain that whoever is speaking may read."""
    for one in {event.run_id: event for event in chain}.values():
        ways = context.library.by_digest(context.tx, one.digest).ways
        if one.record and opens(context.who, one.site_id, ways):
            yield button(one.record, ShowRecord(one.run_id))


def _chain(context: Context, number: str) -> tuple[SealEvent, ...]:
    """What may be shown of it."""
    events = context.tx.ledger.chain(context.who.organisation_id, number)
    return tuple(event for event in events if not event.confidential)


def _some(chain: tuple[SealEvent, ...]) -> Iterable[SealEvent]:
    return chain if len(chain) <= MOST else (chain[0], *chain[-MOST + 1 :])


def line(context: Context, event: SealEvent, *, numbered: bool = False) -> Line:
    """One event: what, where, when, who; of one that does not count, why."""
    what = context.say(CALLED[event.event])
    if event.disputed:
        reason = {"event": what, "reason": DISPUTED[event.disputed]}
        what = context.say(Text("{event} – not valid: {reason}", reason))
    label = f"{event.number}: {what}" if numbered else what
    when = context.wording.moment(event.at, event.zone, context.lang)
    whom = context.say(Text("to {whom}", {"whom": event.whom})) if event.whom else ""
    parts = (event.unit, whom, event.by, event.site, when, event.record)
    return Line(label, " · ".join(filter(None, parts)), "finding" if event.disputed else "point")


def photos(context: Context, press: ShowSealPhotos) -> None:
    """The photos of the chain, below everything, in its order."""
    chain = _chain(context, press.number)
    files = dict.fromkeys(digest for event in chain if event.photo for digest in _files(context, event))
    kept = context.tx.files.by_digest(list(files)) if files else {}
    pictures = [picture_of(digest, kept[digest][0], n) for n, digest in enumerate(files, start=1) if digest in kept]
    for album in albums(pictures):
        context.show("", Message(pictures=album), edit=False)
    if not pictures:
        context.toast(Text("There is no photo of it."))


def _files(context: Context, event: SealEvent) -> tuple[str, ...]:
    """The photo that the run has of this seal now."""
    answers: dict[str, Any] = context.tx.runs.answers(event.run_id)
    value = answers.get(event.photo)
    return digests(tuple(value) if isinstance(value, list) else value)


DUTY = Duty(
    words=(
        Word(
            "seal",
            Text("/seal"),
            Text("What happened to a seal"),
            takes=lambda _context, rest: is_number(rest, SEAL),
        ),
    ),
    commands={"seal": typed},
    presses={
        ShowSeal: lambda context, press: show(context, press.number),
        ShowSealPhotos: photos,
    },
    events={Answered: answered, Finished: over, Cancelled: over},
)
