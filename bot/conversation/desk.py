"""One turn of somebody at the page: what is shown to them is shown there, and in chat only where the same card stands already.

Words typed there are for what is shown there: what the chat waits for it goes on waiting for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.channels.channel import Message, Picture
from bot.conversation.context import SCREENS, Context
from bot.conversation.holes import with_calls


@dataclass
class Desk(Context):
    """`session` is the one of the page, `shown` what was shown in this turn: slots and messages, the last of each slot;
    `file` is what the browser is to fetch."""

    session: int = 0
    shown: dict[str, Message] = field(default_factory=dict)
    file: Picture | None = None

    def show(self, slot: str, message: Message, *, edit: bool, pressed: bool = True, back: bool = True) -> None:
        """On the page. A card that stands in chat as well is changed there."""
        if slot.startswith(SCREENS):
            self.screen(message)
        elif edit and slot:
            there = replace(message, only_in_place=True)
            super().show(slot, there, edit=True, pressed=pressed, back=back)
        self.shown.pop(slot, None)
        self.shown[slot or f"~{len(self.shown)}"] = with_calls(message, self.policy.numbers)

    def attend(self, run_id: int | None, screen: str = "") -> None:
        """Kept with the session, and not with the person."""
        self.tx.pages.attend(self.session, run_id, screen)
        self.speaker = replace(self.who, focus=run_id, screen=screen)
