"""An anonymous tip, from its first word to its code: nothing that is kept says who gave it, and nothing that is shown is kept.

Those who read it hear of it some time later, so that the time does not tell either.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

from bot.channels.channel import Button, Message
from bot.conversation import unkept
from bot.conversation.calling import ROLE, call_lines
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.tip_readers import readers, reads
from bot.conversation.uploads import Wanted
from bot.duties import asides, tip_reading
from bot.duties.tip_reading import TIMER
from bot.engine.kinds import Place
from bot.engine.kinds.typed import says_something
from bot.engine.talk import Placed, Refused, Said, Sent, Text, Typed
from bot.policy import Numbers
from bot.presses.buttons import among, button
from bot.presses.every import StartFlow
from bot.presses.tipping import TITLE, BeginTip, DropTip, SendTip, ShowTips, TipAboutReader, TipSo
from bot.store.codes import shown
from bot.store.tips import Draft

DRAFT = "tip-draft"  # the timer that forgets what was not sent
FORGOTTEN = timedelta(hours=1)
EARLIEST = 1 / 4  # of the time in which its readers are notified
LONGEST, MOST = 9000, 10  # characters, and photos
COMMAND = Text("/tip")

WHAT = Text("What have you seen or heard?")
WHERE = Text("Where was it, and when?")
READY = Text("Send it now, or add more words or photos.")
NOTHING = Text("There is nothing to send.")
DROPPED = Text("Nothing was sent, and nothing is kept.")
OVER = Text("Nothing is being written here. What was sent stays, and is opened with its code.")
TOO_LONG = Text("A tip can have {most} characters. This is not kept: please write it shorter.", {"most": LONGEST})
IN_WORDS = Text("Please write it in a few words.")
AGAIN = Text("Please send that photo again.")
ENOUGH = Text("A tip can have {most} photos.", {"most": MOST})
NOBODY = Text("Nobody in your company can read an anonymous tip yet.")


def begin(context: Context, _press: BeginTip) -> None:
    """What is kept and what is not, and the first question; or where it stands, if something is written already."""
    draft = context.tx.tips.draft(context.who.person_id)
    if draft is not None:
        go_on(context, draft)
    elif not readers(context, context.who.organisation_id, second=False):
        unkept.say(context, TITLE, NOBODY)
    else:
        unkept.show(context, _first(context))


def _first(context: Context, note: Text | None = None) -> Message:
    say = context.say
    kept = Text(
        "Sello keeps your tip and the day, but not your name, your account or this chat. Until you send it, it is your draft, "
        "kept for an hour at most."
    )
    beyond = Text(
        "{app} itself keeps what you write here; where your company runs it, its administrators may be able to read it. What "
        "you write, or show in a photo, can tell who you are, too.",
        {"app": context.who.channel.capitalize()},
    )
    later = Text(
        "They are notified within {minutes} min, at a time drawn by lot, so that the time does not tell who wrote it.",
        {"minutes": int(context.policy.tip_minutes)},
    )
    emergency = Numbers(emergency=context.policy.numbers.emergency)
    return Message(
        title=say(TITLE),
        note=say(note) if note else "",
        lead=(say(kept), say(beyond), f"{_read_by(context, second=False)} {say(later)}"),
        text=say(WHAT),
        hint=say(Text("If somebody is in danger now, do not write a tip: call.")),
        lines=call_lines(emergency, say),
        entry="text",
        controls=(*_other_ways(context), *_ways_out(context)),
        fallback=say(WHAT),
    )


def _other_ways(context: Context) -> tuple[Button, ...]:
    named = asides.reporting(context)
    ways = (button(context.say(Text("Report with my name")), StartFlow(named.id)),) if named else ()
    read = reads(context, second=False) or reads(context, second=True)
    return (*ways, button(context.say(Text("Tips to read")), ShowTips())) if read else ways


def _ways_out(context: Context) -> tuple[Button, ...]:
    """Nothing is kept, or the draft stays for its hour."""
    return (button(context.say(Text("Cancel")), DropTip()), context.menu_button())


def _read_by(context: Context, *, second: bool) -> str:
    them = readers(context, context.who.organisation_id, second=second)
    names = tuple(
        context.say(Text("{name} ({role})", {"name": who.name, "role": ROLE.get(who.role, Text(who.role))}))
        for who in them
    )
    return context.say(Text("It is read by {names}.", {"names": names}))


def go_on(context: Context, draft: Draft, note: Text | None = None, *, edit: bool = False) -> None:
    """What is asked next."""
    if not draft.words:
        unkept.show(context, _first(context, note), edit=edit)
    elif draft.place is None:
        unkept.show(context, _where(context, note), edit=edit)
    else:
        unkept.show(context, _ready(context, draft, note), edit=edit)


def _where(context: Context, note: Text | None) -> Message:
    say = context.say
    skip = button(say(Text("Skip")), TipSo())
    return Message(
        title=say(TITLE),
        note=say(note) if note else "",
        text=say(WHERE),
        entry="text",
        controls=(skip, *_ways_out(context)),
        fallback=say(WHERE),
    )


def _ready(context: Context, draft: Draft, note: Text | None) -> Message:
    """All of it, and who will read it."""
    say = context.say
    others = readers(context, context.who.organisation_id, second=True)
    label = Text("Not about any of them") if draft.second else Text("It is about one of them")
    about = (button(say(label), TipAboutReader()),) if others else ()
    photos = Text("Photos sent along: {count}", {"count": len(draft.files)})
    return Message(
        title=say(TITLE),
        note=say(note) if note else "",
        lead=(_read_by(context, second=draft.second),),
        text=say(READY),
        hint=say(photos) if draft.files else "",
        lines=tip_reading.of_draft(draft, say),
        entry="text",
        options=(button(say(Text("Send")), SendTip(), "good"), *about),
        controls=_ways_out(context),
        columns=1,
        fallback=say(READY),
    )


def hears(context: Context, said: Said | Refused) -> bool:
    """Words, a place or a photo of the tip that is being written."""
    if among(context.buttons, DropTip) is None:
        return False
    before = context.tx.tips.draft(context.who.person_id) or Draft("")
    after, note = _taken(context, before, said)
    if after != before:
        keep(context, after)
    go_on(context, after, note)
    return True


def _taken(context: Context, draft: Draft, said: Said | Refused) -> tuple[Draft, Text | None]:
    """The draft with what was said, or why it is without."""
    match said:
        case Refused():
            return draft, said.text
        case Sent(digest, _, _, caption):
            return _pictured(context, draft, digest, caption)
        case Placed():
            return replace(draft, place=Place().read(said, (), context.today)), None  # type: ignore[arg-type]
        case Typed(words) if says_something(words):
            return worded(draft, words.strip())
    return draft, IN_WORDS


def _pictured(context: Context, draft: Draft, digest: str, caption: str) -> tuple[Draft, Text | None]:
    """Only a photo that was made to tell nothing but what is seen on it."""
    if not digest or Wanted.BARE not in context.known:
        return draft, AGAIN
    if len(draft.files) >= MOST:
        return draft, ENOUGH
    context.held |= {digest}
    files = tuple(dict.fromkeys((*draft.files, digest)))
    return worded(replace(draft, files=files), caption.strip())


def worded(draft: Draft, words: str) -> tuple[Draft, Text | None]:
    """The draft with more words; as it was where they are too many, which is said: nothing is cut off unseen."""
    if not words:
        return draft, None
    where = bool(draft.words) and draft.place is None
    after = replace(draft, place=words) if where else replace(draft, words=f"{draft.words}\n{words}".strip())
    return (draft, TOO_LONG) if len(after.words) + len(after.place or "") > LONGEST else (after, None)


def keep(context: Context, draft: Draft) -> None:
    me = context.who.person_id
    context.tx.tips.keep(me, draft, context.now)
    context.tx.timers.set(DRAFT, context.now + FORGOTTEN, str(me))


def so(context: Context, _press: TipSo) -> None:
    """Without a place."""
    draft = context.tx.tips.draft(context.who.person_id)
    if draft is None:
        unkept.say(context, TITLE, NOTHING)
        return
    after = replace(draft, place=draft.place or "")
    keep(context, after)
    go_on(context, after, edit=True)


def about_reader(context: Context, _press: TipAboutReader) -> None:
    draft = context.tx.tips.draft(context.who.person_id)
    if draft is None:
        unkept.say(context, TITLE, NOTHING)
        return
    second = not draft.second and bool(readers(context, context.who.organisation_id, second=True))
    after = replace(draft, second=second)
    keep(context, after)
    go_on(context, after, edit=True)


def drop(context: Context, _press: DropTip) -> None:
    """Nothing is kept; of a tip that was sent already this button cancels nothing, and says so."""
    if context.tx.tips.draft(context.who.person_id) is None and among(context.buttons, DropTip) is None:
        unkept.say(context, TITLE, OVER)
        return
    forget(context, str(context.who.person_id))
    context.tx.timers.cancel(DRAFT, str(context.who.person_id))
    unkept.say(context, TITLE, DROPPED)


def forget(context: Context, subject: str) -> None:
    """What somebody wrote and did not send."""
    draft = context.tx.tips.draft(int(subject))
    context.tx.tips.drop(int(subject))
    if draft and draft.files:
        context.tx.files.drop(context.tx.tips.unheld(draft.files))


def send(context: Context, _press: SendTip) -> None:
    """From here on nothing leads from the tip to whoever gave it, but the code that they read now."""
    me, draft = context.who.person_id, context.tx.tips.draft(context.who.person_id)
    if draft is None or not draft.words:
        unkept.say(context, TITLE, NOTHING)
        return
    id, code = context.tx.tips.make(context.who.organisation_id, draft, context.today)
    context.tx.tips.drop(me)
    context.tx.timers.cancel(DRAFT, str(me))
    ring_later(context, id)
    say = context.say
    text = say(Text("With it you can read the answer here, and write more, from any account in your company:"))
    message = Message(
        title=say(Text("Your tip is sent")),
        lead=(say(Text("Write this down. It is shown only now, and nobody can look it up for you.")),),
        text=text,
        lines=(context.command(COMMAND, shown(code)),),
        hint=say(Text("Delete it here when you have written it down, and your messages above, too.")),
        controls=(context.menu_button(),),
        fallback=text,
    )
    unkept.show(context, message, edit=True)


def ring_later(context: Context, id: int) -> None:
    """Its readers are notified at a time drawn by lot."""
    latest = int(context.policy.tip_minutes) * 60
    soonest = int(latest * EARLIEST)
    seconds = soonest + secrets.randbelow(latest - soonest + 1)
    context.tx.timers.set_once(TIMER, context.now + timedelta(seconds=seconds), str(id))


DUTY = Duty(
    presses={BeginTip: begin, TipSo: so, TipAboutReader: about_reader, SendTip: send, DropTip: drop},
    timers={DRAFT: forget},
)
EAR = Duty(hears=hears)  # before all others: what is written here must reach none of them
