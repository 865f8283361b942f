"""One call of the bot as a stand-in records it, alike for both platforms."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

ChatId = int | str  # Telegram's number of a chat, Slack's id of a person

MOST_CALLS = 20_000  # how many are remembered
OK = "ok"


@dataclass(eq=False)
class Call:
    """`at` and `done_at` are monotonic seconds: when it came and when it took effect, None if it had none.

    `outcome` is "ok", or the platform's words of refusal, or nothing when it was not carried out; `fault` names what it
    was struck with.
    """

    method: str
    chat: ChatId | None
    arguments: dict[str, Any]
    at: float = field(default_factory=time.monotonic)
    done_at: float | None = None
    outcome: str = ""
    fault: str = ""

    @property
    def done(self) -> bool:
        """Whether it took effect."""
        return self.done_at is not None
