"""The sites that a summary is about: all of them, one, or those that somebody has chosen; and how a site is named by whoever types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.conversation.context import Context
from bot.conversation.deciding import sites_of
from bot.conversation.vocabulary import plain_words
from bot.engine.talk import Text
from bot.presses.summarizing import CHOSEN

MOST = 8  # that are named to somebody who has named none


@dataclass(frozen=True)
class Sites:
    """Some sites, all of them without `ids`. `press` is how a button says it, `name` what they are called."""

    ids: tuple[int, ...] = ()
    name: str = ""
    press: int = 0


EVERYWHERE = Sites()


def pressed_on(context: Context, site: int) -> Sites | None:
    """What a button means; None if it is a site of somebody else."""
    names = sites_of(context, context.who.organisation_id)
    if site == CHOSEN:
        order = context.tx.subscriptions.of(context.who.person_id)
        return some(context, order.sites if order else (), names)
    return EVERYWHERE if not site else one(site, names) if site in names else None


def one(site: int, names: Mapping[int, str]) -> Sites:
    return Sites((site,), names[site], site)


def some(context: Context, ids: tuple[int, ...], names: Mapping[int, str], lang: str = "") -> Sites:
    """Those of them that there are; all of them if none was chosen."""
    there = tuple(id for id in ids if id in names)
    if len(there) < 2:
        return one(there[0], names) if there else EVERYWHERE
    return Sites(there, context.wording.say(Text("{count} sites", {"count": len(there)}), lang or context.lang), CHOSEN)


def meant(words: str, names: Mapping[int, str]) -> Sites | None:
    """The site that is named, as a whole or by words that no other has; everywhere, if none is."""
    if not words:
        return EVERYWHERE
    wanted = plain_words(words)
    found = [id for id, name in names.items() if name == words]
    found = found or [id for id, name in names.items() if wanted == plain_words(name)]
    found = found or [id for id, name in names.items() if wanted and set(wanted) <= set(plain_words(name))]
    return one(found[0], names) if len(found) == 1 else None


def near(words: str, names: Mapping[int, str]) -> list[str]:
    """The sites whose names are like it, or have a word of it."""
    every = list(names.values())
    wanted, alike = set(plain_words(words)), get_close_matches(words.casefold(), map(str.casefold, every), MOST)
    return [name for name in every if name.casefold() in alike or wanted & set(plain_words(name))][:MOST]
