"""Corrective actions on their way: taken, given to somebody, more time, done with proof, checked by a second, sent back.

Each is locked while it changes: of two who press at once one has it, and the other reads who.
"""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Button, Message, albums
from bot.conversation.action_card import LABEL, action_of, all_files, drawn, ring, slot_of, spread, title
from bot.conversation.context import Context
from bot.conversation.duty import Duty, Undelivered
from bot.conversation.owners import can, managers, may_see, today_at
from bot.conversation.pen import cut
from bot.engine.flow import ROLES
from bot.engine.talk import Text
from bot.presses.acting import DoAction, GiveAction, OpenAction, Write, Writing
from bot.presses.buttons import button
from bot.store.actions import CLOSED, DONE, OPEN, TAKEN, KeptAction
from bot.store.leaving import LEFT

MORE = (1, 3, 7, 14)  # days that can be asked for
PEOPLE = 80  # to choose from; a keyboard of Telegram holds a hundred
NOTE = 2000  # characters
NOT_YOURS = Text("This corrective action is not open to you.")
OVER = Text("That has changed meanwhile. This is how it stands.")


def show(context: Context, press: OpenAction) -> None:
    """Its card, below everything."""
    action = seen(context, context.tx.actions.get(press.action))
    if action:
        context.show(slot_of(action.id), drawn(context, action, context.who), edit=False)


def seen(context: Context, action: KeptAction | None) -> KeptAction | None:
    """An action that whoever is speaking may see; says so if it is not."""
    if action and may_see(context, context.who, action):
        return action
    context.toast(NOT_YOURS)
    return None


def do(context: Context, press: DoAction) -> None:
    """What needs no words."""
    action = seen(context, context.tx.actions.lock(press.action))
    if action is None:
        return
    if press.what == "photos":
        _photos(context, action)
    elif not can(context, context.who, action, press.what):
        changed_meanwhile(context, action)
    elif press.what == "later":
        _until(context, action)
    else:
        DO[press.what](context, action)


def changed_meanwhile(context: Context, action: KeptAction) -> None:
    """Somebody was quicker: who, and how it stands."""
    has_it = action.state == TAKEN and action.owner_id != context.who.person_id
    context.toast(Text("{name} has it already.", {"name": action.owner}) if has_it else OVER)
    context.show(slot_of(action.id), drawn(context, action, context.who), edit=True)


def _take(context: Context, action: KeptAction) -> None:
    context.tx.actions.change(action.id, owner_id=context.who.person_id, state=TAKEN)
    tell(context, action, "taken")
    context.toast(Text("Got it: this is yours."))
    spread(context, action.id, pressed=True)


def _quiet(context: Context, action: KeptAction) -> None:
    until = today_at(context, action.site_id) + timedelta(days=1)
    context.tx.actions.change(action.id, quiet_until=until)
    context.toast(Text("You will not be reminded tomorrow."))


def _grant(context: Context, action: KeptAction) -> None:
    context.tx.actions.change(action.id, due=action.asked, asked=None, quiet_until=None)
    tell(context, action, "moved", day=action.asked)
    _answered(context, action, Text("You have more time."))


def _keep(context: Context, action: KeptAction) -> None:
    context.tx.actions.change(action.id, asked=None)
    tell(context, action, "kept")
    _answered(context, action, Text("The due date stays."))


def _check(context: Context, action: KeptAction) -> None:
    context.tx.actions.change(action.id, state=CLOSED, closed_at=context.now)
    tell(context, action, "checked")
    context.toast(Text("It is closed now."))
    spread(context, action.id, pressed=True)


DO = {"take": _take, "quiet": _quiet, "grant": _grant, "keep": _keep, "check": _check}


def tell(context: Context, action: KeptAction, what: str, **more: object) -> None:
    context.tx.actions.tell(action.id, what, context.who.person_id, context.said_at, **more)  # type: ignore[arg-type]


def _answered(context: Context, action: KeptAction, said: Text) -> None:
    """Whoever asked reads the answer in a letter of its own."""
    others = [one for one in (action.owner_id,) if one and one != context.who.person_id]
    after = spread(context, action.id, without=others, pressed=True)
    ring(context, after, context.tx.people.those(others), said)


def _photos(context: Context, action: KeptAction) -> None:
    for album in albums(all_files(context, action)):
        context.show("", Message(pictures=album), edit=False)


def _until(context: Context, action: KeptAction) -> None:
    """Until when is time asked for?"""
    first = max(action.due, today_at(context, action.site_id))
    options = tuple(
        button(context.say(Text("Until {day}", {"day": first + timedelta(days=n)})), Write(action.id, "time", n))
        for n in MORE
    )
    ask(context, action, Text("Until when?"), options)


def ask(
    context: Context, action: KeptAction, question: Text, options: tuple[Button, ...] = (), note: Text | None = None,
    back: Writing | OpenAction | None = None,
) -> None:  # fmt: skip
    """Below everything. What is typed is then for this, as long as `back` stands there."""
    message = Message(
        title=context.say(title(action)),
        note=context.say(note) if note else "",
        text=context.say(question),
        options=options,
        columns=1,
        controls=(button(context.say(Text("Never mind")), back or OpenAction(action.id)),),
        fallback=context.say(question),
    )
    context.show("menu", message, edit=False)


def noted(context: Context, action: KeptAction, *, more: bool) -> None:
    """It is kept. More files that come now belong to it, too."""
    text = context.say(Text("Noted: {number}.", {"number": action.number}))
    message = Message(
        text=text,
        options=(button(context.say(Text("Show it")), OpenAction(action.id)),),
        controls=(context.menu_button(),),
        fallback=text,
    )
    context.show("menu", message, edit=False)
    if more:
        waits = button("…", Writing(action.id, "files"))
        context.screen(Message(options=message.options, controls=(*message.controls, waits)))


def give(context: Context, press: GiveAction) -> None:
    action = seen(context, context.tx.actions.lock(press.action))
    if action is None:
        return
    if not can(context, context.who, action, "give"):
        changed_meanwhile(context, action)
        return
    people = sorted(context.tx.people.staff(action.organisation_id, ROLES, action.site_id), key=lambda who: who.name)
    chosen = next((who for who in people if who.person_id == press.person), None)
    if chosen is None:
        options = tuple(button(cut(w.name, LABEL), GiveAction(action.id, w.person_id)) for w in people[:PEOPLE])
        ask(context, action, Text("Who is to do it?"), options)
        return
    context.tx.actions.change(action.id, owner_id=chosen.person_id, state=TAKEN, quiet_until=None, asked=None)
    tell(context, action, "given", note=chosen.name)
    others = [chosen.person_id] if chosen.person_id != context.who.person_id else []
    after = spread(context, action.id, without=others)
    ring(context, after, context.tx.people.those(others), Text("{name} has given this to you.", {"name": context.who.name}))  # fmt: skip
    noted(context, action, more=False)


def left(context: Context, subject: str) -> None:
    """What somebody owned who has left goes to the manager."""
    for one in context.tx.actions.owned_by(int(subject)):
        orphaned(context, one)


def orphaned(context: Context, action: KeptAction) -> KeptAction:
    state = DONE if action.state == DONE else OPEN
    context.tx.actions.change(action.id, owner_id=None, role="manager", state=state, asked=None, quiet_until=None)
    context.tx.actions.tell(action.id, "left", None, context.now, note=action.owner)
    deciding = managers(context, action)
    after = spread(context, action.id, without=[who.person_id for who in deciding])
    ring(context, after, deciding, Text("{name} has left. Nobody has this now.", {"name": action.owner}))
    return after


def undelivered(context: Context, event: Undelivered) -> None:
    """Its owner did not get it: the manager has to know."""
    lost = event.letter
    id = action_of(lost.slot) if lost.notice and not lost.edit else None
    action = context.tx.actions.get(id) if id else None
    if action is None or not action.is_open or lost.person != action.owner_id:
        return
    said = Text("{name} could not be reached.", {"name": action.owner})
    ring(context, action, managers(context, action, without=[lost.person] if lost.person else []), said)


DUTY = Duty(
    presses={OpenAction: show, DoAction: do, GiveAction: give},
    timers={LEFT: left},
    undelivered=undelivered,
)
