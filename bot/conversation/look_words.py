"""What is worth a second look in words: as its person is asked about it, and as others read it, with what the person said.

No word of it says that somebody did wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from bot.channels.channel import Line
from bot.conversation.worth import OLD, PACE, PASSED_ON, PHOTO, WORDS
from bot.engine.talk import Text
from bot.engine.walk import Item
from bot.store.second_looks import AGAIN, RIGHT, Look

WORTH = Text("Worth a second look")
ASKED = {
    PHOTO: Text("This photo looks like one that was sent on {day}. Is it from this inspection?"),
    OLD: Text("This photo seems to have been taken on {day}. Is it from this inspection?"),
    PASSED_ON: Text("This photo was forwarded. Is it from this inspection?"),
    WORDS: Text(
        "The answer is the same as in the inspections before it: {count} in a row. Is it right for this one, too?"
    ),
    PACE: Text("This inspection took {took}. Here it usually takes about {usual}. Is it complete?"),
}
TOLD = {
    PHOTO: Text("The photo looks like one that was sent on {day}"),
    OLD: Text("The photo seems to have been taken on {day}"),
    PASSED_ON: Text("The photo was forwarded"),
    WORDS: Text("The same answer in {count} inspections in a row"),
    PACE: Text("Took {took}, here it usually takes about {usual}"),
}
SHORT = {
    PHOTO: Text("The same photo again"),
    OLD: Text("Older photo"),
    PASSED_ON: Text("Forwarded photo"),
    WORDS: Text("The same answer each time"),
    PACE: Text("Quicker than usual"),
}
SAYS = {
    RIGHT: Text("{name}: it is right"),
    AGAIN: Text("{name} wanted to answer it again"),
    "": Text("{name} has not answered yet"),
}
REASON = Text("{name}: it is right. {note}")
REPLACED = Text("{name} sent another photo after that")
Say = Callable[[Text], str]
MINUTE = 90  # seconds that are not said in minutes


def asked(look: Look) -> Text:
    return Text(ASKED[look.what].source, filling(look))


def told(look: Look) -> Text:
    return Text(TOLD[look.what].source, filling(look))


def filling(look: Look) -> dict[str, object]:
    """The facts as they are said: days as days, seconds as time."""
    facts = look.facts
    filled: dict[str, object] = {name: facts[name] for name in ("count",) if name in facts}
    filled |= {name: date.fromisoformat(str(facts[name])) for name in ("day",) if name in facts}
    return filled | {name: spell(int(facts[name])) for name in ("took", "usual") if name in facts}


def spell(seconds: int) -> Text:
    if seconds < MINUTE:
        return Text("{count} s", {"count": seconds})
    return Text("{count} min", {"count": round(seconds / 60)})


def lines(
    looks: Iterable[Look], items: Iterable[Item], name: str, say: Say, fill: Callable[[object], str]
) -> Iterator[Line]:
    """For whoever reads the record: at which point, what it is, in which record it was before, and what its person said."""
    there = {one.step.id: one for one in items}
    for look in looks:
        item = there.get(look.step)
        point = fill(item.label).removesuffix(".").removesuffix("?") if item else ""
        known = (point, say(told(look)), str(look.facts.get("record", "")), say(said(look, item, name)))
        yield Line(say(WORTH), " · ".join(filter(None, known)), "finding" if not look.answer else "")


def said(look: Look, item: Item | None, name: str) -> Text:
    """What its person made of it. A photo that is not there anymore was taken again, whatever was said."""
    if look.note:
        return Text(REASON.source, {"name": name, "note": look.note})
    digest, value = look.facts.get("digest"), item.value if item else None
    if digest and isinstance(value, tuple) and value and digest not in value:
        return Text(REPLACED.source, {"name": name})
    return Text(SAYS[look.answer].source, {"name": name})
