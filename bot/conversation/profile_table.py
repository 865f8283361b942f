"""The security profile as tables, one for each section in the order of the portal, and one of how many criteria stand how.

Says the same as chat, page and text. Knows no file.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.compared import Compared, changes, replaced, stood, words_of
from bot.conversation.evidence_words import OURS, Teller
from bot.conversation.profile_text import proven
from bot.engine.talk import Text
from bot.figures.standing import LEVELS, STANDINGS, Standing, counted

Row = tuple[str | int, ...]
Table = tuple[str, tuple[Row, ...]]  # its title; the head, and a row for each criterion
HEAD = (
    Text("Criterion"), Text("Level"), Text("What it asks for"), Text("How it stands"), Text("Changed in twelve months"),
    Text("Narrative"), Text("What the year proves"), Text("Missing"), Text("Attached"), Text("A validator asks to see"),
    Text("Stood twelve months before"), Text("Narrative before"),
)  # fmt: skip


def tables(told: Teller, name: str, made: Compared) -> Iterator[Table]:
    """The overview, then a section each; one in which nothing applies is left out."""
    yield told.say(Text("Security profile")), tuple(_overview(told, name, made))
    for id in told.library.criteria.categories:
        mine = [one for one in made.standings if one.criterion.category == id]
        if mine:
            rows = (_row(told, one, made.before.get(one.criterion.id)) for one in mine)
            yield told.category(id), (tuple(map(told.say, HEAD)), *rows)


def _overview(told: Teller, name: str, made: Compared) -> Iterator[Row]:
    say = told.say
    yield say(Text("Section")), say(Text("Level")), *(told.state_of(state) for state in STANDINGS)
    for id in told.library.criteria.categories:
        mine = [one for one in made.standings if one.criterion.category == id]
        for level in LEVELS:
            if some := counted(mine, level):
                counts = tuple(some.get(state, 0) for state in STANDINGS)
                yield told.category(id), told.level_of(level), *counts
    yield name, say(Text("{first} to {last}", {"first": made.days[0], "last": made.days[1]}))
    yield (say(OURS),)


def _row(told: Teller, one: Standing, before: Standing | None) -> Row:
    narrative = words_of(told, one.narrative)
    by = f"\n({told.said(one.narrative)})" if one.narrative else ""
    return (
        told.called(one.criterion),
        told.level_of(one.criterion.level),
        told.say(Text(one.criterion.text)),
        told.state(one),
        ", ".join(changes(told, one, before)),
        f"{narrative}{by}",
        "\n".join(proven(told, one, before.proofs if before else ())),
        "\n".join(told.gap(gap) for gap in one.gaps),
        "\n".join(f"{told.say(told.attachment(kept.kind))}: {told.said(kept)}" for kept in one.attached),
        told.say(Text(one.expected.ask)) if one.expected.ask else "",
        stood(told, one, before),
        words_of(told, replaced(one, before)),
    )
