"""The manual at the page: how many have read each procedure and who has not, what it says, and what its last edition changed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.channel import Message
from bot.conversation.editions import differs, words_of
from bot.conversation.manual_cards import day_of, may_read, paragraphs
from bot.engine.talk import Text
from bot.page.reader import Reader, Shown, missing
from bot.presses.buttons import button
from bot.presses.manual import ShowManual
from bot.store.manual import KeptEdition


@dataclass(frozen=True)
class Entry:
    """A procedure in force: its number leads to it."""

    id: int
    title: str
    detail: str
    grave: str


def manual(reader: Reader) -> Shown:
    some = [one for one in reader.tx.manual.current(reader.who.organisation_id) if may_read(reader.context, one)]
    counts = reader.tx.manual.counts(reader.who.organisation_id)
    card = Message(options=(button(reader.say(Text("Publish, remind, files")), ShowManual()),))
    values = {"entries": [_entry(reader, one, counts.get(one.id, (0, 0))) for one in some], "card": card}
    return Shown("manual.html", reader.say(Text("Procedures")), values)


def _entry(reader: Reader, one: KeptEdition, count: tuple[int, int]) -> Entry:
    read, of = count
    about = {"number": one.number, "day": day_of(reader.context, one)}
    detail = reader.say(Text("Edition {number}, since {day}", about))
    grave = reader.say(Text("Not read by {count} of {of}", {"count": of - read, "of": of})) if of > read else ""
    return Entry(one.id, str(words_of(one, reader.lang)["title"]), detail, grave)


def procedure(reader: Reader) -> Shown:
    """One edition, whole; what it changed; who has not read it."""
    one = reader.tx.manual.get(reader.who.organisation_id, reader.part)
    if one is None or one.since is None or not may_read(reader.context, one):
        return missing(reader)
    words = words_of(one, reader.lang)
    theirs = reader.tx.manual.standings(one.organisation_id, [one.id])
    values = {
        "about": reader.say(Text("Edition {number}, since {day}", {"number": one.number, "day": day_of(reader.context, one)})),
        "digest": one.digest,
        "paragraphs": paragraphs(reader.context, words),
        "changed": _changed(reader, one),
        "left": [f"{' '.join(each.name.split())}, {each.site}" for each in theirs if each.read_at is None],
        "count": len(theirs),
    }  # fmt: skip
    return Shown("procedure.html", str(words["title"]), values)


def _changed(reader: Reader, one: KeptEdition) -> list[tuple[str, str]]:
    """Against the edition before it: each paragraph as it was and as it is."""
    before = (each for each in reader.tx.manual.of(one.organisation_id, one.procedure) if each.number < one.number)
    last = next(before, None)
    return differs(words_of(last, reader.lang), words_of(one, reader.lang)) if last else []
