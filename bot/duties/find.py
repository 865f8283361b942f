"""`/find`: any record again, by its number, unit, seal, person, day, site or form, or by several of these at once.

One that fits is opened, several are a list; without words the last ones are shown, and what can be typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.channels.channel import Button, Line, Message
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.entries import Entry, record, unique
from bot.conversation.paging import turning
from bot.conversation.reading import looks_after, readable, sight
from bot.conversation.record import Record
from bot.conversation.vocabulary import Word
from bot.conversation.wanted import Reader, Wanted
from bot.conversation.wording import Wording
from bot.duties import records
from bot.engine.talk import Text
from bot.presses.listing import ShowFound
from bot.store import search
from bot.store.listed import Listed
from bot.store.listing import PAGE
from bot.store.search import Gone, Names, Sight, Sought
from bot.store.transaction import Transaction

WORD = Text("/find")
TITLE = Text("Find a record")
FEW = 2  # words that are looked for, whatever they are
LAST = 50  # pages that can be turned to
EXAMPLES = (Text("LAR-26-0012"), Text("TR11 yesterday"), Text("Juan Monday"))
HOW = Text("Type a number, unit, seal, name, day, site or form, or several of them:")
NOTHING = Text("Nothing was found for: {words}")
UNREAD = Text("There is no site, person or form here called: {words}")
GONE = Text("{number} ({title}, {site}, {ended}) was removed on {day}, when its time was over. Only this line is left.")
GONE_SECRET = Text("{number} was removed on {day}, when its time was over. Only this line is left.")


@dataclass(frozen=True)
class Hits:
    """What was read beside the writers: how the words were read, the runs that fit, one more than a page of them; and what is
    left of removed records."""

    wanted: Wanted
    some: tuple[Listed, ...] = ()
    gone: tuple[Gone, ...] = ()


def typed(context: Context, words: str) -> None:
    """What fits these words; without any the last ones."""
    if words.strip():
        _search(context, words, 0, edit=False)
    else:
        _lately(context)


def pressed(context: Context, press: ShowFound) -> None:
    if press.words:
        _search(context, press.words.replace(".", " "), min(press.page, LAST), edit=True)
    else:
        _lately(context)


def _search(context: Context, words: str, page: int, *, edit: bool) -> None:
    read = partial(_hits, context=context, sight=sight(context), words=words, page=page)
    hits = read_before(context.known, (ShowFound, words, page), read)
    here = hits.some[page * PAGE : (page + 1) * PAGE]
    entries = [one for kept in here if (one := _entry(context, kept))]
    if page == 0 and len(hits.some) == 1 and not hits.gone and (only := _only(context, hits.some[0])):
        records.show(context, only)
        return
    more = len(hits.some) > (page + 1) * PAGE and page < LAST
    _show(context, words, hits, entries, _turning(hits.wanted, page, more=more), edit=edit)


def _only(context: Context, one: Listed) -> Record | None:
    return readable(context, context.tx.runs.get(one.run_id))


def _entry(context: Context, one: Listed) -> Entry | None:
    """Its line; of what is confidential only if it may be opened."""
    if one.confidential and _only(context, one) is None:
        return None
    return record(context, one, known=True)


def _hits(tx: Transaction, context: Context, sight: Sight, words: str, page: int) -> Hits:
    reader = reading(tx, context)
    wanted = reader.read(words)
    zones = {id: zone for id, (_, _, zone) in reader.names.sites.items()}
    most = (page + 1) * PAGE + 1
    some = search.found(tx, sight, wanted.ways, zones, most)
    if not some and not page:
        some = _alike(tx, sight, wanted.ways, zones, most)
    return Hits(wanted, tuple(some), () if some else _gone(tx, sight, wanted.ways))


def reading(tx: Transaction, context: Context) -> Reader:
    """With everything the organisation has a name for."""
    of = context.who.organisation_id
    names = search.names(tx, of)
    titles = _titles(context.wording, names, context.library.today)
    return Reader(names, titles, context.today, partial(search.known, tx, of))


def _titles(wording: Wording, names: Names, today: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The titles of every form there was, in every language; the id of those there are."""
    said = {id: [wording.words(one).values() for one in titles] for id, titles in names.forms.items()}
    return {id: (*(one for some in each for one in some), *((id,) if id in today else ())) for id, each in said.items()}


def _alike(tx: Transaction, sight: Sight, ways: Sequence[Sought], zones: dict[int, str], most: int) -> list[Listed]:
    """By the end of the number of a unit or a seal, where nothing has the number itself."""
    whole = []
    for way in ways:
        ends = [min(code) for code in way.codes]
        longer = [search.alike(tx, sight.organisation_id, end, PAGE) for end in ends]
        if ends and all(longer):
            whole.append(Sought(**{**vars(way), "codes": tuple(frozenset(some) for some in longer)}))
    return search.found(tx, sight, whole, zones, most)


def _gone(tx: Transaction, sight: Sight, ways: Sequence[Sought]) -> tuple[Gone, ...]:
    """What was removed, for whoever looks after all records, and for whose it was."""
    numbers = frozenset().union(*(way.numbers for way in ways if way.numbers)) if ways else frozenset()
    some = search.gone(tx, sight.organisation_id, numbers) if numbers else []
    return tuple(one for one in some if sight.everywhere or one.person_id == sight.person_id)


def _show(
    context: Context, words: str, hits: Hits, entries: list[Entry], turn: tuple[Button, ...], *, edit: bool
) -> None:
    said = " ".join(words.split())[:80]
    unread = ", ".join(hits.wanted.unread)[:200]
    text = Text(UNREAD.source, {"words": unread}) if unread else Text(NOTHING.source, {"words": said})
    title = context.say(Text("Found: {words}", {"words": said})) if entries else context.say(TITLE)
    message = Message(
        title=title,
        lead=tuple(_removed(context, one) for one in hits.gone),
        text="" if entries or hits.gone else context.say(text),
        hint="" if entries else context.say(HOW),
        lines=tuple(one.line for one in entries) or _examples(context),
        options=tuple(unique(entries)),
        columns=2,
        controls=(*turn, context.menu_button()),
        fallback=title if entries else context.say(text),
    )
    context.show("menu", message, edit=edit)


def _removed(context: Context, one: Gone) -> str:
    day = context.wording.clock(one.at, context.now, one.zone, context.lang)
    fill = {"number": one.number, "title": Text(one.title), "site": one.site, "ended": one.ended.date(), "day": day}
    return context.say(Text((GONE_SECRET if one.confidential else GONE).source, fill))


def _turning(wanted: Wanted, page: int, *, more: bool) -> tuple[Button, ...]:
    """None where the words are too many for a button: fewer of them find the rest."""
    if not wanted.words:
        return ()
    before = ShowFound(wanted.words, page - 1) if page else None
    return turning(before, ShowFound(wanted.words, page + 1) if more else None)


def _lately(context: Context) -> None:
    """What can be typed, and the last records."""
    who = context.who
    theirs = Sought(people=frozenset((who.person_id,)))
    wanted = Sought(sites=frozenset((who.site_id,))) if looks_after(who) else theirs
    zones = {who.site_id: who.zone}
    read = partial(search.found, sight=sight(context), wanted=(wanted,), zones=zones, most=PAGE)
    some = read_before(context.known, ShowFound, read)
    entries = [one for kept in some if (one := _entry(context, kept))]
    title = context.say(TITLE)
    latest = (
        Text("The last at {site}:", {"site": context.who.site}) if looks_after(context.who) else Text("Your last ones:")
    )
    message = Message(
        title=title,
        lead=(context.say(HOW),),
        text=context.say(latest if entries else Text("There is no record yet.")),
        lines=tuple(one.line for one in entries),
        head=_examples(context),
        options=tuple(unique(entries)),
        columns=2,
        controls=(context.menu_button(),),
        fallback=title,
    )
    context.show("menu", message, edit=False)


def _examples(context: Context) -> tuple[Line, ...]:
    return tuple(context.command(WORD, context.say(one)) for one in EXAMPLES)


def _is_sought(context: Context, rest: str) -> bool:
    """Do the words mean anything here? Else they are words like others; but for a few of somebody who looks after records."""
    if looks_after(context.who) and len(rest.split()) <= FEW:
        return True
    return bool(read_before(context.known, ("read", rest), partial(_read, context=context, words=rest)).ways)


def _read(tx: Transaction, context: Context, words: str) -> Wanted:
    return reading(tx, context).read(words)


DUTY = Duty(
    words=(
        Word(
            "find",
            WORD,
            Text("Any record again: by number, unit, seal, name or day"),
            also=("search", "busca"),
            takes=_is_sought,
        ),
    ),
    commands={"find": typed},
    presses={ShowFound: pressed},
)
