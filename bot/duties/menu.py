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
from bot.conversation.context import Context
from bot.conversation.wording import Wording
from bot.duties import summary
from bot.engine.flow import Flow
from bot.engine.genres import INSPECTION, QUIZ, REPORT
from bot.engine.talk import Text

GENRES = {one.word: one for one in (INSPECTION, REPORT, QUIZ)}  # in the order of the menu
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


def menu(context: Context, note: Text | None = None) -> Message:
    """What is open, what was used last, and a way to everything else: short enough for a thumb."""
    mine = _mine(context)
    ways = _ways(context, mine)
    there = {way.data for way in ways}
    used = [_starting(context, f) for id in context.tx.runs.begun(context.who.person_id) for f in mine if f.id == id]
    lately = tuple(button for button in used if button.data not in there)[:LATELY]
    groups = [
        g for g in (_open(context, OPEN_SHORT), Group(context.say(Text("Used lately")), lately)) if g and g.buttons
    ]
    return replace(
        _greeting(context, mine),
        note=context.say(note) if note else "",
        groups=tuple(groups),
        options=ways,
        controls=_controls(context),
    )


def _greeting(context: Context, mine: list[Flow]) -> Message:
    """The words of the desk, wherever it is shown."""
    asked = context.say(Text("What would you like to do?"))
    return Message(
        title=context.say(Text("Good to see you, {name}.", {"name": context.who.name})),
        text=asked if mine else context.say(Text("There is nothing for you to start yet.")),
        columns=1,
        choose=context.say(Text("Choose")),
        fallback=asked,
    )


def _mine(context: Context) -> list[Flow]:
    """What this role may start, in the order of the titles the person reads."""
    flows = [f for f in context.library.today.values() if context.who.role in f.roles]
    return sorted(flows, key=lambda f: context.say(Text(f.title)))


def _starting(context: Context, flow: Flow, *, due: bool = False) -> Button:
    label = Text("{title} (due)", {"title": Text(flow.title)}) if due else Text(flow.title)
    return Button(context.say(label), f"s:{flow.id}")


def _ways(context: Context, mine: list[Flow]) -> tuple[Button, ...]:
    """A button for each sort of flow; where there is only one flow of the sort, a button for that."""
    made = []
    for one in GENRES.values():
        flows = [f for f in mine if f.ways is one]
        if len(flows) == 1:
            made.append(replace(_starting(context, flows[0]), tone="primary"))
        elif flows:
            late = len(due(context, flows))
            fill = {"heading": one.heading, "count": len(flows), "due": late}
            label = Text("{heading} ({count}), {due} due", fill) if late else Text("{heading} ({count})", fill)
            made.append(Button(context.say(label), f"m:{one.word}", "primary"))
    return tuple(made)


def due(context: Context, flows: list[Flow]) -> list[Flow]:
    """The quizzes this person has not passed, or passed too long ago."""
    wanted = [f for f in flows if f.again]
    passed = context.tx.runs.passed(context.who.person_id) if wanted else {}
    return [f for f in wanted if f.id not in passed or context.now - passed[f.id] > timedelta(days=f.again)]


def show_menu(context: Context, note: Text | None = None) -> None:
    context.show("menu", menu(context, note), edit=False)


def show_list(context: Context, genre: str, *, search: str = "", page: int = 0, edit: bool = True) -> None:
    """The flows of one sort: those that are due, then the last used; of a search, only those that have the words."""
    one = GENRES.get(genre)
    if one is None:
        show_menu(context)
        return
    used = {id: place for place, id in enumerate(context.tx.runs.begun(context.who.person_id))}
    flows = found(context, genre, search)
    flows.sort(key=lambda f: used.get(f.id, len(used)))
    late = {f.id for f in due(context, flows)}
    flows.sort(key=lambda f: f.id not in late)
    heading = context.say(one.heading)
    message = Message(
        title=heading,
        hint=context.say(Text("You can also type a word:")),
        lines=(command(context, one.search, "…"),),
        options=tuple(_starting(context, f, due=f.id in late) for f in flows),
        columns=1,
        page=page,
        pages=f"m:{genre}:",
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=heading,
    )
    context.show("menu", message, edit=edit)


def show_home(context: Context) -> None:
    """The desk on a page of its own, where the channel has one: everything, by sort. Its buttons say they are there."""
    mine = _mine(context)
    groups = [_open(context, OPEN_LONG)]
    for one in GENRES.values():
        buttons = tuple(_starting(context, f) for f in mine if f.ways is one)
        groups.append(Group(context.say(one.heading), buttons))
    here = tuple(replace(g, buttons=_at_home(g.buttons)) for g in groups if g and g.buttons)
    message = replace(_greeting(context, mine), groups=here, controls=_at_home(_controls(context)), home=True)
    context.show("home", message, edit=True)


def _at_home(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(replace(b, data=f"{b.data}@h") for b in buttons)


def found(context: Context, genre: str, search: str) -> list[Flow]:
    """The flows of a genre whose title has the word, in the reader's language or in English."""
    return [f for f in _mine(context) if f.ways is GENRES[genre] and (not search or _matches(context, f, search))]


def _matches(context: Context, flow: Flow, search: str) -> bool:
    """Does every word of the search begin a word of the title, in the reader's language or in English?"""
    words = plain_words(f"{flow.id} {flow.title} {context.say(Text(flow.title))}")
    return all(any(word.startswith(wanted) for word in words) for wanted in plain_words(search))


def plain_words(text: str) -> list[str]:
    """The words without accents and capitals, as people type them in a hurry; a plural finds its singular."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return [word.rstrip("s") or word for word in re.findall(r"[a-z0-9]+", bare)]


def _open(context: Context, most: int) -> Group | None:
    """Runs that are not finished, by when they were begun: of two that are alike, that is what tells them apart."""
    runs = context.tx.runs.open(context.who.person_id)
    if not runs:
        return None
    buttons = []
    for kept in runs[:most]:
        flow = context.library.by_digest(context.tx, kept.digest)
        began = kept.began_at.astimezone(ZoneInfo(context.who.zone))
        label = Text("{began} · {title}", {"began": began, "title": Text(flow.title)})
        buttons.append(Button(context.say(label), f"o:{kept.id}"))
    return Group(context.say(Text("Not finished")), tuple(buttons))


def open_list(context: Context, note: Text | None = None) -> None:
    group = _open(context, OPEN_LONG)
    if group is None:
        show_menu(context, Text("You have finished everything."))
        return
    message = Message(
        title=group.title,
        note=context.say(note) if note else "",
        groups=(replace(group, title=""),),
        controls=(context.menu_button(),),
        fallback=group.title,
    )
    context.show("menu", message, edit=False)


def _controls(context: Context) -> tuple[Button, ...]:
    made = []
    if context.who.role in summary.READERS:
        made.append(Button(context.say(Text("Weekly summary")), "w:"))
    others = [lang for lang in context.wording.languages if lang != context.who.lang]
    made += [Button(context.wording.name(lang), f"l:{lang}") for lang in others[:3]]
    return (*made, Button(context.say(Text("Help")), "h"))


def languages(context: Context) -> None:
    buttons = tuple(Button(context.wording.name(lang), f"l:{lang}") for lang in context.wording.languages)
    text = context.say(Text("Which language do you prefer?"))
    context.show("menu", Message(text=text, options=buttons, fallback=text), edit=False)


def _go_on(context: Context) -> tuple[Button, ...]:
    """The way back to what a typed word would answer."""
    return (Button(context.say(Text("Go on")), f"o:{context.who.focus}", "primary"),) if context.who.focus else ()


def command(context: Context, word: Text, rest: str = "") -> Line:
    """A command as the channel of the reader has it, with what may follow it."""
    return Line(f"{context.say(word).removeprefix('/')} {rest}".rstrip(), "", "command")


def help_page(context: Context) -> None:
    mine = [name for name in WORDS if name != "summary" or context.who.role in summary.READERS]
    message = Message(
        title=context.say(Text("How this works")),
        lead=(context.say(HELP),),
        lines=tuple(replace(command(context, WORDS[name][0]), value=context.say(WORDS[name][1])) for name in mine),
        controls=(*_go_on(context), context.menu_button()),
        fallback=context.say(Text("How this works")),
    )
    context.show("menu", message, edit=False)
