"""`/bulletin`: a manager writes, passes on or photographs something, chooses roles and sites, looks at it, and sends it.

What is typed, sent or passed on is for it while its card asks. Whoever got it finds it again here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.channel import Message
from bot.conversation.bulletin_cards import preview, received
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.paging import turning_of
from bot.conversation.vocabulary import Word
from bot.duties import menu
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.presses.bulletins import (
    DropBulletin,
    NewBulletin,
    ShowBulletin,
    ShowBulletins,
    WhoHasSeen,
    WriteBulletin,
    WritingBulletin,
)
from bot.presses.buttons import among, button
from bot.store.bulletins import KeptBulletin

SENDS = ("manager", "admin")
READS = (*SENDS, "auditor")  # all of them, and who has seen each
LONGEST = 4000  # characters of a bulletin
SHORT = {"source": 120, "handling": 80}
PAGE = 10  # bulletins
LABEL = 73  # characters of a button, with room for a sign before it
TITLE = Text("Bulletins")
NOT_YOURS = Text("Only managers and administrators send bulletins.")
GONE = Text("That bulletin is not there anymore.")
ASKED = {
    "words": Text("Write the bulletin, pass on a message, or send a photo with words."),
    "other": Text("Write the same in {language}."),
    "file": Text("Send the photo or the file."),
    "source": Text("Who wrote it first? Write a name, such as that of an authority."),
    "handling": Text("Write who may read it on."),
}


def typed(context: Context, words: str) -> None:
    """With words or a photo it is begun at once; else what there is, and the way to a new one."""
    if context.who.role not in SENDS or not (words.strip() or _sent(context)):
        show_all(context, ShowBulletins(at_home=True))
    else:
        _begin(context, words, next(iter(_sent(context)), ""))


def _sent(context: Context) -> list[str]:
    return [one.digest for one in context.came if isinstance(one, Sent) and one.digest]


def _begin(context: Context, words: str, file: str) -> None:
    """A draft; of what was passed on, the source and its date are known."""
    by = context.heard.forwarded if context.heard else None
    lang = context.wording.language(context.who.lang)
    values: dict[str, Any] = {"lang": lang, "words": words.strip()[:LONGEST], "file": file, "made_at": context.now}
    if by:
        values |= {"source": by.by[:120], "source_at": by.at}
    context.held |= {file} if file else set()
    id = context.tx.bulletins.draft(context.who.organisation_id, context.who.person_id, **values)
    cut = (
        Text("Only the first {most} characters are kept.", {"most": LONGEST}) if len(words.strip()) > LONGEST else None
    )
    look_at(context, id, cut, edit=False)


def look_at(context: Context, id: int, note: Text | None = None, *, edit: bool = True, page: int = 0) -> None:
    one = context.tx.bulletins.get(id)
    if one:
        context.show("menu", preview(context, one, page, note), edit=edit)


def mine(context: Context, id: int) -> KeptBulletin | None:
    """A draft of whoever is speaking; says so if there is none."""
    one = context.tx.bulletins.get(id, lock=True)
    ours = one is not None and one.organisation_id == context.who.organisation_id
    if one is None or not ours or one.person_id != context.who.person_id or context.who.role not in SENDS:
        menu.show_menu(context, GONE)
        return None
    if one.sent_at:
        show_all(context, ShowBulletins(), Text("It is sent already."))
        return None
    return one


def sent(context: Context, id: int) -> KeptBulletin | None:
    """One that was sent here; not whether whoever is speaking may see it."""
    one = context.tx.bulletins.get(id)
    return one if one and one.sent_at and one.organisation_id == context.who.organisation_id else None


def show_all(context: Context, press: ShowBulletins, note: Text | None = None) -> None:
    """Those who send see those that were sent, everybody else those they got."""
    who, tx = context.who, context.tx.bulletins
    skip = press.page * PAGE
    if who.role in READS:
        gone_out = tx.sent(who.organisation_id, PAGE + 1, skip)
        every = [button(_label(context, one), WhoHasSeen(one.id)) for one in gone_out]
    else:
        got = tx.received(who.person_id, PAGE + 1, skip)
        every = [
            button(f"{'' if seen else '• '}{_label(context, one)}"[:75], ShowBulletin(one.id)) for one, seen in got
        ]
    buttons = every[:PAGE]
    pages = press.page + (2 if len(every) > PAGE else 1)
    new = (button(context.say(Text("New bulletin")), NewBulletin(), "primary"),) if who.role in SENDS else ()
    title = f"{context.say(TITLE)} · {context.who.organisation}"
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        text="" if buttons else context.say(Text("There is no bulletin yet.")),
        options=(*new, *buttons),
        columns=1,
        controls=(*turning_of(press.page, pages, ShowBulletins), context.menu_button()),
        fallback=title,
    )  # fmt: skip
    context.show("menu", message, edit=not press.at_home)


def _label(context: Context, one: KeptBulletin) -> str:
    assert one.sent_at
    words = " ".join((one.words or one.source or context.say(Text("File"))).split())
    label = f"{context.wording.fill(one.sent_at.date(), context.lang)}: {words}"
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"


def new(context: Context, _press: NewBulletin) -> None:
    if context.who.role not in SENDS:
        menu.show_menu(context, NOT_YOURS)
        return
    _ask(context, WritingBulletin(0, "words"))


def _ask(context: Context, waits: WritingBulletin, note: Text | None = None) -> None:
    other = next((lang for lang in context.wording.languages if lang != _lang(context, waits)), "")
    asked = context.say(Text(ASKED[waits.part].source, {"language": context.wording.name(other)}))
    message = Message(
        title=context.who.organisation,
        note=context.say(note) if note else "",
        text=asked,
        controls=(button(context.say(Text("Never mind")), waits),),
        fallback=asked,
    )
    context.show("menu", message, edit=False, back=False)


def _lang(context: Context, waits: WritingBulletin) -> str:
    one = context.tx.bulletins.get(waits.bulletin) if waits.bulletin else None
    return one.lang if one else context.wording.language(context.who.lang)


def write(context: Context, press: WriteBulletin) -> None:
    if press.part in ASKED and mine(context, press.bulletin):
        _ask(context, WritingBulletin(press.bulletin, press.part))


def never_mind(context: Context, press: WritingBulletin) -> None:
    if press.bulletin and mine(context, press.bulletin):
        look_at(context, press.bulletin)
    elif not press.bulletin:
        show_all(context, ShowBulletins())


def hears(context: Context, said: Said | Refused) -> bool:
    """What was asked for; on the card of a draft a photo that is sent goes along."""
    waits = among(context.buttons, WritingBulletin)
    draft = among(context.buttons, DropBulletin)
    if waits is None and draft is not None and isinstance(said, Sent):
        waits = WritingBulletin(draft.bulletin, "file")
    if waits is None or waits.part not in ASKED:
        return False
    if isinstance(said, Refused):
        _ask(context, waits, said.text)
        return True
    words, file = "", ""
    if isinstance(said, Typed):
        words = said.text
    elif isinstance(said, Sent):
        words, file = said.caption, said.digest
    if not words.strip() and not file:
        return False
    _take(context, waits, words, file)
    return True


def _take(context: Context, waits: WritingBulletin, words: str, file: str) -> None:
    if not waits.bulletin:
        _begin(context, words, file)
        return
    one = mine(context, waits.bulletin)
    if one is None:
        return
    values: dict[str, Any] = {}
    if file:
        context.held |= {file}
        values["file"] = file
    if words.strip() and not (waits.part == "file" and one.words):
        part = "words" if waits.part == "file" else waits.part
        values[part] = words.strip()[: SHORT.get(part, LONGEST)]
    values |= _passed_on(context, one)
    context.tx.bulletins.change(one.id, **values)
    look_at(context, one.id, edit=False)


def _passed_on(context: Context, one: KeptBulletin) -> dict[str, str | datetime | None]:
    by = context.heard.forwarded if context.heard else None
    return {"source": by.by[:120], "source_at": by.at} if by and not one.source else {}


def look(context: Context, press: ShowBulletin) -> None:
    """A draft for whoever writes it; one that was sent for whoever got it, and for those who send."""
    one = context.tx.bulletins.get(press.bulletin)
    if one and one.sent_at is None:
        if mine(context, one.id):
            look_at(context, one.id, page=press.page)
        return
    who, one = context.who, sent(context, press.bulletin)
    got = bool(one) and context.tx.bulletins.copy(press.bulletin, who.person_id)
    if one is None or not (got or who.role in READS):
        menu.show_menu(context, GONE)
        return
    seen = not got or context.tx.bulletins.has_seen(one.id, who.person_id)
    shown = received(context, one, who, press.page, seen=seen)
    shown = replace(
        shown, controls=(*shown.controls, button(context.say(TITLE), ShowBulletins()), context.menu_button())
    )
    context.show("menu", shown, edit=True)


def drop(context: Context, press: DropBulletin) -> None:
    one = mine(context, press.bulletin)
    if one:
        context.tx.bulletins.drop(one.id)
        show_all(context, ShowBulletins(), Text("It is thrown away."))


def written(context: Context, words: str) -> bool:
    """Were these words what the card of a bulletin asks for?"""
    return hears(context, Typed(words))


def _sends(context: Context, _rest: str) -> bool:
    return context.who.role in SENDS


DUTY = Duty(
    words=(Word("bulletin", Text("/bulletin"), TITLE, also=("bulletins", "boletines"), takes=_sends),),
    commands={"bulletin": typed},
    presses={
        ShowBulletins: show_all, NewBulletin: new, WriteBulletin: write, WritingBulletin: never_mind, ShowBulletin: look,
        DropBulletin: drop,
    },
    hears=hears,
)  # fmt: skip
