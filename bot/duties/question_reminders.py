"""Nobody forgets a questionnaire: its contact is reminded after a week in which nothing came, whoever asked after two. Each once."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.partnering import LEADS
from bot.conversation.question_clock import ASKER, CONTACT, WEEK
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.questioning import AnswerQuestionnaire, ShowQuestionnaire
from bot.store.questionnaires import KeptQuestionnaire


def contact_due(context: Context, subject: str) -> None:
    """Whoever has gone on within the week is left alone until a week after that."""
    one = _open(context, subject)
    who = context.tx.people.whom(one.person_id) if one and one.person_id else None
    if one is None or who is None:
        return
    kept = context.tx.runs.get(one.run_id) if one.run_id else None
    if kept is not None and kept.status == "open" and kept.touched_at + WEEK > context.now:
        context.tx.timers.set(CONTACT, kept.touched_at + WEEK, subject)
        return
    lang = context.reads(who)
    fill = {"organisation": who.organisation, "partner": one.partner}
    said = Text(
        "{organisation} still waits for the answers of {partner}. What you answered is kept: go on where you were.",
        fill,
    )
    text = context.wording.say(said, lang)
    go_on = (button(context.wording.say(Text("Go on"), lang), AnswerQuestionnaire(one.id), "primary"),)
    key = f"question-contact/{one.id}"
    context.notify(who, f"asked:{one.id}", Message(text=text, options=go_on, fallback=text), key=key)


def asker_due(context: Context, subject: str) -> None:
    """Whoever asked, if they still lead; else everybody who does."""
    one = _open(context, subject)
    if one is None:
        return
    leading = context.tx.people.staff(one.organisation_id, LEADS)
    asked = [who for who in leading if who.person_id == one.asked_by]
    for who in asked or leading:
        lang = context.reads(who)
        fill = {"partner": one.partner, "day": one.asked_at}
        opened = Text("{partner} has not finished the questionnaire that was sent on {day}.", fill)
        unopened = Text("{partner} has not opened the questionnaire that was sent on {day}.", fill)
        text = context.wording.say(opened if one.opened_at else unopened, lang)
        more = (button(context.wording.say(Text("How it stands"), lang), ShowQuestionnaire(one.id)),)
        key = f"question-asker/{one.id}/{who.person_id}"
        context.notify(who, "partner", Message(text=text, options=more, fallback=text), key=key)


def _open(context: Context, subject: str) -> KeptQuestionnaire | None:
    organisation, id = map(int, subject.split("/"))
    one = context.tx.questionnaires.get(organisation, id)
    return one if one and one.is_open else None


DUTY = Duty(timers={CONTACT: contact_due, ASKER: asker_due})
