"""A code to pass on, made by those who may add people: for which role, in which language, at which site."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Message, Picture
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import DECIDERS, by_role, by_site, decides, site_meant, sites_of
from bot.conversation.duty import Duty
from bot.conversation.vocabulary import Word
from bot.duties import joining, petitions
from bot.engine.flow import ROLES
from bot.engine.talk import Text
from bot.presses.admitting import Invite
from bot.presses.buttons import button
from bot.store import qr
from bot.store.invitations import DAYS, Invited

TITLE = Text("Invite somebody")


def invite(context: Context, press: Invite) -> None:
    """One tap after the other, and then the code."""
    if not decides(context):
        context.toast(petitions.NOT_YOURS)
        return
    names = sites_of(context, context.who.organisation_id)
    site = site_meant(press, names)
    asked = replace(press, at_home=False)
    if press.role not in ROLES:
        _choose(context, press, Text("What will they do here?"), by_role(context, asked))
    elif press.lang not in context.wording.languages:
        _choose(context, press, Text("Which language do they read?"), _languages(context, asked))
    elif not site:
        _choose(context, press, Text("At which site?"), by_site(asked, names))
    else:
        _made(context, press, site, names[site])


def _languages(context: Context, asked: Invite) -> tuple[Button, ...]:
    wording = context.wording
    return tuple(button(wording.name(lang), replace(asked, lang=lang)) for lang in wording.languages)


def _choose(context: Context, press: Invite, question: Text, options: tuple[Button, ...]) -> None:
    message = Message(
        title=context.say(TITLE),
        text=context.say(question),
        options=options,
        controls=(context.menu_button(),),
        choose=context.say(Text("Choose")),
        fallback=context.say(question),
    )
    context.show("menu", message, edit=not press.at_home)


def _made(context: Context, press: Invite, site: int, name: str) -> None:
    who = context.who
    invited = Invited(who.organisation_id, site, press.role, press.lang, made_by=who.person_id)
    code = context.tx.invitations.make(invited, context.now)
    title = context.say(Text("Invitation: {role}, {site}", {"role": ROLE[press.role], "site": name}))
    until: datetime = (context.now + DAYS).astimezone(ZoneInfo(who.zone))
    message = Message(
        title=title,
        lead=(context.say(Text("Pass this on to one person. It works once, until {until}.", {"until": until})),),
        text=context.wording.say(_words(context), context.wording.regional(press.lang, who.region)),
        lines=joining.ways(context, code, press.lang, context.tx.lines.ways_in(who.organisation_id)),
        controls=(context.menu_button(),),
        fallback=title,
    )
    context.show("menu", message, edit=not press.at_home)
    for link in [one.value for one in message.lines if one.mark == "link"][:1]:
        picture = Picture(qr.named(link), qr.MIME, "invitation.png")
        context.show("", Message(pictures=(picture,)), edit=False)


def _words(context: Context) -> Text:
    """What is passed on, for whoever is invited to read."""
    return Text(
        "{organisation} invites you to Sello. Open the link, or write the words to Sello in that app:",
        {"organisation": context.who.organisation},
    )


DUTY = Duty(
    words=(Word("invite", Text("/invite"), TITLE, roles=DECIDERS, anywhere=True),),
    commands={"invite": lambda context, _: invite(context, Invite(at_home=True))},
    presses={Invite: invite},
)
