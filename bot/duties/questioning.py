"""The questionnaire goes to a partner: by a link into the chat that opens once, in the language of whoever gets it; to a contact
who is here already in their chat. It can be withdrawn, and says who opened it and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Line, Message, Picture
from bot.conversation import question_clock
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.partner_asking import leads
from bot.conversation.partnering import LEADS, QUESTIONED, READERS
from bot.duties import joining, partners
from bot.engine.flow import OUTSIDERS, Flow
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.partnering import OpenPartner
from bot.presses.questioning import (
    AnswerQuestionnaire,
    EndContact,
    SendQuestionnaire,
    ShowQuestionnaire,
    ShowWeaknesses,
    WithdrawQuestionnaire,
)
from bot.store import qr
from bot.store.invitations import Invited
from bot.store.partners import KeptContact, KeptPartner
from bot.store.people import Who
from bot.store.questionnaires import KeptQuestionnaire

LASTS = timedelta(days=30)  # a link: it is passed on by mail, and read when there is time
CONTACTS = 10  # to choose from
TITLE = Text("Send the questionnaire")


def flow_of(context: Context) -> Flow | None:
    """The questionnaire there is; the first by its id where there are several."""
    return min(
        (flow for flow in context.library.today.values() if flow.ways.outside), key=lambda one: one.id, default=None
    )


def send(context: Context, press: SendQuestionnaire) -> None:
    """To whom, in which language, and then the link."""
    if not leads(context):
        return
    partner = context.tx.partners.get(context.who.organisation_id, press.partner)
    flow = flow_of(context)
    if partner is None or flow is None:
        context.toast(partners.GONE)
        return
    here = {who.person_id: one for one, who in present(context, partner)}
    asked = next((one for one in here.values() if one.id == press.contact), None)
    if asked is not None:
        _asked_here(context, partner, flow, asked)
    elif press.lang in context.wording.languages:
        _invited(context, partner, flow, press.lang)
    else:
        _choose(context, partner, list(here.values()))


def present(context: Context, partner: KeptPartner) -> Iterator[tuple[KeptContact, Who]]:
    """The contacts who are here, each once."""
    every = [one for one in context.tx.partners.contacts(partner.id) if one.person_id]
    people = {who.person_id: who for who in context.tx.people.those([one.person_id for one in every if one.person_id])}
    seen = {one.person_id: one for one in every if one.person_id in people}
    for id, one in list(seen.items())[:CONTACTS]:
        if id and people[id].role in OUTSIDERS and people[id].organisation_id == partner.organisation_id:
            yield one, people[id]


def _choose(context: Context, partner: KeptPartner, here: list[KeptContact]) -> None:
    say, wording = context.say, context.wording
    text = say(
        Text(
            "In which language does the contact of {partner} read? You get a link to pass on.",
            {"partner": partner.name},
        )
    )
    options = (
        *(
            button(say(Text("Ask {name} in the chat", {"name": one.name}))[:75], SendQuestionnaire(partner.id, one.id))
            for one in here
        ),
        *(button(wording.name(lang), SendQuestionnaire(partner.id, lang=lang)) for lang in wording.languages),
    )
    message = Message(
        title=say(TITLE), text=text, options=options, columns=1, choose=say(Text("Choose")),
        controls=(button(say(Text("Back")), OpenPartner(partner.id)),), fallback=text,
    )  # fmt: skip
    context.show("menu", message, edit=True)


def _asked_here(context: Context, partner: KeptPartner, flow: Flow, contact: KeptContact) -> None:
    """Once: whoever has it open is not asked again."""
    there = context.tx.questionnaires.of_partner(partner.organisation_id, partner.id)
    open_one = next((one for one in there if one.is_open and one.contact_id == contact.id), None)
    if open_one:
        show(context, ShowQuestionnaire(open_one.id), Text("{name} has it already.", {"name": contact.name}))
        return
    id = _kept(context, partner, flow, contact.id, contact.lang)
    who = context.tx.people.whom(contact.person_id) if contact.person_id else None
    assert who, "they are here"
    lang = context.reads(who)
    fill = {"organisation": context.who.organisation, "partner": partner.name}
    text = context.wording.say(Text("{organisation} asks {partner} to answer the questionnaire again.", fill), lang)
    begin = (button(context.wording.say(Text("Answer it"), lang), AnswerQuestionnaire(id), "primary"),)
    context.notify(who, f"asked:{id}", Message(text=text, options=begin, fallback=text))
    show(context, ShowQuestionnaire(id), Text("Sent to {name}.", {"name": contact.name}))


def _kept(
    context: Context, partner: KeptPartner, flow: Flow, contact_id: int, lang: str, invitation: int | None = None
) -> int:
    until = context.now + LASTS if invitation else None
    id = context.tx.questionnaires.ask(
        partner.organisation_id, partner.id, contact_id, flow_id=flow.id, lang=lang, invitation_id=invitation,
        asked_by=context.who.person_id, asked_at=context.now, expires_at=until,
    )  # fmt: skip
    question_clock.await_answer(context.tx, partner.organisation_id, id, context.now)
    return id


def _invited(context: Context, partner: KeptPartner, flow: Flow, lang: str) -> None:
    who, tx = context.who, context.tx
    invited = Invited(who.organisation_id, who.site_id, OUTSIDERS[0], lang, made_by=who.person_id)
    code = tx.invitations.make(invited, context.now, LASTS)
    made = tx.invitations.find(code)
    assert made, "it has just been made"
    contact = tx.partners.contact(who.organisation_id, partner.id, context.now, lang=lang, invitation_id=made.id)
    id = _kept(context, partner, flow, contact, lang, made.id)
    reads = context.wording.regional(lang, who.region)
    ways = joining.ways(context, code, lang, tx.lines.ways_in(who.organisation_id))
    links = tuple(one for one in ways if one.mark == "link") or ways
    message = _letter(context, partner, id, reads, links)
    context.show("menu", message, edit=True)
    for link in [one.value for one in links if one.mark == "link"][:1]:
        picture = Picture(qr.named(link), qr.MIME, "questionnaire.png")
        context.show("", Message(pictures=(picture,)), edit=False)


def _letter(context: Context, partner: KeptPartner, id: int, reads: str, links: tuple[Line, ...]) -> Message:
    """What is passed on, in the language of whoever gets it."""
    until = (context.now + LASTS).astimezone(ZoneInfo(context.who.zone))
    title = context.say(Text("Questionnaire for {partner}", {"partner": partner.name}))
    fill = {"organisation": context.who.organisation, "partner": partner.name}
    words = Text(
        "{organisation} asks {partner} to answer a questionnaire on the security of the supply chain. Open the link on your phone; "
        "you can stop and go on at any time. It is good for one person:",
        fill,
    )
    return Message(
        title=title,
        lead=(
            context.say(
                Text("Pass this on to the contact of the partner. It opens once, until {until}.", {"until": until})
            ),
        ),
        text=context.wording.say(words, reads),
        lines=links,
        controls=(
            button(context.say(Text("How it stands")), ShowQuestionnaire(id)),
            button(context.say(Text("Withdraw it")), WithdrawQuestionnaire(id), "bad"),
            button(context.say(Text("The partner")), OpenPartner(partner.id)),
        ),
        fallback=title,
    )


def show(context: Context, press: ShowQuestionnaire, note: Text | None = None) -> None:
    one = theirs(context, press.questionnaire)
    if one is None:
        return
    title = context.say(Text("Questionnaire for {partner}", {"partner": one.partner}))
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        lead=(context.say(QUESTIONED[one.state(context.now)]).capitalize(),),
        lines=tuple(_lines(context, one)),
        controls=(
            *_ways(context, one),
            button(context.say(Text("The partner")), OpenPartner(one.partner_id)),
            context.menu_button(),
        ),
        fallback=title,
    )
    context.show("menu", message, edit=True)


def theirs(context: Context, id: int) -> KeptQuestionnaire | None:
    one = context.tx.questionnaires.get(context.who.organisation_id, id) if context.who.role in READERS else None
    if one is None:
        context.toast(partners.NOT_YOURS if context.who.role not in READERS else partners.GONE)
    return one


def _lines(context: Context, one: KeptQuestionnaire) -> Iterator[Line]:
    say, wording, zone = context.say, context.wording, context.who.zone

    def at(label: Text, when: object, name: str) -> Line:
        moment = wording.moment(when, zone, context.lang)  # type: ignore[arg-type]
        return Line(say(label), say(Text("{at}, by {name}", {"at": moment, "name": name})))

    yield at(Text("Sent"), one.asked_at, one.asker or "Sello")
    yield Line(say(Text("Language")), wording.name(one.lang))
    if one.expires_at and not one.opened_at:
        yield Line(say(Text("The link expires")), wording.moment(one.expires_at, zone, context.lang))
    if one.opened_at:
        yield at(Text("Opened"), one.opened_at, one.contact)
    kept = context.tx.runs.get(one.run_id) if one.run_id and not one.finished_at else None
    if kept is not None:
        yield Line(say(Text("Last answer")), wording.moment(kept.touched_at, zone, context.lang))
    if one.finished_at:
        yield at(Text("Answered"), one.finished_at, one.contact)
    if one.withdrawn_at:
        yield Line(say(Text("Withdrawn")), wording.moment(one.withdrawn_at, zone, context.lang))


def _ways(context: Context, one: KeptQuestionnaire) -> Iterator[Button]:
    if one.finished_at and one.run_id:
        yield button(context.say(Text("Score and weaknesses")), ShowWeaknesses(one.run_id), "primary")
    if one.is_open and context.who.role in LEADS:
        yield button(context.say(Text("Withdraw it")), WithdrawQuestionnaire(one.id), "bad")
    there = context.tx.people.whom(one.person_id) if one.person_id else None
    if there and there.role in OUTSIDERS and context.who.role in LEADS:
        yield button(
            context.say(Text("End the access of {name}", {"name": there.name}))[:75], EndContact(one.contact_id), "bad"
        )


DUTY = Duty(presses={SendQuestionnaire: send, ShowQuestionnaire: show})
