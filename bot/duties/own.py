"""What is kept about whoever asks. Of a silent call for help nothing shows: somebody may be looking over their shoulder."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.channels.channel import Group, Line, Message, Picture
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of
from bot.conversation.duty import Duty
from bot.conversation.own_page import TITLE
from bot.conversation.planned import title_of
from bot.conversation.sent_once import sent_once
from bot.conversation.vocabulary import Word
from bot.duties import joining, summary
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.owning import AskErasure, SendOwn, wanted
from bot.store.own import Forms, own

NAME, KIND = "my-data.zip", "application/zip"
AGAIN = 10  # minutes in which nobody gets it twice: it is large, and takes a while to make


def show(context: Context, note: Text | None = None) -> None:
    """Who they are in the books, and how much they have answered."""
    mine, title = own(context.tx, context.who.person_id), context.say(TITLE)
    shown = [one for one in mine.forms if not _silent(context, one)]
    forms = "\n".join(f"• {_form(context, one)}" for one in shown)
    message = Message(
        title=title,
        lead=(context.say(note),) if note else (),
        lines=_books(context, mine.phone),
        groups=(Group(context.say(Text("Forms you began")), (), forms),) if forms else (),
        hint=context.say(Text("Every answer is on record with your name. The file has all of them, with your photos.")),
        options=(
            button(context.say(Text("Send me the file")), SendOwn()),
            button(context.say(Text("Erase my data")), AskErasure()),
        ),
        controls=(context.menu_button(),),
        fallback=title,
    )
    context.show("menu", message, edit=note is not None)


def _books(context: Context, phone: str) -> tuple[Line, ...]:
    who, say = context.who, context.say
    accounts = context.tx.people.accounts(who.person_id)
    named = ", ".join(f"{joining.app(one.channel)} {one.account}" for one in accounts)
    rows = (
        (Text("Name"), who.name),
        (Text("Role"), say(ROLE[who.role])),
        (Text("Site"), who.site),
        (Text("Company"), who.organisation),
        (Text("Language"), context.wording.name(context.wording.language(who.lang))),
        (Text("Phone"), phone),
        (Text("Chat accounts"), named),
        (Text("The summary comes"), _order(context)),
    )
    return tuple(Line(say(label), value) for label, value in rows if value)


def _order(context: Context) -> str:
    """When the summary comes by itself, and of which sites; empty if it does not."""
    order = context.tx.subscriptions.of(context.who.person_id)
    if order is None:
        return ""
    names = sites_of(context, context.who.organisation_id)
    about = [names[site] for site in order.sites if site in names] or [context.say(Text("All sites"))]
    often = context.say(summary.often(order.day))
    return f"{often}, {summary.hour_said(context, context.who, order.at)}: {', '.join(about)}"


def _silent(context: Context, one: Forms) -> bool:
    flow = context.library.today.get(one.flow_id)
    return flow is None or flow.silent


def _form(context: Context, one: Forms) -> str:
    last = one.last_at.astimezone(ZoneInfo(context.who.zone))
    fill = {"what": title_of(context, one.flow_id), "count": one.count, "when": last}
    return context.say(Text("{what}: {count}, last {when}", fill))


def send(context: Context, _press: SendOwn) -> None:
    """The letter says whose file it is; what is in it is read when it is sent."""
    who = context.who
    file = Picture(wanted(who.person_id, context.lang), KIND, NAME)
    made = sent_once(context, file, f"own:{who.person_id}", AGAIN)
    show(context, Text("The file comes in a moment.") if made else Text("The file was sent to you just now."))


DUTY = Duty(
    words=(Word("mydata", Text("/mydata"), TITLE),),
    commands={"mydata": lambda context, _: show(context)},
    presses={SendOwn: send},
)
