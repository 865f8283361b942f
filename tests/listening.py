"""Hears whatever a reader of another language is told in English."""

from bot.conversation.wording import SOURCE, Wording
from bot.engine.talk import Text


class Listening(Wording):
    """Every language, and the sentences that were missing when they had to be said."""

    missed: set[str]

    def say(self, text: Text, lang: str) -> str:
        base = lang.split("_", maxsplit=1)[0]
        if base != SOURCE and text.source not in self._catalogs[base]:
            self.missed.add(text.source)
        return super().say(text, lang)


def listening(wording: Wording, missed: set[str]) -> Listening:
    heard = Listening(wording._catalogs)
    heard.missed = missed
    return heard
