"""`/programmes`: which programmes an organisation belongs to, its type of company, status, tier and dates. For managers.

The type of company decides which criteria are shown and counted, and whether there is a tier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.channels.channel import Button, Line, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.memberships import STATUSES, Belonging, memberships
from bot.conversation.partner_asking import day_in, leads, show_asked
from bot.conversation.partner_clock import watch_days
from bot.conversation.partnering import LEADS, READERS
from bot.conversation.vocabulary import Word
from bot.engine.talk import Refused, Said, Text, Typed
from bot.policy import changed
from bot.presses.buttons import among, button
from bot.presses.partnering import AwaitDay, SetEntity, SetProgramme, ShowPartners, ShowProgrammes
from bot.programmes.facts import Programme
from bot.store.programmes import KeptMembership

NOT_YOURS = Text("Only managers see the programs.")
TITLE = Text("Our programs")
STATUS, TIER, END = "status", "tier", "end"
TIERS = ("1", "2", "3")


def typed(context: Context, _rest: str) -> None:
    if context.who.role in READERS:
        show(context, edit=False)
        return
    text = context.say(NOT_YOURS)
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)


def pressed(context: Context, press: ShowProgrammes) -> None:
    if context.who.role in READERS:
        show(context, edit=not press.at_home)
    else:
        context.toast(NOT_YOURS)


def show(context: Context, note: Text | None = None, *, edit: bool) -> None:
    """Each membership with its dates, the next first."""
    say, mine = context.say, memberships(context.tx, context.library, context.who.organisation_id, context.today)
    lines = [line for one in mine for line in _lines(context, one)]
    title = say(TITLE)
    message = Message(
        title=title,
        note=say(note) if note else "",
        text="" if lines else say(Text("No program is entered yet.")),
        lines=(entity_said(context), *lines),
        options=tuple(choices(context)) if context.who.role in LEADS else (),
        choose=say(Text("Enter or change")),
        controls=(button(say(Text("Partners")), ShowPartners()), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def entity_said(context: Context) -> Line:
    name = context.library.criteria.entities.get(context.policy.entity, "")
    return Line(context.say(Text("Type of company")), context.say(Text(name) if name else Text("not said yet")))


def _lines(context: Context, one: Belonging) -> Iterator[Line]:
    say = context.say
    tier = say(Text("Tier {tier}", {"tier": str(one.kept.tier)})) if one.tiered else ""
    yield Line(say(Text(one.programme.name)), ", ".join(filter(None, (say(one.status), tier))))
    for day in one.dates:
        yield Line("", f"{'🟡 ' if day.coming.near else ''}{say(day.said)}")


def choices(context: Context) -> Iterator[Button]:
    yield button(context.say(Text("Type of company")), SetEntity())
    for one in context.library.programmes.programmes.values():
        yield button(context.say(Text(one.name)), SetProgramme(one.id))


def entity(context: Context, press: SetEntity) -> None:
    """One of the types of the criteria."""
    if not leads(context):
        return
    known = context.library.criteria.entities
    if press.entity not in known:
        options = tuple(button(context.say(Text(name))[:75], SetEntity(id)) for id, name in known.items())
        _ask(context, Text("Which type of company are you, as CTPAT has it?"), options)
        return
    held = context.tx.organisations.get(context.who.organisation_id)
    assert held, "somebody of it is speaking"
    settings = changed(held.settings, {"entity": press.entity})
    context.tx.organisations.change(held.id, settings=settings)
    context.speaker = replace(context.who, decided=settings)
    show(context, Text("Kept. From now on only the criteria that apply to you are shown and counted."), edit=True)


def _ask(context: Context, question: Text, options: tuple[Button, ...]) -> None:
    text = context.say(question)
    controls = (button(context.say(TITLE), ShowProgrammes()), context.menu_button())
    message = Message(
        text=text, options=options, columns=1, choose=context.say(Text("Choose")), controls=controls, fallback=text
    )
    context.show("menu", message, edit=True)


def change(context: Context, press: SetProgramme) -> None:
    """A programme: status, tier, dates; each is asked while nothing is chosen."""
    programme = context.library.programmes.programmes.get(press.programme)
    if not leads(context) or programme is None:
        return
    kept = _kept(context, programme)
    dates = {one.id for one in context.library.programmes.dates_of(programme.id)}
    if press.what == STATUS and press.value in programme.statuses:
        _keep(context, replace(kept, status=press.value))
        _one(context, programme)
    elif press.what == TIER and press.value in TIERS and _tiered(context, programme):
        _keep(context, replace(kept, tier=int(press.value)))
        _one(context, programme)
    elif press.what == END:
        context.tx.programmes.end(context.who.organisation_id, programme.id)
        watch_days(context.tx, context.library.programmes, context.who.organisation_id, context.now)
        show(context, Text("Taken off."), edit=True)
    elif press.what in dates:
        _ask_day(context, programme, press.what)
    else:
        _one(context, programme)


def _kept(context: Context, programme: Programme) -> KeptMembership:
    there = context.tx.programmes.one(context.who.organisation_id, programme.id)
    return there or KeptMembership(0, context.who.organisation_id, programme.id, programme.statuses[0], 0, {})


def _tiered(context: Context, programme: Programme) -> bool:
    return context.library.programmes.tiered(programme.id, context.policy.entity)


def _keep(context: Context, one: KeptMembership) -> None:
    context.tx.programmes.keep(one, context.who.person_id, context.now)
    watch_days(context.tx, context.library.programmes, one.organisation_id, context.now)


def _one(context: Context, programme: Programme, note: Text | None = None, *, edit: bool = True) -> None:
    """One programme, with all that can be said of it."""
    mine = memberships(context.tx, context.library, context.who.organisation_id, context.today)
    say, there = context.say, context.tx.programmes.one(context.who.organisation_id, programme.id)
    statuses = (
        button(say(STATUSES[one]).capitalize(), SetProgramme(programme.id, STATUS, one)) for one in programme.statuses
    )
    tiers = TIERS if there and _tiered(context, programme) else ()
    numbered = (button(say(Text("Tier {tier}", {"tier": one})), SetProgramme(programme.id, TIER, one)) for one in tiers)
    dates = context.library.programmes.dates_of(programme.id) if there else ()
    dated = (button(say(Text(one.name)), SetProgramme(programme.id, one.id)) for one in dates)
    off = (button(say(Text("Take it off")), SetProgramme(programme.id, END), "bad"),) if there else ()
    message = Message(
        title=say(Text(programme.name)),
        note=say(note) if note else "",
        text=say(Text("Choose the status; then enter the dates.")),
        lines=tuple(line for one in mine if one.programme.id == programme.id for line in _lines(context, one)),
        options=(*statuses, *numbered, *dated),
        choose=say(Text("Choose")),
        controls=(*off, button(say(TITLE), ShowProgrammes()), context.menu_button()),
        fallback=say(Text(programme.name)),
    )
    context.show("menu", message, edit=edit)


def _ask_day(context: Context, programme: Programme, what: str, note: Text | None = None) -> None:
    fill = {"what": Text(context.library.programmes.dates[what].name)}
    show_asked(context, AwaitDay(0, programme.id, what), Text("{what}: on which day is it next?", fill), note)


def never_mind(context: Context, press: AwaitDay) -> None:
    programme = context.library.programmes.programmes.get(press.programme)
    if leads(context) and programme:
        _one(context, programme, edit=False)


def written(context: Context, words: str) -> bool:
    """Words that mean nothing else are the day that was asked for."""
    return hears(context, Typed(words))


def hears(context: Context, said: Said | Refused) -> bool:
    awaited = among(context.buttons, AwaitDay)
    facts = context.library.programmes
    if awaited is None or context.who.role not in LEADS or awaited.what not in facts.dates:
        return False
    programme = facts.programmes[facts.dates[awaited.what].programme]
    day = Text("Please type it.") if isinstance(said, Refused) else day_in(said, context.today, future=True)
    if not isinstance(day, date):
        _ask_day(context, programme, awaited.what, day)
        return True
    kept = _kept(context, programme)
    _keep(context, replace(kept, days={**kept.days, awaited.what: day}))
    _one(context, programme, Text("Kept."), edit=False)
    return True


DUTY = Duty(
    words=(
        Word(
            "programmes",
            Text("/programs"),
            Text("Our programs and their dates"),
            also=("programmes",),
            roles=READERS,
            takes=lambda _context, rest: not rest,
        ),
    ),
    commands={"programmes": typed},
    presses={ShowProgrammes: pressed, SetEntity: entity, SetProgramme: change, AwaitDay: never_mind},
    hears=hears,
)
