"""One thread across platforms: what is written about an incident reaches its reporter from who has it, and back.

Each reads who speaks, and whether what they wrote has arrived. All of it is kept as events of the incident.
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Message, Picture, albums
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.duty import Delivered, Duty, Undelivered
from bot.conversation.known import showing
from bot.conversation.last_card import nobody, reach_lines
from bot.conversation.maps import map_lines
from bot.conversation.mine import NOT_SENT
from bot.conversation.readers import may_read
from bot.conversation.record import EXTENSIONS, Record
from bot.conversation.said import content
from bot.conversation.telling import notice
from bot.conversation.writing import AFTER, FORM, MORE, NOTES, asked, goes_on, long_ago, replied
from bot.duties import menu, runs, whereabouts
from bot.engine.kinds.texts import placed
from bot.engine.talk import Entry, Placed, Refused, Said, Sent, Text, Upload
from bot.engine.view import Question
from bot.presses.buttons import button
from bot.presses.following import Leave, WriteTo
from bot.store.people import Who
from bot.store.reports import Reached
from bot.store.runs import KeptRun

SLOT, CARD = "thread:", "sent:"
WROTE = "wrote"
ASK = "ask"
DANGER = Text("This may be a call for help.")
SORTS = {"photo": Text("photo"), "video": Text("video"), "voice": Text("voice note"), "document": Text("document")}


def part_of(context: Context, run_id: int) -> Record | None:
    """The record, if whoever is speaking may write about it: its reporter, or somebody who was told and may know."""
    kept = context.tx.runs.get(run_id)
    if kept is None or kept.organisation_id != context.who.organisation_id:
        return None
    record = context.record(kept)
    if record.flow.silent or record.standing is None:  # somebody may be watching their phone
        return None
    if kept.person_id == context.who.person_id:
        return record
    told = context.who.person_id in {one.person_id for one in context.tx.reports.reached(kept.id)}
    return record if told and may_read(context, record, context.who) else None


def write_to(context: Context, press: WriteTo) -> None:
    """What is typed or sent next goes to the others."""
    record = part_of(context, press.run)
    if record is None:
        context.toast(NOT_SENT)
        return
    form = f"{FORM}{context.who.focus}" if context.focused() else ASK
    names = tuple(who.name for who in recipients(context, record))
    text = context.say(Text("Your message to {names}:", {"names": names}))
    message = Message(
        title=notice(context, record, context.who).title,
        text=text,
        hint=context.say(Text("Type it, or send a photo, a voice note, a video, a document or your location.")),
        entry="text",
        controls=(button(context.say(Text("Cancel")), Leave(press.run, form)),),
        fallback=text,
    )
    context.screen(message)
    context.show(f"writing:{press.run}", message, edit=False)


def leave(context: Context, press: Leave) -> None:
    """Nothing is written, or nothing more; the form that was open is open again."""
    if press.what != NOTES:
        context.toast(Text("Nothing was sent."))
    if not _back(context, press.what):
        menu.show_menu(context)


def _back(context: Context, what: str) -> bool:
    """To the form that was open before."""
    form = what.removeprefix(FORM)
    kept = context.tx.runs.get(int(form)) if what.startswith(FORM) and form.isdecimal() else None
    if kept is None or kept.status != "open" or kept.person_id != context.who.person_id:
        return False
    context.focus(kept.id)
    runs.show_below(context, kept)
    return True


def hears(context: Context, said: Said | Refused) -> bool:
    """What a screen of ours asked for, or what goes on with it."""
    press = asked(context)
    if press is None:
        return isinstance(said, Sent) and _shown(context, said)
    if not (press.what in (ASK, MORE) or press.what.startswith(FORM)):
        return False
    record = part_of(context, press.run)
    if record is None or (press.what == MORE and long_ago(context, press.run, WROTE)):
        return False
    if isinstance(said, Refused):
        _refused(context, said)
        return True
    _post(context, record, said)
    if _several(context, said) or not _back(context, press.what):
        goes_on(context, press.run)
    return True


def _several(context: Context, said: Said) -> bool:
    """One of several files: what comes next is no answer to the form that was open, but another of them."""
    return isinstance(said, Sent) and (bool(said.album) or len(context.came) > 1)


def _shown(context: Context, sent: Sent) -> bool:
    """A file of somebody who has called for help just now, which no form asks for: those who were notified see it."""
    kept = context.focused()
    if not sent.digest or (kept is not None and not _wants_none(context, kept)):
        return False
    call = kept or whereabouts.call_of(context)
    recent = call is not None and context.now - call.touched_at <= AFTER
    record = part_of(context, call.id) if call is not None and recent else None
    if record is None:
        return False
    _post(context, record, sent)
    if kept is not None:
        runs.show_below(context, kept)
    return True


def _wants_none(context: Context, kept: KeptRun) -> bool:
    """Is it a call for help, or an alarm, that asks for no file just now?"""
    flow, run = context.run_of(kept)
    return bool(flow.begun_by) or (run.alarm and not _takes_files(context, kept))


def _takes_files(context: Context, kept: KeptRun) -> bool:
    """Can a file, or a voice note, answer the open question?"""
    shown = showing(context, *context.run_of(kept))
    control = shown.control if isinstance(shown, Question) else None
    return isinstance(control, Upload) or (isinstance(control, Entry) and control.voice)


def quoted(context: Context, said: Said | Refused) -> bool:
    """A reply to a notice, or to a message about it, wherever its writer is just now."""
    run = replied(context)
    record = part_of(context, run) if run is not None else None
    if record is None or (isinstance(said, Sent) and not said.digest):
        return False
    if isinstance(said, Refused):
        _refused(context, said)
        return True
    _post(context, record, said)
    open_one = context.focused()
    if open_one is not None:
        runs.show_below(context, open_one)
    return True


def _refused(context: Context, why: Refused) -> None:
    text = context.say(why.text)
    context.show("refused", Message(text=text, fallback=text), edit=False)


def recipients(context: Context, record: Record) -> list[Who]:
    """The others in it: the reporter, who has it and who wrote about it; where nobody has yet, everybody who was told."""
    kept = record.kept
    part = {event.person_id for event in record.happened if event.kind == WROTE}
    part |= {taker.person_id for taker in record.takers}
    if context.who.person_id == kept.person_id and part <= {None, kept.person_id}:
        part |= {one.person_id for one in context.tx.reports.reached(kept.id) if one.has_it}
    others = sorted({*filter(None, part), kept.person_id} - {context.who.person_id})
    them = context.tx.people.those(others)
    return [who for who in them if who.person_id == kept.person_id or may_read(context, record, who)]


def _post(context: Context, record: Record, said: Said) -> None:
    """Kept, and written to the others."""
    words, files = content(context, said)
    context.held |= set(files)
    run, me = record.kept.id, context.who
    event = context.tx.incidents.happened(run, WROTE, context.said_at, me.person_id, words=words, files=files)
    others = recipients(context, record)
    if context.heard and context.heard.thread:  # where they write they see no card
        context.toast(Text("This goes to {names}.", {"names": tuple(who.name for who in others)}))
    slot = f"{SLOT}{run}:{event}"
    for who in others:
        context.notify(who, slot, _message(context, record, who, words, said))
        for album in albums(_pictures(context, files)):
            context.notify(who, "", Message(pictures=album))
    back = context.way_back() if context.focused() is None else ()
    card = replace(_sent(context, record, context.who, slot), controls=back)
    context.show(f"{CARD}{run}:{event}", card, edit=False)


def _pictures(context: Context, files: tuple[str, ...]) -> list[Picture]:
    kept = context.tx.files.by_digest(files) if files else {}
    return [
        Picture(one, kept[one][0], f"{n}.{EXTENSIONS.get(kept[one][0], 'bin')}")
        for n, one in enumerate(files, start=1)
        if one in kept
    ]


def _message(context: Context, record: Record, who: Who, words: str, said: Said) -> Message:
    """What somebody wrote, as one of the others reads it."""
    made = notice(context, record, who)
    sort = Text("location") if isinstance(said, Placed) else SORTS.get(said.type) if isinstance(said, Sent) else None
    what: object = sort if sort and (isinstance(said, Placed) or not words) else words
    fill = {"name": context.who.name, "role": ROLE.get(context.who.role, Text(context.who.role)), "words": what}
    text = made.say(Text("{name} ({role}): {words}", fill))
    answer = button(made.say(Text("Answer")), WriteTo(record.kept.id), "primary")
    lines = map_lines(words, made.say) if placed(words) else ()
    note = made.say(DANGER) if context.library.words.dangerous(words) else ""
    fallback = f"{note} {text}".strip()
    return Message(title=made.title, note=note, text=text, lines=lines, options=(answer,), fallback=fallback)


def _sent(context: Context, record: Record, who: Who, slot: str) -> Message:
    """What its writer reads of it: who has it, by what was delivered."""
    lang = context.reads(who)
    reached = context.tx.reports.reached_with(slot)
    text = context.wording.say(_how_far(record, reached), lang)
    return Message(
        title=notice(context, record, who).title,
        text=text,
        lines=reach_lines(context, record.kept, reached, lang),
        fallback=text,
    )


def _how_far(record: Record, reached: tuple[Reached, ...]) -> Text:
    if any(one.at for one in reached):
        return Text("Your message has arrived.")
    if any(one.waits for one in reached):
        return Text("Your message is on its way.")
    return nobody(record, reached)


def settled(context: Context, event: Delivered | Undelivered) -> None:
    """It has come, or never will: its writer's card says so. The lock lets two that come at once both stand there."""
    if not event.letter.slot.startswith(SLOT):
        return
    run, number = map(int, event.letter.slot.removeprefix(SLOT).split(":"))
    kept = context.tx.runs.lock(run) if number else None
    record = context.record(kept) if kept else None
    wrote = next((one for one in record.happened if one.id == number), None) if record else None
    writer = context.tx.people.whom(wrote.person_id) if wrote and wrote.person_id else None
    if record is None or writer is None:
        return
    card = replace(_sent(context, record, writer, event.letter.slot), only_in_place=True)
    context.notify(writer, f"{CARD}{run}:{number}", card, edit=True, notice=False)


DUTY = Duty(
    presses={WriteTo: write_to, Leave: leave}, hears=hears, quoted=quoted, delivered=settled, undelivered=settled
)
