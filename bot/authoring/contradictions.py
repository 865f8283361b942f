"""Does a flow contradict itself? No way through it may say "Do not load" and later "Load now", or claim what it cannot know.

Reads the English sentences by their words, so it finds the usual turns of phrase and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.authoring.paths import Path, Told, paths
from bot.content.load import Loaded
from bot.content.marks import Problem
from bot.engine.flow import Flow

SENTENCES = re.compile(r"(?<=[.:;])\s+")
# Sentences that speak of a case, not of now.
CONDITIONAL = re.compile(r"^(if|once|when|only|before|until|after|at the next)\b|\bbefore (this|they|the|your?)\b")


@dataclass(frozen=True)
class Topic:
    """What can be forbidden and allowed: the words for each."""

    name: str
    forbidden: re.Pattern[str]
    allowed: re.Pattern[str]


def _topic(name: str, forbidden: str, allowed: str) -> Topic:
    return Topic(name, re.compile(forbidden), re.compile(allowed))


HOLD = r"\bon hold\b|\bhold the unit\b"
TOPICS = (
    _topic("load", rf"\bdo not\b.*\bload\b|\bno loading\b|{HOLD}", r"^load\b(?! only)|\b(can|may)( now)? be loaded\b"),
    _topic("unload", r"\bdo not\b.*\bunload\b|\bno unloading\b", r"^unload\b(?! only)"),
    _topic(
        "move",
        rf"\bdo not\b.*\b(move\b(?! a)|drive on|leave)|\bstays (where it is|at the dock)|\bdoes not leave\b|\bno departure\b|{HOLD}",
        r"^drive (on|safely)|\byou may (continue|leave|go)\b|\bmay( now)? leave\b",
    ),
    _topic(
        "seal",
        r"\bdo not\b.*\bseal (it|the unit)\b|^do not seal\b|\bput on another seal\b",
        r"\baffix the seal|^seal (it|the unit)\b",
    ),
    _topic(
        "break the seal",
        r"\bdo not (touch|remove) the seal\b|\bleave the seal\b",
        r"\bmay (break|cut) it\b|^(break|cut) the seal\b(?! only)",
    ),
    _topic("stay", r"\b(move|walk) away\b|\bstay (well )?away\b", r"\bstay with the unit\b"),
)
FINE = re.compile(r"\bno (problems|pests)\b|\bwithout problems\b|\bverified\.|\bseal (is right|checks out)\b")
CLAIM = re.compile(
    r"\b(has|have) been (told|notified|informed|sent)\b|\b(went|goes) to (the )?(supervisor|manager|dispatch)"
)


def contradictions(loaded: dict[str, Loaded]) -> list[Problem]:
    """Every mistake of this sort, once for each sentence."""
    return [problem for path, one in loaded.items() if one.flow for problem in _of(path, one, one.flow)]


def _of(path: str, loaded: Loaded, flow: Flow) -> Iterator[Problem]:
    lines = {text.text: text.line for text in loaded.texts}
    found = dict.fromkeys(_claims(loaded))
    if not flow.ways.scored:
        found |= dict.fromkeys(wrong for way in paths(flow) for wrong in wrongs(way))
    for rule, text, message in found:
        yield Problem(path, lines.get(text, 1), 1, rule, message)


def _claims(loaded: Loaded) -> Iterator[tuple[str, str, str]]:
    for one in loaded.texts:
        if claim := CLAIM.search(one.text.casefold()):
            message = f"'{claim[0]}' is a claim: the program itself says who has been notified, when it is so"
            yield "claim", one.text, message


def wrongs(way: Path) -> Iterator[tuple[str, str, str]]:
    """What is wrong on one way: the rule, the sentence, and why."""
    weighty = [told for told in way.told if _weighty(told.text)]
    for topic in TOPICS if weighty else ():
        yield from _turned(topic, weighty)
    end = way.told[-1].text
    for told in (t for t in way.told if (t.found or (t.last and way.noted)) and _fine(t.text)):
        yield (
            "contradiction",
            told.text,
            f"'{_short(told.text)}' is also said when a point has a problem or was not inspected",
        )
    slight = all(f.recommended or f.on_fail.severity == "low" for f in way.verdict.findings)
    if way.verdict.findings and slight and any(_says(topic.forbidden, end) for topic in TOPICS):
        yield "hold", end, "this holds the unit also where all that was found is recommended only, or of low severity"


def _turned(topic: Topic, told: Iterable[Told]) -> Iterator[tuple[str, str, str]]:
    """Allowed after it was forbidden; or forbidden after it was allowed, with no finding between."""
    forbidden = allowed = None
    for one in told:
        if forbidden and _says(topic.allowed, one.text):
            yield _against(topic, one, forbidden)
        if allowed and allowed.found == one.found and _says(topic.forbidden, one.text):
            yield _against(topic, one, allowed)
        forbidden = one if _says(topic.forbidden, one.text) else forbidden
        allowed = one if _says(topic.allowed, one.text) else allowed


def _against(topic: Topic, told: Told, before: Told) -> tuple[str, str, str]:
    message = f"to {topic.name}: '{_short(told.text)}' can follow on '{_short(before.text)}'"
    return "contradiction", told.text, message


@lru_cache(maxsize=65_536)
def _fine(text: str) -> bool:
    return bool(FINE.search(text.casefold()))


@lru_cache(maxsize=65_536)
def _weighty(text: str) -> bool:
    """Does the sentence forbid or allow anything?"""
    return any(_says(topic.forbidden, text) or _says(topic.allowed, text) for topic in TOPICS)


@lru_cache(maxsize=65_536)  # thousands of ways through a flow say the same few sentences
def _says(words: re.Pattern[str], text: str) -> bool:
    said = text.casefold().replace("n't", " not")
    return any(words.search(s) for s in SENTENCES.split(said) if not CONDITIONAL.search(s))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"
