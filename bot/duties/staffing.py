"""Who works here: those who decide who comes in also change a role or a site, and say that somebody has left."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Button, Line, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import DECIDERS, SITES, decides, sites_of
from bot.conversation.duty import Duty
from bot.conversation.vocabulary import Word, begins
from bot.duties import menu
from bot.engine.flow import ROLES
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.staffing import HasLeft, NewRole, NewSite, ShowPeople, ShowPerson
from bot.store import leaving
from bot.store.people import Who

TITLE, WORD = Text("Staff"), Text("/staff")
NOBODY = Text("Nobody has that name.")
NOT_YOURS = Text("Only administrators can make changes to staff.")
NOT_YOU = Text("Ask another administrator to change your own access.")
GONE = Text("They do not work here anymore.")
LISTED = 90  # people: more are found by their name


def show_all(context: Context, search: str = "", *, edit: bool = False) -> None:
    """Everybody, or those whose names have the words."""
    if not decides(context):
        menu.show_menu(context, NOT_YOURS)
        return
    everybody = sorted(context.tx.people.staff(context.who.organisation_id, ROLES), key=lambda who: who.name.casefold())
    found = [who for who in everybody if begins(who.name, search)]
    title = context.say(TITLE)
    message = Message(
        title=title,
        text=context.say(Text("Whose role or site changes, or who has left?")) if found else context.say(NOBODY),
        hint=context.say(Text("You can also type a name:")),
        lines=(context.command(WORD, "…"),),
        options=tuple(button(_said(context, who), ShowPerson(who.person_id)) for who in found[:LISTED]),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def _names(context: Context, search: str) -> bool:
    """Is it the name of somebody here?"""
    everybody = context.tx.people.staff(context.who.organisation_id, ROLES) if decides(context) else []
    return any(begins(who.name, search) for who in everybody)


def _said(context: Context, who: Who) -> str:
    return f"{' '.join(who.name.split())}, {context.say(ROLE[who.role])}, {who.site}"


def _theirs(context: Context, person_id: int) -> Who | None:
    """Somebody whom whoever is speaking may change; says so if it is not."""
    who = context.tx.people.whom(person_id)
    ours = who is not None and who.organisation_id == context.who.organisation_id
    if not decides(context) or not ours:
        context.toast(GONE if decides(context) else NOT_YOURS)
        return None
    if person_id == context.who.person_id:
        context.toast(NOT_YOU)
        return None
    return who


def show(context: Context, person_id: int, note: Text | None = None) -> None:
    """Somebody, and what can be changed."""
    who = _theirs(context, person_id)
    if who is None:
        return
    message = Message(
        title=" ".join(who.name.split()),
        lead=(context.say(note),) if note else (),
        lines=(
            Line(context.say(Text("Role")), context.say(ROLE[who.role])),
            Line(context.say(Text("Site")), who.site),
        ),
        options=(
            button(context.say(Text("Another role")), NewRole(person_id)),
            button(context.say(Text("Another site")), NewSite(person_id)),
            button(context.say(Text("Has left")), HasLeft(person_id), "bad"),
        ),
        controls=(button(context.say(TITLE), ShowPeople()), context.menu_button()),
        fallback=who.name,
    )
    context.show("menu", message, edit=True)


def new_role(context: Context, press: NewRole) -> None:
    who = _theirs(context, press.person)
    if who is None:
        return
    if press.role not in ROLES:
        asked = replace(press, at_home=False)
        options = (button(context.say(ROLE[role]).capitalize(), replace(asked, role=role)) for role in ROLES)
        _ask(context, who, Text("Which role?"), tuple(options))
        return
    context.tx.people.change(who.person_id, role=press.role)
    _changed(context, who, replace(who, role=press.role))


def new_site(context: Context, press: NewSite) -> None:
    who = _theirs(context, press.person)
    if who is None:
        return
    names = sites_of(context, who.organisation_id)
    if press.site not in names:
        asked = replace(press, at_home=False)
        options = (button(name[:75], replace(asked, site=id)) for id, name in list(names.items())[:SITES])
        _ask(context, who, Text("Which site?"), tuple(options))
        return
    context.tx.people.change(who.person_id, site_id=press.site)
    _changed(context, who, replace(who, site_id=press.site, site=names[press.site]))


def _changed(context: Context, before: Who, after: Who) -> None:
    """They read it themselves, with what they can do now. The same chosen again is no change."""
    if before == after:
        show(context, after.person_id)
        return
    there = context.tx.people.whom(after.person_id)
    assert there, "they have just been changed"
    only = len(context.tx.people.accounts(there.person_id)) == 1
    theirs = replace(context, speaker=replace(there, only=only), pressed_on="")
    fill = {"name": context.who.name, "role": ROLE[there.role], "site": there.site}
    note = Text("{name} has changed your access: you are {role} at {site} now. This is what you can do.", fill)
    context.notify(there, "menu", menu.menu(theirs, note))
    show(context, after.person_id, Text("Changed."))


def has_left(context: Context, press: HasLeft) -> None:
    """Asked once more; then they are out at once, and get nothing anymore."""
    who = _theirs(context, press.person)
    if who is None:
        return
    fill = {"name": who.name}
    if not press.sure:
        sure = button(context.say(Text("Yes, has left")), HasLeft(press.person, sure=True), "bad")
        asked = Text("Has {name} left? Their access ends at once. What they answered stays.", fill)
        _ask(context, who, asked, (sure,))
        return
    leaving.leave(context.tx, who.person_id, context.now)
    text = context.say(Text("{name} has no access anymore.", fill))
    controls = (button(context.say(TITLE), ShowPeople()), context.menu_button())
    context.show("menu", Message(text=text, controls=controls, fallback=text), edit=True)


def _ask(context: Context, who: Who, question: Text, options: tuple[Button, ...]) -> None:
    message = Message(
        title=" ".join(who.name.split()),
        text=context.say(question),
        options=options,
        controls=(button(context.say(Text("Not now")), ShowPerson(who.person_id)), context.menu_button()),
        choose=context.say(Text("Choose")),
        fallback=context.say(question),
    )
    context.show("menu", message, edit=True)


DUTY = Duty(
    words=(Word("staff", WORD, Text("Who works here: roles, sites, who has left"), roles=DECIDERS, takes=_names),),
    commands={"staff": show_all},
    presses={
        ShowPeople: lambda context, press: show_all(context, edit=not press.at_home),
        ShowPerson: lambda context, press: show(context, press.person),
        NewRole: new_role,
        NewSite: new_site,
        HasLeft: has_left,
    },
)
