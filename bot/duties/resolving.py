"""What an incident came from, and what was done about it: asked when it is resolved. A grave one is not without."""

from __future__ import annotations

from bot.channels.channel import Button, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.mine import incident
from bot.conversation.progress import NOT_YOURS, moved
from bot.conversation.record import Record, read_record
from bot.conversation.standing import CAUSE, MEASURES, known, severe
from bot.conversation.telling import notice
from bot.conversation.writing import asked
from bot.duties import menu
from bot.engine.kinds.typed import says_something
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.presses.buttons import button
from bot.presses.following import CloseIncident, Leave, NoWords, Resolve
from bot.store.incidents import RESOLVED, TAKEN

ASKED = {
    CAUSE: Text("What was the cause?"),
    MEASURES: Text("What was done about it, so that it does not happen again?"),
}
CLOSED = Text("This is closed now.")
IN_WORDS = Text("Please write it in a few words. Files can come with them.")


def resolve(context: Context, press: Resolve) -> None:
    """Asks for the cause first."""
    found = incident(context, press.run)
    if found is None:
        return
    record, standing = found
    if standing.state != TAKEN or not record.taken_by(context.who.person_id):
        context.toast(NOT_YOURS)
        return
    ask(context, record, CAUSE)


def missing(record: Record) -> str:
    """What must still be known before it is closed."""
    return next((what for what in ASKED if severe(record) and not known(record, what)), "")


def ask(context: Context, record: Record, what: str, note: Text | None = None) -> None:
    """What is typed next is the answer."""
    run, say = record.kept.id, context.say
    skip = () if severe(record) else (button(say(Text("Skip")), NoWords(run, what)),)
    text = say(ASKED[what])
    message = Message(
        title=notice(context, record, context.who).title,
        note=say(note) if note else "",
        text=text,
        entry="text",
        controls=(*skip, button(say(Text("Cancel")), Leave(run, what))),
        fallback=text,
    )
    context.screen(message)
    context.show(f"resolving:{run}", message, edit=False)


def hears(context: Context, said: Said | Refused) -> bool:
    """The cause, or the measures."""
    press = asked(context)
    if press is None or press.what not in ASKED:
        return False
    found = incident(context, press.run)
    if found is None:
        menu.show_menu(context)
        return True
    words = said.text if isinstance(said, Typed) else said.caption if isinstance(said, Sent) else ""
    files = (said.digest,) if isinstance(said, Sent) and said.digest else ()
    context.held |= set(files)
    record, _ = found
    if files and not says_something(words):
        context.tx.incidents.happened(press.run, "proof", context.said_at, context.who.person_id, files=files)
    if not says_something(words) or context.library.words.polite(words):  # "ok" is no cause
        ask(context, record, press.what, said.text if isinstance(said, Refused) else IN_WORDS)
        return True
    context.tx.incidents.happened(
        press.run, press.what, context.said_at, context.who.person_id, words=words, files=files
    )
    _next(context, record, press.what)
    return True


def skip(context: Context, press: NoWords) -> None:
    """Of what is not grave."""
    found = incident(context, press.run)
    if found is None or press.what not in ASKED:
        return
    if severe(found[0]):
        ask(context, found[0], press.what, IN_WORDS)
        return
    _next(context, found[0], press.what)


def _next(context: Context, record: Record, what: str) -> None:
    """After the cause the measures, then it is resolved; one that was resolved before is closed."""
    now = read_record(context.tx, record.kept, *context.run_of(record.kept))
    if what == CAUSE and not (now.standing and now.standing.state == RESOLVED and known(now, MEASURES)):
        ask(context, now, MEASURES)
        return
    context.focus(None)
    standing = now.standing
    if standing is not None and standing.state == RESOLVED:
        _thanks(context, now, Text("That is kept. It can be closed now."), _close(context, now))
    elif standing is None or standing.state != TAKEN or not now.taken_by(context.who.person_id):
        _thanks(context, now, NOT_YOURS)
    elif moved(context, now, standing, "resolved", RESOLVED):
        said = Text("This is resolved. It can be closed when nothing more is to be done.")
        _thanks(context, now, said, _close(context, now))


def _thanks(context: Context, record: Record, said: Text, options: tuple[Button, ...] = ()) -> None:
    text = context.say(said)
    title = notice(context, record, context.who).title
    message = Message(title=title, text=text, options=options, fallback=text)
    context.show(f"resolving:{record.kept.id}", message, edit=False)


def ended(context: Context, record: Record) -> None:
    """It is closed; where that was offered below the last answer it is not offered anymore."""
    text = context.say(CLOSED)
    context.toast(CLOSED)
    title = notice(context, record, context.who).title
    message = Message(title=title, text=text, only_in_place=True, fallback=text)
    context.show(f"resolving:{record.kept.id}", message, edit=True, pressed=False)


def _close(context: Context, record: Record) -> tuple[Button, ...]:
    return (button(context.say(Text("Close")), CloseIncident(record.kept.id), "good"),)


DUTY = Duty(presses={Resolve: resolve, NoWords: skip}, hears=hears)
