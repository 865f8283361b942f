"""Correcting an answer by other means than its buttons: the message that gave it is edited or deleted, or the question is
replied to.

The answer before stays on record. What an edit cannot change is said.
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Heard
from bot.channels.written import MESSAGE
from bot.conversation.choosing import chosen, pressing
from bot.conversation.context import Context, card_slot
from bot.conversation.duty import Duty
from bot.conversation.known import showing
from bot.conversation.last_card import next_card
from bot.conversation.moving import item_of
from bot.conversation.replying import replied
from bot.conversation.saying import meaning
from bot.duties import runs
from bot.duties.correcting import correctable
from bot.engine.beside import CAPTION, caption, stands_beside
from bot.engine.events import Move
from bot.engine.flow import Flow, Step
from bot.engine.keeping import put
from bot.engine.run import Run, current
from bot.engine.talk import Refused, Said, Text, Typed
from bot.presses.every import OnCard
from bot.store import places
from bot.store.runs import KeptRun

UNREAD = Text("An edit is not read there. To change an answer, press Back, or send it as a new message.")
OVER = Text("That is finished and recorded. It cannot be changed anymore.")
REPLACED = Text("You have given another answer to that question since. An edit is not read there.")
UNCHANGEABLE = Text("This answer cannot be changed here.")
SENT = Text("That report was sent. To correct it, press “Correct or add” below it.")
CANCELED = Text("That form was canceled. It cannot be changed anymore.")
STAYS = Text("You deleted a message. The answer in it is kept. To change it, press Back.")
STAYS_FOR_GOOD = Text("You deleted a message. The answer in it is kept.")
SAME = Text(
    "The words beside your file are as before. A changed file is not read: please press Back and send it again."
)
REMOVED = Text("The words beside your file were removed.")
NO_QUESTION = Text("That was a reply to something that is no open question. To answer this one, write without a reply.")


def edited(context: Context, heard: Heard) -> None:
    """A message was changed, or deleted: the answer it gave is given again."""
    given = places.said_in(context.tx, context.who.person_id, heard.ref)
    gone = heard.said is None and not heard.files
    kept = context.tx.runs.lock(given.run) if given else None
    if given is None or kept is None:
        _unless(context, gone, UNREAD)
    elif gone:
        context.toast(STAYS if kept.status == "open" else STAYS_FOR_GOOD)
    elif kept.status != "open":
        context.toast(_over(context, kept))
    elif heard.files:
        _recaptioned(context, kept, stands_beside(given.step), heard.said)
    elif not places.holds(context.tx, given):
        context.toast(REPLACED)
    elif isinstance(heard.said, Typed):
        _again(context, kept, given.step, heard.said)


def _over(context: Context, kept: KeptRun | None) -> Text:
    if kept is not None and kept.status == "cancelled":
        return CANCELED
    return SENT if kept is not None and correctable(context.run_of(kept)[0]) else OVER


def _unless(context: Context, gone: bool, told: Text) -> None:
    """What gave no answer may be deleted in peace."""
    if not gone:
        context.toast(told)


def quoted(context: Context, what: Said | Refused) -> bool:
    """A reply to an older question answers that one and no other."""
    heard = context.heard
    if heard is None or not heard.quotes or isinstance(what, Refused):
        return False
    asked = _asked(context, heard)
    if asked is None:
        return _no_question(context)
    kept = context.tx.runs.lock(asked[0])
    if kept is None or kept.status != "open":
        context.toast(_over(context, kept))
        return True
    flow, run = context.run_of(kept)
    here = current(flow, run)
    if kept.id == context.who.focus and here is not None and here.id == asked[1]:
        return False
    _again(context, kept, asked[1], what)
    return True


def _asked(context: Context, heard: Heard) -> tuple[int, str] | None:
    """The run and the question that a message of ours asked, or one of the person's own answered."""
    who = context.who
    if given := places.said_in(context.tx, who.person_id, heard.quotes):
        return given.run, stands_beside(given.step)
    card = places.card(context.tx, who.line, who.address, who.person_id, heard.quotes)
    step = MESSAGE.validate_json(card[1]).about if card else ""
    return (int(card[0].removeprefix("run:")), step) if card and step else None


def _no_question(context: Context) -> bool:
    kept = context.focused()
    if kept is not None:
        runs.show_below(context, kept, NO_QUESTION)
    return kept is not None


def _again(context: Context, kept: KeptRun, step: str, said: Said) -> None:
    """The question answered with this; it is shown with the reason, if that cannot be."""
    flow, run = context.run_of(kept)
    asked = next((s for s in run.asked(flow) if s.id == step), None)
    if asked is None or not flow.ways.goes_back:
        context.toast(UNCHANGEABLE)
        return
    opened = run.but(at=step)
    try:
        move = replied(context, kept, flow, opened, _meant(context, kept, flow, opened, said))
    except Refused as why:
        _moved(context, kept, flow, Move(opened), why)
        return
    back = run.at if run.at != step else ""
    move = replace(move, run=move.run if move.run.done else move.run.but(at=back))
    given = move.run.answers != run.answers
    _moved(context, kept, flow, move, _now(flow, move.run, asked) if given else None)


def _meant(context: Context, kept: KeptRun, flow: Flow, opened: Run, said: Said) -> Said:
    """What was typed instead of pressing a button is that button."""
    shown = showing(context, flow, opened)
    if not isinstance(said, Typed):
        return said
    options = context.cards(kept).card(flow, shown).options
    pressed = pressing(options, said.text)
    named = pressed.act if isinstance(pressed, OnCard) else None
    act = named or chosen(shown, [option.label for option in options], said.text, context.library.words)
    if act and (meant := meaning(shown, act)):
        return meant
    return replace(said, lang=context.lang, name=context.who.name)


def _recaptioned(context: Context, kept: KeptRun, step: str, said: Said | None) -> None:
    """Other words beside a file."""
    flow, run = context.run_of(kept)
    words = said.text if isinstance(said, Typed) else ""
    asked = next((s for s in run.asked(flow) if s.id == step), None)
    if asked is None or words == caption(run.answers, step):
        context.toast(SAME)
        return
    grown = put(run, asked, {CAPTION: words or None})
    now = Text("The words beside your file are now: {words}", {"words": words}) if words else REMOVED
    _moved(context, kept, flow, Move(grown.run, grown.events), now)


def _now(flow: Flow, run: Run, step: Step) -> Text | None:
    if step.id not in run.answers:
        return None
    said = item_of(flow, run, step.id)
    return Text("“{point}” is now: {answer}", {"point": said.prompt, "answer": said.shown})


def _moved(context: Context, kept: KeptRun, flow: Flow, move: Move, note: Refused | Text | None) -> None:
    """The card above gives way to one below that says what changed."""
    runs.close(context, kept, *context.run_of(kept))
    moved = runs.carried(context, kept, flow, move)
    if moved is None:
        runs.beaten(context, kept.id)
        return
    if move.run.done:
        context.show(card_slot(moved.id), next_card(context, moved, flow, move.run), edit=False)
        return
    context.focus(moved.id)
    runs.show(context, moved, edit=False, note=note)


DUTY = Duty(edited=edited, quoted=quoted)
