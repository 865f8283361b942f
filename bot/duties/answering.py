"""A partner's contact: comes in by a link, answers the questionnaire, goes on with it later. What comes of it is in weaknesses.py."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation import outside
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.question_clock import watch
from bot.duties import menu, runs, starting
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.questioning import AnswerQuestionnaire, ShowQuestionnaire
from bot.store.codes import read_code
from bot.store.invitations import KeptInvitation
from bot.store.questionnaires import KeptQuestionnaire

WELCOME = Text(
    "{organisation} asks {partner} to answer these questions. Your answers, files and name are read by its managers and auditors, and "
    "kept as evidence. You see nothing of others, and can ask at any time what is kept about you."
)
PASS_ON = Text("This link is for a contact of a partner. Pass it on to them: it was not used.")
ELSEWHERE = Text("With this account you answer for {organisation} already. Please open the link with another account.")
NOT_YOURS = Text("This questionnaire is not open to you.")
OVER = Text("That link was withdrawn or is used up. Please ask whoever sent it for a new one.")


def came(context: Context, invitation_id: int) -> bool:
    """Whoever has just come with a code: was it a link to a questionnaire? Then they are at its first question."""
    one = context.tx.questionnaires.of_invitation(invitation_id)
    if one is None:
        return False
    context.tx.partners.came(one.contact_id, context.who.person_id, context.who.name)
    context.tx.questionnaires.change(one.id, opened_at=context.said_at)
    there = context.tx.questionnaires.get(one.organisation_id, one.id)
    assert there
    _begin(context, there)
    fill = {"name": context.who.name, "partner": one.partner}
    tell(context, there, Text("{name} has opened the questionnaire of {partner}.", fill))
    return True


def tell(context: Context, one: KeptQuestionnaire, said: Text) -> None:
    """Whoever asked hears of it, with the way to how it stands."""
    asker = context.tx.people.whom(one.asked_by) if one.asked_by else None
    if asker is None or asker.organisation_id != one.organisation_id:
        return
    lang = context.reads(asker)
    text = context.wording.say(said, lang)
    more = (button(context.wording.say(Text("How it stands"), lang), ShowQuestionnaire(one.id)),)
    context.notify(asker, "partner", Message(text=text, options=more, fallback=text))


def opened(context: Context, words: str) -> bool:
    """Somebody whom we know opens a link to a questionnaire. It is used up only by somebody whom it can be for."""
    code, _ = read_code(words)
    found = context.tx.invitations.find(code) if code else None
    one = context.tx.questionnaires.of_invitation(found.id) if found else None
    if found is None or one is None:
        return False
    if not outside.is_outside(context.who):
        ours = one.organisation_id == context.who.organisation_id
        menu.show_menu(context, PASS_ON if ours else menu.HAVE_ACCESS)
    elif one.organisation_id != context.who.organisation_id:
        menu.show_menu(context, Text(ELSEWHERE.source, {"organisation": context.who.organisation}))
    elif one.person_id == context.who.person_id:
        _answer(context, one)
    else:
        _again(context, found, one)
    return True


def _again(context: Context, found: KeptInvitation, one: KeptQuestionnaire) -> None:
    """A contact who is here already, for another partner or another year."""
    assert context.heard
    if one.is_open and context.tx.invitations.take(found.id, context.heard.line, context.now):
        context.tx.invitations.used(found.id, context.who.person_id)
        came(context, found.id)
    else:
        menu.show_menu(context, OVER)


def answer(context: Context, press: AnswerQuestionnaire) -> None:
    one = context.tx.questionnaires.get(context.who.organisation_id, press.questionnaire)
    if one is None or one.person_id != context.who.person_id or not outside.is_outside(context.who):
        context.toast(NOT_YOURS)
        return
    _answer(context, one)


def _answer(context: Context, one: KeptQuestionnaire) -> None:
    """Where it stands; begun anew where it was canceled."""
    kept = context.tx.runs.get(one.run_id) if one.run_id else None
    if not one.is_open:
        menu.show_menu(context, Text("You have answered it already.") if one.finished_at else OVER)
    elif kept is not None and kept.status == "open":
        runs.open_run(context, kept.id)
    else:
        _begin(context, one)


def _begin(context: Context, one: KeptQuestionnaire) -> None:
    flow = context.library.today.get(one.flow_id)
    if flow is None:
        menu.show_menu(context, Text("You no longer have this form. See the menu."))
        return
    context.note = Text(WELCOME.source, {"organisation": context.who.organisation, "partner": one.partner})
    run_id = starting.start_with(context, flow, {})
    if run_id:
        context.tx.partners.about(run_id, one.partner_id)
        context.tx.questionnaires.change(one.id, run_id=run_id, opened_at=one.opened_at or context.said_at)
        watch(context.tx, one, context.now)


DUTY = Duty(presses={AnswerQuestionnaire: answer})
