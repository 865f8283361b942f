"""What typed words are, before any flow is asked: an order, a button, a cry for help, an answer, or none of these.

The one place that decides it. Knows the question that is open and the screen that is shown; does nothing about either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from bot.channels.channel import Message
from bot.content.words import tokens
from bot.conversation.choosing import WELL, chosen, on_screen, pressing
from bot.conversation.context import Context
from bot.conversation.intent import Danger, Free, Meaning, Named, Order, Picked, Polite, Reply, Silent, Unsure
from bot.conversation.known import showing
from bot.conversation.vocabulary import Word, plain_words
from bot.conversation.writing import GO_ON, awaits, leaving
from bot.engine.flow import OUTSIDERS
from bot.engine.kinds.typed import plainest, says_something
from bot.engine.talk import Back, Buttons, Done, Entry, Refused, Said, Sent, Skip, Typed
from bot.engine.view import Question, View
from bot.presses import tipping
from bot.presses.acts import Act, AllHere, Answer, Cancel, Meant
from bot.presses.every import OnCard
from bot.presses.pieces import awaits_words
from bot.store.codes import read_code
from bot.store.runs import KeptRun

WORDS = ("text", "place", "name")  # entries that nearly any words can answer
FIGURES = ("number", "code", "phone", "time", "date")  # entries that a number can answer
ACTS: Mapping[str, Act] = {"back": Back(), "skip": Skip(), "done": Done()}
# Letters, then the number of the police: a plate more likely than a cry, where one is asked for.
CODE = re.compile(r"\s*(?!(?:al|el|es|sos|ya|the)\b)[a-z]{1,3}\s911\s*")
OUR_NAME = "sello"  # which is a word for a seal, too
CODED = re.compile(r"[0-9A-Za-z]{5}-[0-9A-Za-z]{5}", re.ASCII)  # as a code is printed
LONG = 3  # words of a button that nobody types without meaning it
NEAR, SHORT = 0.8, 4  # as alike as a word with a wrong letter is; words so short are like too many others


class Meanings:
    """`names` are the commands by every word that is typed for them; `words` say which of them work in a form."""

    def __init__(self, words: Sequence[Word], names: Mapping[str, str]) -> None:
        self._names = {tuple(plain_words(typed)): name for typed, name in names.items()}
        self._by_name = {word.name: word for word in words}
        self._slashed = {word.name for word in words if word.slash}

    def of(self, context: Context, typed: str) -> Meaning:
        """What somebody means who types this, here and now."""
        if self.silent(context, typed):
            return Silent()
        if CODED.search(typed) and (order := self._coded(context, typed)):
            return order
        if asked_for_words := awaits(context):
            return self._beneath(context, typed, asked_for_words)
        kept = context.focused()
        return self._outside(context, typed) if kept is None else self._inside(context, kept, typed)

    def _beneath(self, context: Context, typed: str, what: str) -> Meaning:
        """Words that are written to somebody: they are those words, whatever else they could mean."""
        press = pressing(context.buttons, typed)
        if press and not isinstance(press, OnCard):
            return Picked(press)
        order = self._order(context, typed)
        if order and order.name == "cancel" and (leave := leaving(context)):
            return Picked(leave)
        if order and (
            what in GO_ON or typed.strip().startswith("/") or self._never_written(context, order, typed, what)
        ):
            return order
        return Reply(typed, danger=what != tipping.WORD and context.library.words.dangerous(typed))

    def _never_written(self, context: Context, order: Order, typed: str, what: str) -> bool:
        """One word that nobody writes to somebody else. To those who read a tip nobody cries for help, either."""
        if any(_courteous(context, line) for line in (typed, *_without_our_name(typed))):
            return False
        tip = what == tipping.WORD and (order.name == "alarm" or self._works_anywhere(order))
        return tip or order.name == "menu"

    def _coded(self, context: Context, typed: str) -> Order | None:
        """The code of an anonymous tip, alone or after the word for it: it is never an answer, and kept nowhere."""
        word, _, rest = typed.strip().partition(" ")
        order = self._order(context, word)
        if order is not None and order.name == tipping.WORD:
            return Order(tipping.WORD, rest)
        code, rest = read_code(typed)
        if not code:
            return None
        mistyped = not rest and context.focused() is None and not context.tx.invitations.find(code)
        tip = mistyped or context.tx.tips.opened(context.who.organisation_id, code)
        return Order(tipping.WORD, typed) if tip else None

    def silent(self, context: Context, typed: str) -> bool:
        return context.who.role not in OUTSIDERS and _same(context.policy.silent_word, typed)

    def calls(self, context: Context, said: Said | Refused | None) -> bool:
        """Is it the silent word, or does that stand beside a file?"""
        words = said.text if isinstance(said, Typed) else said.caption if isinstance(said, Sent) else ""
        return bool(words) and self.silent(context, words)

    def command(self, context: Context, word: str, rest: str) -> Meaning:
        """The same of what was given as a command: its word, and the rest of the line."""
        line = f"{word} {rest}".strip()
        if self.silent(context, line):
            return Silent()
        order = self._order(context, line, given=True) or self._named(context, word, rest)
        order = order or (None if rest else self._named(context, OUR_NAME, word))  # in Slack it is the command itself
        if order is None and context.library.words.dangerous(line):
            return Danger(line)
        order = order or self._behind_our_name(context, word, rest) or self._misspelt(context, word, rest)
        order = order or self._without_its_word(context, rest if _same(OUR_NAME, word) else line)
        return order or (Free(line) if rest else Order("", word))

    def _behind_our_name(self, context: Context, word: str, rest: str) -> Order | None:
        """ "/sello resumn" in Slack, where "/sello" is a command itself."""
        first, _, behind = rest.partition(" ")
        name = self._nearly(first) if _same(OUR_NAME, word) else ""
        return Order(name, behind.strip()) if name and self._taken(context, name, behind) else None

    def _misspelt(self, context: Context, word: str, rest: str) -> Order | None:
        """A command with a name that is not found; several words behind it are a story, and no name."""
        order = self._order(context, word, given=True)
        name = order.name if order else self._nearly(word)
        if not name or (self._by_name[name].story and len(rest.split()) > 1):
            return None
        return Order(name, rest)

    def _nearly(self, word: str) -> str:
        """The one command that a word with a wrong letter can be: "resumn", "esperados"."""
        typed = {" ".join(words): name for words, name in self._names.items()}
        near = get_close_matches(" ".join(plain_words(word)), typed, cutoff=NEAR) if len(word) > SHORT else []
        found = {typed[one] for one in near}
        return found.pop() if len(found) == 1 else ""

    def _inside(self, context: Context, kept: KeptRun, typed: str) -> Meaning:
        """In the middle of a form."""
        order = self._order(context, typed)
        flow, run = context.run_of(kept)
        shown = showing(context, flow, run)
        typing, buttons = _asked(shown)
        card = context.cards(kept).card(flow, shown)
        press = _on_card(card, typed) or self._chosen(context, kept, shown, card, typed)
        if press and isinstance(press.act, Answer | Meant | AllHere):
            return Named(press)
        if polite := context.library.words.polite(typed):
            return Polite(polite)
        if typed.strip().startswith("/") and order:
            return order
        if order and order.name == "cancel" and typing in WORDS:
            return Unsure(typed, OnCard(kept.id, kept.version, Cancel()))
        if order and self._works_anywhere(order):
            return order
        press = press or _control(context, kept, typed)
        if press and typing in WORDS and len(plain_words(typed)) < LONG:
            return Unsure(typed, press)
        if press:
            return Named(press)
        if context.library.words.dangerous(typed):
            return self._alarming(context, kept, typed, typing)
        return order if order and buttons else Reply(typed)

    def _chosen(self, context: Context, kept: KeptRun, shown: View, card: Message, typed: str) -> OnCard | None:
        """The answer that is meant by other words than those on its button."""
        act = chosen(shown, [option.label for option in card.options], typed, context.library.words)
        return OnCard(kept.id, kept.version, act) if act else None

    def _alarming(self, context: Context, kept: KeptRun, typed: str, typing: str) -> Meaning:
        """Words of danger: in a report they are what it is about, and a bare number can be one that was asked for."""
        flow, _ = context.run_of(kept)
        if flow.ways.incident and typing in WORDS:
            return Reply(typed, danger=True)
        figure = typing in FIGURES and all(token.isdigit() for token in tokens(typed))
        return Reply(typed) if figure or (typing == "code" and CODE.fullmatch(plainest(typed))) else Danger(typed)

    def _outside(self, context: Context, typed: str) -> Meaning:
        """With no question open: the screen that is shown, or everything we can do."""
        press = on_screen(context, typed)
        if press:
            return Named(press) if isinstance(press, OnCard) else Picked(press)
        order = self._order(context, typed)
        if order:
            return order
        if context.library.words.dangerous(typed):
            return Reply(typed, danger=True) if awaits_words(context.who.screen) else Danger(typed)
        word, _, rest = typed.strip().removeprefix("/").partition(" ")
        order = self._without_its_word(context, typed) or self._named(context, word, rest)
        return order or (Free(typed) if says_something(typed) else Order("menu"))

    def _order(self, context: Context, typed: str, *, given: bool = False) -> Order | None:
        """A command and nothing else, whatever its accents, plural or capitals; "/" and our own name may come first.

        Some words are one only if they are `given` as one."""
        for line in (typed, *_without_our_name(typed)):
            known = context.library.words.meaning(line)
            name = self._names.get(tuple(plain_words(line)))
            name = None if name in self._slashed and not (given or typed.lstrip().startswith("/")) else name
            if known and known[0] == "speak":
                return Order("language", known[1])
            if _courteous(context, line):
                return None if awaits_words(context.who.screen) else Order("menu")
            if name or (known and known[0] in self._by_name):
                return Order(name or known[0] if known else name or "")
        return None

    def _named(self, context: Context, word: str, rest: str) -> Order | None:
        """A command with more behind it, if that is something it takes."""
        order = self._order(context, word)
        if order is None or not self._taken(context, order.name, rest):
            return None
        return Order(order.name, rest.strip() or order.rest)

    def _taken(self, context: Context, name: str, rest: str) -> bool:
        """Does it belong to the command, or is it nothing?"""
        takes = self._by_name[name].takes if name in self._by_name else None
        return not rest.strip() or bool(takes and takes(context, rest.strip()))

    def _without_its_word(self, context: Context, typed: str) -> Order | None:
        """A command by what usually follows it: "semana pasada"; unless words are awaited."""
        if awaits_words(context.who.screen):
            return None
        able = (word for word in self._by_name.values() if word.alone and word.alone(context, typed))
        return next((Order(word.name, typed) for word in able), None)

    def _works_anywhere(self, order: Order) -> bool:
        word = self._by_name.get(order.name)
        return word is not None and word.anywhere


def _on_card(card: Message, typed: str) -> OnCard | None:
    """The button of the card whose words were typed instead of pressing it: "si" for "Sí"."""
    press = pressing((*card.options, *card.controls), typed)
    return press if isinstance(press, OnCard) else None


def _courteous(context: Context, line: str) -> bool:
    """A greeting, thanks or an ok, and no form in which "well" is an answer."""
    words = context.library.words
    known = words.meaning(line)
    return bool(words.polite(line)) or (known is not None and known[0] in WELL and context.focused() is None)


def _asked(shown: View) -> tuple[str, bool]:
    """What may be typed to answer the open question, and whether it has only buttons."""
    control = shown.control if isinstance(shown, Question) else None
    return (control.type if isinstance(control, Entry) else "", isinstance(control, Buttons))


def asked_for(context: Context, kept: KeptRun) -> str:
    """What may be typed to answer the open question."""
    return _asked(showing(context, *context.run_of(kept)))[0]


def _control(context: Context, kept: KeptRun, typed: str) -> OnCard | None:
    """A button that every card can have, by any word that people have for it."""
    known = context.library.words.meaning(typed)
    act = ACTS.get(known[0]) if known else None
    return OnCard(kept.id, kept.version, act) if act else None


def _without_our_name(typed: str) -> tuple[str, ...]:
    """ "/sello menú" is "menú"; "sello" alone may be a seal."""
    words = typed.strip().removeprefix("/").split(maxsplit=1)
    return (words[1],) if len(words) == 2 and words[0].casefold() == OUR_NAME else ()


def _same(wanted: str, typed: str) -> bool:
    return bool(tokens(wanted)) and tokens(wanted) == tokens(typed)
