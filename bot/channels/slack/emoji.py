"""The signs behind the names of emoji that Slack writes: :warning: is read as the sign on every other platform.

Does not know the emoji that a workspace has made for itself: their names stay.
"""

from __future__ import annotations

import re
from functools import partial

import emoji

TONE = re.compile(r":skin-tone-[2-6]:", re.ASCII)  # stands behind the sign whose color it is
SLACKS = {":octagonal_sign:": "\U0001f6d1"}  # the names that only Slack has, of signs that matter in a yard

named = partial(emoji.emojize, language="alias")


def signs(text: str) -> str:
    if ":" not in text:
        return text
    for name, sign in SLACKS.items():
        text = text.replace(name, sign)
    return named(TONE.sub("", text))
