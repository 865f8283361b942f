"""Records as an auditor's seat has them: the list, and one whole, with its photos, what was changed and what was done about it.

No buttons, no telephone number, no note, and no file but those that answer a question.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.channel import Line, Picture
from bot.conversation import entries
from bot.conversation.action_card import STATE
from bot.conversation.notice import SEVERITY
from bot.conversation.pen import answer_lines
from bot.conversation.record import Record
from bot.engine.talk import Text
from bot.page.choosing import words_in
from bot.page.entries import Entry
from bot.page.lists import page_in
from bot.page.reader import Shown, missing
from bot.page.recording import Given, changes
from bot.page.seat import READ, Seated, open_record, silent_of
from bot.page.turning import turned
from bot.store import counting_seated, retention
from bot.store.listed import Listed
from bot.store.listing import page_of

PAGE = 25
AT = "/seat"
DECIDED = {"approved": Text("Signed off"), "back": Text("Sent back")}


def records(reader: Seated) -> Shown:
    """Those that were finished in these days, the newest first; or the one whose number is looked for."""
    words = words_in(reader, "words")
    found = retention.numbered(reader.tx, reader.seat.organisation_id, words) if words else None
    if words:
        one = open_record(reader, reader.tx.runs.get(found)) if found else None
        some = tuple(_found(reader, one)) if one else ()
        return _shown(reader, some, 0, words, 0, more=False)
    listed = counting_seated.records(reader.span, READ, silent_of(reader))
    page = page_of(reader.tx, listed, "finished", page_in(reader), PAGE)
    some = tuple(_entry(reader, one) for one in page.entries)
    return _shown(reader, some, page.count, "", page.page, more=page.more)


def _shown(reader: Seated, some: tuple[Entry, ...], count: int, words: str, page: int, *, more: bool) -> Shown:
    values = {"entries": some, "count": count, "words": words, "turn": turned(page, {}, more=more)}
    return Shown("seat_records.html", reader.say(Text("Records")), values)


def _found(reader: Seated, one: Record) -> Iterator[Entry]:
    yield Entry(f"{one.number} · {reader.say(one.title)}", one.place.name, f"{AT}/record/{one.kept.id}")


def _entry(reader: Seated, one: Listed) -> Entry:
    if open_record(reader, reader.tx.runs.get(one.run_id)) is None:
        return Entry(entries.number_of(one), reader.say(Text("Not open to you")))
    line = entries.record(reader.context, one).line
    return Entry(line.label, line.value, f"{AT}/record/{one.run_id}", line.mark == "finding")


def record(reader: Seated) -> Shown:
    found = open_record(reader, reader.tx.runs.get(reader.part))
    if found is None:
        return missing(reader)
    title = f"{reader.say(found.title)} · {found.number}"
    values = {
        "head": tuple(_head(reader, found)),
        "given": tuple(_given(reader, found)),
        "changes": tuple(changes(reader, found)),
        "actions": tuple(_actions(reader, found)),
        "run": found.kept.id,
        "number": found.number,
    }
    return Shown("seat_record.html", title, values)


def _head(reader: Seated, one: Record) -> Iterator[Line]:
    say, zone = reader.say, one.place.zone
    yield Line(say(Text("Site")), one.place.name)
    yield Line(say(Text("From")), " ".join(one.reporter.split()))
    yield Line(say(Text("Begun")), reader.moment(one.began_at, zone))
    assert one.finished_at, "it is open to them"
    yield Line(say(Text("Finished")), reader.moment(one.finished_at, zone))
    if one.severity:
        yield Line(say(Text("Severity")), say(SEVERITY[one.severity]), "finding")
    yield Line(say(Text("Findings")), str(len(one.findings)), "finding" if one.findings else "good")
    for stay in one.stays:
        yield Line(reader.fill(Text("Minutes: {place}", {"place": Text(stay[0].title)})), str(stay[1]))
    for decided in reader.tx.sign_offs.history(one.kept.id):
        if decided.what in DECIDED:
            at = reader.moment(decided.at, zone)
            yield Line(say(DECIDED[decided.what]), f"{' '.join(decided.name.split())}, {at}")


def _given(reader: Seated, one: Record) -> Iterator[Given]:
    items = [item for item in one.items if item.value is not None]
    lines = answer_lines(reader.context.wording, reader.lang, items)
    for item, line in zip(items, lines, strict=True):
        yield Given(line, one.pictures.get(item.step.id, ()))


def _actions(reader: Seated, one: Record) -> Iterator[Entry]:
    for action in reader.tx.actions.of_run(one.kept.id):
        due = reader.say(Text("due {day}", {"day": action.due}))
        detail = " · ".join(filter(None, (reader.say(STATE[action.state]), due, " ".join(action.owner.split()))))
        late = action.is_open and action.due < reader.context.today
        yield Entry(f"{action.number} · {reader.say(Text(action.what))}", detail, "", late)


def file_of(reader: Seated, run: int, digest: str) -> tuple[Picture, str] | None:
    """A file that answers a question of a record they may read, and the number of the record."""
    found = open_record(reader, reader.tx.runs.get(run))
    every = (one for some in found.pictures.values() for one in some) if found else ()
    one = next((one for one in every if one.digest == digest), None)
    return (one, found.number) if one and found else None
