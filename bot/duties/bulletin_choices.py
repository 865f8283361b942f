"""Which roles and sites a bulletin is for, and who may read it on: chosen before it is sent, by buttons."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Button, Message
from bot.conversation.bulletin_cards import HANDLING
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of, toggled
from bot.conversation.duty import Duty
from bot.conversation.paging import turning_of
from bot.duties import bulletins
from bot.engine.flow import ROLES
from bot.engine.talk import Text
from bot.presses.bulletins import ForRole, ForSite, HandleIt, ShowBulletin, WriteBulletin
from bot.presses.buttons import button
from bot.store.bulletins import KeptBulletin

CHOOSE = 20  # sites on a page


def for_role(context: Context, press: ForRole) -> None:
    """Roles are chosen and left out again; none is all of them."""
    one = bulletins.mine(context, press.bulletin)
    if one is None:
        return
    if press.role in ROLES:
        one = replace(one, roles=toggled(one.roles, press.role))
        context.tx.bulletins.change(one.id, roles=one.roles)
    named = ((role, context.say(ROLE[role]).capitalize()) for role in ROLES)
    options = [button(f"{'✓ ' if role in one.roles else ''}{name}", ForRole(one.id, role)) for role, name in named]
    _choose(context, one, Text("Which roles get it? None chosen is all of them."), options, ())


def for_site(context: Context, press: ForSite) -> None:
    one = bulletins.mine(context, press.bulletin)
    if one is None:
        return
    names = sites_of(context, context.who.organisation_id)
    if press.site in names:
        one = replace(one, sites=toggled(one.sites, press.site))
        context.tx.bulletins.change(one.id, sites=one.sites)
    pages = max(-(-len(names) // CHOOSE), 1)
    page = min(press.page, pages - 1)
    some = list(names.items())[page * CHOOSE : (page + 1) * CHOOSE]
    options = [button(f"{'✓ ' if id in one.sites else ''}{name}"[:75], ForSite(one.id, page, id)) for id, name in some]
    turned = turning_of(page, pages, lambda to: ForSite(one.id, to))
    _choose(context, one, Text("Which sites get it? None chosen is all of them."), options, turned)


def handle(context: Context, press: HandleIt) -> None:
    one = bulletins.mine(context, press.bulletin)
    if one is None:
        return
    if press.how in HANDLING:
        context.tx.bulletins.change(one.id, handling=press.how)
        bulletins.look_at(context, one.id)
        return
    options = [button(context.say(said), HandleIt(one.id, how)) for how, said in HANDLING.items()]
    options.append(button(context.say(Text("Other words")), WriteBulletin(one.id, "handling")))
    _choose(context, one, Text("Who may read it on?"), options, ())


def _choose(
    context: Context, one: KeptBulletin, asked: Text, options: list[Button], turned: tuple[Button, ...]
) -> None:
    said = context.say(asked)
    back = button(context.say(Text("Done")), ShowBulletin(one.id), "primary")
    message = Message(
        title=context.who.organisation, text=said, options=tuple(options), controls=(*turned, back), fallback=said
    )
    context.show("menu", message, edit=True, back=False)


DUTY = Duty(presses={ForRole: for_role, ForSite: for_site, HandleIt: handle})
