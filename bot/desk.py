"""The desk: what can be started, what is open, the language, help. The same in a menu and on Slack's App Home.

Knows the words of commands, in every language we speak.
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Button, Command, Commands, Group, Message
from bot.engine.flow import Flow
from bot.engine.talk import Text
from bot.turn import Turn
from bot.wording import Wording

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
    "language": (Text("/language"), Text("Change the language")),
    "cancel": (Text("/cancel"), Text("Cancel what is open")),
    "help": (Text("/help"), Text("How this works")),
}
MANAGERS = ("supervisor", "manager", "auditor", "admin")
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


def menu(turn: Turn, note: Text | None = None, genre: str = "", search: str = "") -> Message:
    """What this person can start, the last used first, and what is open."""
    groups = [g for g in (_open(turn), *_startable(turn, genre, search)) if g]
    say = turn.say
    return Message(
        title=say(Text("Good to see you, {name}.", {"name": turn.who.name})),
        note=say(note) if note else "",
        text=say(Text("What would you like to do?")) if groups else say(Text("There is nothing for you to start yet.")),
        groups=tuple(groups),
        controls=_controls(turn),
        choose=say(Text("Choose")),
        fallback=say(Text("What would you like to do?")),
    )


def show_menu(turn: Turn, note: Text | None = None, genre: str = "", search: str = "") -> None:
    turn.show("menu", menu(turn, note, genre, search), edit=False)


def show_home(turn: Turn) -> None:
    """The desk on a page of its own, where the channel has one. Its buttons say that they were pressed there."""
    message = menu(turn)
    at_home = tuple(
        replace(g, buttons=tuple(replace(b, data=f"{b.data}@h") for b in g.buttons)) for g in message.groups
    )
    controls = tuple(replace(b, data=f"{b.data}@h") for b in message.controls)
    turn.show("home", replace(message, groups=at_home, controls=controls, home=True), edit=True)


def _startable(turn: Turn, genre: str, search: str) -> list[Group]:
    mine = [f for f in turn.library.today.values() if turn.who.role in f.roles]
    if search:
        mine = [f for f in mine if _matches(turn, f, search)]
    used = {id: place for place, id in enumerate(turn.visit.begun(turn.who.person_id))}
    mine.sort(key=lambda f: used.get(f.id, len(used)))
    groups = []
    for name, heading in GENRES.items():
        flows = [f for f in mine if f.genre == name and genre in ("", name)]
        if flows:
            buttons = tuple(Button(turn.say(Text(f.title)), f"s:{f.id}", "primary") for f in flows)
            groups.append(Group(turn.say(heading), tuple(replace(b, tone="plain") for b in buttons)))
    return groups


def found(turn: Turn, genre: str, search: str) -> list[Flow]:
    """The flows of a genre whose title has the word, in the reader's language or in English."""
    mine = [f for f in turn.library.today.values() if turn.who.role in f.roles and f.genre == genre]
    return [f for f in mine if not search or _matches(turn, f, search)]


def _matches(turn: Turn, flow: Flow, search: str) -> bool:
    words = f"{flow.id} {flow.title} {turn.say(Text(flow.title))}".casefold()
    return all(word in words for word in search.casefold().split())


def _open(turn: Turn) -> Group | None:
    """Runs that are not finished, with how old they are."""
    runs = turn.visit.open_runs(turn.who.person_id)
    if not runs:
        return None
    buttons = []
    for kept in runs[:20]:
        flow = turn.library.by_digest(turn.visit, kept.digest)
        label = Text("{title}, {day}", {"title": Text(flow.title), "day": kept.began_at.date()})
        buttons.append(Button(turn.say(label), f"o:{kept.id}"))
    return Group(turn.say(Text("Not finished")), tuple(buttons))


def open_list(turn: Turn) -> None:
    group = _open(turn)
    if group is None:
        show_menu(turn, Text("You have finished everything."))
        return
    message = Message(
        title=group.title, groups=(replace(group, title=""),), controls=(turn.menu_button(),), fallback=group.title
    )
    turn.show("menu", message, edit=False)


def _controls(turn: Turn) -> tuple[Button, ...]:
    made = []
    if turn.who.role in MANAGERS:
        made.append(Button(turn.say(Text("Weekly summary")), "w:"))
    others = [lang for lang in turn.wording.languages if lang != turn.lang]
    made += [Button(turn.wording.name(lang), f"l:{lang}") for lang in others[:3]]
    return (*made, Button(turn.say(Text("Help")), "h"))


def languages(turn: Turn) -> None:
    buttons = tuple(Button(turn.wording.name(lang), f"l:{lang}") for lang in turn.wording.languages)
    text = turn.say(Text("Which language do you prefer?"))
    turn.show("menu", Message(text=text, options=buttons, fallback=text), edit=False)


def help_page(turn: Turn) -> None:
    said = [f"{turn.say(word)} – {turn.say(what)}" for word, what in WORDS.values()]
    message = Message(
        title=turn.say(Text("How this works")),
        lead=(turn.say(HELP),),
        hint="\n".join(said),
        controls=(turn.menu_button(),),
        fallback=turn.say(Text("How this works")),
    )
    turn.show("menu", message, edit=False)
