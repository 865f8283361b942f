"""What is said of a partner: a new one by its name, its part in the chain, country, risk, contract, and that it is none anymore."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.partner_asking import asking, awaiting, day_in, leads, show_asked
from bot.conversation.partnering import LEADS, PART, RISK, plain
from bot.duties import partner_contacts, partner_proofs, partners, withdrawing
from bot.engine.kinds.typed import clean, says_something
from bot.engine.talk import Refused, Said, Text, Typed
from bot.presses.buttons import among, button
from bot.presses.partnering import AskPartner, AwaitPartner, OpenPartner, SetPartner

ASKED = {
    "name": Text("What is the partner called? Type the name of the company."),
    "country": Text("In which country is it? Type the name of the country."),
    "contract": Text("On which day was the contract with the security clause signed?"),
}
NAME = 120  # characters


def ask(context: Context, press: AskPartner, note: Text | None = None) -> None:
    """What is typed next is that; a file, or what stands on it, is the matter of partner_proofs.py."""
    if not leads(context):
        return
    if press.partner and context.tx.partners.get(context.who.organisation_id, press.partner) is None:
        context.toast(partners.GONE)
        return
    if press.what == partners.CONTACT:
        partner_contacts.ask(context, press, note)
        return
    if press.what not in ASKED:
        partner_proofs.ask(context, press, note)
        return
    show_asked(context, awaiting(press), ASKED[press.what], note)


def never_mind(context: Context, press: AwaitPartner) -> None:
    if not leads(context):
        return
    if press.partner:
        partners.show(context, press.partner)
    else:
        partners.show_list(context, "", edit=False)


def written(context: Context, words: str) -> bool:
    """Words that mean nothing else are what was asked for, if something was."""
    return hears(context, Typed(words))


def hears(context: Context, said: Said | Refused) -> bool:
    """Was that what the screen asks for?"""
    awaited = among(context.buttons, AwaitPartner)
    if awaited is None or context.who.role not in LEADS:
        return False
    if awaited.what == partners.CONTACT:
        partner_contacts.heard(context, awaited, said)
        return True
    if awaited.what not in ASKED:
        return partner_proofs.heard(context, awaited, said)
    if not isinstance(said, Typed):
        ask(context, asking(awaited), Text("Please type it."))
        return True
    {"name": _name, "country": _country, "contract": _contract}[awaited.what](context, awaited, said)
    return True


def _name(context: Context, awaited: AwaitPartner, said: Typed) -> None:
    name = " ".join(clean(said.text).split())[:NAME]
    if not says_something(name) or not plain(name):
        ask(context, asking(awaited), Text("That is no name."))
        return
    there = context.tx.partners.named(context.who.organisation_id, plain(name))
    if there:
        partners.show(context, there.id, Text("{name} is a partner already.", {"name": there.name}))
        return
    who = context.who
    id = context.tx.partners.add(who.organisation_id, name, plain(name), who.person_id, context.now)
    _part(context, id, Text("Added: {name}. What does it do in your supply chain?", {"name": name}))


def _country(context: Context, awaited: AwaitPartner, said: Typed) -> None:
    code = context.wording.country_code(said.text)
    if not code:
        ask(context, asking(awaited), Text("No country is called that. Type its name, or its code such as MX."))
        return
    context.tx.partners.change(awaited.partner, country=code)
    partners.show(context, awaited.partner, Text("Kept."))


def _contract(context: Context, awaited: AwaitPartner, said: Typed) -> None:
    day = day_in(said, context.today)
    if isinstance(day, Text):
        ask(context, asking(awaited), day)
        return
    context.tx.partners.change(awaited.partner, contract=day)
    partners.show(context, awaited.partner, Text("Kept."))


def change(context: Context, press: SetPartner) -> None:
    """Part, risk, and the end: with buttons."""
    if not leads(context):
        return
    one = context.tx.partners.get(context.who.organisation_id, press.partner)
    if one is None:
        context.toast(partners.GONE)
    elif press.what == "part":
        _chosen(context, press, PART)
    elif press.what == "risk":
        _chosen(context, press, RISK)
    elif press.what == "end":
        _end(context, press, one.name)


def _chosen(context: Context, press: SetPartner, known: dict[str, Text]) -> None:
    if press.value in known:
        context.tx.partners.change(press.partner, **{press.what: press.value})
        partners.show(context, press.partner, Text("Kept."), edit=True)
    elif press.what == "part":
        _part(context, press.partner, Text("What does it do in your supply chain?"))
    else:
        _options(context, press.partner, "risk", RISK, Text("How high is the risk of this partner?"))


def _part(context: Context, id: int, question: Text) -> None:
    _options(context, id, "part", PART, question)


def _options(context: Context, id: int, what: str, known: dict[str, Text], question: Text) -> None:
    text = context.say(question)
    options = tuple(
        button(context.say(said).capitalize(), SetPartner(id, what, value)) for value, said in known.items()
    )
    controls = (button(context.say(Text("Back")), OpenPartner(id)),)
    context.show("menu", Message(text=text, options=options, controls=controls, fallback=text), edit=False)


def _end(context: Context, press: SetPartner, name: str) -> None:
    """Asked once more; what is on file stays."""
    if press.value == "yes":
        context.tx.partners.change(press.partner, ended_at=context.now)
        for one in context.tx.partners.contacts(press.partner):
            withdrawing.let_go(context, one)
        context.tx.partners.forget_contacts(press.partner)
        partners.show_list(context, "", edit=True)
        return
    text = context.say(
        Text("{name} is then in no list anymore. What is on file of it stays, its contacts do not.", {"name": name})
    )
    sure = button(context.say(Text("Yes, no longer a partner")), SetPartner(press.partner, "end", "yes"), "bad")
    controls = (button(context.say(Text("Back")), OpenPartner(press.partner)),)
    context.show("menu", Message(text=text, options=(sure,), controls=controls, fallback=text), edit=True)


DUTY = Duty(presses={AskPartner: ask, AwaitPartner: never_mind, SetPartner: change}, hears=hears)
