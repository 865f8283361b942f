"""`sello try`: a flow in the terminal, as a conversation. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.cards import Cards
from bot.channels import console
from bot.channels.channel import Button
from bot.engine.flow import Flow
from bot.engine.run import Ended, Overview, Question, Run, begin, reply, view
from bot.engine.talk import Back, Buttons, Confirm, Done, Entry, Forward, Open, Pressed, Refused, Said, Skip
from bot.engine.walk import drawn
from bot.wording import Wording

CONTROLS: dict[str, Said] = {"b": Back(), "s": Skip(), "f": Forward(), "d": Done(), "c": Confirm()}


def converse(
    flow: Flow, wording: Wording, lang: str, today: date, ask: Callable[[str], str], tell: Callable[[str], None]
) -> None:
    """The conversation, until its end or until it is cancelled. Nothing is kept."""
    run = begin(seed=1)
    flow = drawn(flow, run.seed)
    note: Refused | None = None
    while True:
        shown = view(flow, run, today)
        cards = Cards(wording, lang, 0, 0)
        message = cards.card(flow, shown, note)
        tell("\n" + console.draw(message))
        if isinstance(shown, Ended):
            return
        heard = console.hear(ask("> "), message)
        key = heard.data.split(":", 3)[3] if isinstance(heard, Button) else ""
        if key.startswith("x"):
            return
        if key.startswith("l"):
            lang = wording.language(key[1:])
            continue
        said = _said(shown, key) if isinstance(heard, Button) else heard
        note = None
        if said is not None:
            run, note = _reply(flow, run, said, today)


def _reply(flow: Flow, run: Run, said: Said, today: date) -> tuple[Run, Refused | None]:
    try:
        return reply(flow, run, said, today), None
    except Refused as why:
        return run, why


def _said(shown: Question | Overview | Ended, key: str) -> Said | None:
    """What a button stands for."""
    if key in CONTROLS:
        return CONTROLS[key]
    if key.startswith("="):
        return Pressed(key[1:])
    if key.startswith("o") and isinstance(shown, Overview):
        return Open(shown.items[int(key[1:])].step.id)
    if isinstance(shown, Question) and isinstance(shown.control, Buttons | Entry) and key.isdigit():
        return Pressed(shown.control.options[int(key)].id)
    return None
