"""What was typed, sent or shared below an incident, as words and files that are kept."""

from __future__ import annotations

from bot.conversation.context import Context
from bot.engine.kinds import Place
from bot.engine.talk import Placed, Said, Sent, Typed


def content(context: Context, said: Said) -> tuple[str, tuple[str, ...]]:
    match said:
        case Typed(text):
            return text.strip(), ()
        case Sent(digest, _, _, caption):
            return caption.strip(), (digest,) if digest else ()
        case Placed():
            value = Place().read(said, (), context.today)
            return (value if isinstance(value, str) else ""), ()
    return "", ()
