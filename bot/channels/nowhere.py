"""Where letters to people end who are invented: nobody is there, and it is as if they had come. Calls no platform."""

from __future__ import annotations

from itertools import count

from bot.channels.channel import Message
from bot.channels.pace import Pause


class Nowhere:
    """A channel without anybody at its other end."""

    name = "nowhere"
    rate = 1000.0

    def __init__(self) -> None:
        self.pause = Pause()
        self._shown = count(1)

    def same(self, ref: str, other: str) -> bool:
        return ref == other

    async def show(self, _address: str, _message: Message, ref: str = "") -> str:
        return ref or f"nowhere-{next(self._shown)}"
