"""An edition of a procedure as a card, page by page, and what somebody can do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Line, Message
from bot.content.beside import both
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.editions import MANAGES, SEES, words_of
from bot.conversation.paging import pages, turning_of
from bot.conversation.record import Record
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.manual import (
    AddFile,
    HaveRead,
    PublishProcedure,
    ReadDraft,
    ReadEdition,
    SendFile,
    SendManual,
    ShowManual,
    WhoHasNot,
)
from bot.store.manual import Copy, KeptEdition
from bot.store.people import Who

LABEL = 75  # characters of a button
I_HAVE_READ = Text("I have read it")
LEVEL = {"must": Text("must"), "should": Text("should")}


def may_read(context: Context, one: KeptEdition) -> bool:
    """Those whom it concerns, whoever answers for it, and those who see who has read what."""
    who = context.who
    return one.organisation_id == who.organisation_id and who.role in (*one.roles, one.owner, *SEES)


def must_read(context: Context, one: KeptEdition) -> bool:
    return one.current and one.organisation_id == context.who.organisation_id and context.who.role in one.roles


def title_of(context: Context, one: KeptEdition) -> str:
    return str(words_of(one, context.lang)["title"])


def read_about(context: Context, record: Record, who: Who) -> tuple[Button, ...]:
    """From what somebody did not know one tap to the procedure of their role that says most about it, if one is published."""
    wanted = {one for item in record.findings for one in item.step.criteria}
    told = {
        one.id: (one, len(wanted.intersection(_criteria(one, context.reads(who)))))
        for one in context.tx.manual.current(who.organisation_id)
        if who.role in one.roles
    }
    best, much = max(told.values(), key=lambda each: each[1], default=(None, 0))
    if best is None or not much:
        return ()
    title = str(words_of(best, context.reads(who))["title"])
    label = context.wording.say(Text("Read: {title}", {"title": title}), context.reads(who))
    return (button(label[:LABEL], ReadEdition(best.id)),)


def _criteria(one: KeptEdition, lang: str) -> list[str]:
    return [each for part in words_of(one, lang)["paragraphs"] for each in part["criteria"]]


def day_of(context: Context, one: KeptEdition) -> str:
    assert one.since
    return context.wording.fill(one.since.astimezone(ZoneInfo(context.who.zone)).date(), context.lang)


def named_criteria(context: Context, criteria: tuple[str, ...] | list[str]) -> str:
    """With the level that the criteria have themselves, and the clauses beside them: CTPAT 6.1 must · BASC 6.0.1 2.6."""
    others = context.library.criteria.others(context.policy.entity)
    return criteria_in(context, [one for one in criteria if one not in others], context.lang)


def criteria_in(context: Context, criteria: Iterable[str], lang: str) -> str:
    known, ids = context.library.criteria.by_id, list(criteria)
    levels = {one: context.wording.say(LEVEL[known[one].level], lang) for one in ids if one in known}
    named = [f"{one} {levels[one]}" if one in levels else one for one in ids]
    return both(named, context.library.criteria.clauses(ids))


def paragraphs(context: Context, words: Mapping[str, Any]) -> list[Line]:
    """What it says, with the criterion that each paragraph carries out."""
    made = []
    for number, one in enumerate(words["paragraphs"], 1):
        of = named_criteria(context, one["criteria"])
        made.append(Line(f"{number}.", f"{one['text']} [{of}]" if of else one["text"]))
    return made


def edition_card(context: Context, one: KeptEdition, page: int, copy: Copy | None, note: Text | None = None) -> Message:
    words = words_of(one, context.lang)
    shown = pages(paragraphs(context, words))
    page = min(page, len(shown) - 1)
    about = {"number": one.number, "day": day_of(context, one), "owner": ROLE.get(one.owner, one.owner)}
    title = str(words["title"])
    return Message(
        title=f"{title} · {context.who.organisation}",
        progress=(page + 1, len(shown)) if len(shown) > 1 else None,
        note=context.say(note) if note else "",
        text=context.say(Text("Edition {number}, since {day}. Answers for it: {owner}.", about)),
        hint=_state(context, one, copy),
        lines=shown[page],
        options=_to_do(context, one, copy, last=page + 1 == len(shown)),
        columns=1,
        controls=(
            *turning_of(page, len(shown), lambda to: ReadEdition(one.id, to)),
            *_managing(context, one),
            button(context.say(Text("All procedures")), ShowManual()),
            context.menu_button(),
        ),
        fallback=title,
    )


def _state(context: Context, one: KeptEdition, copy: Copy | None) -> str:
    if not one.current:
        return context.say(Text("This edition is not in force anymore."))
    if copy and copy.read_at:
        fill = {"when": context.wording.moment(copy.read_at, context.who.zone, context.lang)}
        return context.say(Text("You have read this edition: {when}.", fill))
    return ""


def _to_do(context: Context, one: KeptEdition, copy: Copy | None, *, last: bool) -> tuple[Button, ...]:
    unread = must_read(context, one) and not (copy and copy.read_at)
    return (
        *((button(context.say(Text("Send me the file")), SendFile(one.id)),) if one.file else ()),
        *((button(context.say(I_HAVE_READ), HaveRead(one.id), "good"),) if unread and last else ()),
    )


def _managing(context: Context, one: KeptEdition) -> tuple[Button, ...]:
    say, role = context.say, context.who.role
    own = one.procedure.startswith("own-")
    langs = () if own else context.wording.languages
    named = {lang: context.wording.name(lang) for lang in langs}
    pdf = (
        button(say(Text("PDF: {language}", {"language": name})), SendManual(one.id, lang))
        for lang, name in named.items()
    )
    return (
        *((button(say(Text("Who has not")), WhoHasNot(one.id)),) if role in SEES and one.current else ()),
        *((button(say(Text("New edition")), AddFile(one.id)),) if own and role in MANAGES and one.current else ()),
        *pdf,
    )


def draft_card(context: Context, procedure: str, words: Mapping[str, Any], page: int) -> Message:
    """As it would read, to those who publish."""
    shown = pages(paragraphs(context, words))
    page = min(page, len(shown) - 1)
    title = str(words["title"])
    return Message(
        title=f"{title} · {context.who.organisation}",
        progress=(page + 1, len(shown)) if len(shown) > 1 else None,
        text=context.say(Text("Not published. It is drafted from what your organisation has set.")),
        lines=shown[page],
        options=(button(context.say(Text("Publish this procedure")), PublishProcedure(procedure), "good"),),
        controls=(
            *turning_of(page, len(shown), lambda to: ReadDraft(procedure, to)),
            button(context.say(Text("All procedures")), ShowManual()),
            context.menu_button(),
        ),
        fallback=title,
    )
