"""The photos, voice notes and places of a record, sent once more to whoever may read it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.channel import Line, Message, Picture, albums
from bot.conversation.confided import events_for
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.maps import map_lines
from bot.conversation.mine import NOT_SENT
from bot.conversation.notice import Notice
from bot.conversation.reading import readable
from bot.conversation.record import Record, picture_of
from bot.conversation.telling import notice
from bot.engine.beside import files_shown
from bot.engine.kinds import Place
from bot.engine.kinds.texts import placed
from bot.engine.talk import Text
from bot.presses.following import ShowFiles
from bot.store.incidents import LAST_PLACE

MOST = 30  # files at once, the newest


def show(context: Context, press: ShowFiles) -> None:
    """Which there are, and from whom; then the files themselves, in the order in which they came."""
    record = readable(context, context.tx.runs.get(press.run))
    if record is None:
        context.toast(NOT_SENT)
        return
    made = notice(context, record, context.who)
    files, lines = _files(context, record)[-MOST:], tuple(_lines(context, made))
    if not (files or lines):
        context.toast(Text("There are no files and no places."))
        return
    text = context.say(Text("Files and places, in the order in which they came"))
    context.show(f"files:{press.run}", Message(title=made.title, text=text, lines=lines, fallback=text), edit=False)
    for album in albums(files):
        context.show("", Message(pictures=album), edit=False)


def _lines(context: Context, made: Notice) -> Iterator[Line]:
    """Of each answer and each event that has any, from whom and how many; of a place its map."""
    record, say = made.record, made.say
    for item in record.items:
        if count := len(record.pictures.get(item.step.id, ())):
            yield Line(say(item.label).removesuffix("."), say(files_shown(count)))
        elif placed(item.value):
            yield from _place(made, say(item.label).removesuffix("."), str(item.value))
    for value, at in context.tx.incidents.places(record.kept.id):
        yield from _place(made, made.when(at), value)
    for event in events_for(context, record, context.who):
        label = f"{made.when(event.at)}, {event.name}"
        if event.files:
            yield Line(label, say(files_shown(len(event.files))))
        elif placed(event.words):
            yield from _place(made, say(Text("Last known place")) if event.kind == LAST_PLACE else label, event.words)


def _place(made: Notice, label: str, value: str) -> Iterator[Line]:
    yield Line(label, made.wording.fill(Place().shown(value), made.lang))
    yield from map_lines(value, made.say)


def _files(context: Context, record: Record) -> list[Picture]:
    """Those of the answers, then those that came afterwards; each once."""
    sent = [one.digest for some in record.pictures.values() for one in some]
    sent += [digest for event in events_for(context, record, context.who) for digest in event.files]
    digests = tuple(dict.fromkeys(sent))
    kept = context.tx.files.by_digest(digests) if digests else {}
    return [picture_of(one, kept[one][0], n) for n, one in enumerate(digests, start=1) if one in kept]


DUTY = Duty(presses={ShowFiles: show})
