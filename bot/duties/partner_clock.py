"""Managers are reminded of what runs out: of a partner's evidence, of the days of their own programmes. Each reminder comes once."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.memberships import how_long
from bot.conversation.partner_clock import PARTNER, PROGRAMME, watch, watch_days, zone_of
from bot.conversation.partnering import LEADS, MARK
from bot.engine.talk import Text
from bot.figures.partners import stood
from bot.presses.buttons import button
from bot.presses.every import MenuPress
from bot.presses.partnering import OpenPartner, ShowProgrammes
from bot.programmes.calendar import Coming, coming, reminds


def partner_due(context: Context, subject: str) -> None:
    """Where it stands today is said, if that is to be said today; then the next day is waited for."""
    org, id = map(int, subject.split("/"))
    one, facts = context.tx.partners.get(org, id), context.library.programmes
    if one is None:
        return
    today = _today(context.now, zone_of(context.tx, org))
    found = stood(context.tx, facts, [one], today)[0].standing
    if found.by and found.proof and reminds(found.by, found.proof.remind, today):
        said = Text("{mark} {name}: {why}", {"mark": MARK[found.state], "name": one.name, "why": found.why})
        _tell(context, org, said, OpenPartner(one.id), Text("Open the partner"), f"partner/{id}/{today}")
    watch(context.tx, facts, org, id, context.now)


def days_due(context: Context, subject: str) -> None:
    """The days that are near."""
    org, facts = int(subject), context.library.programmes
    today = _today(context.now, zone_of(context.tx, org))
    for kept in context.tx.programmes.of(org):
        for one in coming(facts, kept.days, today):
            if one.left in (*one.returning.remind, -1):
                key = f"programme/{org}/{one.returning.id}/{today}"
                _tell(context, org, said_of(context, one), ShowProgrammes(), Text("Our programs"), key)
    watch_days(context.tx, facts, org, context.now)


def said_of(context: Context, one: Coming) -> Text:
    return how_long(one, context.library.programmes.programmes[one.returning.programme])


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _tell(context: Context, org: int, said: Text, press: MenuPress, label: Text, key: str) -> None:
    for who in context.tx.people.staff(org, LEADS):
        lang = context.reads(who)
        text = context.wording.say(said, lang)
        controls = (button(context.wording.say(label, lang), press),)
        message = Message(text=text, controls=controls, fallback=text)
        context.notify(who, "partner", message, key=f"{key}/{who.person_id}")


DUTY = Duty(timers={PARTNER: partner_due, PROGRAMME: days_due})
