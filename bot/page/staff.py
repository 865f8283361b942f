"""Who works here, for those who decide who comes in: role, site, chats, training that is due; by name, role and site.

What changes somebody are the buttons of the chat.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.channel import Message
from bot.conversation.calling import ROLE
from bot.conversation.deciding import decides
from bot.conversation.vocabulary import begins
from bot.duties import joining
from bot.engine.flow import ROLES
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.figures.period import week_of
from bot.figures.training import owing
from bot.page.choosing import Choice, roles, sites, typed, words_in
from bot.page.lists import PAGE, page_in
from bot.page.reader import Reader, Shown, missing
from bot.page.turning import turned
from bot.presses.admitting import Invite
from bot.presses.buttons import button, encode
from bot.presses.staffing import ShowPerson
from bot.store.people import Who


@dataclass(frozen=True)
class Entry:
    """Somebody. `press` opens what can be changed, and is empty for oneself."""

    name: str
    detail: str
    training: tuple[str, ...]
    press: str


def offered(reader: Reader) -> bool:
    return decides(reader.context)


def people(reader: Reader) -> Shown:
    if not offered(reader):
        return missing(reader)
    found = _found(reader)
    page = min(page_in(reader), max(len(found) - 1, 0) // PAGE)
    some, training, choices = found[page * PAGE : (page + 1) * PAGE], _training(reader), _choices(reader)
    kept = {one.name: one.value for one in choices if one.value}
    values = {
        "choices": choices,
        "people": [_entry(reader, who, training.get(who.person_id, [])) for who in some],
        "count": len(found),
        "turn": turned(page, kept, more=(page + 1) * PAGE < len(found)),
        "card": Message(options=(button(reader.say(Text("Invite somebody")), Invite()),)),
    }
    return Shown("people.html", reader.say(Text("People")), values)


def _found(reader: Reader) -> list[Who]:
    words, site, role = words_in(reader, "words"), reader.asked.get("site", ""), reader.asked.get("role", "")
    staff = reader.tx.people.staff(reader.who.organisation_id, (role,) if role in ROLES else ROLES)
    here = [who for who in staff if not site or str(who.site_id) == site]
    return sorted((who for who in here if begins(who.name, words)), key=lambda who: who.name.casefold())


def _training(reader: Reader) -> dict[int, list[str]]:
    """The quizzes that each has still to pass, or to pass again."""
    today = reader.context.today
    found: dict[int, list[str]] = {}
    asked = Asked(week_of(today), reader.who.zone, reader.who.organisation_id, (), today)
    for one in owing(reader.tx, reader.context.library, asked):
        found.setdefault(one.person_id, []).append(reader.say(one.title))
    return found


def _choices(reader: Reader) -> tuple[Choice, ...]:
    return typed(reader, "words", Text("Name"), type="search"), sites(reader), roles(reader)


def _entry(reader: Reader, who: Who, training: list[str]) -> Entry:
    accounts = reader.tx.people.accounts(who.person_id)
    chats = ", ".join(sorted({joining.app(one.channel) for one in accounts}))
    detail = " · ".join((reader.say(ROLE[who.role]).capitalize(), who.site, chats))
    mine = who.person_id == reader.who.person_id
    return Entry(" ".join(who.name.split()), detail, tuple(training), "" if mine else encode(ShowPerson(who.person_id)))
