"""Who has passed which training and what is due: people by topics, whoever has most to do first; by name, site, role and topic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.calling import ROLE
from bot.conversation.trained import TITLE, asked_of, said_of
from bot.conversation.vocabulary import begins
from bot.duties.training import Stands, by_person
from bot.engine.talk import Text
from bot.figures.training import Standing, standings
from bot.page.choosing import Choice, roles, select, site_of, sites, typed, words_in
from bot.page.lists import PAGE, page_in
from bot.page.reader import Reader, Shown
from bot.page.turning import turned
from bot.presses.buttons import encode
from bot.presses.training import RemindLearner

STATES = {"due": Text("Due"), "fine": Text("Nothing due")}


@dataclass(frozen=True)
class Cell:
    """A topic of somebody. `due` stands out."""

    topic: str
    said: str
    due: bool


@dataclass(frozen=True)
class Entry:
    """Somebody with their topics. `press` reminds them, and is empty where there is nothing to remind of."""

    name: str
    detail: str
    due: int
    cells: tuple[Cell, ...]
    press: str


def training(reader: Reader) -> Shown:
    every = _every(reader)
    topics = {one.flow_id: one.title for one in every}
    people = by_person(one for one in every if reader.asked.get("topic", "") in ("", one.flow_id))
    found = [one for one in people if _fits(reader, one)]
    page = min(page_in(reader), max(len(found) - 1, 0) // PAGE)
    choices = _choices(reader, topics)
    kept = {one.name: one.value for one in choices if one.value}
    values = {
        "choices": choices,
        "people": [_entry(reader, one) for one in found[page * PAGE : (page + 1) * PAGE]],
        "count": sum(len(one.due) for one in found),
        "turn": turned(page, kept, more=(page + 1) * PAGE < len(found)),
    }
    return Shown("training.html", reader.say(TITLE), values)


def _every(reader: Reader) -> list[Standing]:
    """What the card in chat has as well; of the site that was chosen."""
    asked = replace(asked_of(reader.context), sites=site_of(reader))
    return standings(reader.tx, reader.context.library, asked)


def _fits(reader: Reader, one: Stands) -> bool:
    named = begins(one.learner.name, words_in(reader, "words"))
    role, state = reader.asked.get("role", ""), reader.asked.get("state", "")
    return named and role in ("", one.learner.role) and state in ("", "due" if one.due else "fine")


def _choices(reader: Reader, topics: dict[str, Text]) -> tuple[Choice, ...]:
    return (
        typed(reader, "words", Text("Name"), type="search"),
        sites(reader),
        roles(reader),
        select(reader, "topic", Text("Topic"), topics),
        select(reader, "state", Text("State"), STATES),
    )


def _entry(reader: Reader, one: Stands) -> Entry:
    who = one.learner
    cells = tuple(Cell(reader.say(each.title), reader.say(said_of(each)), each.due) for each in one.topics)
    remind = encode(RemindLearner(who.person_id)) if one.due and who.person_id != reader.who.person_id else ""
    detail = f"{reader.say(ROLE[who.role]).capitalize()} · {who.site}"
    return Entry(" ".join(who.name.split()), detail, len(one.due), cells, remind)
