"""The words people type to make something happen, in every language we speak, and how typed words are compared.

Each duty brings its own words. Does not know what they do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.channels.channel import Command, Commands
from bot.conversation.wording import Wording
from bot.engine.talk import Text


@dataclass(frozen=True)
class Word:
    """A command as it is typed, and what it does. The program calls it `name`; `also` are other words for it.

    `roles` are those who find it in the help; none means everybody. `anywhere` says that it works in the middle of a
    form and is never an answer there. `takes` says whether what follows the word belongs to it: else they are words like
    others, and "report a cut seal" is no command. Of a `story` this is so even if it was given as a command. With `slash` it
    is a command only behind a slash: people say that word for other things. `alone` says whether words mean this command
    without any word for it, while nothing is asked.
    """

    name: str
    typed: Text
    does: Text
    also: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    anywhere: bool = False
    takes: Callable[[Any, str], bool] | None = None
    alone: Callable[[Any, str], bool] | None = None
    story: bool = False
    slash: bool = False


def offered(wording: Wording, words: Sequence[Word]) -> Commands:
    """The command menu of the channels in every language."""
    return {
        lang: [Command(wording.say(word.typed, lang).removeprefix("/"), wording.say(word.does, lang)) for word in words]
        for lang in wording.languages
    }


def understood(wording: Wording, words: Iterable[Word], names: Iterable[str]) -> dict[str, str]:
    """From a typed word, in any language, to the name of the command."""
    known = {name: name for name in names}
    for word in words:
        known |= dict.fromkeys(word.also, word.name)
        known |= {said.removeprefix("/").casefold(): word.name for said in wording.words(word.typed.source).values()}
    return known


def plain_words(text: str) -> list[str]:
    """The words without accents and capitals, as people type them in a hurry; a plural finds its singular."""
    return list(_plain_words(text))


def begins(there: str, search: str) -> bool:
    """Does every word of the search begin a word of what is there?"""
    words = plain_words(there)
    return all(any(word.startswith(wanted) for word in words) for wanted in plain_words(search))


@lru_cache(1000)  # every card has the same few buttons
def _plain_words(text: str) -> tuple[str, ...]:
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return tuple(word.rstrip("s") or word for word in re.findall(r"[a-z0-9]+", bare))
