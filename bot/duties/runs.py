"""Runs: starting one, answering, changing, cancelling, finishing.

One turn of a run is one move of its version; whoever comes second is shown where the run is.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import over
from bot.conversation.context import Context, Occasion, card_slot
from bot.conversation.duty import Duty
from bot.conversation.intent import Named
from bot.conversation.known import showing
from bot.conversation.last_card import next_card, since_the_answer
from bot.conversation.moving import item_of, moved_by
from bot.conversation.remembered import reads_alike
from bot.conversation.replying import replied
from bot.conversation.saying import meaning
from bot.conversation.vocabulary import Word
from bot.duties import cancelling, menu
from bot.engine.again import asked_about
from bot.engine.events import Joined, Move
from bot.engine.flow import Flow
from bot.engine.reply import ended as ending
from bot.engine.run import Run, current
from bot.engine.talk import Refused, Said, Text, Typed
from bot.engine.view import Ended, view
from bot.presses.acts import Act, Cancel, ConfirmCancel, GoOn, InLanguage, Page
from bot.presses.every import OnCard, OpenRun
from bot.store.runs import KeptRun

EARLIER = Text("That button is from an earlier question. This is where you are now.")
NOT_YOURS = Text("That button belongs to someone else's conversation.")


def open_run(context: Context, run_id: int, *, at_home: bool = False) -> None:
    """Shows a run where it is, and makes it the one that typed words answer. Its card further up has had its time."""
    kept = mine(context, run_id)
    if kept is not None:
        context.focus(kept.id)
        show_below(context, kept)
    elif at_home:  # where what is over still stands
        menu.publish(context)


def press(context: Context, pressed: OnCard, *, typed: bool = False) -> None:
    """A button of a run's card; or its words, typed below the card."""
    kept = mine(context, pressed.run)
    if kept is None:
        over.show(context, pressed.run)
        return
    context.focus(kept.id)
    match pressed.act:
        case InLanguage(lang):
            context.speaks(context.wording.language(lang))
            show(context, kept, edit=not typed)
        case Page(number):
            show(context, kept, edit=not typed, page=number)
        case _ if pressed.version != kept.version:
            show_where_it_is(context, kept)
        case Cancel():
            cancelling.ask(context, kept, edit=not typed)
        case ConfirmCancel():
            if not cancelling.cancel(context, kept):
                beaten(context, kept.id)
        case GoOn():
            show(context, kept, edit=not typed)
        case act:
            _pressed(context, kept, act, typed=typed)


def show_where_it_is(context: Context, kept: KeptRun) -> None:
    """The answer to a button of an earlier question."""
    context.toast(EARLIER)
    show(context, kept, edit=True)


def beaten(context: Context, run_id: int) -> None:
    """Somebody else was first: where the run is now, or that it is over."""
    kept = mine(context, run_id)
    if kept is not None:
        show_where_it_is(context, kept)


def _pressed(context: Context, kept: KeptRun, act: Act, *, typed: bool) -> None:
    """A button that says something to the flow."""
    flow, run = context.run_of(kept)
    said = meaning(showing(context, flow, run), act)
    if said is None:
        show_where_it_is(context, kept)
        return
    answer(context, kept, said, typed=typed)


def answer(context: Context, kept: KeptRun, said: Said, *, typed: bool) -> None:
    """Something said to a run: kept, and the next card; or why it was not."""
    flow, run = context.run_of(kept)
    if isinstance(said, Typed):
        said = replace(said, lang=context.lang, name=context.who.name)
    try:
        move = replied(context, kept, flow, run, said)
    except Refused as why:
        if typed:
            close(context, kept, flow, run)
        show(context, _asked_about(context, kept, why), edit=not typed, note=why)
        return
    _go_on(context, kept, flow, run, move, typed=typed)


def _go_on(context: Context, kept: KeptRun, flow: Flow, run: Run, move: Move, *, typed: bool) -> None:
    """The move on record, what the duties make of it, and the next card."""
    moved = carried(context, kept, flow, move)
    if moved is None:
        beaten(context, kept.id)
        return
    joins = bool(move.only(Joined))
    typed = typed or context.below
    if typed and not joins:
        _leave(context, moved, flow, run, move.run)
    card = next_card(context, moved, flow, move.run)
    context.show(card_slot(kept.id), card, edit=not typed or joins)  # ten photos sent at once are one card, not ten


def carried(context: Context, kept: KeptRun, flow: Flow, move: Move) -> KeptRun | None:
    """The move, kept, and every duty told of it; None if somebody else moved first."""
    context.seen = None
    if not context.tx.runs.move(kept, move.run.as_json(), context.now):
        return None
    moved = moved_by(context, kept, flow, move)
    context.read[moved.id, moved.version] = flow, move.run
    if reads_alike(flow, move):
        context.moved.append((moved, move.run))
    context.happened(Occasion(moved, flow, move.run, move.events))
    context.seen = None
    return moved


def _asked_about(context: Context, kept: KeptRun, why: Refused) -> KeptRun:
    """The run while an answer is asked about: what was typed first stays on record."""
    flow, run = context.run_of(kept)
    asked = asked_about(flow, run, why)
    if asked is run or not context.tx.runs.move(kept, asked.as_json(), context.now):
        return kept
    moved = replace(kept, version=kept.version + 1, state=asked.as_json())
    context.seen = None
    context.read[moved.id, moved.version] = flow, asked
    return moved


def send(context: Context, run_id: int) -> None:
    """Ends a run that says no more."""
    kept = mine(context, run_id)
    if kept is None:
        return
    flow, run = context.run_of(kept)
    _go_on(context, kept, flow, run, ending(flow, run), typed=True)  # below everything, where it was asked


def _leave(context: Context, kept: KeptRun, flow: Flow, before: Run, after: Run) -> None:
    """What is left of the card above what was typed: its answer, or else its question alone."""
    here = current(flow, before)
    grows = here is not None and here.id in after.drafts and before.drafts.get(here.id) != after.drafts[here.id]
    if here is None or here.id not in after.answers or grows:
        close(context, kept, flow, before)
        return
    recap = context.cards(kept).recap(flow, item_of(flow, after, here.id))
    context.show(card_slot(kept.id), recap, edit=True)


def finish_now(context: Context, occasion: Occasion) -> None:
    """Ends a run that asks nothing; nobody is shown a last card."""
    moved = carried(context, occasion.kept, occasion.flow, ending(occasion.flow, occasion.run))
    assert moved, "it has just been begun"


def close(context: Context, kept: KeptRun, flow: Flow, run: Run) -> None:
    """The card above what was typed gives its buttons to the one below: two live cards would be one too many."""
    shown = view(flow, run, context.today)  # the question alone: what could be offered with it need not be looked up
    if not isinstance(shown, Ended):
        closed = context.cards(kept).closed(flow, shown)
        context.show(card_slot(kept.id), closed, edit=True, pressed=False)


def hears(context: Context, what: Said | Refused) -> bool:
    """Something typed, shared or sent answers the open question, if there is one."""
    kept = context.focused()
    if kept is not None:
        _said(context, kept, what)
    return kept is not None


def _said(context: Context, kept: KeptRun, what: Said | Refused) -> None:
    """`what` may be a file that could not be kept."""
    if isinstance(what, Refused):
        show_below(context, kept, what)
    else:
        answer(context, kept, what, typed=True)


def mine(context: Context, run_id: int) -> KeptRun | None:
    """A run of the person who is speaking, locked; says so if it is not, or is over."""
    kept = context.tx.runs.lock(run_id)
    if kept is None or kept.person_id != context.who.person_id:
        context.toast(NOT_YOURS)
        return None
    if kept.status != "open":
        finished = kept.status == "finished"
        context.toast(Text("This form is finished and recorded.") if finished else Text("This form was canceled."))
        return None
    return kept


def show_below(context: Context, kept: KeptRun, note: Refused | Text | None = None) -> None:
    """The question that is open, below everything; its card further up gives its buttons away."""
    close(context, kept, *context.run_of(kept))
    show(context, kept, edit=False, note=note)


def show(context: Context, kept: KeptRun, *, edit: bool, note: Refused | Text | None = None, page: int = 0) -> None:
    flow, run = context.run_of(kept)
    shown = showing(context, flow, run)
    card = context.cards(kept).card(flow, shown, note, page)
    context.show(card_slot(kept.id), since_the_answer(context, card, kept, shown), edit=edit)


DUTY = Duty(
    words=(Word("open", Text("/open"), Text("What you have not finished")),),
    commands={
        "open": lambda context, _: menu.open_list(context),
    },
    presses={
        OpenRun: lambda context, pressed: open_run(context, pressed.run, at_home=pressed.at_home),
        OnCard: press,
    },
    meanings={Named: lambda context, meant: press(context, meant.pressed, typed=True)},
    hears=hears,
)
