"""What each number of a summary counts, page by page, and the card of an incident from there."""

from __future__ import annotations

from bot.channels.channel import Button, Group, Message
from bot.content.library import Library
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.mine import NOT_SENT, told_of
from bot.conversation.paging import turning_of
from bot.conversation.summary_card import PARTS as NUMBERS
from bot.conversation.summary_card import Drawn, decided
from bot.conversation.telling import drawn
from bot.duties import lists, summary, timeline
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.figures.asked import lists as lists_of
from bot.figures.details import PAGE, PARTS, Part, part
from bot.figures.period import Period
from bot.figures.summary import Decision, Incident
from bot.presses.buttons import button
from bot.presses.every import MenuPress, ShowSummary
from bot.presses.listing import ShowList
from bot.presses.summarizing import CHOSEN, OpenNotice, ShowNumbers, ShowPart
from bot.store.question import Question
from bot.store.reports import slot_of
from bot.store.transaction import Transaction

HEADINGS = {
    "decisions": Text("Needs a decision"),
    "incidents": Text("Incidents"),
    "due": Text("What was due"),
    "actions": Text("Corrective actions"),
    "training": Text("Training"),
    "findings": Text("Findings"),
    "seals": Text("Seals not accounted for"),
    "finished": Text("Finished"),
    "open": Text("Not finished"),
    "looks": Text("Worth a second look"),
    "sites": Text("Sites"),
    "weeks": Text("One after the other"),
    "changed": Text("Forms changed"),
    "undelivered": Text("Messages that could not be delivered"),
}


def show(context: Context, press: ShowPart) -> None:
    """A page of it, in the place of the summary."""
    found = summary.meant_by(context, press.period, press.site)
    if found is None or press.what not in PARTS:
        summary.typed(context, press.period if found else "")
        return
    period, at = found
    asked = summary.asked_by(context, period, at)
    reading = Question(read_part, context.library, (asked, press.what, press.page))
    found_there, listed = read_before(context.known, (asked, press.what, press.page), reading)
    read = found_there.discreet(context.who.person_id)
    heading = context.say(HEADINGS[press.what])
    title = ", ".join(filter(None, (heading, period.name, at.name)))
    pages = -(-read.count // PAGE)
    turned = turning_of(read.after // PAGE, pages, lambda to: ShowPart(press.what, period.name, press.site, to))
    message = Message(
        title=title,
        text="" if read.rows else context.say(Text("There is nothing here.")),
        groups=(_group(context, read),) if read.rows else (),
        choose=context.say(Text("Choose")),
        controls=(
            *turned,
            *(_one_by_one(context, press, period, listed) if read.rows else ()),
            *_back(context, press, period),
            context.menu_button(),
        ),
        fallback=title,
    )
    context.show("summary", message, edit=True)


def _back(context: Context, press: ShowPart, period: Period) -> tuple[Button, ...]:
    """To the summary, and to where the button of a number was."""
    back = button(context.say(Text("Back to the summary")), ShowSummary(period.name, press.site))
    if press.what == "decisions":
        return (back,)
    return button(context.say(Text("All numbers")), ShowNumbers(period.name, press.site)), back


def read_part(tx: Transaction, library: Library, asked: Asked, what: str, page: int) -> tuple[Part, tuple[str, ...]]:
    """A page, and the lists of records behind it that have any."""
    made = lists_of(asked)
    _, names = NUMBERS.get(what, ("", ()))
    some = (name for name in names if name in lists.TITLES and name in made and made[name].count(tx))
    return part(tx, library, asked, what, page), tuple(some)


def _one_by_one(context: Context, press: ShowPart, period: Period, names: tuple[str, ...]) -> tuple[Button, ...]:
    """To the records themselves, each of which can be opened."""
    names = names if press.site != CHOSEN else ()
    labels = (Text("One by one"),) if len(names) == 1 else tuple(lists.TITLES[name] for name in names)
    pairs = zip(names, labels, strict=True)
    return tuple(button(context.say(label), ShowList(name, period.name, press.site)) for name, label in pairs)


def _group(context: Context, read: Part) -> Group:
    reader = summary.reader_of(context, context.who)
    some = tuple(row for row in read.rows if isinstance(row, Decision))
    if some:
        opening = tuple(summary.opens(context, context.who, one) for one in some)
        return decided("", some, Drawn(reader, opens=opening), read.after)
    lines = [f"{n}. {reader.row(row)}" for n, row in enumerate(read.rows, read.after + 1)]
    buttons = (
        button(f"{n}. {row.number or context.say(Text('Open'))}", press, "primary")
        for n, row in enumerate(read.rows, read.after + 1)
        if isinstance(row, Incident) and (press := _opens(context, row))
    )
    return Group("", tuple(buttons), "\n".join(lines))


def _opens(context: Context, one: Incident) -> MenuPress | None:
    known = one.known_to is None or context.who.person_id in one.known_to
    return OpenNotice(one.run_id) if known else None


def notice(context: Context, press: OpenNotice) -> None:
    """With its buttons for those who were told; what happened to it for others who may read that."""
    kept = context.tx.runs.get(press.run)
    record = told_of(context, kept) if kept and kept.organisation_id == context.who.organisation_id else None
    if record is not None:
        context.show(slot_of(record.kept.id), drawn(context, record, context.who), edit=False)
        return
    read = timeline.theirs(context, kept)
    if read is None:
        context.toast(NOT_SENT)
    else:
        timeline.show_record(context, read)


DUTY = Duty(presses={ShowPart: show, OpenNotice: notice})
