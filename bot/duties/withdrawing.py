"""A questionnaire is wanted no more, or a contact of a partner has no access anymore: asked once more, and then done."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation import question_clock
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.partner_asking import leads
from bot.duties import partners, questioning
from bot.engine.flow import OUTSIDERS
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.partnering import OpenPartner
from bot.presses.questioning import EndContact, ShowQuestionnaire, WithdrawQuestionnaire
from bot.store import leaving
from bot.store.partners import KeptContact
from bot.store.questionnaires import KeptQuestionnaire


def withdraw(context: Context, press: WithdrawQuestionnaire) -> None:
    """Asked once more. Its link opens nothing from then on, and what was begun cannot be sent anymore."""
    one = questioning.theirs(context, press.questionnaire)
    if one is None or not leads(context):
        return
    if not press.sure:
        text = context.say(
            Text(
                "The link then opens nothing anymore, and what {partner} has begun is canceled.",
                {"partner": one.partner},
            )
        )
        _sure(
            context, text, Text("Yes, withdraw it"), WithdrawQuestionnaire(one.id, sure=True), ShowQuestionnaire(one.id)
        )
        return
    if context.tx.questionnaires.end(one.id, context.now):
        _ended(context, one)
    questioning.show(context, ShowQuestionnaire(one.id))


def _ended(context: Context, one: KeptQuestionnaire) -> None:
    question_clock.over(context.tx, one)
    if one.invitation_id:
        context.tx.invitations.end(one.invitation_id, context.now)
    kept = context.tx.runs.lock(one.run_id) if one.run_id else None
    if kept is not None and kept.status == "open":
        context.tx.runs.cancel(kept, context.now)
    who = context.tx.people.whom(one.person_id) if one.person_id else None
    if who is not None:
        said = Text("{organisation} does not need your answers anymore.", {"organisation": context.who.organisation})
        text = context.wording.say(said, context.reads(who))
        context.notify(who, f"asked:{one.id}", Message(text=text, fallback=text))


def _sure(
    context: Context,
    text: str,
    label: Text,
    sure: WithdrawQuestionnaire | EndContact,
    back: ShowQuestionnaire | OpenPartner,
) -> None:
    options = (button(context.say(label), sure, "bad"),)
    controls = (button(context.say(Text("Back")), back),)
    context.show("menu", Message(text=text, options=options, controls=controls, fallback=text), edit=True)


def end(context: Context, press: EndContact) -> None:
    """Nothing more is sent to them, and what they had in hand goes to the managers."""
    if not leads(context):
        return
    one = context.tx.partners.one_contact(context.who.organisation_id, press.contact)
    who = context.tx.people.whom(one.person_id) if one and one.person_id else None
    if one is None or who is None or who.role not in OUTSIDERS or who.organisation_id != context.who.organisation_id:
        context.toast(partners.GONE)
        return
    if not press.sure:
        text = context.say(Text("{name} then has no access anymore. What they answered stays.", {"name": who.name}))
        _sure(context, text, Text("Yes, end the access"), EndContact(one.id, sure=True), OpenPartner(one.partner_id))
        return
    let_go(context, one)
    partners.show(context, one.partner_id, Text("{name} has no access anymore.", {"name": who.name}), edit=True)


def let_go(context: Context, one: KeptContact) -> None:
    """A contact is none anymore: what they were asked is withdrawn, and they have no access."""
    who = context.tx.people.whom(one.person_id) if one.person_id else None
    for asked in context.tx.questionnaires.of_partner(context.who.organisation_id, one.partner_id):
        if asked.contact_id == one.id and asked.is_open and context.tx.questionnaires.end(asked.id, context.now):
            _ended(context, asked)
    if who is not None and who.role in OUTSIDERS and who.organisation_id == context.who.organisation_id:
        leaving.leave(context.tx, who.person_id, context.now)


DUTY = Duty(presses={WithdrawQuestionnaire: withdraw, EndContact: end})
