"""What typed words mean before any flow is asked: words that always work, and words of danger, in every language.

Knows flows/words.csv. Does not know what is done about them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, groupby
from pathlib import Path

from bot.content.alike import MORE, Likenesses, begins, exactly
from bot.content.topics import Topics

NAME = "flows/words.csv"
DANGER, HARMLESS, DENIES, BETWEEN, AROUND = "danger", "harmless", "denies", "between", "around"
TOPIC, NAMED, STREET, SMALL = "topic", "named", "street", "small"
LINKING = (DENIES, BETWEEN, AROUND, TOPIC, NAMED, STREET, SMALL)  # they mean something beside others only
POLITE = ("thanks", "greeting", "fine")  # what somebody says who asks for nothing, the kindest first
# What a word can mean: a command, a button of a card, a language, a greeting; danger, and what only looks like it; what
# denies the danger that follows, and what may stand between the two: "no signs of a robbery"; what is said around a command;
# what makes a name of a word of danger: "course on robbery", "fire paint", "Calle Incendio 4".
MEANS = (
    "menu", "help", "cancel", "language", "speak", "open", "todo", "inspect", "incident", "quiz", "criterion", "summary", "back",
    "skip", "done", "yes", "no", "right", "good", "bad", "na", *POLITE, AROUND, DANGER, HARMLESS, DENIES, BETWEEN,
    TOPIC, NAMED, STREET, SMALL,
)  # fmt: skip
WHOLE = "="  # "=bomba" is meant alone
PICTURES = {"🆘": " sos ", "🔥": " fire "}
END = re.compile(r"[,;:!?¡¿\n]+|\.(?=\s|$)")  # of a clause: what is denied in one is not denied in the next
SHORTENED = re.compile(r"\b(av|avda|blvd|cra)\.|\b(no|n[uú]m)\.(?=\s*\d)")  # their dot ends no clause
# Numbers of units, in which 911 and SOS are no cry: ABC911, SOS-123, 911-22.
UNIT = re.compile(
    r"(?<![\w-])(?!sos-?911\b|911-?sos\b)(?:[a-z]{1,4}(?:-?\d){1,15}|\d{1,12}(?:-\d{1,12}){0,4}-?[a-z]{1,4}|"
    r"(?!9-1-1\b)\d{1,12}(?:-\d{1,12}){1,4})(?:-\w{1,12}){0,4}\b"
)
SHORT = 2  # letters by which a phrase is found
FEW = 6  # words of a command with everything around it
LATELY = 500  # texts that are remembered

Tokens = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A phrase of the list, where it stands."""

    line: int
    language: str
    means: str
    phrase: str


@dataclass(frozen=True)
class Words:
    """The list, ready to be asked."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def meaning(self) -> Callable[[str], tuple[str, str] | None]:
        """What somebody means who types exactly this, and in which language; None if it is no word of the list."""
        return lru_cache(LATELY)(self._meaning)  # asked several times in a turn

    def _meaning(self, typed: str) -> tuple[str, str] | None:
        said = singular(typed) or ("?",) * (typed.count("?") == 1)
        if said in self._plain or not said or len(said) > FEW or self.dangerous(typed):
            return self._plain.get(said)
        return self._plain.get(self._without_around(said))

    def polite(self, typed: str) -> str:
        """What of POLITE somebody says who says nothing else, such as "ok, gracias"; empty if it is none."""
        said, found, at = singular(typed), set[str](), 0
        while at < len(said):
            size = next((n for n in range(FEW, 0, -1) if self._kind(said[at : at + n]) in POLITE), 0)
            found.add(self._kind(said[at : at + size]))
            if not size:
                return ""
            at += size
        return next((kind for kind in POLITE if kind in found), "")

    def _kind(self, said: Tokens) -> str:
        return self._plain.get(said, ("", ""))[0]

    def _without_around(self, said: Tokens) -> Tokens:
        """A command without "please" and "I want" before it and behind it."""
        for phrase in self._around:
            if len(said) > len(phrase) and said[: len(phrase)] == phrase:
                return self._without_around(said[len(phrase) :])
            if len(said) > len(phrase) and said[-len(phrase) :] == phrase:
                return self._without_around(said[: -len(phrase)])
        return said

    @cached_property
    def _around(self) -> Sequence[Tokens]:
        return sorted({singular(e.phrase) for e in self.entries if e.means == AROUND}, key=len, reverse=True)

    @cached_property
    def dangerous(self) -> Callable[[str], bool]:
        """Does somebody who types this speak of danger? A letter may be wrong, and the words may be anywhere in it."""
        return lru_cache(LATELY)(self._dangerous)

    def _dangerous(self, typed: str) -> bool:
        parts = END.split(SHORTENED.sub(r"\1\2", typed.casefold()))
        if any(self._insists(tokens(part)) for part in parts):
            return True
        if not any(self._may_begin(token) for part in parts for token in (*tokens(part), *tokens(_unitless(part)))):
            return False  # most of what people type: what a clause is about need not be looked for
        clauses = [self._clause(part) for part in parts]
        said = tuple(token for clause in clauses for token in clause)
        denied = self._denied(said, set(accumulate(map(len, clauses))))
        return any(
            begins(said[at : at + len(phrase)], phrase, self._meets) and (not whole or len(said) == len(phrase))
            for at, one in enumerate(said)
            if at not in denied
            for word in self._alike_to(one)
            for phrase, whole in self._danger.get(word, ())
        )

    def _clause(self, clause: str) -> Tokens:
        """What is said in a clause, without what only looks like danger."""
        whole = tokens(clause)
        left = self._topics.told(whole)
        said = left if left != whole else tokens(_unitless(clause))
        return tuple(self._without_harmless(said))

    def _may_begin(self, token: str) -> bool:
        """Can a phrase of danger begin with this word?"""
        return any(word in self._danger for word in self._alike_to(token))

    def _insists(self, said: Tokens) -> bool:
        """ "This is not a drill": danger that is said by denying what is harmless."""
        return any(
            said[at : at + len(phrase)] == phrase
            for at, one in enumerate(said)
            for phrase in self._insisting.get(one, ())
        )

    @cached_property
    def _insisting(self) -> Mapping[str, list[Tokens]]:
        """The phrases by their first word."""
        denying = {tokens(e.phrase)[0] for e in self.entries if e.means == DENIES and tokens(e.phrase)}
        phrases = {p for e in self.entries if e.means == DANGER and (p := tokens(e.phrase)) and p[0] in denying}
        return {first: [p for p in phrases if p[0] == first] for first in denying}

    @cached_property
    def _topics(self) -> Topics:
        of = {means: [tokens(e.phrase) for e in self.entries if e.means == means] for means in LINKING}
        words = {means: frozenset(word for phrase in of[means] for word in phrase) for means in LINKING}
        around = sorted(of[AROUND], key=len, reverse=True)
        return Topics(of[TOPIC], words[NAMED], words[STREET], words[SMALL], around, self._one_of_danger)

    def _one_of_danger(self, word: str) -> bool:
        return any(len(phrase) == 1 for one in self._alike_to(word) for phrase, _ in self._danger.get(one, ()))

    @cached_property
    def _plain(self) -> Mapping[Tokens, tuple[str, str]]:
        plain = (e for e in self.entries if e.means not in (DANGER, HARMLESS, *LINKING))
        return {singular(e.phrase) or ("?",): (e.means, e.language) for e in plain}

    @cached_property
    def _danger(self) -> Mapping[str, list[tuple[Tokens, bool]]]:
        """The phrases by their first word, and whether one is meant alone."""
        made: dict[str, list[tuple[Tokens, bool]]] = defaultdict(list)
        for entry in self.entries:
            if entry.means == DANGER and (phrase := stems(entry.phrase)):
                made[phrase[0]].append((phrase, entry.phrase.startswith(WHOLE)))
        return dict(made)

    @cached_property
    def _harmless(self) -> Mapping[str, list[Tokens]]:
        """Phrases that have a word of danger in them and are none, by the beginning of the first word, the longest first."""
        made: dict[str, list[Tokens]] = defaultdict(list)
        for phrase in sorted({stems(e.phrase) for e in self.entries if e.means == HARMLESS}, key=len, reverse=True):
            made[phrase[0][:SHORT]].append(phrase)
        return dict(made)

    def _without_harmless(self, said: Tokens) -> Iterator[str]:
        """A comma stands where a harmless phrase was, so that nothing new comes together."""
        at = 0
        while at < len(said):
            likely = self._harmless.get(said[at][:SHORT], ())
            size = next((len(p) for p in likely if begins(said[at : at + len(p)], p, exactly)), 0)
            yield from "," * size or (said[at],)
            at += size or 1

    def _denied(self, said: Tokens, firsts: Collection[int]) -> set[int]:
        """Where what is said is denied by the words before it, in its own clause; `firsts` are where clauses begin."""
        denied: set[int] = set()
        for at in range(len(said)):
            size = self._longest(said, at, DENIES)
            end = at + 1
            while size and not any(place in firsts for place in range(end, at + size + 1)):
                denied |= set(range(end, at + size + 1))
                end = at + size + 1
                size = size + more if (more := self._longest(said, at + size, BETWEEN)) else 0
        return denied

    def _longest(self, said: Tokens, at: int, means: str) -> int:
        """How many words the longest phrase of this meaning has that stands here."""
        likely = self._linking.get((means, said[at]), ()) if at < len(said) else ()
        return max((len(phrase) for phrase in likely if said[at : at + len(phrase)] == phrase), default=0)

    @cached_property
    def _linking(self) -> Mapping[tuple[str, str], list[Tokens]]:
        """The phrases that deny or stand between, by their meaning and first word."""
        made: dict[tuple[str, str], list[Tokens]] = defaultdict(list)
        for entry in self.entries:
            if entry.means in (DENIES, BETWEEN) and (phrase := tokens(entry.phrase)):
                made[entry.means, phrase[0]].append(phrase)
        return dict(made)

    @cached_property
    def _likenesses(self) -> Likenesses:
        return Likenesses(token for all in self._danger.values() for phrase, _ in all for token in phrase)

    def _alike_to(self, said: str) -> frozenset[str]:
        """The words of danger that this one may be."""
        return self._likenesses.to(said)

    def _meets(self, said: str, word: str) -> bool:
        return word in self._alike_to(said)


def read_words(root: Path) -> Words:
    """The list of the project below `root`; empty where there is none."""
    path = root / NAME
    if not path.exists():
        return Words()
    with path.open(encoding="utf-8", newline="") as source:
        return Words(tuple(_entries(csv.DictReader(source))))


def _entries(rows: Iterable[Mapping[str, str | None]]) -> Iterator[Entry]:
    for line, row in enumerate(rows, start=2):
        for phrase in (row.get("words") or "").split("|"):
            yield Entry(line, row.get("language") or "", row.get("means") or "", phrase.strip())


@lru_cache(LATELY)
def tokens(text: str) -> Tokens:
    """The words without accents, capitals and letters held too long; letters with dots between them are one word."""
    spelt_out = "".join(PICTURES.get(c, c) for c in text.casefold())
    bare = "".join(c for c in unicodedata.normalize("NFKD", spelt_out) if not unicodedata.combining(c))
    words = re.findall(r"[a-z]+|[0-9]+", bare)
    spelt = [list(run) for _, run in groupby(words, key=lambda word: len(word) == 1)]
    joined = ("".join(run) if len(run) > 2 and len(run[0]) == 1 else run for run in spelt)
    return tuple(
        re.sub(r"([a-z])\1+", r"\1", word) for run in joined for word in ([run] if isinstance(run, str) else run)
    )


def _unitless(clause: str) -> str:
    """A clause without the numbers of units."""
    return UNIT.sub(" , ", clause)


def singular(text: str) -> Tokens:
    """The words, a plural as its singular."""
    return tuple(word.removesuffix("s") if len(word) > 3 else word for word in tokens(text))


def stems(phrase: str) -> Tokens:
    """The words of a phrase of the list; the beginning of a word keeps its sign."""
    words = phrase.removeprefix(WHOLE).split()
    made = ((*tokens(word)[:-1], tokens(word)[-1] + MORE) if word.endswith(MORE) else tokens(word) for word in words)
    return tuple(token for word in made for token in word)
