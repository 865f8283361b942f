"""What twelve months prove of the criteria, in chat: by category, one criterion after the other, and the list behind each number.

Must and should are as the criteria have them; what does not apply is neither shown nor counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.channels.channel import Button, Line, Message
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.entries import drawn, unique
from bot.conversation.evidence_words import MARK, OURS, SOURCE, Teller
from bot.conversation.paging import pages, turning, turning_of
from bot.conversation.profile import READERS, WRITERS, may_open, standing_of, teller, year_of
from bot.conversation.vocabulary import Word
from bot.duties.criteria import NUMBER
from bot.duties.lists import NONE, which
from bot.engine.talk import Text
from bot.figures.evidence import unproven_musts
from bot.figures.proofs import SOURCES, Year, list_of
from bot.figures.standing import LEVELS, Standing, counted, worst_first
from bot.presses.buttons import button
from bot.presses.profiling import (
    NOTHING,
    SHEET,
    WORST,
    ActOnGap,
    AttachProof,
    SendProfile,
    ShowAttached,
    ShowProfile,
    ShowProof,
    ShowStanding,
    WriteNarrative,
)
from bot.store.listing import Page, page_of
from bot.store.transaction import Transaction

PAGE = 8  # criteria on a card
NOT_YOURS = Text("The security profile is for managers and security.")
TITLE = Text("Security profile: what twelve months prove")
UNPROVEN = Text("Musts with nothing on record: {count}")


def typed(context: Context, words: str) -> None:
    """`/evidence`, `/evidence 6` or `/evidence 6.7`."""
    wanted = words.strip().rstrip(".")
    if wanted in context.library.criteria.of(context.policy.entity):
        show_one(context, ShowStanding(wanted))
    elif wanted in context.library.criteria.categories:
        show(context, ShowProfile(wanted), edit=False)
    else:
        none = Text("There is no criterion {wanted}. Type a number such as 6.7.", {"wanted": wanted})
        other = Text("It does not apply to your type of company.")
        note = (other if wanted in context.library.criteria.by_id else none) if wanted else None
        show(context, ShowProfile(), edit=False, note=note)


def show(context: Context, press: ShowProfile, *, edit: bool = True, note: Text | None = None) -> None:
    if context.who.role not in READERS:
        refuse(context)
        return
    every = standing_of(context)
    if press.part in ("", *context.library.criteria.categories, WORST, NOTHING):
        made = _overview(context, every) if not press.part else _part(context, press, every)
        said = context.say(note) if note else made.note
        context.show("summary", replace(made, note=said), edit=edit and not press.at_home)


def refuse(context: Context) -> None:
    text = context.say(NOT_YOURS)
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)


def _overview(context: Context, every: Sequence[Standing]) -> Message:
    """By category, musts before shoulds."""
    told, count = teller(context), unproven_musts(tuple(every))
    title, criteria = context.say(TITLE), context.library.criteria
    mine = {id: [one for one in every if one.criterion.category == id] for id in criteria.categories}
    return Message(
        title=title,
        note=context.say(Text(UNPROVEN.source, {"count": count})) if count else "",
        hint=_days(context),
        lines=tuple(_category(told, id, some) for id, some in mine.items() if some),
        options=tuple(button(id, ShowProfile(id)) for id, some in mine.items() if some),
        columns=4,
        choose=context.say(Text("Choose")),
        controls=(
            *((button(context.say(Text("Musts with nothing on record")), ShowProfile(NOTHING)),) if count else ()),
            button(context.say(Text("The worst first")), ShowProfile(WORST)),
            *files(context),
            context.menu_button(),
        ),
        fallback=title,
    )


def files(context: Context) -> tuple[Button, Button]:
    """The whole of it, with what is another since a year before."""
    sheet, text = Text("Whole profile (XLSX)"), Text("Whole profile, text for the portal")
    return button(context.say(sheet), SendProfile(SHEET)), button(context.say(text), SendProfile("text"))


def _days(context: Context) -> str:
    year = year_of(context)
    days = context.say(Text("{first} to {last}", {"first": year.first, "last": year.today}))
    return f"{days}. {context.say(OURS)}"


def _category(told: Teller, id: str, some: Sequence[Standing]) -> Line:
    counts = ((level, counted(some, level)) for level in LEVELS)
    said = (f"{told.level_of(level)}: {told.counts(made)}" for level, made in counts if made)
    bad = any(one.unproven for one in some)
    clauses = told.library.criteria.clauses([one.criterion.id for one in some])
    return Line(told.category(id, clauses), "\n".join(said), "finding" if bad else "")


def _part(context: Context, press: ShowProfile, every: Sequence[Standing]) -> Message:
    """Some criteria, a page at a time."""
    told, found = teller(context), _meant(press.part, every)
    count = max(1, -(-len(found) // PAGE))
    page = min(press.page, count - 1)
    some = found[page * PAGE : (page + 1) * PAGE]
    title = _title(context, told, press.part)
    return Message(
        title=title,
        text="" if some else context.say(NONE),
        lines=tuple(Line(told.short(one.criterion), _short(told, one), MARK.get(one.state, "")) for one in some),
        options=tuple(button(one.criterion.id, ShowStanding(one.criterion.id)) for one in some),
        columns=4,
        choose=context.say(Text("Choose")),
        controls=(*turning_of(page, count, lambda to: ShowProfile(press.part, to)), *_home(context)),
        fallback=title,
    )


def _meant(part: str, every: Sequence[Standing]) -> list[Standing]:
    if part in (WORST, NOTHING):
        return [one for one in worst_first(every) if part == WORST or one.unproven]
    return [one for one in every if one.criterion.category == part]


def _title(context: Context, told: Teller, part: str) -> str:
    if part == WORST:
        return context.say(Text("Criteria, the worst first"))
    return context.say(Text("Musts with nothing on record")) if part == NOTHING else told.category(part)


def _short(told: Teller, one: Standing) -> str:
    """How it stands, and the first thing that is missing."""
    missing = told.gap(one.gaps[0]) if one.gaps else ""
    return f"{told.state(one)}. {missing}" if missing else told.state(one)


def _home(context: Context) -> tuple[Button, ...]:
    return button(context.say(Text("All categories")), ShowProfile()), context.menu_button()


def show_one(context: Context, press: ShowStanding, note: Text | None = None, *, edit: bool = False) -> None:
    """Below everything, unless its pages are turned."""
    if context.who.role not in READERS:
        refuse(context)
        return
    one = found(context, press.criterion)
    if one is None:
        context.toast(Text("This criterion does not apply to your type of company."))
        return
    told = teller(context)
    turned = pages(tuple(lines(told, one)))
    page = min(press.page, len(turned) - 1)
    title = told.name(one.criterion)
    context.show(
        "summary",
        Message(
            title=title,
            note=context.say(note) if note else "",
            text=told.level(one.criterion),
            lead=(context.say(Text(one.criterion.text)),) if not page else (),
            hint=_days(context),
            lines=turned[page],
            options=tuple(ways(context, one)),
            columns=1,
            choose=context.say(Text("Choose")),
            controls=(
                *turning_of(page, len(turned), lambda to: ShowStanding(press.criterion, to)),
                button(context.say(Text("Back")), ShowProfile(one.criterion.category)),
                context.menu_button(),
            ),
            fallback=title,
        ),
        edit=edit or bool(press.page),
    )


def found(context: Context, criterion: str) -> Standing | None:
    return next((one for one in standing_of(context) if one.criterion.id == criterion), None)


def lines(told: Teller, one: Standing) -> list[Line]:
    """How it stands, what the year proves, what is missing, what a validator asks to see, what was written and attached."""
    say = told.say
    made = [Line(say(Text("How it stands")), told.state(one), MARK.get(one.state, "")), *told.proofs(one)]
    made += [Line(say(Text("Missing")), told.gap(gap), "finding") for gap in one.gaps]
    made += [Line(say(Text("A validator asks to see")), say(Text(one.expected.ask)))] if one.expected.ask else []
    made += [Line(say(told.attachment(kept.kind)), told.said(kept)) for kept in one.attached]
    if one.narrative:
        said = one.narrative.words or say(Text("A voice note"))
        made.append(Line(say(Text("Narrative, {who}", {"who": told.said(one.narrative)})), said))
    return made


def ways(context: Context, one: Standing) -> list[Button]:
    """To the list behind each number, and to what can be done."""
    id, say = one.criterion.id, context.say
    made = [
        button(f"{say(SOURCE[proof.source])}: {proof.count}"[:75], ShowProof(id, proof.source))
        for proof in one.proofs
        if may_open(context, proof.source)
    ]
    if one.attached or one.narrative:
        made.append(button(say(Text("What was written and attached")), ShowAttached(id)))
    if context.who.role in WRITERS:
        made.append(button(say(Text("Write the narrative")), WriteNarrative(id), "primary"))
        made.append(button(say(Text("Attach a photo or a file")), AttachProof(id)))
        made += [button(say(Text("Make an action")), ActOnGap(id))] if one.gaps else []
    return made


def show_proof(context: Context, press: ShowProof) -> None:
    """Read beside the writers, in the place of the card."""
    if context.who.role not in READERS:
        refuse(context)
        return
    known = context.library.criteria.of(context.policy.entity).get(press.criterion)
    if known is None or press.source not in SOURCES or not may_open(context, press.source):
        context.toast(NONE)
        return
    year = year_of(context)
    page = read_before(context.known, (press, year), partial(_page, context, year, press))
    entries = [drawn(context, one) for one in page.entries]
    title = ", ".join((teller(context).short(known), context.say(SOURCE[press.source])))
    hint = context.say(which(page)) if page.count else ""
    ways = (
        ShowProof(press.criterion, press.source, page.page - 1),
        ShowProof(press.criterion, press.source, page.page + 1),
    )
    message = Message(
        title=title,
        hint=hint,
        text="" if entries else context.say(NONE),
        lines=tuple(one.line for one in entries),
        options=tuple(unique(entries)),
        columns=2,
        controls=(
            *turning(ways[0] if page.page else None, ways[1] if page.more else None),
            button(context.say(Text("Back")), ShowStanding(press.criterion)),
            context.menu_button(),
        ),
        fallback=title,
    )
    context.show("summary", message, edit=not press.at_home)


def _page(context: Context, year: Year, press: ShowProof, tx: Transaction) -> Page:
    rows = list_of(tx, context.library, year, press.source, press.criterion)
    return page_of(tx, rows, SOURCES[press.source].lines, press.page)


DUTY = Duty(
    words=(
        Word(
            "evidence",
            Text("/evidence"),
            Text("What twelve months prove of the criteria"),
            roles=READERS,
            takes=lambda _context, rest: bool(NUMBER.fullmatch(rest.strip())),
        ),
    ),
    commands={"evidence": typed},
    presses={
        ShowProfile: show,
        ShowStanding: show_one,
        ShowProof: show_proof,
    },
)
