"""`sello try`: a flow in the terminal, as a conversation. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.channels import console
from bot.channels.channel import Button
from bot.conversation.cards import Cards
from bot.conversation.saying import meaning
from bot.conversation.wording import Wording
from bot.engine.again import asked_about
from bot.engine.flow import Flow
from bot.engine.reply import reply
from bot.engine.run import Run, begin
from bot.engine.talk import Refused, Said
from bot.engine.view import Ended, View, view
from bot.engine.walk import drawn
from bot.presses.acts import Cancel, InLanguage, Page
from bot.presses.buttons import decode
from bot.presses.every import OnCard, Press


def converse(
    flow: Flow, wording: Wording, lang: str, today: date, ask: Callable[[str], str], tell: Callable[[str], None]
) -> None:
    """The conversation, until its end or until it is cancelled. Nothing is kept."""
    run, page = begin(seed=1), 0
    flow = drawn(flow, run.seed)
    note: Refused | None = None
    while True:
        shown = view(flow, run, today)
        cards = Cards(wording, lang, 0, 0)
        message = cards.card(flow, shown, note, page)
        tell("\n" + console.draw(message))
        if isinstance(shown, Ended):
            return
        heard = console.hear(ask("> "), message)
        press = decode(heard.data) if isinstance(heard, Button) else None
        page = 0
        match press:
            case OnCard(act=Cancel()):
                return
            case OnCard(act=InLanguage(other)):
                lang = wording.language(other)
                continue
            case OnCard(act=Page(number)):
                page = number
                continue
        said = _said(heard, press, shown)
        note = None
        if said is not None:
            run, note = _reply(flow, run, said, today)


def _said(heard: Button | Said | None, press: Press | None, shown: View) -> Said | None:
    if isinstance(heard, Button):
        return meaning(shown, press.act) if isinstance(press, OnCard) else None
    return heard


def _reply(flow: Flow, run: Run, said: Said, today: date) -> tuple[Run, Refused | None]:
    try:
        return reply(flow, run, said, today).run, None
    except Refused as why:
        return asked_about(flow, run, why), why
