"""One record on the page, whole: how it stands and what can be done, every answer with its photos, what changed, what happened.

And one corrective action.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.channels.channel import Button, Line, Message, Picture
from bot.conversation import holding
from bot.conversation.action_card import all_files, title
from bot.conversation.action_card import drawn as action_card
from bot.conversation.confided import events_for, may_note
from bot.conversation.context import Context
from bot.conversation.maps import map_lines
from bot.conversation.owners import may_see
from bot.conversation.pen import answer_lines
from bot.conversation.readers import may_read
from bot.conversation.record import EXTENSIONS, Record
from bot.conversation.record_card import record_controls
from bot.conversation.telling import drawn, notice
from bot.duties import signing_off, timeline
from bot.engine.talk import Text
from bot.page import partners
from bot.page.entries import Entry, entry
from bot.page.reader import Reader, Shown, missing, readable
from bot.presses.buttons import button, encode
from bot.presses.every import MenuPress
from bot.presses.following import ShowFiles, ShowTimeline, WriteNote
from bot.presses.listing import CHANGES, ShowRecord
from bot.presses.signing import ShowSignOff
from bot.store import retention
from bot.store.actions import KeptAction


@dataclass(frozen=True)
class Given:
    """A question with its answer and the files that came with it."""

    line: Line
    files: tuple[Picture, ...] = ()
    maps: tuple[Line, ...] = ()


def record(reader: Reader) -> Shown:
    kept = reader.tx.runs.get(reader.part)
    found = readable(reader.context, kept)
    if found is None:
        return missing(reader)
    made = notice(reader.context, found, reader.who)
    values = {
        "card": card(reader, found),
        "given": tuple(given(reader, found)),
        "changes": tuple(changes(reader, found)),
        "actions": tuple(_actions(reader, found)),
        "happened": tuple(happened(reader, found)) if found.standing else (),
        "files": sent_along(reader, found),
        "run": found.kept.id,
    }
    return Shown("record.html", made.title, values)


def numbered(reader: Reader) -> Shown:
    """The record of a number, as it is printed on paper."""
    found = retention.numbered(reader.tx, reader.who.organisation_id, reader.named.upper())
    return record(replace(reader, part=found)) if found else missing(reader)


def card(reader: Reader, found: Record) -> Message:
    """How it stands, with the buttons that whoever looks would have in chat, and the ways on from there to where it is on paper,
    to its unit and its seals. What stands on the page anyway has none."""
    context, made = reader.context, _card(reader, found)
    there = {one.data for one in (*made.options, *made.controls)}
    more = (*record_controls(context, found), *_note(context, found))
    shown = {encode(way) for way in _shown(found.kept.id)}
    return replace(
        made,
        options=(*made.options, *(one for one in more if one.data not in there | shown)),
        controls=(*made.controls, *holding.control(context, found)),
    )


def _shown(run: int) -> tuple[MenuPress, ...]:
    """The ways to what stands on the page already."""
    return ShowFiles(run), ShowTimeline(run), ShowRecord(run, CHANGES), ShowSignOff(run)


def _note(context: Context, found: Record) -> tuple[Button, ...]:
    """As below its history in chat."""
    if found.standing is None or not may_note(context, found, context.who):
        return ()
    return (button(context.say(Text("🔒 Add a note")), WriteNote(found.kept.id)),)


def _card(reader: Reader, found: Record) -> Message:
    context, who = reader.context, reader.who
    told = who.person_id in {one.person_id for one in reader.tx.reports.reached(found.kept.id)}
    bare = replace(found, items=())
    if found.standing and told and may_read(context, found, who):
        whole = drawn(context, found, who)
        return replace(whole, lines=drawn(context, bare, who).lines)
    if signing_off.theirs(context, found.kept):
        whole = signing_off.drawn(context, found, who)
        return replace(whole, lines=signing_off.drawn(context, bare, who).lines)
    whole = notice(context, found, who).whole()
    return replace(whole, lines=notice(context, bare, who).whole().lines)


def given(reader: Reader, found: Record) -> Iterable[Given]:
    """Every answer, in the order in which it was asked."""
    items = [item for item in found.items if item.value is not None]
    lines = answer_lines(reader.context.wording, reader.lang, items)
    for item, line in zip(items, lines, strict=True):
        yield Given(line, found.pictures.get(item.step.id, ()), map_lines(item.value, reader.say))


def changes(reader: Reader, found: Record) -> Iterable[Line]:
    """Answers that later ones replaced."""
    labels = {item.step.id: reader.fill(item.label) for item in found.items}
    for one in found.changes:
        said = Text("before {when}: {answer}", {"when": reader.moment(one.at, found.place.zone), "answer": one.shown})
        yield Line(labels.get(one.step, one.asked.splitlines()[0] if one.asked else one.step), reader.say(said))


def happened(reader: Reader, found: Record) -> Iterable[Line]:
    made = notice(reader.context, found, reader.who)
    for at, said in sorted(timeline.lines(reader.context, made), key=lambda one: one[0]):
        yield Line(reader.moment(at, found.place.zone), said)


def sent_along(reader: Reader, found: Record) -> tuple[Picture, ...]:
    """Files that were sent after it, as far as somebody may see them."""
    events = events_for(reader.context, found, reader.who) if found.standing else ()
    digests = list(dict.fromkeys(digest for event in events for digest in event.files))
    kept = reader.tx.files.by_digest(digests) if digests else {}
    there = [one for one in digests if one in kept]
    return tuple(
        Picture(one, kept[one][0], f"{n}.{EXTENSIONS.get(kept[one][0], 'bin')}") for n, one in enumerate(there, 1)
    )


def _actions(reader: Reader, found: Record) -> Iterable[Entry]:
    for one in reader.tx.actions.of_run(found.kept.id):
        if may_see(reader.context, reader.who, one):
            yield entry(reader, one.id)


def action(reader: Reader) -> Shown:
    found = seen(reader, reader.part)
    if found is None:
        return missing(reader)
    files, kept = all_files(reader.context, found), reader.tx.runs.get(found.run_id)
    readable_too = readable(reader.context, kept) is not None
    values = {
        "card": action_card(reader.context, found, reader.who),
        "files": files,
        "action": found.id,
        "run": found.run_id if readable_too else 0,
    }
    return Shown("action.html", reader.say(title(found)), values)


def seen(reader: Reader, id: int) -> KeptAction | None:
    one = reader.tx.actions.get(id)
    return one if one and may_see(reader.context, reader.who, one) else None


def files_of(reader: Reader, kind: str, id: int) -> dict[str, Picture]:
    """The files that somebody may see with a record, an action, or what was shown to them last, by digest."""
    found: list[Picture] = []
    if kind == "record" and (whole := readable(reader.context, reader.tx.runs.get(id))):
        found = [*(one for some in whole.pictures.values() for one in some), *sent_along(reader, whole)]
    elif kind == "action" and (one := seen(reader, id)):
        found = list(all_files(reader.context, one))
    elif kind == "evidence":
        found = list(partners.files_of(reader, id))
    elif kind == "card":
        found = [one for _, shown in reader.outcome.cards for one in shown.pictures]
    return {one.digest: one for one in found}
