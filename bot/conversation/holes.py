"""What a site fills into the sentences of a flow: whom to call there, by name and number, and the pass mark.

Where no number is known the name alone stands there, and the sentence still reads well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from bot.channels.channel import Message
from bot.engine.talk import Text
from bot.policy import Numbers

NAMED = {
    "emergency": (Text("your emergency number"), Text("your emergency number ({number})")),
    "dispatch": (Text("dispatch"), Text("dispatch ({number})")),
    "supervisor": (Text("your supervisor"), Text("your supervisor ({number})")),
    "security": (Text("security"), Text("security ({number})")),
}


@lru_cache(maxsize=256)  # the same for every card of a site
def holes(numbers: Numbers) -> Mapping[str, Text]:
    """Whom to call, for the {braces} of a sentence."""
    return {name: _named(name, getattr(numbers, name)) for name in NAMED}


def _named(name: str, number: str) -> Text:
    alone, numbered = NAMED[name]
    return Text(numbered.source, {"number": number}) if number else alone


def with_calls(message: Message, numbers: Numbers) -> Message:
    """The message, with the numbers that stand in its words: a channel shows them so that a tap calls them."""
    known = dict.fromkeys(number for name in NAMED if (number := getattr(numbers, name)))
    if not known:
        return message
    words = "\n".join(
        (message.note, *message.lead, message.text, *(line.value for line in (*message.head, *message.lines)))
    )
    calls = tuple(number for number in known if f"({number})" in words)
    return replace(message, calls=calls) if calls else message
