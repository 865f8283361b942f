"""The summary of a day, a week, a month or a year as a card: what needs a decision first, each with the way to it."""

from __future__ import annotations

from datetime import datetime

from bot.channels.channel import Button, Message
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.deciding import deciders, sites_of
from bot.conversation.duty import Duty
from bot.conversation.owners import leads, may_see
from bot.conversation.paging import turning_of
from bot.conversation.planned import WEEKLY
from bot.conversation.sites import MOST, Sites, meant, near, pressed_on
from bot.conversation.spoken import asked_for, asks, period_and_rest
from bot.conversation.summary_card import Drawn, message_of, numbers_of, turns
from bot.conversation.summary_rows import Reader
from bot.conversation.vocabulary import Word
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.figures.period import Period, month_of, period_named, week_of, year_of
from bot.figures.summary import Decision, Summary
from bot.figures.summing import summed
from bot.presses.acting import OpenAction
from bot.presses.buttons import button
from bot.presses.every import MenuPress, ShowSummary
from bot.presses.picturing import SendChart
from bot.presses.pieces import code_in
from bot.presses.sealing import ShowSeal, ShowUnit
from bot.presses.sheeting import SendWorkbook
from bot.presses.signing import ShowSignOff
from bot.presses.staffing import ShowPerson
from bot.presses.summarizing import ChooseSite, OpenNotice, OrderSummary, ShowNumbers, ShowOrder, ShowSending
from bot.store.people import Who
from bot.store.question import Question

READERS = ("manager", "auditor", "admin")
FOR_MANAGERS = Text("The weekly summary is for managers.")
HOUR = "07:00"  # at which it comes, until another is chosen
NARROW = "\u202f"  # the space in 7:00 AM
CHOOSE = 10  # sites on a page
FEW = 3  # words behind the command that are meant for it, whatever they say


def typed(context: Context, words: str) -> None:
    """`/summary 2026-11 Laredo yard`, for those who may read it: this week and everywhere, if nothing else is said."""
    period, rest, names = _read(context, words)
    at = meant(rest, names)
    if at is None and (whole := meant(words, names)):
        period, at = None, whole  # a site can be called after a month
    if context.who.role not in READERS:
        answer(context, FOR_MANAGERS)
    elif at is not None:
        show(context, period or week_of(context.today), at, edit=False)
    elif alike := near(rest, names) or (list(names.values())[:MOST] if period and not rest.isdecimal() else []):
        choice = {"name": rest, "sites": ", ".join(alike)}
        answer(context, Text("There is no site called {name}. There is: {sites}", choice))
    else:
        answer(context, Text("Type a week, a month or a year like this: {examples}", {"examples": _examples(context)}))


def _read(context: Context, words: str) -> tuple[Period | None, str, dict[int, str]]:
    """The period that is meant, what is left for the name of a site, and the names there are."""
    return *period_and_rest(asked_for(words), context.today), sites_of(context, context.who.organisation_id)


def pressed(context: Context, press: ShowSummary) -> None:
    """A period that was pressed takes the place of the other."""
    found = meant_by(context, press.period, press.site)
    if found is None:
        typed(context, press.period)
    else:
        show(context, *found, edit=bool(press.period))


def meant_by(context: Context, period: str, site: int) -> tuple[Period, Sites] | None:
    """The period and the sites of a button, for those who may read it."""
    named = period_named(period) if period else week_of(context.today)
    at = pressed_on(context, site)
    return None if context.who.role not in READERS or named is None or at is None else (named, at)


def answer(context: Context, said: Text) -> None:
    text = context.say(said)
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)


def _examples(context: Context) -> str:
    return ", ".join(of(context.today).name for of in (week_of, month_of, year_of))


def asked_by(context: Context, period: Period, at: Sites) -> Asked:
    return Asked(period, context.who.zone, context.who.organisation_id, at.ids, context.today)


def show(context: Context, period: Period, at: Sites, *, edit: bool) -> None:
    """Counted beside the writers: a year takes longer than any turn may."""
    asked = asked_by(context, period, at)
    made = counted(context, asked).discreet(context.who.person_id)
    controls = (*turns(made, at.press, later=period.after <= context.today), *_ways(context, period, at))
    context.show("summary", card_for(context, context.who, made, at, controls), edit=edit)


def counted(context: Context, asked: Asked) -> Summary:
    return read_before(context.known, asked, Question(summed, context.library, (asked,)))


def card_for(context: Context, who: Who, made: Summary, at: Sites, controls: tuple[Button, ...]) -> Message:
    """As somebody reads it, with the way to what waits for them."""
    opening = tuple(opens(context, who, one) for one in made.decisions.first)
    drawn = Drawn(reader_of(context, who), at.name, at.press, opening, controls, short=True)
    return message_of(made, drawn)


def numbers(context: Context, press: ShowNumbers) -> None:
    """All numbers, in the place of the card."""
    found = meant_by(context, press.period, press.site)
    if found is None:
        typed(context, press.period)
        return
    made = counted(context, asked_by(context, *found)).discreet(context.who.person_id)
    controls = (_back(context, press.period, press.site), context.menu_button())
    drawn = Drawn(reader_of(context, context.who), found[1].name, press.site, controls=controls)
    context.show("summary", numbers_of(made, drawn), edit=True)


def sending(context: Context, press: ShowSending) -> None:
    """As a picture, as a spreadsheet, or every week."""
    found = meant_by(context, press.period, press.site)
    if found is None:
        typed(context, press.period)
        return
    period, at = found
    as_file = (
        button(context.say(Text("Send as a picture")), SendChart(period.name, at.press)),
        button(context.say(Text("Send as a spreadsheet")), SendWorkbook(period.name, at.press)),
    )
    title = ", ".join(filter(None, (context.say(Text("Send the summary")), period.name, at.name)))
    message = Message(
        title=title,
        options=(*(as_file if len(at.ids) < 2 else ()), _order(context, at)),
        columns=1,
        controls=(_back(context, press.period, press.site), context.menu_button()),
        fallback=title,
    )
    context.show("summary", message, edit=True)


def _back(context: Context, period: str, site: int) -> Button:
    return button(context.say(Text("Back to the summary")), ShowSummary(period, site))


def reader_of(context: Context, who: Who) -> Reader:
    return Reader(context.wording, context.reads(who), who.zone, context.now)


def opens(context: Context, who: Who, one: Decision) -> MenuPress | None:
    """What opens something that waits, if it is theirs to open."""
    match one.sort:
        case "incident" | "begun":
            return OpenNotice(one.id) if one.known_to is None or who.person_id in one.known_to else None
        case "hold":
            return ShowUnit(one.code) if code_in(one.code) else None
        case "seal":
            return ShowSeal(one.code) if code_in(one.code) else None
        case "action":
            action = context.tx.actions.get(one.id)
            return OpenAction(one.id) if action and may_see(context, who, action) else None
        case "signature":
            kept = context.tx.runs.get(one.id)
            mine = kept is not None and kept.person_id != who.person_id and leads(context, who, kept)
            return ShowSignOff(one.id) if mine else None
    deciding = {other.person_id for other in deciders(context, who.organisation_id)}
    return ShowPerson(one.id) if who.person_id in deciding and one.id != who.person_id else None


def _ways(context: Context, period: Period, at: Sites) -> tuple[Button, ...]:
    """To another site, if there is one; and to how it can be sent, now or by itself."""
    several = len(sites_of(context, context.who.organisation_id)) > 1
    label = context.say(Text("Another site") if at.ids else Text("One site"))
    site = (button(label, ChooseSite(period.name)),) if several else ()
    send = button(context.say(Text("Send …")), ShowSending(period.name, at.press))
    return (*site, send, context.menu_button())


def _order(context: Context, at: Sites) -> Button:
    order = context.tx.subscriptions.of(context.who.person_id)
    if order is None:
        said = Text("Send me this every Monday at {hour}", {"hour": hour_said(context, context.who, HOUR)})
        return button(context.say(said), OrderSummary(at.press if len(at.ids) == 1 else 0))
    fill = {"often": often(order.day), "hour": hour_said(context, context.who, order.at)}
    return button(context.say(Text("Comes to you: {often}, {hour}", fill)), ShowOrder())


def often(day: int) -> Text:
    """Every Monday, for 0."""
    return WEEKLY[day]


def hour_said(context: Context, who: Who, at: str) -> str:
    """07:00 as it is read there."""
    moment = datetime.combine(context.now.date(), datetime.strptime(at, "%H:%M").time(), context.now.tzinfo)  # noqa: DTZ007  an hour has no zone
    return context.wording.clock(moment, moment, "UTC", context.reads(who)).replace(NARROW, " ")


def choose_site(context: Context, press: ChooseSite) -> None:
    """Every site, a page at a time."""
    if context.who.role not in READERS or period_named(press.period) is None:
        typed(context, press.period)
        return
    names = sites_of(context, context.who.organisation_id)
    options = [button(name[:75], ShowSummary(press.period, id)) for id, name in names.items()]
    pages = -(-len(options) // CHOOSE)
    page = min(press.page, pages - 1)
    asked = context.say(Text("Which site?"))
    message = Message(
        title=asked,
        options=tuple(options[page * CHOOSE : (page + 1) * CHOOSE]),
        columns=1,
        controls=(
            *turning_of(page, pages, lambda to: ChooseSite(press.period, to)),
            button(context.say(Text("All sites")), ShowSummary(press.period)),
            context.menu_button(),
        ),
        fallback=asked,
    )
    context.show("summary", message, edit=True)


def _is_asked(context: Context, rest: str) -> bool:
    """Is it a period, a site, or both? Of a few words that are neither it is said how to ask."""
    if context.who.role in READERS and len(rest.split()) <= FEW:
        return True
    _, left, names = _read(context, rest)
    return meant(left, names) is not None or meant(rest, names) is not None


def _is_meant(context: Context, typed: str) -> bool:
    """A period, a site or both, or a question how it goes, from whoever reads the summary."""
    if context.who.role not in READERS:
        return False
    if not asked_for(typed):
        return asks(typed)
    _, left, names = _read(context, typed)
    return meant(left, names) is not None


DUTY = Duty(
    words=(
        Word(
            "summary",
            Text("/summary"),
            Text("The summary of a week, month or year, for managers"),
            roles=READERS,
            takes=_is_asked,
            alone=_is_meant,
        ),
    ),
    commands={"summary": typed},
    presses={ShowSummary: pressed, ShowNumbers: numbers, ShowSending: sending, ChooseSite: choose_site},
)
