"""Whoever works for another company: a partner's contact, who answers what they were asked, and has nothing else here.

What they may type and press is listed; what is on no list does nothing for them.
"""

from __future__ import annotations

from typing import Any

from bot.channels.channel import Button
from bot.conversation.context import Context
from bot.conversation.intent import Danger, Free, Meaning, Order, Picked, Reply, Silent
from bot.engine.flow import OUTSIDERS
from bot.engine.talk import Text
from bot.presses.acting import DoAction, OpenAction, ShowTasks, Write, Writing
from bot.presses.buttons import button, decode
from bot.presses.every import AsAnswer, ChooseLanguage, OnCard, OpenRun, ShowHelp, ShowMenu, Speak
from bot.presses.owning import AskErasure, SendOwn
from bot.presses.questioning import AnswerQuestionnaire
from bot.store.people import Who
from bot.store.questionnaires import KeptQuestionnaire

COMMANDS = frozenset({"menu", "start", "home", "help", "language", "open", "todo", "mydata", "cancel"})
PRESSES: frozenset[type[Any]] = frozenset(
    {OnCard, OpenRun, AsAnswer, ShowMenu, ShowHelp, ChooseLanguage, Speak, AnswerQuestionnaire, ShowTasks, OpenAction, DoAction, Write,
     Writing, SendOwn, AskErasure}
)  # fmt: skip
HERE = Text("You answer for {partner} here, to {organisation}. Nobody else's matters are shown to you.")
CALL = Text("From here nobody can be sent to help you. Call your emergency number now.")
GONE = Text("Nothing is asked of you at the moment.")


def is_outside(who: Who) -> bool:
    return who.role in OUTSIDERS


def may_press(who: Who, data: str) -> bool:
    """Is a button one that they can have?"""
    return not is_outside(who) or type(decode(data)) in PRESSES


def bounded(context: Context, meant: Meaning) -> Meaning:
    """What their words can mean: no command of the company, no alarm. What they write in a form is an answer."""
    if not is_outside(context.who):
        return meant
    match meant:
        case Order(name) if name not in COMMANDS:
            return Order("menu")
        case Picked(pressed) if type(pressed) not in PRESSES:
            return Order("menu")
        case Danger(words) if context.focused() is not None:
            return Reply(words)
        case Danger() | Silent():
            return Free("")  # which says whom to call
        case Reply(words):
            return Reply(words)
    return meant


def asked(context: Context) -> list[KeptQuestionnaire]:
    """What they still have to answer."""
    return [one for one in context.tx.questionnaires.of_person(context.who.person_id) if one.is_open]


def greeting(context: Context) -> str:
    every = context.tx.questionnaires.of_person(context.who.person_id)
    names = ", ".join(dict.fromkeys(one.partner for one in every))
    fill = {"partner": names, "organisation": context.who.organisation}
    return context.say(Text(HERE.source, fill) if names else GONE)


def options(context: Context) -> tuple[Button, ...]:
    """What was asked and is not begun; what is begun stands above it."""
    runs = {kept.id for kept in context.tx.runs.open(context.who.person_id)}
    return tuple(
        button(
            context.say(Text("Answer the questionnaire for {partner}", {"partner": one.partner}))[:75],
            AnswerQuestionnaire(one.id),
            "primary",
        )
        for one in asked(context)
        if one.run_id not in runs
    )[:5]


def controls(context: Context) -> tuple[Button, ...]:
    return (button(context.say(Text("What is kept about me")), SendOwn()),)
