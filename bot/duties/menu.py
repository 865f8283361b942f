"""The desk: what can be started, what is open, the language, help. The same in a menu and on Slack's App Home.

Knows the words of commands, in every language we speak.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Command, Commands, Group, Line, Message
from bot.conversation.context import Turn
from bot.conversation.wording import Wording
from bot.duties import summary
from bot.engine.flow import Flow
from bot.engine.talk import Text

GENRES = {
    "inspection": Text("Inspections"),
    "report": Text("Reports"),
    "quiz": Text("Training"),
}
# A command's name, the word people type, and what it does. The words are translated like every other sentence.
WORDS = {
    "menu": (Text("/menu"), Text("Everything you can do here")),
    "inspect": (Text("/inspect"), Text("Start an inspection")),
    "incident": (Text("/incident"), Text("Report an incident")),
    "quiz": (Text("/quiz"), Text("Training quizzes")),
    "open": (Text("/open"), Text("What you have not finished")),
    "summary": (Text("/summary"), Text("The weekly summary, for managers")),
    "criterion": (Text("/criterion"), Text("Look up a criterion, such as 6.7")),
    "language": (Text("/language"), Text("Change the language")),
    "cancel": (Text("/cancel"), Text("Cancel what is open")),
    "help": (Text("/help"), Text("How this works")),
}
SEARCHES = {"inspection": Text("/inspect"), "report": Text("/incident"), "quiz": Text("/quiz")}
LATELY = 3  # flows used last in the menu
OPEN_SHORT, OPEN_LONG = 3, 20  # unfinished runs in the menu and in their own list
HELP = Text(
    "I ask one question at a time and keep every answer at once. You can stop at any moment and go on later, here or in "
    "another chat. Back shows the question before. Before the end you see all answers and can change each one."
)


def commands(wording: Wording) -> Commands:
    """The command menu in every language."""
    return {
        lang: [
            Command(wording.say(word, lang).removeprefix("/"), wording.say(what, lang)) for word, what in WORDS.values()
        ]
        for lang in wording.languages
    }


def command_words(wording: Wording) -> dict[str, str]:
    """From a typed word, in any language, to the name of the command."""
    known = {"start": "menu", "home": "home", "report": "incident"}
    for name, (word, _) in WORDS.items():
        known[name] = name
        known |= {said.removeprefix("/").casefold(): name for said in wording.words(word.source).values()}
    return known


def menu(turn: Turn, note: Text | None = None) -> Message:
    """What is open, what was used last, and a way to everything else: short enough for a thumb."""
    mine = _mine(turn)
    ways = _ways(turn, mine)
    there = {way.data for way in ways}
    used = [_starting(turn, f) for id in turn.visit.begun(turn.who.person_id) for f in mine if f.id == id]
    lately = tuple(button for button in used if button.data not in there)[:LATELY]
    groups = [g for g in (_open(turn, OPEN_SHORT), Group(turn.say(Text("Used lately")), lately)) if g and g.buttons]
    return replace(
        _greeting(turn, mine),
        note=turn.say(note) if note else "",
        groups=tuple(groups),
        options=ways,
        controls=_controls(turn),
    )


def _greeting(turn: Turn, mine: list[Flow]) -> Message:
    """The words of the desk, wherever it is shown."""
    asked = turn.say(Text("What would you like to do?"))
    return Message(
        title=turn.say(Text("Good to see you, {name}.", {"name": turn.who.name})),
        text=asked if mine else turn.say(Text("There is nothing for you to start yet.")),
        columns=1,
        choose=turn.say(Text("Choose")),
        fallback=asked,
    )


def _mine(turn: Turn) -> list[Flow]:
    """What this role may start, in the order of the titles the person reads."""
    flows = [f for f in turn.library.today.values() if turn.who.role in f.roles]
    return sorted(flows, key=lambda f: turn.say(Text(f.title)))


def _starting(turn: Turn, flow: Flow, *, due: bool = False) -> Button:
    label = Text("{title} (due)", {"title": Text(flow.title)}) if due else Text(flow.title)
    return Button(turn.say(label), f"s:{flow.id}")


def _ways(turn: Turn, mine: list[Flow]) -> tuple[Button, ...]:
    """A button for each sort of flow; where there is only one flow of the sort, a button for that."""
    made = []
    for genre, heading in GENRES.items():
        flows = [f for f in mine if f.genre == genre]
        if len(flows) == 1:
            made.append(replace(_starting(turn, flows[0]), tone="primary"))
        elif flows:
            late = len(due(turn, flows))
            fill = {"heading": heading, "count": len(flows), "due": late}
            label = Text("{heading} ({count}), {due} due", fill) if late else Text("{heading} ({count})", fill)
            made.append(Button(turn.say(label), f"m:{genre}", "primary"))
    return tuple(made)


def due(turn: Turn, flows: list[Flow]) -> list[Flow]:
    """The quizzes this person has not passed, or passed too long ago."""
    wanted = [f for f in flows if f.again]
    passed = turn.visit.passed(turn.who.person_id) if wanted else {}
    return [f for f in wanted if f.id not in passed or turn.now - passed[f.id] > timedelta(days=f.again)]


def show_menu(turn: Turn, note: Text | None = None) -> None:
    turn.show("menu", menu(turn, note), edit=False)


def show_list(turn: Turn, genre: str, *, search: str = "", page: int = 0, edit: bool = True) -> None:
    """The flows of one sort: those that are due, then the last used; of a search, only those that have the words."""
    if genre not in GENRES:
        show_menu(turn)
        return
    used = {id: place for place, id in enumerate(turn.visit.begun(turn.who.person_id))}
    flows = found(turn, genre, search)
    flows.sort(key=lambda f: used.get(f.id, len(used)))
    late = {f.id for f in due(turn, flows)}
    flows.sort(key=lambda f: f.id not in late)
    heading = turn.say(GENRES[genre])
    message = Message(
        title=heading,
        hint=turn.say(Text("You can also type a word:")),
        lines=(command(turn, SEARCHES[genre], "…"),),
        options=tuple(_starting(turn, f, due=f.id in late) for f in flows),
        columns=1,
        page=page,
        turn=f"m:{genre}:",
        choose=turn.say(Text("Choose")),
        controls=(turn.menu_button(),),
        fallback=heading,
    )
    turn.show("menu", message, edit=edit)


def show_home(turn: Turn) -> None:
    """The desk on a page of its own, where the channel has one: everything, by sort. Its buttons say they are there."""
    mine = _mine(turn)
    groups = [_open(turn, OPEN_LONG)]
    for genre, heading in GENRES.items():
        buttons = tuple(_starting(turn, f) for f in mine if f.genre == genre)
        groups.append(Group(turn.say(heading), buttons))
    here = tuple(replace(g, buttons=_at_home(g.buttons)) for g in groups if g and g.buttons)
    message = replace(_greeting(turn, mine), groups=here, controls=_at_home(_controls(turn)), home=True)
    turn.show("home", message, edit=True)


def _at_home(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(replace(b, data=f"{b.data}@h") for b in buttons)


def found(turn: Turn, genre: str, search: str) -> list[Flow]:
    """The flows of a genre whose title has the word, in the reader's language or in English."""
    return [f for f in _mine(turn) if f.genre == genre and (not search or _matches(turn, f, search))]


def _matches(turn: Turn, flow: Flow, search: str) -> bool:
    """Does every word of the search begin a word of the title, in the reader's language or in English?"""
    words = plain_words(f"{flow.id} {flow.title} {turn.say(Text(flow.title))}")
    return all(any(word.startswith(wanted) for word in words) for wanted in plain_words(search))


def plain_words(text: str) -> list[str]:
    """The words without accents and capitals, as people type them in a hurry; a plural finds its singular."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return [word.rstrip("s") or word for word in re.findall(r"[a-z0-9]+", bare)]


def _open(turn: Turn, most: int) -> Group | None:
    """Runs that are not finished, by when they were begun: of two that are alike, that is what tells them apart."""
    runs = turn.visit.open_runs(turn.who.person_id)
    if not runs:
        return None
    buttons = []
    for kept in runs[:most]:
        flow = turn.library.by_digest(turn.visit, kept.digest)
        began = kept.began_at.astimezone(ZoneInfo(turn.who.zone))
        label = Text("{began} · {title}", {"began": began, "title": Text(flow.title)})
        buttons.append(Button(turn.say(label), f"o:{kept.id}"))
    return Group(turn.say(Text("Not finished")), tuple(buttons))


def open_list(turn: Turn, note: Text | None = None) -> None:
    group = _open(turn, OPEN_LONG)
    if group is None:
        show_menu(turn, Text("You have finished everything."))
        return
    message = Message(
        title=group.title,
        note=turn.say(note) if note else "",
        groups=(replace(group, title=""),),
        controls=(turn.menu_button(),),
        fallback=group.title,
    )
    turn.show("menu", message, edit=False)


def _controls(turn: Turn) -> tuple[Button, ...]:
    made = []
    if turn.who.role in summary.READERS:
        made.append(Button(turn.say(Text("Weekly summary")), "w:"))
    others = [lang for lang in turn.wording.languages if lang != turn.who.lang]
    made += [Button(turn.wording.name(lang), f"l:{lang}") for lang in others[:3]]
    return (*made, Button(turn.say(Text("Help")), "h"))


def languages(turn: Turn) -> None:
    buttons = tuple(Button(turn.wording.name(lang), f"l:{lang}") for lang in turn.wording.languages)
    text = turn.say(Text("Which language do you prefer?"))
    turn.show("menu", Message(text=text, options=buttons, fallback=text), edit=False)


def _go_on(turn: Turn) -> tuple[Button, ...]:
    """The way back to what a typed word would answer."""
    return (Button(turn.say(Text("Go on")), f"o:{turn.who.focus}", "primary"),) if turn.who.focus else ()


def command(turn: Turn, word: Text, rest: str = "") -> Line:
    """A command as the channel of the reader has it, with what may follow it."""
    return Line(f"{turn.say(word).removeprefix('/')} {rest}".rstrip(), "", "command")


def help_page(turn: Turn) -> None:
    mine = [name for name in WORDS if name != "summary" or turn.who.role in summary.READERS]
    message = Message(
        title=turn.say(Text("How this works")),
        lead=(turn.say(HELP),),
        lines=tuple(replace(command(turn, WORDS[name][0]), value=turn.say(WORDS[name][1])) for name in mine),
        controls=(*_go_on(turn), turn.menu_button()),
        fallback=turn.say(Text("How this works")),
    )
    turn.show("menu", message, edit=False)
