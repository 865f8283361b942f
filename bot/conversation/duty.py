"""What a duty is: one thing the product does for people, as a value that says what is its own.

The assistant holds a tuple of them and hands each what it asked for. Does not know which duties there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.channel import Heard
from bot.conversation.context import Context, Occasion
from bot.conversation.vocabulary import Word
from bot.engine.talk import Refused, Said
from bot.store.letters import Letter


@dataclass(frozen=True)
class Cancelled:
    """A run was ended by its person before it was finished."""


@dataclass(frozen=True)
class Undelivered:
    """A letter was given up for good: the person blocked us, left or is gone, or the letter cannot be shown."""

    letter: Letter
    reason: str


@dataclass(frozen=True)
class Delivered:
    """A notice has come: the platform has taken a letter with a slot that somebody else than the speaker reads."""

    letter: Letter


@dataclass(frozen=True)
class Duty:
    """What a module of bot/duties wants to hear of. All of it runs in the transaction of whatever caused it.

    `meanings` by the type of what typed words mean, where that is no command and no answer.
    `commands` by their names, with the rest of the line; `words` are what people type for them. `presses` by the type
    of the press. `events` by the type of the event: what a reply did to a run, or Cancelled. `timers` by the name they
    were set with; no person is speaking then, and the subject is what it was set with. `hears` takes what was typed,
    shared or sent, and says whether it was for this duty. `edited` learns that an own message was changed or deleted;
    `quoted` takes what replies to a message, and says whether that one decides where it belongs.`strangers` answers
    those we do not know, and says whether it has; no other is asked then. Before that `lets_in` may make somebody we know of
    one for whom the platform vouches, and says whether it has. `undelivered` learns of letters that were given
    up, to whomever they were, and `delivered` of notices that have come. `returned` hears of somebody who is speaking, and
    whom notices have not reached.
    """

    words: tuple[Word, ...] = ()
    commands: Mapping[str, Callable[[Context, str], None]] = field(default_factory=dict)
    presses: Mapping[type[Any], Callable[[Context, Any], None]] = field(default_factory=dict)
    events: Mapping[type[Any], Callable[[Context, Occasion, Any], None]] = field(default_factory=dict)
    timers: Mapping[str, Callable[[Context, str], None]] = field(default_factory=dict)
    hears: Callable[[Context, Said | Refused], bool] | None = None
    meanings: Mapping[type[Any], Callable[[Context, Any], None]] = field(default_factory=dict)
    edited: Callable[[Context, Heard], None] | None = None
    quoted: Callable[[Context, Said | Refused], bool] | None = None
    strangers: Callable[[Context, Heard], bool] | None = None
    lets_in: Callable[[Context, Heard], bool] | None = None
    undelivered: Callable[[Context, Undelivered], None] | None = None
    delivered: Callable[[Context, Delivered], None] | None = None
    returned: Callable[[Context], None] | None = None
