"""What can be looked up in chat by a command, looked up here: a seal, a unit. The same cards.

Nothing is written while somebody only looks: not even what words mean next.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.duties import seals, units
from bot.engine.talk import Text
from bot.page.reader import Reader, Shown

LONGEST = 40  # signs of a number that is looked up


@dataclass
class Looking(Context):
    """Somebody looks. What would be shown is kept here, and nothing else is."""

    shown: list[Message] = field(default_factory=list)

    def show(self, slot: str, message: Message, *, edit: bool, pressed: bool = True, back: bool = True) -> None:  # noqa: ARG002
        self.shown.append(message)

    def attend(self, run_id: int | None, screen: str = "") -> None:
        self.speaker = replace(self.who, focus=run_id, screen=screen)


def looking(reader: Reader) -> Looking:
    return Looking(**vars(reader.context))


def numbers_of(reader: Reader) -> Shown:
    """A seal or a unit by its number, each with what happened to it."""
    words = reader.asked.get("words", "").strip()[:LONGEST]
    there = looking(reader)
    for duty, command in ((seals.DUTY, "seal"), (units.DUTY, "unit")) if words else ():
        duty.commands[command](there, words)
    values = {"cards": there.shown, "words": words}
    return Shown("seals.html", reader.say(Text("Seals and units")), values)
