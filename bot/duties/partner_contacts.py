"""Who is there at a partner: added and changed with one line, their language with a button, and taken off.

They are persons: only what is needed to reach them is kept, and it goes when they are taken off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.partner_asking import asking, awaiting, leads, show_asked
from bot.duties import partners, withdrawing
from bot.engine.kinds.typed import clean, says_something
from bot.engine.talk import Refused, Said, Text, Typed
from bot.presses.buttons import button
from bot.presses.partnering import AskPartner, AwaitPartner, OpenContact, OpenPartner, SetContact
from bot.store.partners import KeptContact

GONE = Text("That contact is not on file.")
EXAMPLE = "Luz Ejemplo, luz@ejemplo.example, +52 55 5555 0100"
BETWEEN = re.compile(r"[,;\n|]")  # of what one line says
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[0-9][0-9 ().\-]{5,}")
LONGEST = {"name": 80, "email": 120, "phone": 40}
LANG, OFF = "lang", "off"


@dataclass(frozen=True)
class Reached:
    name: str = ""
    email: str = ""
    phone: str = ""


def read(typed: str) -> Reached | None:
    """Name, mail and telephone in any order, with commas between; None where it is none of them, or two of one."""
    found: dict[str, str] = {}
    for part in (" ".join(clean(piece).split()) for piece in BETWEEN.split(typed)):
        what = "email" if MAIL.fullmatch(part) else "phone" if PHONE.fullmatch(part) else "name"
        if what == "name" and "@" in part:
            return None
        if not part:
            continue
        if what in found or len(part) > LONGEST[what] or not says_something(part):
            return None
        found[what] = part
    return Reached(**found) if found else None


def ask(context: Context, press: AskPartner, note: Text | None = None) -> None:
    question = Text("Type name, mail and telephone on one line, like this: {example}", {"example": EXAMPLE})
    show_asked(context, awaiting(press), question, note)


def heard(context: Context, awaited: AwaitPartner, said: Said | Refused) -> None:
    made = read(said.text) if isinstance(said, Typed) else None
    if context.tx.partners.get(context.who.organisation_id, awaited.partner) is None:
        context.toast(partners.GONE)
    elif made is None:
        ask(
            context,
            asking(awaited),
            Text("That could not be read: one name, one mail, one telephone, with commas between."),
        )
    elif not awaited.piece:
        context.tx.partners.contact(context.who.organisation_id, awaited.partner, context.now, **vars(made))
        partners.show(context, awaited.partner, Text("Kept."))
    elif _kept(context, awaited.piece):
        given = {name: value for name, value in vars(made).items() if value}
        context.tx.partners.change_contact(awaited.piece, **given)
        partners.show(context, awaited.partner, Text("Kept."))


def _kept(context: Context, id: int) -> KeptContact | None:
    """Of their own organisation."""
    one = context.tx.partners.one_contact(context.who.organisation_id, id)
    if one is None:
        context.toast(GONE)
    return one


def opened(context: Context, press: OpenContact) -> None:
    if leads(context) and (one := _kept(context, press.contact)):
        _show(context, one)


def _show(context: Context, one: KeptContact) -> None:
    say = context.say
    languages = [lang for lang in context.wording.languages if lang != one.lang]
    options = tuple(button(context.wording.name(lang), SetContact(one.id, LANG, lang)) for lang in languages)
    reads = say(Text("Reads: {language}", {"language": context.wording.name(one.lang)})) if one.lang else ""
    message = Message(
        title=one.said[:150],
        text=reads,
        options=options,
        choose=say(Text("Language")),
        controls=(
            button(say(Text("Change it")), AskPartner(one.partner_id, partners.CONTACT, "", one.id)),
            button(say(Text("Take it off")), SetContact(one.id, OFF), "bad"),
            button(say(Text("Back")), OpenPartner(one.partner_id)),
        ),
        fallback=one.said[:150],
    )
    context.show("menu", message, edit=True)


def change(context: Context, press: SetContact) -> None:
    if not leads(context) or (one := _kept(context, press.contact)) is None:
        return
    if press.what == LANG and press.value in context.wording.languages:
        context.tx.partners.change_contact(one.id, lang=press.value)
        partners.show(context, one.partner_id, Text("Kept."), edit=True)
    elif press.what == OFF and press.value == "yes":
        withdrawing.let_go(context, one)
        context.tx.partners.forget_contact(one.id)
        partners.show(context, one.partner_id, Text("Taken off."), edit=True)
    elif press.what == OFF:
        text = context.say(Text("Take {name} off? Nothing of it is kept.", {"name": one.said}))
        options = (button(context.say(Text("Yes, take it off")), SetContact(one.id, OFF, "yes"), "bad"),)
        controls = (button(context.say(Text("Back")), OpenContact(one.id)),)
        context.show("menu", Message(text=text, options=options, controls=controls, fallback=text), edit=True)
    else:
        context.toast(GONE)


DUTY = Duty(presses={OpenContact: opened, SetContact: change})
