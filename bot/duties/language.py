"""Which language somebody reads."""

from __future__ import annotations

import re

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.vocabulary import Word
from bot.duties import menu, runs
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.every import ChooseLanguage, Speak


def offer(context: Context) -> None:
    """Every language we speak, by the name it calls itself."""
    buttons = tuple(button(context.wording.name(lang), Speak(lang)) for lang in context.wording.languages)
    text = context.say(Text("Which language do you prefer?"))
    context.show("menu", Message(text=text, options=buttons, fallback=text), edit=False)


def speak(context: Context, press: Speak) -> None:
    """From now on in this language; of one we do not speak, the choice."""
    if press.lang not in context.wording.languages:
        offer(context)
        return
    context.speaks(press.lang)
    context.toast(Text("Language: English."))
    if press.at_home:
        menu.show_home(context)
    else:
        menu.show_menu(context)


def typed(context: Context, rest: str) -> None:
    """A language by its code or its name. In the middle of a form, the card is shown again in it."""
    known = context.library.words.meaning(rest)
    lang = known[1] if known and known[0] == "speak" else re.split("[-_]", rest.strip().casefold())[0]
    kept = context.focused()
    if kept is None or lang not in context.wording.languages:
        speak(context, Speak(lang))
        return
    context.speaks(lang)
    runs.open_run(context, kept.id)


def _is_language(context: Context, rest: str) -> bool:
    known = context.library.words.meaning(rest)
    return rest.casefold() in context.wording.languages or (known is not None and known[0] == "speak")


DUTY = Duty(
    words=(Word("language", Text("/language"), Text("Change the language"), anywhere=True, takes=_is_language),),
    commands={"language": typed},
    presses={Speak: speak, ChooseLanguage: lambda context, _: offer(context)},
)
