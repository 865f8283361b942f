"""A Message as it is kept, in JSON, and back.

What this process has written itself is read without going through JSON, once: the letter is sent a moment later. Knows no outbox and no
platform.
"""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.channels.channel import Message

MESSAGE = TypeAdapter(Message)
MOST = 500  # messages; those of turns that could not be saved are never read

_just_written: dict[str, Message] = {}


def write(message: Message) -> str:
    body = MESSAGE.dump_json(message, exclude_defaults=True).decode()
    if len(_just_written) >= MOST:
        _just_written.clear()
    _just_written[body] = message
    return body


def read(body: str) -> Message:
    """Raises pydantic's ValidationError where it is none."""
    return _just_written.pop(body, None) or MESSAGE.validate_json(body)
