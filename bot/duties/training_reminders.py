"""A reminder of what somebody has to learn, by whoever looks after them: once a day, whoever presses."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.paging import pages
from bot.conversation.pen import cut
from bot.conversation.trained import TITLE, standing_line
from bot.duties.training import LABEL, theirs
from bot.engine.talk import Text
from bot.figures.training import Standing
from bot.presses.buttons import button
from bot.presses.every import StartFlow
from bot.presses.training import RemindLearner
from bot.store.people import Who

REMINDED, AGAIN = Text("A reminder is on its way."), Text("They were reminded today already.")
TOLD = Text("Training is due for you. {name} asks you to do it.")


def remind(context: Context, person_id: int) -> None:
    """Once a day, whoever presses."""
    due = [one for one in theirs(context, person_id) if one.due]
    who = context.tx.people.whom(person_id) if due else None
    if who is None:
        return
    before = len(context.letters)
    context.notify(who, "", _reminder(context, who, due), key=f"training/{person_id}/{context.today}")
    context.toast(REMINDED if len(context.letters) > before else AGAIN)


def _reminder(context: Context, who: Who, due: Sequence[Standing]) -> Message:
    lang = context.reads(who)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    text = say(Text(TOLD.source, {"name": " ".join(context.who.name.split())}))
    begins = (Text("Begin: {title}", {"title": cut(say(one.title), LABEL - 20)}) for one in due)
    return Message(
        title=say(TITLE),
        text=text,
        lines=pages([standing_line(context, one, lang) for one in due])[0],
        options=tuple(button(say(said), StartFlow(one.flow_id)) for said, one in zip(begins, due, strict=True)),
        columns=1,
        choose=say(Text("Choose")),
        fallback=text,
    )


DUTY = Duty(presses={RemindLearner: lambda context, press: remind(context, press.person)})
