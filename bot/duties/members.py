"""Members of a connected workspace are let in with a role, where their organisation has decided so; never one that manages.

Not who is only a guest there, or of another company; not who has left, and not whom somebody has declined.
"""

from __future__ import annotations

from bot.channels.channel import Heard, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import deciders, sites_of
from bot.conversation.duty import Duty
from bot.conversation.editions import wake
from bot.duties import petitions
from bot.engine.kinds.typed import clean, says_something
from bot.engine.talk import Text
from bot.policy import MEMBERS, policy
from bot.store import newcomers
from bot.store.organisations import KeptOrganisation


def let_in(context: Context, heard: Heard) -> bool:
    """Somebody we do not know, whom the platform vouches for. What they have said is heard then as everybody's is."""
    ours = petitions.served(context, heard.line) if heard.member else None
    role, site = _decided(context, ours) if ours else ("", 0)
    name = " ".join(clean(heard.name).split())[:80]
    if not ours or not role or not says_something(name):
        return False
    tx = context.tx
    new = newcomers.is_new(tx, heard.line, heard.channel, heard.account, heard.name, context.now)
    if not new or tx.petitions.declined(heard.line, heard.account):
        context.speaker = tx.people.who(heard.line, heard.account)  # they have just come, or have left
        return context.speaker is not None
    tx.petitions.open_of(heard.line, heard.account)  # whoever is just adding them is waited for
    lang = context.wording.language(heard.language)
    person = tx.people.join(ours.id, site, name, role, lang, context.now)
    taken = tx.people.take_account(person, heard.line, heard.channel, heard.account)
    assert taken, "it is new"
    tx.people.heard_from(heard.line, heard.account, heard.address, context.now)
    context.speaker = tx.people.who(heard.line, heard.account)
    petitions.settle(context, heard, None)
    wake(context, ours.id)
    _told(context)
    return True


def _decided(context: Context, ours: KeptOrganisation) -> tuple[str, int]:
    """Which role, and at which site; neither where nothing was decided."""
    holds, names = policy(ours.region, ours.settings, "{}"), sites_of(context, ours.id)
    chosen = int(holds.members_site or 0)
    site = chosen if chosen in names else next(iter(names)) if len(names) == 1 else 0
    return (holds.members, site) if site and holds.members in MEMBERS else ("", 0)


def _told(context: Context) -> None:
    """They read what they are here; and those who decide, that they have come."""
    new = context.who
    fill = {"organisation": new.organisation, "role": ROLE[new.role], "site": new.site}
    text = context.say(Text("Welcome to {organisation}. You are here as {role}, {site}.", fill))
    context.notify(new, "joined", Message(text=text, fallback=text), notice=False)
    for who in deciders(context, new.organisation_id):
        said = Text("{name} has joined as {role} at {site}, as a member of the workspace.", {**fill, "name": new.name})
        told = context.wording.say(said, context.reads(who))
        context.notify(who, "", Message(text=told, fallback=told))


DUTY = Duty(lets_in=let_in)
