"""`/tip`: begins an anonymous tip, or opens one again by its code. Nothing is kept of who does."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation import unkept
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.tip_readers import readers
from bot.conversation.vocabulary import Word
from bot.duties import tip_reading
from bot.duties.tip_reading import remarks
from bot.duties.tips import COMMAND, begin, go_on, keep, ring_later, worded
from bot.engine.kinds.typed import says_something
from bot.engine.talk import Text
from bot.presses import tipping
from bot.presses.tipping import TITLE, BeginTip
from bot.store.codes import read_code, shown
from bot.store.tips import MORE, Draft, KeptTip

NO_GOOD = Text("That code does not open a tip. Check it against what you wrote down.")
WAIT = Text("Too many wrong codes were tried in your company. Please wait an hour.")
ADDED = Text("That is added. Those who read it are notified within {minutes} min.")


def command(context: Context, rest: str) -> None:
    """`/tip` begins one, with the words behind it; with its code behind it opens one, and adds words behind that; with the number
    of one it is for its readers."""
    code, words = read_code(rest)
    if code:
        _open(context, code, words)
    elif number := tip_reading.NUMBER.fullmatch(rest.strip()):
        tip_reading.show_numbered(context, int(number[1]))
    elif says_something(rest) and readers(context, context.who.organisation_id, second=False):
        before = context.tx.tips.draft(context.who.person_id) or Draft("")
        after, note = worded(before, rest.strip())
        if after != before:
            keep(context, after)
        go_on(context, after, note)
    else:
        begin(context, BeginTip())


def _open(context: Context, code: str, words: str) -> None:
    """Whoever has the code reads what was answered; nothing is kept of who that is, nor of who has a wrong one."""
    tips, company = context.tx.tips, context.who.organisation_id
    if not tips.may_try(company, context.now):
        unkept.say(context, TITLE, WAIT)
        return
    kept = tips.opened(company, code)
    if kept is None:
        tips.was_wrong(company, context.now)
        unkept.say(context, TITLE, NO_GOOD)
        return
    added = Text(ADDED.source, {"minutes": int(context.policy.tip_minutes)}) if says_something(words) else None
    if added:
        tips.say(kept.id, MORE, words, context.today)
        tips.change(kept.id, closed=False)
        ring_later(context, kept.id)
    unkept.show(context, _opened(context, kept, code, added))


def _opened(context: Context, kept: KeptTip, code: str, note: Text | None) -> Message:
    say, said = context.say, context.tx.tips.said(kept.id)
    answered = any(one.name for one in said)
    state = Text("It is closed.") if kept.closed else None if answered else Text("Nobody has answered yet.")
    text = say(Text("To write more, type this with your words at the end:"))
    return Message(
        title=say(TITLE),
        note=say(note) if note else "",
        head=remarks(said, say),
        lead=(say(state),) if state and not note else (),
        text=text,
        lines=(context.command(COMMAND, f"{shown(code)} …"),),
        controls=(context.menu_button(),),
        fallback=text,
    )


DUTY = Duty(
    words=(
        Word(
            tipping.WORD,
            COMMAND,
            Text("Report something without your name"),
            anywhere=True,
            takes=lambda _context, _rest: True,
        ),
    ),
    commands={tipping.WORD: command},
)
