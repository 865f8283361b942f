"""Text for Slack: how long it is there, where it may be cut, what must be escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SECTION = 2_900  # characters of one piece of text; Slack takes 3,000
ELLIPSIS = "…"
JOINER = "\u200d"
BROKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # controls but \t and \n; halves of characters


def escaped(text: str) -> str:
    """https://docs.slack.dev/messaging/formatting-message-text#escaping."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def size(text: str) -> int:
    """Characters as Slack's JavaScript counts them, in UTF-16: an emoji is two or more."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def tidy(text: str) -> str:
    """Without what JSON or Slack would stumble over: control characters and halves of characters."""
    return (text if text.isprintable() else BROKEN.sub(" ", text)).strip()


def cut(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where something is missing."""
    return (
        text if 2 * len(text) <= most or size(text) <= most else text[: _boundary(text, most - 1)].rstrip() + ELLIPSIS
    )


def _boundary(text: str, most: int) -> int:
    """Where to cut so that no emoji or accented letter is torn apart."""
    end = used = 0
    for end, char in enumerate(text):  # noqa: B007  the last index is what is wanted
        used += 2 if char > "\uffff" else 1
        if used > most:
            break
    whole = end
    while whole > max(end - 40, 1) and _joined(text, whole):
        whole -= 1
    return end if _joined(text, whole) else whole


def _joined(text: str, at: int) -> bool:
    """Whether the character at this place belongs to the one before."""
    char, before = text[at], text[at - 1]
    if JOINER in (char, before) or "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f":
        return True
    if unicodedata.category(char) in ("Mn", "Me", "Mc"):  # accents, variation selectors
        return True
    return _flag(char) and _flags_before(text, at) % 2 == 1


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"  # half of a flag


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _flag(text[at - 1 - count]):
        count += 1
    return count


def pieces(text: str) -> Iterator[str]:
    """A long text in pieces of the size of a section, cut between words where there are any."""
    while size(text) > SECTION:
        end = _boundary(text, SECTION)
        space = max(text.rfind("\n", end // 2, end), text.rfind(" ", end // 2, end))
        end = space if space > 0 else end
        yield text[:end]
        text = text[end:].lstrip()
    if text:
        yield text
