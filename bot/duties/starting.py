"""Starting a form: by a command, a button, or words that are its beginning."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.beginning import Known, begun
from bot.conversation.context import Context, card_slot
from bot.conversation.duty import Duty
from bot.conversation.known import showing
from bot.conversation.vocabulary import Word
from bot.duties import menu, timeline
from bot.engine.flow import Flow
from bot.engine.talk import Answers, Refused, Sent, Text, Typed
from bot.presses.every import StartFlow

OPEN_AT_MOST = 30  # unfinished runs of one person: more is a finger that slipped, or somebody playing
FIRST = Text("Those words are kept as your account. You can change them before you finish.")
WITH_FILES = Text("That message is kept with your report, with its files. You can change it before you finish.")


def start(context: Context, flow_id: str, given_before: Answers | None = None) -> None:
    """Begins a flow; the run becomes the one that typed words answer."""
    flow = context.library.today.get(flow_id)
    if flow is None or not menu.offered(context, flow):
        context.toast(Text("You no longer have this form. See the menu."))
        return
    start_with(context, flow, _first_words(context), given_before)


def _first_words(context: Context) -> Known:
    """What was said somewhere else and is the beginning of a report: the person is not asked for it again."""
    if context.heard is None or not context.heard.command:
        return {}
    said = context.heard.said
    words = said.text if isinstance(said, Typed) else ""
    files = tuple(one.digest for one in context.came if isinstance(one, Sent) and one.digest)
    lost = next((one.text for one in context.came if isinstance(one, Refused)), None)
    context.note = lost or (WITH_FILES if files else FIRST if words else None)
    return {"words": words, "files": files} if words or files else {}


def start_with(context: Context, flow: Flow, known: Known, given_before: Answers | None = None) -> int:
    """Begins a flow with what is known; the run, or 0 if there are too many already."""
    if len(context.tx.runs.open(context.who.person_id)) >= OPEN_AT_MOST:
        menu.open_list(context, Text("You have many unfinished forms. Please finish or cancel one first."))
        return 0
    occasion = begun(context, flow, known, given_before)
    kept, flow, run = occasion.kept, occasion.flow, occasion.run
    context.focus(kept.id)
    card = context.cards(kept).card(flow, showing(context, flow, run), context.note)
    context.show(card_slot(kept.id), card, edit=False)
    menu.publish(context)
    return kept.id


def _choose(genre: str) -> Callable[[Context, str], None]:
    """A command that starts the flow of a genre that is meant, or shows those it could be."""

    def choose(context: Context, search: str) -> None:
        fitting = menu.found(context, genre, search)
        if menu.GENRES[genre].incident and timeline.numbered(search):
            timeline.show_numbered(context, search)
        elif len(fitting) == 1:
            start(context, fitting[0].id)
        elif fitting:
            menu.show_list(context, genre, search=search, edit=False)
        else:
            menu.show_menu(context, Text("I couldn't find a form with that name."))

    return choose


def _finds(genre: str) -> Callable[[Context, str], bool]:
    return lambda context, search: (
        bool(menu.found(context, genre, search)) or (menu.GENRES[genre].incident and timeline.numbered(search))
    )


DUTY = Duty(
    words=(
        Word("inspect", Text("/inspect"), Text("Start an inspection"), takes=_finds("inspection"), story=True),
        Word(
            "incident",
            Text("/incident"),
            Text("Report an incident"),
            also=("report",),
            takes=_finds("report"),
            story=True,
        ),
        Word("quiz", Text("/quiz"), Text("Training quizzes"), takes=_finds("quiz"), story=True),
    ),
    commands={
        "inspect": _choose("inspection"),
        "incident": _choose("report"),
        "quiz": _choose("quiz"),
    },
    presses={StartFlow: lambda context, pressed: start(context, pressed.flow)},
)
