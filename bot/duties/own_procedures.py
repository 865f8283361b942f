"""A company's own PDF becomes a procedure: sent in chat, with its title, the roles that read it, and questions if somebody writes them.

A new version takes the place of the old one, which stays as evidence. Nobody is asked to read it before it is published.
"""

from __future__ import annotations

from typing import Any

from bot.channels.channel import Button, Line, Message, Picture
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import toggled
from bot.conversation.duty import Duty
from bot.conversation.editions import MANAGES, wake, words_of
from bot.conversation.sent_once import sent_once
from bot.duties import keeping_manual, manual, menu
from bot.engine.flow import ROLES
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.presses.buttons import among, button
from bot.presses.manual import (
    AddFile,
    AddingFile,
    AskAboutIt,
    AskingAboutIt,
    ChooseReader,
    PublishFile,
    SendFile,
    ShowManual,
)
from bot.store.manual import KeptEdition

PDF = "application/pdf"
QUESTIONS, TITLE, ASK, CHOICE = 2, 60, 300, 75  # questions; characters
OWN = "own-"
SEND = Text("Send the PDF. Write its title with it, else the name of the file is its title.")
NO_PDF = Text("That is no PDF. Please send the procedure as a PDF.")
HOW = Text("Write the question on the first line, the right answer on the second, wrong answers on the lines below.")
UNREAD = Text("A question needs a line of its own and two answers or more, each at most {most} characters.")
AGAIN = 1  # minutes in which nobody gets the same file twice


def add(context: Context, press: AddFile) -> None:
    if context.who.role not in MANAGES:
        menu.show_menu(context, keeping_manual.NOT_YOURS)
        return
    _ask(context, SEND, AddingFile(press.edition))


def _ask(context: Context, asked: Text, back: AddingFile | AskingAboutIt, note: Text | None = None) -> None:
    said = context.say(asked)
    message = Message(
        title=context.who.organisation,
        note=context.say(note) if note else "",
        text=said,
        upload=("document",) if isinstance(back, AddingFile) else (),
        controls=(button(context.say(Text("Never mind")), back),),
        fallback=said,
    )
    context.show("menu", message, edit=False, back=False)


def hears(context: Context, said: Said | Refused) -> bool:
    """The PDF that was asked for, or a question about it."""
    waits = among(context.buttons, AddingFile)
    if waits is None or context.who.role not in MANAGES:
        return isinstance(said, Typed) and written(context, said.text)
    if isinstance(said, Refused):
        _ask(context, SEND, waits, said.text)
    elif isinstance(said, Sent) and said.digest:
        _sent(context, waits, said)
    else:
        return False
    return True


def _sent(context: Context, waits: AddingFile, said: Sent) -> None:
    mime, _ = context.tx.files.by_digest((said.digest,)).get(said.digest, ("", 0))
    if mime != PDF:
        _ask(context, SEND, waits, NO_PDF)
        return
    context.held |= {said.digest}
    context.tx.manual.lock(context.who.organisation_id)
    before = context.tx.manual.get(context.who.organisation_id, waits.edition) if waits.edition else None
    before = before if before and before.procedure.startswith(OWN) else None
    title = " ".join(said.caption.split())[:TITLE] or (_title(before) if before else _named(context))
    _draw(context, before, title, said.digest)


def _draw(context: Context, before: KeptEdition | None, title: str, file: str) -> None:
    said = {lang: {"title": title, "paragraphs": [], "questions": [], "basc": []} for lang in context.wording.languages}
    id = context.tx.manual.draft(
        context.who.organisation_id,
        before.procedure if before else context.tx.manual.own_id(context.who.organisation_id, OWN),
        digest=file,
        owner=context.who.role,
        roles=before.roles if before else (),
        said=said,
        file=file,
        made_at=context.now,
    )
    _show(context, id)


def _title(one: KeptEdition) -> str:
    return str(next(iter(one.said.values()))["title"])


def _named(context: Context) -> str:
    """As the file is called, without its ending."""
    files = context.heard.files if context.heard else ()
    name = files[0].name if files else ""
    return " ".join(name.removesuffix(".pdf").replace("_", " ").split())[:TITLE] or context.say(
        Text("Our own procedure")
    )


def _mine(context: Context, id: int) -> KeptEdition | None:
    """A draft that whoever is speaking may change; says so if there is none."""
    one = context.tx.manual.get(context.who.organisation_id, id)
    if one is None or one.since is not None or not one.file or context.who.role not in MANAGES:
        menu.show_menu(context, manual.GONE)
        return None
    return one


def _show(context: Context, id: int, note: Text | None = None, *, edit: bool = False) -> None:
    one = _mine(context, id)
    if one is None:
        return
    words = words_of(one, context.lang)
    questions = tuple(Line(f"{number}.", asked["ask"]) for number, asked in enumerate(words["questions"], 1))
    title = str(words["title"])
    message = Message(
        title=f"{title} · {context.who.organisation}",
        note=context.say(note) if note else "",
        text=context.say(
            Text("Edition {number}, not published. Choose the roles that read it.", {"number": one.number})
        ),
        lines=questions,
        options=_roles(context, one),
        columns=2,
        controls=(*_ways(context, one, len(questions)), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def _roles(context: Context, one: KeptEdition) -> tuple[Button, ...]:
    named = ((role, context.say(ROLE[role]).capitalize()) for role in ROLES)
    return tuple(
        button(f"{'✓ ' if role in one.roles else ''}{name}", ChooseReader(one.id, role)) for role, name in named
    )


def _ways(context: Context, one: KeptEdition, questions: int) -> tuple[Button, ...]:
    say = context.say
    publish = (button(say(Text("Publish it")), PublishFile(one.id), "good"),) if one.roles else ()
    ask = (button(say(Text("Add a question")), AskAboutIt(one.id)),) if questions < QUESTIONS else ()
    return (*publish, *ask, button(say(Text("All procedures")), ShowManual()))


def choose(context: Context, press: ChooseReader) -> None:
    one = _mine(context, press.edition)
    if one is None:
        return
    if press.role in ROLES:
        context.tx.manual.change(one.id, roles=toggled(one.roles, press.role))
    _show(context, one.id, edit=True)


def ask(context: Context, press: AskAboutIt) -> None:
    if _mine(context, press.edition):
        _ask(context, HOW, AskingAboutIt(press.edition))


def written(context: Context, words: str) -> bool:
    """Was that the question that we asked for?"""
    waits = among(context.buttons, AskingAboutIt)
    one = _mine(context, waits.edition) if waits else None
    if waits is None:
        return False
    if one is None:
        return True
    asked = _question(words)
    if asked is None:
        _ask(context, HOW, waits, Text(UNREAD.source, {"most": CHOICE}))
        return True
    said = {lang: {**of, "questions": [*of["questions"], asked][:QUESTIONS]} for lang, of in one.said.items()}
    context.tx.manual.change(one.id, said=said)
    _show(context, one.id)
    return True


def _question(words: str) -> dict[str, Any] | None:
    """The first line asks, the second is right, the rest is wrong."""
    lines = [" ".join(line.split()) for line in words.splitlines() if line.strip()]
    if len(lines) < 3 or len(lines[0]) > ASK or any(len(line) > CHOICE for line in lines[1:]):
        return None
    return {"ask": lines[0], "about": "", "choices": lines[1:8], "right": 0, "explain": lines[1]}


def publish(context: Context, press: PublishFile) -> None:
    one = _mine(context, press.edition)
    if one is None:
        return
    if not one.roles:
        _show(context, one.id, Text("Choose at least one role."), edit=True)
        return
    context.tx.manual.lock(one.organisation_id)
    context.tx.manual.publish(one, context.now, context.who.person_id)
    wake(context, one.organisation_id)
    manual.show(context, note=Text("It is published. Those whom it concerns are asked to read, by day."), edit=True)


def send(context: Context, press: SendFile) -> None:
    """The file, to whoever may read it; an old edition, too, which is evidence."""
    one = manual.seen(context, press.edition)
    if one is None or not one.file:
        return
    name = f"{_title(one)[:40]}.pdf".replace("/", "-")
    made = sent_once(context, Picture(one.file, PDF, name), f"procedure:{context.who.person_id}:{one.id}", AGAIN)
    context.toast(Text("The file comes in a moment.") if made else Text("The file was sent to you just now."))


def never_mind(context: Context, _press: AddingFile) -> None:
    manual.show(context, edit=True)


def leave(context: Context, press: AskingAboutIt) -> None:
    _show(context, press.edition, edit=True)


DUTY = Duty(
    presses={
        AddFile: add, AddingFile: never_mind, ChooseReader: choose, AskAboutIt: ask, AskingAboutIt: leave,
        PublishFile: publish, SendFile: send,
    },
    hears=hears,
)  # fmt: skip
