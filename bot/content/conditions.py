"""`when:` of a flow file: what must have been answered, each of its words checked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.marks import Entry, Listed, Mapped, nearest
from bot.content.reading import Reading, close
from bot.engine.flow import FACTS, When


def so_far(reading: Reading, item: Mapped) -> When:
    """The `when:` of a step: what was answered before it, and how it stands."""
    return condition(reading, item.entry("when"), {**reading.classes, **FACTS})


def condition(reading: Reading, entry: Entry | None, facts: Mapping[str, tuple[str, ...]]) -> When:
    """`when:`, one condition or a list of them, each of whose words is checked."""
    if entry is None:
        return ()
    nodes = (isinstance(entry.value, Listed) and entry.value.items) or (entry.value,)
    made = []
    for node in nodes:
        if not isinstance(node, Mapped) or not node.entries:
            reading.problem(node.at, "when", "a condition looks like {question: answer}")
            continue
        made.append({e.key: _classes(reading, e, facts) for e in node.entries})
    return tuple(made)


def _classes(reading: Reading, entry: Entry, facts: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    if entry.key not in facts:
        what = "has no answers to choose from" if entry.key in reading.asked else "is not an earlier question"
        meant = close(entry.key, FACTS) or nearest(entry.key, [fact for fact in facts if fact not in FACTS])
        reading.problem(entry.at, "unknown-step", f"'{entry.key}' {what}{meant}")
        return frozenset()
    wanted = reading.listed(entry)
    for word, at in wanted:
        if word not in facts[entry.key]:
            reading.problem(at, "unknown-choice", f"unknown answer '{word}'{nearest(word, facts[entry.key])}")
    return frozenset(word for word, _ in wanted)
