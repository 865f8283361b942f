"""The desk: what can be started, what is open, the language, help. The same in a menu and on Slack's App Home."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Group, Message
from bot.conversation import outside
from bot.conversation.context import Context
from bot.conversation.deciding import decides
from bot.conversation.duty import Cancelled, Duty
from bot.conversation.planned import READERS
from bot.conversation.reading import looks_after
from bot.conversation.to_do import how_many
from bot.conversation.trained import trained
from bot.conversation.vocabulary import Word, begins
from bot.duties import summary
from bot.engine.events import Finished
from bot.engine.flow import Flow
from bot.engine.genres import INSPECTION, QUIZ, REPORT
from bot.engine.talk import Text
from bot.presses.acting import ShowTasks
from bot.presses.admitting import Invite
from bot.presses.alarming import ShowAlarm
from bot.presses.browsing import OpenPage
from bot.presses.buttons import at_home, button, turning
from bot.presses.every import OpenRun, ShowFlows, ShowHelp, ShowMenu, ShowSummary, Speak, StartFlow
from bot.presses.listing import ShowFound
from bot.presses.scheduling import ShowDue
from bot.presses.staffing import ShowPeople
from bot.presses.tipping import TITLE, BeginTip
from bot.store.codes import read_code

GENRES = {one.word: one for one in (INSPECTION, REPORT, QUIZ)}  # in the order of the menu
ALARM = Text("🚨 Alarm")
LATELY = 3  # flows used last in the menu
HAVE_ACCESS = Text("You have access already. The code was not used.")
OPEN_SHORT, OPEN_LONG = 3, 20  # unfinished runs in the menu and in their own list


def menu(context: Context, note: Text | None = None) -> Message:
    """What is open, what was used last, and a way to everything else: short enough for a thumb."""
    mine = _mine(context)
    ways = _ways(context, mine)
    there = {way.data for way in ways}
    used = [_starting(context, f) for id in context.tx.runs.begun(context.who.person_id) for f in mine if f.id == id]
    lately = tuple(one for one in used if one.data not in there)[:LATELY]
    groups = [
        g
        for g in (_alarm(context, mine), open_ones(context, OPEN_SHORT), Group(context.say(Text("Recent")), lately))
        if g and g.buttons
    ]
    return replace(
        _greeting(context, mine),
        note=context.say(note) if note else "",
        groups=tuple(groups),
        options=outside.options(context) if outside.is_outside(context.who) else ways,
        controls=(*_tasks(context), *_controls(context)),
    )


def _greeting(context: Context, mine: list[Flow]) -> Message:
    """The words of the desk, wherever it is shown."""
    asked = context.say(Text("What would you like to do?"))
    return Message(
        title=context.say(Text("Hi {name}.", {"name": context.who.name})),
        text=outside.greeting(context)
        if outside.is_outside(context.who)
        else asked
        if mine
        else context.say(Text("You don't have any forms yet.")),
        columns=1,
        choose=context.say(Text("Choose")),
        fallback=asked,
    )


def _mine(context: Context) -> list[Flow]:
    """What this role may start, in the order of the titles the person reads."""
    flows = [f for f in context.library.today.values() if offered(context, f)]
    return sorted(flows, key=lambda f: context.say(Text(f.title)))


def offered(context: Context, flow: Flow) -> bool:
    """May this person start it? Of the two lists of 17 points, the one that the organisation has decided for, if it has."""
    if flow.begun_by or not flow.ways.from_menu or context.who.role not in flow.roles:
        return False
    decided = context.policy.list17
    return not (flow.list17 and decided) or flow.list17 == decided


def _alarm(context: Context, mine: list[Flow]) -> Group | None:
    """The alarm, above everything, for whoever may report what it can be about."""
    can = any(flow.alarms for flow in mine)
    return Group("", (button(context.say(ALARM), ShowAlarm(), "bad"),)) if can else None


def _starting(context: Context, flow: Flow, *, due: bool = False) -> Button:
    label = Text("{title} (due)", {"title": Text(flow.title)}) if due else Text(flow.title)
    return button(context.say(label), StartFlow(flow.id))


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
            made.append(button(context.say(label), ShowFlows(one.word), "primary"))
    return tuple(made)


def due(context: Context, flows: list[Flow]) -> list[Flow]:
    """The quizzes this person has not passed, or that are due again by now."""
    there = {one.flow_id for one in trained(context) if one.due} if any(f.again for f in flows) else set()
    return [f for f in flows if f.id in there]


def show_menu(context: Context, note: Text | None = None) -> None:
    context.show("menu", menu(context, note), edit=False)


def typed(context: Context, rest: str) -> None:
    """The menu; also where somebody opens a link with a code who needs none."""
    show_menu(context, HAVE_ACCESS if read_code(rest)[0] else None)


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
        lines=(context.command(one.search, "…"),),
        options=tuple(_starting(context, f, due=f.id in late) for f in flows),
        columns=1,
        page=page,
        pages=turning(ShowFlows(genre)),
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=heading,
    )
    context.show("menu", message, edit=edit)


def show_home(context: Context) -> None:
    context.show("home", _home(context), edit=True)


def _home(context: Context) -> Message:
    """The desk on a page of its own, where the channel has one: everything, by sort. Its buttons say they are there."""
    mine = _mine(context)
    groups = [_alarm(context, mine), open_ones(context, OPEN_LONG)]
    for one in GENRES.values():
        buttons = tuple(_starting(context, f) for f in mine if f.ways is one)
        groups.append(Group(context.say(one.heading), buttons))
    here = tuple(replace(g, buttons=_at_home(g.buttons)) for g in groups if g and g.buttons)
    return replace(_greeting(context, mine), groups=here, controls=_at_home(_home_controls(context)), home=True)


def publish(context: Context) -> None:
    """The desk anew wherever this person has looked at it: what is open has changed."""
    for who in context.tx.people.at_slot(context.who, "home"):
        context.notify(who, "home", _home(context), edit=True, notice=False)


def _at_home(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(map(at_home, buttons))


def found(context: Context, genre: str, search: str) -> list[Flow]:
    """The flows of a genre whose title has the words, in the reader's language or in English; the one of that id alone."""
    mine = [f for f in _mine(context) if f.ways is GENRES[genre]]
    named = [f for f in mine if f.id == search.casefold()]
    return named or [f for f in mine if not search or _matches(context, f, search)]


def _matches(context: Context, flow: Flow, search: str) -> bool:
    """Does every word of the search begin a word of the title, in the reader's language or in English?"""
    return begins(f"{flow.id} {flow.title} {context.say(Text(flow.title))}", search)


def speaking_of(context: Context, words: list[str]) -> list[Flow]:
    """The flows whose title has any of the words, those with the most first."""
    hits = {f.id: sum(_matches(context, f, word) for word in words) for f in _mine(context)}
    return sorted((f for f in _mine(context) if hits[f.id]), key=lambda f: -hits[f.id])


def open_ones(context: Context, most: int) -> Group | None:
    """Runs that are not finished, by their unit and when they were begun: that is what tells two apart that are alike."""
    runs = context.tx.runs.open(context.who.person_id)
    if not runs:
        return None
    buttons = []
    for kept in runs[:most]:
        flow, run = context.run_of(kept)
        began = kept.began_at.astimezone(ZoneInfo(context.who.zone))
        fill = {"began": began, "title": ALARM if run.alarm else Text(flow.title), "unit": kept.unit}
        label = (
            Text("{unit} · {began} · {title}", fill)
            if kept.unit and not kept.confidential
            else Text("{began} · {title}", fill)
        )
        buttons.append(button(context.say(label), OpenRun(kept.id)))
    return Group(context.say(Text("Not finished")), tuple(buttons))


def open_list(context: Context, note: Text | None = None) -> None:
    group = open_ones(context, OPEN_LONG)
    if group is None:
        show_menu(context, Text("You're all caught up."))
        return
    message = Message(
        title=group.title,
        note=context.say(note) if note else "",
        groups=(replace(group, title=""),),
        controls=(context.menu_button(),),
        fallback=group.title,
    )
    context.show("menu", message, edit=False, back=False)


def _tasks(context: Context) -> tuple[Button, ...]:
    """How much is to be done, if there is anything."""
    count = how_many(context)
    return (button(context.say(Text("My tasks ({count})", {"count": count})), ShowTasks(), "primary"),) if count else ()


def _controls(context: Context) -> tuple[Button, ...]:
    made: list[Button] = []
    if outside.is_outside(context.who):
        return (*outside.controls(context), *_languages(context), button(context.say(Text("Help")), ShowHelp()))
    if context.who.role in summary.READERS:
        made.append(button(context.say(Text("Weekly summary")), ShowSummary()))
        made.append(button(context.say(Text("In the browser")), OpenPage()))
    if context.who.role in READERS:
        made.append(button(context.say(Text("What is due")), ShowDue()))
    if looks_after(context.who):
        made.append(button(context.say(Text("Find a record")), ShowFound()))
    if decides(context):
        made.append(button(context.say(Text("Invite somebody")), Invite()))
        made.append(button(context.say(Text("Staff")), ShowPeople()))
    made.append(button(context.say(TITLE), BeginTip()))
    return (*made, *_languages(context), button(context.say(Text("Help")), ShowHelp()))


def _languages(context: Context) -> tuple[Button, ...]:
    others = [lang for lang in context.wording.languages if lang != context.who.lang]
    return tuple(button(context.wording.name(lang), Speak(lang)) for lang in others[:3])


def _home_controls(context: Context) -> tuple[Button, ...]:
    """A page that stays as it is says no number."""
    return (button(context.say(Text("My tasks")), ShowTasks()), *_controls(context))


DUTY = Duty(
    words=(Word("menu", Text("/menu"), Text("Everything you can do here"), also=("start",), anywhere=True),),
    commands={"menu": typed, "home": lambda context, _: show_home(context)},
    events={Finished: lambda context, _o, _e: publish(context), Cancelled: lambda context, _o, _e: publish(context)},
    presses={
        ShowMenu: lambda context, _: show_menu(context),
        ShowFlows: lambda context, press: show_list(context, press.genre, page=press.page),
    },
)
