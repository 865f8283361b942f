"""The card of a corrective action, as somebody may see and move it now; one for each reader, changed in its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bot.channels.channel import Button, Line, Message, Picture
from bot.conversation import audiences
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.notice import SEVERITY
from bot.conversation.owners import can, may_see, today_at
from bot.conversation.pen import answer_lines, cut
from bot.conversation.record import EXTENSIONS, Record
from bot.conversation.reminding import expect
from bot.engine.talk import Text
from bot.presses.acting import DoAction, GiveAction, OpenAction, Write
from bot.presses.buttons import button
from bot.store.actions import CLOSED, DONE, OPEN, TAKEN, Happened, KeptAction, Opening
from bot.store.audiences import KeptAudience
from bot.store.people import Who

LATELY = 8  # things that were said and done, on a card
LABEL = 75  # characters of a button: https://docs.slack.dev/reference/block-kit/block-elements/button-element
CORRECT = Text("Correct what was found, and say how.")  # of one whose flow does not say what is to be done
STATE = {
    OPEN: Text("Nobody has taken it yet"),
    TAKEN: Text("In progress"),
    DONE: Text("Done, waits for a check by a second person"),
    CLOSED: Text("Done and closed"),
}
SAID = {
    "opened": Text("opened, due {day}"),
    "taken": Text("has taken it"),
    "given": Text("has given it to {note}"),
    "note": Text("{note}"),
    "asked": Text("asks for time until {day}: {note}"),
    "moved": Text("due {day} from now on"),
    "kept": Text("the due date stays"),
    "done": Text("says that it is done. {note}"),
    "files": Text("more files"),
    "checked": Text("has checked it"),
    "back": Text("has sent it back: {note}"),
    "left": Text("{note} has left"),
}

# What can be done about it, with the words on its button and its tone.
OFFERED = (
    ("take", Text("I'll do it"), "good"),
    ("done", Text("It is done"), "good"),
    ("later", Text("I need more time"), "plain"),
    ("quiet", Text("No reminder tomorrow"), "plain"),
    ("grant", Text("Give time until {day}"), "good"),
    ("keep", Text("Keep the due date"), "plain"),
    ("check", Text("Checked: close it"), "good"),
    ("back", Text("Send it back"), "bad"),
    ("give", Text("Give it to somebody"), "plain"),
    ("note", Text("Comment"), "plain"),
)
WRITTEN = ("done", "back", "note")  # what needs words, or a photo


def slot_of(action_id: int) -> str:
    return f"action:{action_id}"


def action_of(slot: str) -> int | None:
    number = slot.removeprefix("action:")
    return int(number) if slot.startswith("action:") and number.isdecimal() else None


def title(action: KeptAction) -> Text:
    return Text("Corrective action {number}", {"number": action.number})


def drawn(context: Context, action: KeptAction, who: Who, note: Text | None = None) -> Message:
    """As somebody reads it now."""
    lang = context.reads(who)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    heading, what, history = say(title(action)), say(Text(action.what)), context.tx.actions.history(action.id)
    record = _record(context, action)
    return Message(
        title=heading,
        note=say(note) if note else "",
        head=_head(context, action, lang),
        text=what,
        lines=(*_found(context, action, record, lang), *_history(context, action, history, lang)),
        options=tuple(_buttons(context, action, who, history, record, lang)),
        columns=1,
        fallback=" · ".join(filter(None, (heading, say(note) if note else "", what))),
    )


def _record(context: Context, action: KeptAction) -> Record:
    kept = context.tx.runs.get(action.run_id)
    assert kept, "a run is never taken away"
    return context.record(kept)


def _head(context: Context, action: KeptAction, lang: str) -> tuple[Line, ...]:
    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    grave = SEVERITY.get(action.severity)
    asked = action.asked if action.is_open else None
    lines = (
        Line(say(Text("Site")), context.tx.people.place(action.site_id).name),
        Line(say(Text("Severity")), say(grave)) if grave else None,
        _due(context, action, lang),
        Line(say(Text("In charge")), action.owner or say(ROLE[action.role]).capitalize()),
        Line(say(Text("State")), say(STATE[action.state]), "good" if action.state == CLOSED else ""),
        Line(say(Text("Asks for time until")), context.wording.fill(asked, lang)) if asked else None,
    )
    return tuple(filter(None, lines))


def is_late(context: Context, action: KeptAction) -> bool:
    return action.is_open and action.due < today_at(context, action.site_id)


def _due(context: Context, action: KeptAction, lang: str) -> Line:
    late = is_late(context, action)
    label = Text("Overdue since") if late else Text("Due date")
    return Line(context.wording.say(label, lang), context.wording.fill(action.due, lang), "finding" if late else "")


def _found(context: Context, action: KeptAction, record: Record, lang: str) -> tuple[Line, ...]:
    """The finding, with what was asked about it."""
    items = [i for i in record.items if action.step in (i.step.id, i.step.follows) and i.value is not None]
    return answer_lines(context.wording, lang, items)


def _history(context: Context, action: KeptAction, history: Sequence[Happened], lang: str) -> tuple[Line, ...]:
    zone = context.tx.people.place(action.site_id).zone

    def line(one: Happened) -> Line:
        fill = {"note": one.note, "day": one.day or ""}
        said = context.wording.say(Text(SAID[one.what].source, fill), lang).strip()
        if one.files:
            said += " (" + context.wording.say(Text("files: {count}", {"count": len(one.files)}), lang) + ")"
        when = context.wording.clock(one.at, context.now, zone, lang)
        return Line(", ".join(filter(None, (one.name, when))), said)

    return tuple(map(line, history[-LATELY:]))


def _buttons(
    context: Context, action: KeptAction, who: Who, history: Sequence[Happened], record: Record, lang: str
) -> Iterator[Button]:
    """What this person can do about it now."""
    for what, label, tone in OFFERED:
        if can(context, who, action, what):
            said = Text(label.source, {"day": action.asked or ""})
            yield button(context.wording.say(said, lang), _press(action.id, what), tone)
    if files(context, action, history, record):
        yield button(context.wording.say(Text("Show the photos"), lang), DoAction(action.id, "photos"))


def _press(id: int, what: str) -> DoAction | Write | GiveAction:
    if what == "give":
        return GiveAction(id)
    return Write(id, what) if what in WRITTEN else DoAction(id, what)


def files(context: Context, action: KeptAction, history: Sequence[Happened], record: Record) -> tuple[Picture, ...]:
    """What was sent with the finding, and then about the action."""
    there = [
        p
        for i in record.items
        if action.step in (i.step.id, i.step.follows)
        for p in record.pictures.get(i.step.id, ())
    ]
    sent = [digest for one in history for digest in one.files]
    kept = context.tx.files.by_digest(sent) if sent else {}
    more = (
        Picture(digest, kept[digest][0], f"{number}.{EXTENSIONS.get(kept[digest][0], 'bin')}")
        for number, digest in enumerate(sent, len(there) + 1)
        if digest in kept
    )
    return (*there, *more)


def all_files(context: Context, action: KeptAction) -> tuple[Picture, ...]:
    return files(context, action, context.tx.actions.history(action.id), _record(context, action))


def opening(context: Context, action: KeptAction, lang: str) -> Button:
    """An action in a list: when it is due, and what is to be done, or what was found."""
    late = is_late(context, action)
    fill = {"day": action.due, "number": action.number, "what": _told_apart(context, action)}
    form = Text("Overdue: {number} · {day} · {what}", fill) if late else Text("{number} · {day} · {what}", fill)
    return button(cut(context.wording.say(form, lang), LABEL), OpenAction(action.id), "bad" if late else "plain")


def _told_apart(context: Context, action: KeptAction) -> Text:
    if action.what != CORRECT.source:
        return Text(action.what)
    items = _record(context, action).items
    return next((item.label for item in items if item.step.id == action.step), CORRECT)


def ring(context: Context, action: KeptAction, whom: Sequence[Who], note: Text | None = None) -> None:
    """The card below everything, so that a phone rings."""
    for who in whom:
        if may_see(context, who, action):
            context.notify(who, slot_of(action.id), drawn(context, action, who, note))


def spread(context: Context, action_id: int, without: Collection[int] = (), *, pressed: bool = False) -> KeptAction:
    """Everybody's card is as it is now. `pressed`: the speaker's is the one whose button was pressed."""
    action = context.tx.actions.get(action_id)
    assert action, "an action is never taken away"
    told = [one for one in context.tx.letters.told(slot_of(action_id)) if one not in without]
    for who in context.tx.people.those(told):
        card = drawn(context, action, who) if may_see(context, who, action) else _elsewhere(context, action, who)
        if context.speaker and who.person_id == context.who.person_id:
            context.show(slot_of(action_id), card, edit=True, pressed=pressed)
        else:
            context.notify(who, slot_of(action_id), card, edit=True)
    announce(context, action)
    return action


def opened(context: Context, new: Opening) -> KeptAction | None:
    """Whoever is speaking opens an action: somebody looks for it every morning from now on, and channels show it. None if there is
    one about that already."""
    action = context.tx.actions.open(new, context.who.person_id, context.now)
    if action:
        expect(context, new.site_id)
        announce(context, action, told=True)
    return action


def announce(context: Context, action: KeptAction, *, told: bool = False) -> None:
    """Channels and groups read what is to be done, by whom, until when, and how it stands; what was said about it, nobody
    there. Where it is not shown yet it is written if people are `told` of it just now."""

    def draw(one: KeptAudience) -> Message:
        lang = audiences.reads(context, one)
        heading, what = (context.wording.say(text, lang) for text in (title(action), Text(action.what)))
        more = button(context.wording.say(Text("Show it"), lang), OpenAction(action.id))
        head = _head(context, action, lang)
        return Message(title=heading, head=head, text=what, options=(more,), fallback=f"{heading} · {what}")

    about = audiences.About(action.organisation_id, action.site_id, audiences.ACTIONS, f"shown-action:{action.id}")
    audiences.show(context, about, draw, told=told)


def _elsewhere(context: Context, action: KeptAction, who: Who) -> Message:
    """What is left for somebody who has nothing to do with it anymore."""
    text = context.wording.say(Text("This is for somebody else now."), context.reads(who))
    return Message(title=context.wording.say(title(action), context.reads(who)), text=text, fallback=text)
