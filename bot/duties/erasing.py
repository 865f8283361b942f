"""Somebody wants to be erased: those who decide who comes in decide it. Then they are out, what they had in hand goes to
others, and their name is exchanged for a number wherever it stands. What they did stays on record.
"""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Line, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import deciders, decides
from bot.conversation.duty import Duty
from bot.conversation.wording import Wording
from bot.engine.flow import Flow
from bot.engine.kinds.texts import Sign
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.owning import AskErasure, DecideErasure
from bot.store import erasing, leaving, own
from bot.store.erasing import ASKED, DECIDED, DECLINED, ERASE, SWEEP, SWEPT, KeptErasure
from bot.store.own import Books

SOON = timedelta(minutes=1)  # between two looks whether others have what they had in hand
TITLE = Text("Erase my data")
NOT_YOURS = Text("Only administrators can decide that.")
NOT_YOU = Text("Somebody else has to decide about your own data.")
WHAT = Text(
    "Your name, your phone number and your chats are erased, and your access ends. Your answers stay on record as those"
    ' of "{pseudonym}". Your administrator decides. Ask for the file with your data first.'
)
GONE = Text("That was decided already.")


def pseudonym(wording: Wording, person_id: int, lang: str) -> str:
    """What somebody is called who was erased: in the language that they read."""
    return wording.say(Text("Person {number}", {"number": str(person_id)}), wording.language(lang))


def ask(context: Context, press: AskErasure) -> None:
    """Asked once more; then it is a request, which those who decide read."""
    who = context.who
    deciding = [one for one in deciders(context, who.organisation_id) if one.person_id != who.person_id]
    if not deciding:
        _say(context, Text("Nobody here can decide that. Whoever runs this program for your company can."))
        return
    if not press.sure:
        _sure(context)
        return
    made = erasing.ask(context.tx, who.organisation_id, who.person_id, context.now, who.person_id)
    if made is None:
        _say(context, Text("You have asked for that already."))
        return
    for one in deciding:
        context.notify(one, _slot(made), _card(context, made, context.reads(one)))
    names = tuple(one.name for one in deciding)
    _say(context, Text("Your request is for {names} to decide. You will read here what was decided.", {"names": names}))


def _sure(context: Context) -> None:
    title = context.say(TITLE)
    called = pseudonym(context.wording, context.who.person_id, context.lang)
    message = Message(
        title=title,
        text=context.say(Text(WHAT.source, {"pseudonym": called})),
        options=(button(context.say(Text("Ask for it")), AskErasure(sure=True), "bad"),),
        controls=(context.menu_button(),),
        fallback=title,
    )
    context.show("menu", message, edit=True)


def _say(context: Context, said: Text) -> None:
    text = context.say(said)
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=True)


def _slot(one: KeptErasure) -> str:
    return f"erasure:{one.id}"


def _card(context: Context, one: KeptErasure, lang: str, question: Text | None = None) -> Message:
    who = _books(context, one)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    title = say(Text("{name} asks to be erased.", {"name": who.name}))
    yes = DecideErasure(one.id, erase=True, sure=question is not None)
    told = Text(
        "Name, phone number and chats go for good, and the access ends. Records stay, as those of a number and a role."
        " What is in hand goes to others first."
    )
    return Message(
        title=title,
        text=say(question or told),
        lines=(Line(say(Text("Role")), say(ROLE[who.role])), Line(say(Text("Site")), who.site)),
        options=(
            button(say(Text("Yes, erase") if question else Text("Erase")), yes, "bad"),
            button(say(Text("Not now")), DecideErasure(one.id)),
        ),
        fallback=title,
    )


def decide(context: Context, press: DecideErasure) -> None:
    """Asked once more; of two who decide, the second reads what was decided."""
    one = _mine(context, press.erasure)
    if one is None:
        return
    if not press.erase:
        _declined(context, one)
    elif not press.sure:
        question = Text("Erase {name} for good? This cannot be undone.", {"name": _books(context, one).name})
        context.show(_slot(one), _card(context, one, context.lang, question), edit=True)
    else:
        _agreed(context, one)


def _mine(context: Context, id: int) -> KeptErasure | None:
    """A request that whoever is speaking may decide, and that is not decided; says so if it is not."""
    one = erasing.get(context.tx, id, lock=True)
    if one is None or one.organisation_id != context.who.organisation_id or not decides(context):
        context.toast(NOT_YOURS)
        return None
    if one.person_id == context.who.person_id:
        context.toast(NOT_YOU)
        return None
    if one.state != ASKED:
        context.toast(GONE)
        return None
    return one


def _books(context: Context, one: KeptErasure) -> Books:
    who = own.books(context.tx, one.person_id)
    assert who, "nobody is ever taken out of the books"
    return who


def _declined(context: Context, one: KeptErasure) -> None:
    values = {"state": DECLINED, "decided_at": context.now, "decided_by": context.who.person_id}
    erasing.change(context.tx, one.id, **values)
    fill = {"name": context.who.name, "asked": _books(context, one).name}
    _told_everybody(context, one, Text("{name} has not erased {asked}.", fill))
    who = context.tx.people.whom(one.person_id)
    if who is None:
        return
    text = context.wording.say(
        Text("{name} has not erased your data for now. You can speak to them about it, or ask again.", fill),
        context.reads(who),
    )
    context.notify(who, "", Message(text=text, fallback=text))


def _agreed(context: Context, one: KeptErasure) -> None:
    """They are out at once. The last words go to where they wrote last; then even that is erased."""
    who = context.tx.people.whom(one.person_id)
    values = {"state": DECIDED, "decided_at": context.now, "decided_by": context.who.person_id}
    erasing.change(context.tx, one.id, **values)
    leaving.leave(context.tx, one.person_id, context.now)
    context.tx.timers.set(ERASE, context.now + SOON, str(one.id))
    fill = {"name": context.who.name, "asked": _called(context, one)}
    _told_everybody(context, one, Text("{name} has agreed to erase somebody, who is called {asked} from now on.", fill))
    if who is None:
        return
    text = context.wording.say(
        Text("Your access has ended and your data are being erased. This is the last message you get from here."),
        context.reads(who),
    )
    context.write_to(who.line, who.address, Message(text=text, fallback=text))


def _told_everybody(context: Context, one: KeptErasure, said: Text) -> None:
    """The card of each who decides says what was decided."""
    for who in context.tx.people.those(context.tx.letters.told(_slot(one))):
        text = context.wording.say(said, context.reads(who))
        message = Message(text=text, fallback=text)
        if who.person_id == context.who.person_id:
            context.show(_slot(one), message, edit=True)
        else:
            context.notify(who, _slot(one), message, edit=True)


def erase(context: Context, subject: str) -> None:
    """As soon as others have what they had in hand."""
    one = erasing.get(context.tx, int(subject), lock=True)
    if one is None or one.state != DECIDED:
        return
    if erasing.waits(context.tx, one, context.now):
        context.tx.timers.set(ERASE, context.now + SOON, subject)
        return
    erasing.erase(context.tx, one, _called(context, one), lambda digest: _signed(context, digest), context.now)
    context.tx.timers.set(SWEEP, context.now, subject)


def _signed(context: Context, digest: str) -> list[str]:
    return signatures(context.library.by_digest(context.tx, digest))


def signatures(flow: Flow) -> list[str]:
    """The questions that are answered with a signature."""
    return [step.id for step in flow.questions if isinstance(step.kind, Sign)]


def _called(context: Context, one: KeptErasure) -> str:
    return pseudonym(context.wording, one.person_id, _books(context, one).lang)


def sweep(context: Context, subject: str) -> None:
    """The next window of what everybody wrote there, until all of it was looked through."""
    one = erasing.get(context.tx, int(subject), lock=True)
    if one is None or one.state != SWEPT:
        return
    if erasing.sweep(context.tx, one, _called(context, one), context.now):
        context.tx.timers.set(SWEEP, context.now, subject)


DUTY = Duty(
    presses={AskErasure: ask, DecideErasure: decide},
    timers={ERASE: erase, SWEEP: sweep},
)
