"""`/manual`: the written procedures that concern somebody, read page by page and acknowledged with two questions.

A wrong answer is explained, with the paragraph once more, and asked again. What was answered stays on record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from bot.channels.channel import Button, Group, Line, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.editions import MANAGES, SEES, drawn_up, words_of
from bot.conversation.manual_cards import LABEL, day_of, edition_card, may_read, must_read, title_of
from bot.conversation.paging import turning_of
from bot.conversation.vocabulary import Word
from bot.duties import menu
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.every import MenuPress
from bot.presses.manual import (
    AddFile,
    AnswerAboutIt,
    HaveRead,
    PublishProcedure,
    ReadDraft,
    ReadEdition,
    SendManual,
    SendReadings,
    ShowManual,
)
from bot.store.manual import Copy, KeptEdition

TITLE = Text("Procedures")
NEWER = Text("There is a newer edition. This is it.")
GONE = Text("That procedure is not there anymore.")
NOT_ASKED = Text("This procedure does not concern your role. Reading it is enough.")
MOST = 20  # buttons on a page
Copies = dict[int, Copy]


def show(context: Context, page: int = 0, note: Text | None = None, *, edit: bool = False) -> None:
    """What is to be read first; of those who manage everything, and what is not published."""
    editions = [one for one in context.tx.manual.current(context.who.organisation_id) if may_read(context, one)]
    copies = context.tx.manual.copies(context.who.person_id, [one.id for one in editions])
    unread = [one for one in editions if must_read(context, one) and not _read(copies, one)]
    buttons = [*_unread(context, unread), *_rest(context, [one for one in editions if one not in unread], copies)]
    buttons += _drafts(context)
    turned = max(-(-len(buttons) // MOST), 1)
    page = min(page, turned - 1)
    title = f"{context.say(TITLE)} · {context.who.organisation}"
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        text=context.say(_said(unread, editions)),
        options=tuple(buttons[page * MOST : (page + 1) * MOST]),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(*turning_of(page, turned, ShowManual), *_ways(context, editions), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def _said(unread: Sequence[KeptEdition], editions: Sequence[KeptEdition]) -> Text:
    if unread:
        return Text("To be read by you: {count}", {"count": len(unread)})
    return Text("You have read everything that concerns you.") if editions else Text("No procedure is published yet.")


def _read(copies: Copies, one: KeptEdition) -> bool:
    return one.id in copies and copies[one.id].read_at is not None


def _unread(context: Context, some: Sequence[KeptEdition]) -> list[Button]:
    return [
        button(_label(context, Text("Read: {title}"), title_of(context, one)), ReadEdition(one.id), "primary")
        for one in some
    ]


def _label(context: Context, said: Text, title: str) -> str:
    return context.say(Text(said.source, {"title": title}))[:LABEL]


def _rest(context: Context, some: Sequence[KeptEdition], copies: Copies) -> list[Button]:
    counts = context.tx.manual.counts(context.who.organisation_id) if context.who.role in SEES else {}
    made = []
    for one in some:
        read, of = counts.get(one.id, (0, 0))
        count = f" ({read}/{of})" if one.id in counts else ""
        mark = "✓ " if _read(copies, one) else ""
        made.append(button(f"{mark}{title_of(context, one)[: 70 - len(count)]}{count}", ReadEdition(one.id)))
    return made


def _drafts(context: Context) -> list[Button]:
    """What could be published."""
    if context.who.role not in MANAGES:
        return []
    there = {one.procedure for one in context.tx.manual.current(context.who.organisation_id)}
    ours = context.tx.organisations.get(context.who.organisation_id)
    drawn = drawn_up(context, ours) if ours else {}
    lang = context.wording.language(context.who.lang)
    left = [(id, str(one.said[lang]["title"])) for id, one in drawn.items() if id not in there]
    every = [
        button(context.say(Text("Publish all of them: {count}", {"count": len(left)})), PublishProcedure(), "good")
    ]
    said = Text("Not published: {title}")
    return [*every, *(button(_label(context, said, title), ReadDraft(id)) for id, title in left)] if left else []


def _ways(context: Context, editions: Sequence[KeptEdition]) -> tuple[Button, ...]:
    say, role = context.say, context.who.role
    if role not in SEES:
        return ()
    named = {lang: context.wording.name(lang) for lang in context.wording.languages}
    whole = Text("Whole manual, PDF: {language}")
    files = [
        *(button(say(Text(whole.source, {"language": name})), SendManual(0, lang)) for lang, name in named.items()),
        button(say(Text("Who has read what (XLSX)")), SendReadings()),
    ]
    add = (button(say(Text("Add a PDF of our own")), AddFile()),) if role in MANAGES else ()
    return (*(files if editions else ()), *add)


def seen(context: Context, edition: int) -> KeptEdition | None:
    """An edition that whoever is speaking may read; says so if it is not there for them."""
    found = context.tx.manual.get(context.who.organisation_id, edition)
    if found is None or found.since is None or not may_read(context, found):
        menu.show_menu(context, GONE)
        return None
    return found


def newest(context: Context, edition: int) -> KeptEdition | None:
    """The one that is in force in its place; the old one is only shown to those who keep the manual."""
    found = seen(context, edition)
    if found is None or found.current:
        return found
    current = (one for one in context.tx.manual.current(found.organisation_id) if one.procedure == found.procedure)
    return next(current, found)


def open_one(context: Context, press: ReadEdition, note: Text | None = None) -> None:
    one = newest(context, press.edition)
    if one:
        note = NEWER if one.id != press.edition else note
        copy = context.tx.manual.copies(context.who.person_id, [one.id]).get(one.id)
        context.show("menu", edition_card(context, one, press.page, copy, note), edit=True)


def have_read(context: Context, press: HaveRead) -> None:
    """Asks what was not answered rightly yet; or there is nothing to ask."""
    one = newest(context, press.edition)
    if one is None:
        return
    if one.id != press.edition or not must_read(context, one):
        open_one(context, ReadEdition(one.id), NEWER if one.id != press.edition else NOT_ASKED)
        return
    context.tx.manual.told(one.id, context.who.person_id, context.now)
    _next(context, one, context.tx.manual.copies(context.who.person_id, [one.id])[one.id], None)


def _next(context: Context, one: KeptEdition, copy: Copy, note: Text | None) -> None:
    questions = words_of(one, context.lang)["questions"]
    right = {number for number, choice in copy.tries if choice == questions[number]["right"]}
    left = [number for number in range(len(questions)) if number not in right]
    if copy.read_at:
        open_one(context, ReadEdition(one.id))
    elif left:
        _ask(context, one, left[0], note)
    else:
        who = context.who
        context.tx.manual.read(one.id, who.person_id, context.said_at, who.channel, who.lang)
        _thank(context, one, note)


def _thank(context: Context, one: KeptEdition, note: Text | None) -> None:
    fill = {"title": title_of(context, one), "number": one.number, "day": day_of(context, one)}
    said = context.say(Text("On record: you have read {title}, edition {number} of {day}.", fill))
    message = Message(
        lead=(context.say(note),) if note else (),
        text=said,
        controls=(button(context.say(Text("All procedures")), ShowManual()), context.menu_button()),
        fallback=said,
    )
    context.show("menu", message, edit=True)


def _ask(context: Context, one: KeptEdition, number: int, note: Text | None) -> None:
    questions = words_of(one, context.lang)["questions"]
    asked = questions[number]
    title = title_of(context, one)
    message = Message(
        title=title,
        lead=(context.say(note),) if note else (),
        progress=(number + 1, len(questions)),
        text=asked["ask"],
        options=tuple(
            button(asked["choices"][choice][:LABEL], AnswerAboutIt(one.id, number, choice))
            for choice in _order(context, one, number, len(asked["choices"]))
        ),
        columns=1,
        controls=(button(context.say(Text("Read it again")), ReadEdition(one.id)), context.menu_button()),
        fallback=f"{title}: {asked['ask']}",
    )
    context.show("menu", message, edit=True)


def _order(context: Context, one: KeptEdition, number: int, count: int) -> list[int]:
    """Another for each person, and the same each time."""
    seed = f"{one.digest}:{context.who.person_id}:{number}"
    return sorted(range(count), key=lambda choice: hashlib.sha256(f"{seed}:{choice}".encode()).hexdigest())


def answered(context: Context, press: AnswerAboutIt) -> None:
    one = newest(context, press.edition)
    if one is None:
        return
    copy = context.tx.manual.copies(context.who.person_id, [one.id]).get(one.id)
    questions = words_of(one, context.lang)["questions"]
    known = press.question < len(questions) and press.choice < len(questions[press.question]["choices"])
    if one.id != press.edition or copy is None or copy.read_at or not known or not must_read(context, one):
        open_one(context, ReadEdition(one.id))
        return
    after = Copy(copy.told_at, (*copy.tries, (press.question, press.choice)), None)
    context.tx.manual.tried(one.id, context.who.person_id, after.tries)
    if press.choice == questions[press.question]["right"]:
        _next(context, one, after, Text("That is right. {why}", {"why": questions[press.question]["explain"]}))
    else:
        _explain(context, one, questions[press.question])


def _explain(context: Context, one: KeptEdition, asked: dict[str, Any]) -> None:
    """Why it was wrong, and where it stands; then again."""
    words = words_of(one, context.lang)
    place = [part["text"] for part in words["paragraphs"] if part["id"] == asked["about"]]
    title = str(words["title"])
    message = Message(
        title=f"{title} · {context.who.organisation}",
        note=context.say(Text("That is not right. {why}", {"why": asked["explain"]})),
        groups=tuple(Group(context.say(Text("It stands here")), (), text) for text in place),
        options=(button(context.say(Text("Answer again")), HaveRead(one.id), "primary"),),
        controls=(button(context.say(Text("Read it again")), ReadEdition(one.id)), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=True)


def notice(context: Context, lang: str, some: Sequence[KeptEdition], said: Text) -> Message:
    """To somebody who has to read these: a line each, and the way there."""
    say = context.wording.say
    titles = [str(words_of(one, lang)["title"]) for one in some]
    way: MenuPress = ReadEdition(some[0].id) if len(some) == 1 else ShowManual()
    numbers = [say(Text("edition {number}", {"number": one.number}), lang) for one in some]
    text = say(said, lang)
    return Message(
        text=text,
        lines=tuple(Line(title, number) for title, number in zip(titles, numbers, strict=True)),
        options=(button(say(Text("Read"), lang), way, "primary"),),
        fallback=text,
    )


DUTY = Duty(
    words=(Word("manual", Text("/manual"), Text("Written procedures"), also=("procedures", "procedimientos"),),),
    commands={"manual": lambda context, _: show(context)},
    presses={
        ShowManual: lambda context, press: show(context, press.page, edit=not press.at_home),
        ReadEdition: open_one,
        HaveRead: have_read,
        AnswerAboutIt: answered,
    },
)  # fmt: skip
