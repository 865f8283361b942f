"""What can be looked up in chat by a command, looked up here: what is due, a seal, a unit, who works here. The same cards.

Nothing is written while somebody only looks: not even what words mean next.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.deciding import decides
from bot.duties import due, seals, staffing, units
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


def due_list(reader: Reader) -> Shown:
    """What is due at a site."""
    there, site = looking(reader), reader.asked.get("site", "")
    due.show(there, int(site) if site.isdecimal() and len(site) < 19 else 0)
    return _cards(reader, there, Text("What is due"))


def people(reader: Reader) -> Shown:
    there = looking(reader)
    staffing.DUTY.commands["staff"](there, "")
    return _cards(reader, there, Text("People"))


def offers_people(reader: Reader) -> bool:
    return decides(reader.context)


def numbers_of(reader: Reader) -> Shown:
    """A seal or a unit by its number, each with what happened to it."""
    words = reader.asked.get("words", "").strip()[:LONGEST]
    there = looking(reader)
    for duty, command in ((seals.DUTY, "seal"), (units.DUTY, "unit")) if words else ():
        duty.commands[command](there, words)
    values = {"cards": there.shown, "words": words}
    return Shown("seals.html", reader.say(Text("Seals and units")), values)


def _cards(reader: Reader, there: Looking, title: Text) -> Shown:
    return Shown("look.html", reader.say(title), {"cards": there.shown})
