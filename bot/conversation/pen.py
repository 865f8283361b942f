"""What every card of a run is drawn with: its words in the reader's language, and buttons that know run and version.

Knows no person and no channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.channel import Button, Line
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.engine.walk import Item
from bot.presses import acts
from bot.presses import every as presses
from bot.presses.buttons import button, button_on_card


@dataclass(frozen=True)
class Pen:
    """Of one run at one version, in one language."""

    wording: Wording
    lang: str
    run_id: int
    version: int

    def say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)

    def pressed(self, act: acts.Act) -> presses.OnCard:
        return presses.OnCard(self.run_id, self.version, act)

    def button(self, label: Text, act: acts.Act, tone: str = "plain") -> Button:
        return button_on_card(self.say(label), self.run_id, self.version, act, tone)

    def sign(self, label: str, act: acts.Act, tone: str = "plain") -> Button:
        """A button whose label is a sign, or is already in the reader's language."""
        return button_on_card(label, self.run_id, self.version, act, tone)

    def leads(self, leads: Sequence[Text]) -> tuple[str, ...]:
        """What is said before a question. Steps to take stand close together, so that the first is not off the screen."""
        said = tuple(self.say(t) for t in leads)
        return ("\n".join(said),) if len(said) > 2 else said

    def languages(self) -> tuple[Button, ...]:
        others = [lang for lang in self.wording.languages if not self.lang.startswith(lang)]
        if len(others) == 1:
            return (self.sign(self.wording.name(others[0]), acts.InLanguage(others[0])),)
        return (button(self.say(Text("Language")), presses.ChooseLanguage()),) if others else ()


def answer_lines(wording: Wording, lang: str, items: Sequence[Item]) -> tuple[Line, ...]:
    """Questions, by what they are called in lists, with their answers."""
    return tuple(
        Line(
            wording.say(i.label, lang).removesuffix("."),
            wording.fill(i.shown, lang),
            "finding" if i.finding else "",
        )
        for i in items
    )


def cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
