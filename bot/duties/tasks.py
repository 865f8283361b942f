"""What is to be done: mine, then my site's, what is overdue first; and every morning a reminder of what is due.

Nobody reads two reminders of one action on one day; whoever has several reads them in one letter.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Group, Message
from bot.conversation.action_card import LABEL, announce, opening, ring
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.owners import checkers, holders, managers, owner
from bot.conversation.pen import cut
from bot.conversation.reminding import TIMER, morning
from bot.conversation.to_do import at_site, own, to_sign
from bot.conversation.vocabulary import Word
from bot.duties import doing, menu
from bot.engine.talk import Text
from bot.presses.acting import ShowTasks
from bot.presses.buttons import button
from bot.presses.signing import ShowSignOff
from bot.store.actions import DONE, KeptAction
from bot.store.people import Who

MOST = 10  # of a list; the rest is a number
TASKS = Text("My tasks")
DAY = timedelta(days=1)


def tasks(context: Context, press: ShowTasks) -> None:
    show(context, edit=not press.at_home)


def show(context: Context, *, edit: bool = False) -> None:
    groups = (
        *(one for one in (menu.open_ones(context, MOST),) if one),
        *_to_sign(context),
        *_group(context, Text("My own"), own(context)),
        *_group(context, Text("At {site}", {"site": context.who.site}), at_site(context)),
    )
    heading = context.say(TASKS)
    message = Message(
        title=heading,
        text="" if groups else context.say(Text("You're all caught up.")),
        groups=groups,
        columns=1,
        controls=(context.menu_button(),),
        fallback=heading,
    )
    context.show("menu", message, edit=edit)


def _to_sign(context: Context) -> tuple[Group, ...]:
    buttons = tuple(
        button(cut(f"{kept.number} · {context.say(Text(context.run_of(kept)[0].title))}", LABEL), ShowSignOff(kept.id))
        for kept in to_sign(context)
    )
    return (Group(context.say(Text("To be signed off")), buttons),) if buttons else ()


def _group(context: Context, heading: Text, some: list[KeptAction]) -> tuple[Group, ...]:
    if not some:
        return ()
    more = len(some) - MOST
    text = context.say(Text("and {count} more", {"count": more})) if more > 0 else ""
    return (Group(context.say(heading), tuple(opening(context, one, context.lang) for one in some[:MOST]), text),)


def remind(context: Context, subject: str) -> None:
    """A morning at a site: who has to do something today or tomorrow, or should have done it, and who waits for a check."""
    site_id = int(subject)
    zone = context.tx.people.place(site_id).zone
    today = context.now.astimezone(ZoneInfo(zone)).date()
    there = context.tx.actions.open_at([site_id])
    if there:
        context.tx.timers.set(TIMER, morning(context.now, zone), subject)
    for_whom: dict[int, list[KeptAction]] = defaultdict(list)
    people: dict[int, Who] = {}
    for one in there:
        if one.reminded == today or one.due > today + DAY:
            continue
        if one.due < today:
            announce(context, one, told=True)
        for who in _whom(context, one, today):
            people[who.person_id] = who
            for_whom[who.person_id].append(one)
        context.tx.actions.change(one.id, reminded=today)
    for person_id, some in for_whom.items():
        _remind(context, people[person_id], some, today)


def _whom(context: Context, action: KeptAction, today: date) -> list[Who]:
    """Its owner; once it is overdue the manager as well; of what is done who is to check it."""
    if action.owner_id and owner(context, action) is None and action.state != DONE:
        doing.orphaned(context, action)
        return []
    late = managers(context, action) if action.due < today else []
    if action.state == DONE:
        return checkers(context, action)
    quiet = action.quiet_until is not None and today <= action.quiet_until
    named = {who.person_id: who for who in (*(() if quiet else holders(context, action)), *late)}
    return [who for id, who in named.items() if not (quiet and id == action.owner_id)]


def _remind(context: Context, who: Who, some: list[KeptAction], today: date) -> None:
    if len(some) == 1:
        ring(context, some[0], [who], _said(some[0], today))
        return
    lang = context.reads(who)
    heading = context.wording.say(Text("To be done: {count}", {"count": len(some)}), lang)
    message = Message(
        title=heading,
        options=tuple(opening(context, one, lang) for one in some),
        columns=1,
        choose=context.wording.say(Text("Choose"), lang),
        fallback=heading,
    )
    context.notify(who, "tasks", message)


def _said(action: KeptAction, today: date) -> Text:
    if action.state == DONE:
        return Text("This is done and waits for your check.")
    if action.due < today:
        return Text("This is overdue since {day}.", {"day": action.due})
    return Text("This is due today.") if action.due == today else Text("This is due tomorrow.")


DUTY = Duty(
    words=(Word("todo", Text("/todo"), Text("What is to be done"), also=("tasks",)),),
    commands={"todo": lambda context, _: show(context)},
    presses={ShowTasks: tasks},
    timers={TIMER: remind},
)
