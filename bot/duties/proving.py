"""What is said about a corrective action: that it is done, with words or a photo; a comment; what is missing; why it takes longer.

What is typed or sent is for this while the screen asks for it, and no longer.
"""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.action_card import ring, spread
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.owners import can, checkers, leads, managers, today_at
from bot.duties import doing
from bot.duties.doing import MORE
from bot.engine.flow import OUTSIDERS
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.presses.acting import OpenAction, Write, Writing
from bot.presses.buttons import among
from bot.store.actions import CLOSED, DONE, TAKEN, KeptAction
from bot.store.people import Who

NOTE = 2000  # characters
ASKED = {
    "done": Text("Write what was done, or send a photo of it."),
    "photo": Text("Send a photo of what was done."),
    "note": Text("Write your comment, or send a photo."),
    "back": Text("Write what is still missing."),
    "time": Text("Why is more time needed?"),
}


def write(context: Context, press: Write, note: Text | None = None) -> None:
    action = doing.seen(context, context.tx.actions.get(press.action))
    if action is None:
        return
    if press.what not in ASKED or not can(context, context.who, action, press.what):
        doing.changed_meanwhile(context, action)
        return
    asked = action.proof if press.what == "done" and action.proof else press.what
    doing.ask(context, action, ASKED[asked], note=note, back=Writing(action.id, press.what, press.days))


def never_mind(context: Context, press: Writing) -> None:
    doing.show(context, OpenAction(press.action))


def _awaited(context: Context) -> Writing | None:
    """What the screen waits for."""
    return among(context.buttons, Writing)


def written(context: Context, words: str) -> bool:
    """Was that what we asked for about an action?"""
    awaited = _awaited(context)
    if awaited is None or awaited.what == "files":
        return False
    _said(context, awaited, words.strip()[:NOTE], ())
    return True


def hears(context: Context, said: Said | Refused) -> bool:
    """A file that we asked for; or more of them. Words come here that could be a cry for help as well."""
    if isinstance(said, Typed):
        return written(context, said.text)
    awaited = _awaited(context) if isinstance(said, Sent | Refused) else None
    if awaited is None:
        return False
    if isinstance(said, Sent) and said.digest:
        context.held |= {said.digest}
        _said(context, awaited, said.caption.strip()[:NOTE], (said.digest,))
    elif isinstance(said, Refused):
        write(context, Write(awaited.action, "note" if awaited.what == "files" else awaited.what), said.text)
    return True


def _said(context: Context, awaited: Writing, words: str, files: tuple[str, ...]) -> None:
    action = doing.seen(context, context.tx.actions.lock(awaited.action))
    if action is None:
        return
    what = awaited.what
    if not can(context, context.who, action, what) and not (
        what == "files" and action.done_by == context.who.person_id
    ):
        doing.changed_meanwhile(context, action)
    elif what in ("back", "time") and not words:
        write(context, Write(action.id, what, awaited.days), Text("Please write a few words."))
    elif what == "done" and action.proof and not _pictured(context, files):
        write(context, Write(action.id, what), Text("Words alone do not show it here."))
    else:
        SAY[what](context, action, awaited, words, files)
        doing.noted(context, action, more=bool(files))


def _pictured(context: Context, files: tuple[str, ...]) -> bool:
    return any(mime.startswith("image/") for mime, _ in context.tx.files.by_digest(files).values()) if files else False


def _done(context: Context, action: KeptAction, _asked: Writing, words: str, files: tuple[str, ...]) -> None:
    """It waits for a second person, if the organisation wants that; else it is closed."""
    theirs = context.who.role in OUTSIDERS  # whoever works for another company never closes it alone
    checked = theirs or context.policy_at(action.site_id).checks(action.severity)
    ended = {"state": DONE} if checked else {"state": CLOSED, "closed_at": context.now}
    context.tx.actions.change(action.id, done_by=context.who.person_id, asked=None, **ended)
    doing.tell(context, action, "done", note=words, files=files)
    done = context.tx.actions.get(action.id)
    whom = checkers(context, done) if done and checked else []
    after = spread(context, action.id, without=[who.person_id for who in whom])
    ring(context, after, whom, Text("{name} says that it is done. Please check it.", {"name": context.who.name}))


def _comment(context: Context, action: KeptAction, asked: Writing, words: str, files: tuple[str, ...]) -> None:
    doing.tell(context, action, asked.what, note=words, files=files)
    others = _concerned(context, action)
    after = spread(context, action.id, without=[who.person_id for who in others])
    ring(context, after, others, Text("{name}: {words}", {"name": context.who.name, "words": words}) if words else None)


def _concerned(context: Context, action: KeptAction) -> list[Who]:
    """Who wants to know of a comment at once: the owner; of one of theirs, who decides."""
    if action.owner_id and action.owner_id != context.who.person_id:
        return context.tx.people.those([action.owner_id])
    return managers(context, action, without=(context.who.person_id,))


def _back(context: Context, action: KeptAction, _asked: Writing, words: str, _files: tuple[str, ...]) -> None:
    context.tx.actions.change(action.id, state=TAKEN, done_by=None, quiet_until=None)
    doing.tell(context, action, "back", note=words)
    others = [action.owner_id] if action.owner_id else []
    after = spread(context, action.id, without=others)
    said = Text("{name} has sent it back: {words}", {"name": context.who.name, "words": words})
    ring(context, after, context.tx.people.those(others), said)


def _time(context: Context, action: KeptAction, asked: Writing, words: str, _files: tuple[str, ...]) -> None:
    """Whoever decides is asked; unless it is they who say so."""
    until = max(action.due, today_at(context, action.site_id)) + timedelta(days=min(asked.days, max(MORE)))
    if leads(context, context.who, action):
        context.tx.actions.change(action.id, due=until, asked=None)
        doing.tell(context, action, "note", note=words)
        doing.tell(context, action, "moved", day=until)
        spread(context, action.id)
        return
    context.tx.actions.change(action.id, asked=until)
    doing.tell(context, action, "asked", note=words, day=until)
    deciding = managers(context, action)
    after = spread(context, action.id, without=[who.person_id for who in deciding])
    said = Text("{name} asks for time until {day}: {words}", {"name": context.who.name, "day": until, "words": words})
    ring(context, after, deciding, said)


SAY = {"done": _done, "note": _comment, "files": _comment, "back": _back, "time": _time}


DUTY = Duty(presses={Write: write, Writing: never_mind}, hears=hears)
