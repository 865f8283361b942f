"""What came of something heard, once its transaction is durable."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from bot.channels.channel import Ack
from bot.conversation.remembered import Stood
from bot.store.letters import Letter, Posted

NOTHING = Ack()


@dataclass(frozen=True)
class Received:
    """What came of something heard: the letters to hand over when it is durable, and a word for the one who did it."""

    posted: tuple[Posted, ...] = ()
    acked: Ack = NOTHING
    kept: frozenset[str] = frozenset()
    """The digests of the files that an answer holds now, even if it has only begun."""
    moved: tuple[Stood, ...] = field(default=(), repr=False, compare=False)
    """Runs as they stand now, to be remembered when it is durable."""

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """As the database has numbered them."""
        return tuple([read() for read in self.posted])
