"""Anonymous tips as those read them whose role it is: notified, answered, closed with what came of it.

An answer waits for whoever comes with the code: nobody knows to whom it could be sent.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from bot.channels.channel import Line, Message, Picture, albums
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.duty import Duty, Undelivered
from bot.conversation.maps import map_lines
from bot.conversation.record import EXTENSIONS
from bot.conversation.tip_readers import readable, readers, reads
from bot.duties import menu
from bot.engine.flow import LAST
from bot.engine.kinds.texts import placed
from bot.engine.kinds.typed import says_something
from bot.engine.talk import Refused, Said, Text, Typed
from bot.presses.buttons import among, button
from bot.presses.tipping import AnswerTip, LeaveTip, ShowTip, ShowTips
from bot.store.people import Who
from bot.store.tips import ANSWER, MORE, RESULT, WHAT, WHERE, Draft, KeptTip, Remark

TIMER = "tip"  # its readers are notified
SLOT = "tip:"  # and the number under which it is kept
NUMBER = re.compile(r"[Tt]-([0-9]{1,9})", re.ASCII)  # T-0007
FEW = 20  # tips in the list
UNKNOWN = Text("There is no tip with that number that you may read.")
NOT_YOURS = Text("This tip is for others to read.")
UNREACHED = Text(
    "Anonymous tip T-{number} waits: nobody who reads it can be reached in chat ({names}). It is shown to nobody else."
)
NEW, AGAIN = Text("A tip has come in."), Text("More was written about this tip.")
WAITS = Text(
    "Nobody can find out here who wrote it. Your answer waits until they come back with their code; no message goes to them."
)
ASKED = {
    ANSWER: Text("What do you want to answer or ask?"),
    RESULT: Text("What came of it? Whoever wrote the tip can read this, too."),
}
LABEL = {WHAT: Text("What"), WHERE: Text("Where and when"), MORE: Text("More")}
Say = Callable[[Text], str]

log = logging.getLogger("sello.notices")


def remarks(said: Iterable[Remark], say: Say) -> tuple[Line, ...]:
    """Everything that was written, each with its day."""
    return tuple(line for one in said for line in _lines(_label(one), one.words, say))


def of_draft(draft: Draft, say: Say) -> tuple[Line, ...]:
    """The same of what is not sent yet."""
    where = _lines(LABEL[WHERE], draft.place, say) if draft.place else ()
    return (*_lines(LABEL[WHAT], draft.words, say), *where)


def _lines(label: Text, words: str, say: Say) -> tuple[Line, ...]:
    if not placed(words):
        return (Line(say(label), words),)
    return (Line(say(label), words), *map_lines(words, say))


def _label(one: Remark) -> Text:
    by = {"name": one.name, "role": ROLE.get(one.role, Text(one.role)), "day": one.day}
    if one.sort == ANSWER:
        return Text("Answer by {name} ({role}), {day}", by)
    if one.sort == RESULT:
        return Text("Closed by {name} ({role}), {day}", by)
    return Text("{what}, {day}", {"what": LABEL[one.sort], "day": one.day})


def ring(context: Context, subject: str) -> None:
    """Its readers are notified, of a tip or of what was added to it."""
    kept = context.tx.tips.get(int(subject))
    if kept is None:
        return
    note = AGAIN if kept.told else NEW
    context.tx.tips.change(kept.id, told=True)
    said = context.tx.tips.said(kept.id)
    for who in readers(context, kept.organisation_id, second=kept.second):
        context.notify(who, _slot(kept), _card(context, kept, said, context.reads(who), note))
        for album in albums(_pictures(context, said)):
            context.notify(who, "", Message(pictures=album), key=None)


def undelivered(context: Context, event: Undelivered) -> None:
    """None of its readers can be reached: the administrators hear that it waits, and nothing of what it says.

    Its writer was told by name who reads it; it is shown to nobody else. The lock lets the later of two that fail at once
    see both.
    """
    lost, (_, _, id) = event.letter, event.letter.slot.partition(SLOT)
    kept = context.tx.tips.lock(int(id)) if lost.notice and id.isdecimal() else None
    reached = context.tx.reports.reached_with(lost.slot) if kept else ()
    if kept is None or any(one.has_it for one in reached):
        return
    said = Text(UNREACHED.source, {"number": f"{kept.number:04}", "names": tuple(one.name for one in reached)})
    for who in context.tx.people.staff(kept.organisation_id, (LAST,)):
        text = context.wording.say(said, context.reads(who))
        context.notify(who, "", Message(text=text, fallback=text), key=f"tip-unreached/{kept.id}/{who.person_id}")
    log.warning("tip.nobody organisation=%d", kept.organisation_id)


def _slot(kept: KeptTip) -> str:
    return f"{SLOT}{kept.id}"


def _card(context: Context, kept: KeptTip, said: Sequence[Remark], lang: str, note: Text | None = None) -> Message:
    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    title = say(Text("Anonymous tip T-{number}", {"number": f"{kept.number:04}"}))
    close = () if kept.closed else (button(say(Text("Close with a result")), AnswerTip(kept.id, RESULT), "good"),)
    return Message(
        title=title,
        note=say(note) if note else "",
        lead=(say(Text("It is closed.")),) if kept.closed else (),
        lines=remarks(said, say),
        hint=say(WAITS),
        options=(button(say(Text("Answer")), AnswerTip(kept.id, ANSWER), "primary"), *close),
        fallback=title,
    )


def _pictures(context: Context, said: Sequence[Remark]) -> list[Picture]:
    files = [one for remark in said for one in remark.files]
    kept = context.tx.files.by_digest(files) if files else {}
    named = ((n, one, kept[one][0]) for n, one in enumerate(files, start=1) if one in kept)
    return [Picture(one, mime, f"{n}.{EXTENSIONS.get(mime, 'bin')}") for n, one, mime in named]


def show_numbered(context: Context, number: int) -> None:
    kept = readable(context, context.tx.tips.numbered(context.who.organisation_id, number))
    if kept is None:
        menu.show_menu(context, UNKNOWN)
        return
    _show(context, kept)


def show_one(context: Context, press: ShowTip) -> None:
    if kept := _theirs(context, context.tx.tips.get(press.tip)):
        _show(context, kept)


def _theirs(context: Context, kept: KeptTip | None) -> KeptTip | None:
    """The tip; says so if whoever is speaking may not read it."""
    found = readable(context, kept)
    if found is None:
        context.toast(NOT_YOURS)
    return found


def _show(context: Context, kept: KeptTip, note: Text | None = None) -> None:
    said = context.tx.tips.said(kept.id)
    context.focus(None)
    context.show(_slot(kept), _card(context, kept, said, context.lang, note), edit=False)


def show_list(context: Context, _press: ShowTips) -> None:
    """Those that are not closed."""
    able = [one for one in (False, True) if reads(context, second=one)]
    if not able:
        context.toast(NOT_YOURS)
        return
    mine = [one for one in context.tx.tips.open(context.who.organisation_id) if one.second in able and one.told]
    text = context.say(Text("Tips that are not closed") if mine else Text("There is no open tip."))
    message = Message(
        text=text,
        options=tuple(button(_name(context, one.number, one.day), ShowTip(one.id)) for one in mine[:FEW]),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=text,
    )
    context.show("menu", message, edit=True)


def _name(context: Context, number: int, day: date) -> str:
    return context.say(Text("T-{number} · {day}", {"number": f"{number:04}", "day": day}))


def ask(context: Context, press: AnswerTip, note: Text | None = None) -> None:
    """What is typed next is the answer, or the result."""
    kept = _theirs(context, context.tx.tips.get(press.tip))
    if kept is None or press.what not in ASKED:
        return
    text = context.say(ASKED[press.what])
    message = Message(
        title=context.say(Text("Anonymous tip T-{number}", {"number": f"{kept.number:04}"})),
        note=context.say(note) if note else "",
        text=text,
        entry="text",
        controls=(button(context.say(Text("Cancel")), LeaveTip(kept.id, press.what)),),
        fallback=text,
    )
    context.screen(message)
    context.show("tip-answer", message, edit=False)


def hears(context: Context, said: Said | Refused) -> bool:
    """The answer, or the result."""
    awaited = among(context.buttons, LeaveTip)
    kept = readable(context, context.tx.tips.lock(awaited.tip)) if awaited else None
    if awaited is None or kept is None or awaited.what not in ASKED:
        return False
    words = said.text.strip() if isinstance(said, Typed) else ""
    if not says_something(words):
        ask(context, AnswerTip(kept.id, awaited.what), Text("Please write it in a few words."))
        return True
    context.tx.tips.say(kept.id, awaited.what, words, context.today, by=context.who.person_id)
    if awaited.what == RESULT:
        context.tx.tips.change(kept.id, closed=True)
    _spread(context, kept.id)
    return True


def _spread(context: Context, id: int) -> None:
    """Its other readers' cards in their place, and the speaker's below."""
    kept, said = context.tx.tips.get(id), context.tx.tips.said(id)
    assert kept, "it was locked"
    others = readers(context, kept.organisation_id, second=kept.second)
    for who in [one for one in others if one.person_id != context.who.person_id]:
        _redraw(context, kept, said, who)
    _show(context, kept, Text("Kept. It waits for whoever has the code."))


def _redraw(context: Context, kept: KeptTip, said: Sequence[Remark], who: Who) -> None:
    context.notify(who, _slot(kept), _card(context, kept, said, context.reads(who)), edit=True, notice=False)


def leave(context: Context, press: LeaveTip) -> None:
    if kept := _theirs(context, context.tx.tips.get(press.tip)):
        _show(context, kept)


DUTY = Duty(
    presses={ShowTips: show_list, ShowTip: show_one, AnswerTip: ask, LeaveTip: leave},
    hears=hears,
    timers={TIMER: ring},
    undelivered=undelivered,
)
