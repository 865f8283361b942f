"""How long what is due is in time, chosen on the card of what is planned."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.planned import PLANNERS, title_of
from bot.duties import planning
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.scheduling import InTime, ShowPlan
from bot.store.schedules import KeptSchedule

CHOICES = (15, 30, 60, 120, 240, 480, 720, 1440)  # minutes


def pressed(context: Context, press: InTime) -> None:
    """Nothing that is due already changes."""
    one = context.tx.schedules.lock(press.schedule)
    if one is None or not planning.ours(context, one) or context.who.role not in PLANNERS:
        context.toast(planning.NOT_YOURS)
    elif one.stopped_at:
        context.toast(planning.GONE)
    elif press.minutes not in CHOICES:
        _ask(context, one)
    else:
        context.tx.schedules.in_time(one.id, press.minutes)
        planning.show_one(context, replace(one, planned=replace(one.planned, grace=press.minutes)), Text("Changed."))


def _ask(context: Context, one: KeptSchedule) -> None:
    asked = context.say(Text("How much time is allowed?"))
    options = (button(context.say(said(minutes)), InTime(one.id, minutes)) for minutes in CHOICES)
    message = Message(
        title=context.say(title_of(context, one.planned.flow_id)),
        text=asked,
        options=tuple(options),
        choose=context.say(Text("Choose")),
        controls=(button(context.say(Text("Back")), ShowPlan(one.id)), context.menu_button()),
        fallback=asked,
    )
    context.show("menu", message, edit=True)


def said(minutes: int) -> Text:
    if minutes < 60:
        return Text("{count} min", {"count": minutes})
    return Text("{count} h", {"count": minutes // 60})


DUTY = Duty(presses={InTime: pressed})
