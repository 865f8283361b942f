"""A stranger's request as a card for those who may add people: which role, at which site, for sure. The stranger hears it.

Organisations stay apart: a request is shown only where it is certain whose it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.channels.channel import Button, Heard, Line, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import by_role, by_site, deciders, decides, site_meant, sites_of
from bot.conversation.duty import Duty
from bot.conversation.editions import wake
from bot.duties import menu
from bot.engine.flow import ROLES
from bot.engine.kinds.typed import clean
from bot.engine.talk import Text
from bot.presses.admitting import Admit, Decline
from bot.presses.buttons import button
from bot.store.organisations import KeptOrganisation
from bot.store.people import Who
from bot.store.petitions import KeptPetition

DAY, MOST = timedelta(days=1), 20  # requests that an organisation is shown in a day: more is somebody playing
NOT_YOURS = Text("Only administrators can add people.")


def _slot(petition_id: int) -> str:
    return f"petition:{petition_id}"


def served(context: Context, line: int) -> KeptOrganisation | None:
    """The organisation that a line serves, where it is one: its own, or the only one there is."""
    every = context.tx.organisations.all()
    own = context.tx.petitions.served(line)
    return next((one for one in every if one.id == own), None) if own else every[0] if len(every) == 1 else None


def ask(context: Context, heard: Heard) -> bool:
    """Shows the request to those who decide, once for each stranger; False if nobody is shown it now."""
    ours = served(context, heard.line)
    deciding = deciders(context, ours.id) if ours else []
    if ours is None or not deciding or context.tx.petitions.lately(ours.id, context.now - DAY) >= MOST:
        return False
    name = " ".join(clean(heard.name).split())[:80] or f"{heard.channel} {heard.account}"
    made = context.tx.petitions.ask(
        ours.id, heard.line, heard.channel, heard.account, heard.address, name, heard.language, context.now
    )
    if made is None:
        return False
    for who in deciding:
        context.notify(who, _slot(made.id), _card(context, made, context.reads(who)))
    return True


def _card(context: Context, asked: KeptPetition, lang: str) -> Message:
    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    title = say(Text("{name} asks to be added.", {"name": asked.name}))
    return Message(
        title=title,
        text=say(Text("Add only somebody you know. Call them if you are not sure.")),
        lines=(Line(say(Text("Chat account")), f"{asked.channel} {asked.account}"),),
        options=(
            button(say(Text("Add")), Admit(asked.id), "good"),
            button(say(Text("Not now")), Decline(asked.id)),
        ),
        fallback=title,
    )


def admit(context: Context, press: Admit) -> None:
    """One tap after the other: the role, the site, and then for sure."""
    asked = _mine(context, press.petition)
    if asked is None:
        return
    names = sites_of(context, asked.organisation_id)
    site = site_meant(press, names)
    if press.role not in ROLES:
        _choose(context, asked, Text("Which role?"), by_role(context, Admit(asked.id)))
    elif not site:
        _choose(context, asked, Text("Which site?"), by_site(Admit(asked.id, press.role), names))
    elif not press.sure:
        _sure(context, asked, replace(press, site=site), names[site])
    else:
        _added(context, asked, press.role, site, names[site])


def _sure(context: Context, asked: KeptPetition, press: Admit, site: str) -> None:
    fill = {"name": asked.name, "role": ROLE[press.role], "site": site}
    yes = button(context.say(Text("Yes, add")), replace(press, sure=True, at_home=False), "good")
    _choose(context, asked, Text("Add {name} as {role} at {site}?", fill), (yes,))


def _choose(context: Context, asked: KeptPetition, question: Text, options: tuple[Button, ...]) -> None:
    title = context.say(Text("{name} asks to be added.", {"name": asked.name}))
    message = Message(
        title=title,
        text=context.say(question),
        lines=(Line(context.say(Text("Chat account")), f"{asked.channel} {asked.account}"),),
        options=options,
        controls=(button(context.say(Text("Not now")), Decline(asked.id)),),
        choose=context.say(Text("Choose")),
        fallback=title,
    )
    context.show(_slot(asked.id), message, edit=True)


def _added(context: Context, asked: KeptPetition, role: str, site: int, name: str) -> None:
    tx = context.tx
    lang = context.wording.language(asked.lang)
    person = tx.people.join(asked.organisation_id, site, asked.name, role, lang, context.now)
    if not tx.people.take_account(person, asked.line_id, asked.channel, asked.account):
        tx.people.leave(person, context.now)  # somebody was quicker, at the keyboard
        tx.petitions.decide(asked.id, context.who.person_id, context.now, None)
        _told_everybody(context, asked, Text("{asked} has been added already.", {"asked": asked.name}))
        return
    tx.petitions.decide(asked.id, context.who.person_id, context.now, person)
    tx.people.heard_from(asked.line_id, asked.account, asked.address, context.now)
    fill = {"name": context.who.name, "asked": asked.name, "role": ROLE[role], "site": name}
    _told_everybody(context, asked, Text("{name} has added {asked} as {role} at {site}.", fill))
    wake(context, asked.organisation_id)
    _welcome(context, tx.people.who(asked.line_id, asked.account))


def _welcome(context: Context, new: Who | None) -> None:
    """What they can do, in their own language."""
    assert new, "they have just been added"
    theirs = replace(context, speaker=new, pressed_on="")
    fill = {"name": context.who.name, "organisation": new.organisation}
    note = Text("{name} has added you to {organisation}. This is what you can do.", fill)
    context.notify(new, "menu", menu.menu(theirs, note))


def settle(context: Context, heard: Heard, by: int | None) -> None:
    """Whoever is speaking has come in by a code, whatever became of their request."""
    asked = context.tx.petitions.open_of(heard.line, heard.account)
    if asked is None:
        return
    context.tx.petitions.decide(asked.id, by, context.now, context.who.person_id)
    _told_everybody(context, asked, Text("{asked} has been added already.", {"asked": asked.name}))


def decline(context: Context, press: Decline) -> None:
    """Not now; the stranger hears that, and no more."""
    asked = _mine(context, press.petition)
    if asked is None:
        return
    context.tx.petitions.decide(asked.id, context.who.person_id, context.now, None)
    fill = {"name": context.who.name, "asked": asked.name}
    _told_everybody(context, asked, Text("{name} has not added {asked}.", fill))
    text = context.wording.say(
        Text("You have not been added for now. If you work for this company, speak to your manager."),
        context.wording.language(asked.lang),
    )
    context.write_to(asked.line_id, asked.address, Message(text=text, fallback=text))


def _mine(context: Context, petition_id: int) -> KeptPetition | None:
    """A request that whoever is speaking may decide, and that is not decided; says so if it is not."""
    asked = context.tx.petitions.lock(petition_id)
    ours = asked is not None and asked.organisation_id == context.who.organisation_id
    if asked is None or not ours or not decides(context):
        context.toast(NOT_YOURS)
        return None
    if asked.decided_at is None:
        return asked
    said = _decided(context, asked)
    context.toast(said)
    _closed(context, asked, context.who, said)
    return None


def _decided(context: Context, asked: KeptPetition) -> Text:
    by = context.tx.people.named(asked.decided_by or 0)
    fill = {"name": by[0] if by else "…", "asked": asked.name}
    if asked.person_id is None:
        return Text("{name} has not added {asked}.", fill)
    return Text("{name} has already added {asked}.", fill) if by else Text("{asked} has been added already.", fill)


def _told_everybody(context: Context, asked: KeptPetition, said: Text) -> None:
    """The card of each who decides says what was decided."""
    told = context.tx.letters.told(_slot(asked.id))
    for who in context.tx.people.those(told):
        _closed(context, asked, who, said)


def _closed(context: Context, asked: KeptPetition, who: Who, said: Text) -> None:
    text = context.wording.say(said, context.reads(who))
    message = Message(text=text, fallback=text)
    if who.person_id == context.who.person_id:
        context.show(_slot(asked.id), message, edit=True)
    else:
        context.notify(who, _slot(asked.id), message, edit=True)


DUTY = Duty(presses={Admit: admit, Decline: decline})
