"""What those who are notified have to do: the key `guidance:` of a flow."""

from __future__ import annotations

from bot.content.conditions import condition
from bot.content.marks import Mapped
from bot.content.reading import Reading
from bot.content.roles import known_roles
from bot.engine.flow import SEVERITIES, UNANSWERED, Guidance

SENTENCE = 200  # characters: several of them stand together on a phone
GUIDANCE = ("guide", "when", "for", "do")


def read_guidance(reading: Reading, tree: Mapped) -> tuple[Guidance, ...]:
    """In the order of the file; conditions may ask every question, also whether it has no answer yet, and how grave it is."""
    if tree.entry("guidance") is None:
        return ()
    answers = {id: (*reading.classes.get(id, ()), UNANSWERED) for id in reading.asked}
    facts = {**answers, "severity": ("none", *SEVERITIES)}
    return tuple(_guidance(reading, item, facts) for item in reading.items(tree, "guidance"))


def _guidance(reading: Reading, item: Mapped, facts: dict[str, tuple[str, ...]]) -> Guidance:
    reading.known_keys(item, GUIDANCE)
    first = item.entry("guide")
    if first is None:
        reading.problem(item.at, "missing-key", "an entry of 'guidance:' begins with 'guide:'")
    id = reading.new_id(first, "guide") if first else ""
    entry = item.entry("do")
    if entry is None:
        reading.problem(item.at, "missing-key", f"the guide '{id}' has no 'do:'")
    do = reading.sentences(entry, f"What those who are notified have to do ({id})", SENTENCE) if entry else ()
    return Guidance(do, condition(reading, item.entry("when"), facts), known_roles(reading, item.entry("for")))
