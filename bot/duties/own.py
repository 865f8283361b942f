"""What is kept about whoever asks. Of a silent call for help nothing shows: somebody may be looking over their shoulder."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.channels.channel import Group, Line, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.planned import title_of
from bot.conversation.vocabulary import Word
from bot.duties import joining
from bot.engine.talk import Text
from bot.store.own import Forms, own

TITLE = Text("What is kept about you")


def show(context: Context) -> None:
    """Who they are in the books, and how much they have answered."""
    mine, title = own(context.tx, context.who.person_id), context.say(TITLE)
    shown = [one for one in mine.forms if not _silent(context, one)]
    forms = "\n".join(f"• {_form(context, one)}" for one in shown)
    message = Message(
        title=title,
        lines=_books(context, mine.phone),
        groups=(Group(context.say(Text("Forms you began")), (), forms),) if forms else (),
        hint=context.say(
            Text("Every answer is on record with your name. Your administrator can give you all of them.")
        ),
        controls=(context.menu_button(),),
        fallback=title,
    )
    context.show("menu", message, edit=False)


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
    )
    return tuple(Line(say(label), value) for label, value in rows if value)


def _silent(context: Context, one: Forms) -> bool:
    flow = context.library.today.get(one.flow_id)
    return flow is None or flow.silent


def _form(context: Context, one: Forms) -> str:
    last = one.last_at.astimezone(ZoneInfo(context.who.zone))
    fill = {"what": title_of(context, one.flow_id), "count": one.count, "when": last}
    return context.say(Text("{what}: {count}, last {when}", fill))


DUTY = Duty(
    words=(Word("mydata", Text("/mydata"), TITLE),),
    commands={"mydata": lambda context, _: show(context)},
)
