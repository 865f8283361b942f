"""What is worth a second look: noticed as an inspection is answered, and its person politely asked about it, once, in a message of its
own. Nothing waits for the answer, which goes on record. Only inspections are looked at, and confidential ones are not.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Message
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty
from bot.conversation.look_words import asked
from bot.conversation.pictures import digests
from bot.conversation.worth import LATELY as PACES
from bot.conversation.worth import OLD, PACE, PASSED_ON, PHOTO, WORDS, in_a_row, old, sent_before, too_fast
from bot.duties import runs, signing_off
from bot.engine.beside import FILES
from bot.engine.events import Answered, Finished, Noted
from bot.engine.flow import Step
from bot.engine.kinds import FreeText, Number
from bot.engine.talk import Open, Refused, Said, Text, Typed
from bot.presses.buttons import among, button
from bot.presses.every import InspectAgain
from bot.presses.looking import AnswerAgain, ItIsRight, SayingWhyRight, SayWhyRight
from bot.store.photos import Kept
from bot.store.runs import KeptRun
from bot.store.second_looks import AGAIN, RIGHT, Facts, Look, Took

NOTE = 500  # characters
NOT_YOURS = Text("That question is not for you.")
HINT = Text("Your answer goes on record. You can go on without it.")
THANKS = Text("Thank you. It is on record that it is right.")
ANEW = Text("Thank you. Please answer it again below.")
OVER = Text("This form is finished. It is on record that you wanted to answer it again.")


def _looked_at(occasion: Occasion) -> bool:
    return occasion.flow.ways.counts_findings and not occasion.kept.confidential


def slot_of(run_id: int) -> str:
    return f"look:{run_id}"


# What is noticed.


def answered(context: Context, occasion: Occasion, event: Answered) -> None:
    if not _looked_at(occasion):
        return
    before = digests(event.before) if isinstance(event.before, tuple) else ()
    new = [one for one in digests(event.value) if one not in before]
    if new:
        _photos(context, occasion, event.step.id, new)
    elif _compared(event.step):
        _words(context, occasion, event)


def _compared(step: Step) -> bool:
    """Numbers, and what was written about a point: not names, and not what is offered from the last time or held against the books."""
    free = isinstance(step.kind, Number) or (isinstance(step.kind, FreeText) and bool(step.follows))
    return free and not (step.default or step.ledger)


def noted(context: Context, occasion: Occasion, event: Noted) -> None:
    """Photos beside the answer to a point that asks for none."""
    if _looked_at(occasion) and event.what == FILES:
        _photos(context, occasion, event.step.id, list(digests(event.value)))


def _photos(context: Context, occasion: Occasion, step: str, new: list[str]) -> None:
    kept, photos = occasion.kept, context.tx.photos
    weeks = int(context.policy_at(kept.site_id).look_photos)
    known = [one for one in photos.known(new) if one.type == "photo"]
    sent = photos.in_run(kept.id) if known else set()
    for one in known:
        if one.digest in sent:  # the same photo may show two points
            continue
        found = _sign(context, kept, one, weeks)
        if weeks:
            photos.sent(kept, step, one.digest, one.bits, context.said_at)
        if found:
            _notice(context, kept, step, *found)


def _sign(context: Context, kept: KeptRun, one: Kept, weeks: int) -> tuple[str, Facts, int | None] | None:
    """The first that there is: which, its facts, and the inspection that has the same photo."""
    zone = ZoneInfo(context.tx.people.place(kept.site_id).zone)
    if weeks:
        since, photos = context.said_at - timedelta(weeks=weeks), context.tx.photos
        before = photos.same(kept, one.digest, since) or photos.alike(kept, one.digest, one.bits, since)
        there = sent_before(before, kept.person_id, kept.unit, kept.flow_id, context.said_at)
        if there:
            day = there.at.astimezone(zone).date().isoformat()
            return PHOTO, {"day": day, "digest": one.digest, "record": there.number}, there.run_id
    if context.policy_at(kept.site_id).look_dates == "no":
        return None
    taken = old(one.taken, kept.began_at.astimezone(zone))
    if taken:
        return OLD, {"day": taken.date().isoformat(), "digest": one.digest}, None
    if context.source.passed_on is not None:
        return PASSED_ON, {"digest": one.digest}, None
    return None


def _words(context: Context, occasion: Occasion, event: Answered) -> None:
    kept, wanted = occasion.kept, int(context.policy_at(occasion.kept.site_id).look_words)
    if not wanted or event.value is None:
        return
    before = context.tx.looks.said_before(kept, event.step.id, wanted + 2)
    count = in_a_row(event.value, kept.unit, before, wanted)
    if count:
        _notice(context, kept, event.step.id, WORDS, {"count": count}, None)


def finished(context: Context, occasion: Occasion, event: Finished) -> None:
    """How long it took; not of what was sent back for some of its questions."""
    kept = occasion.kept
    if not _looked_at(occasion) or event.verdict.confidential or context.tx.sign_offs.history(kept.id):
        return
    percent = int(context.policy_at(kept.site_id).look_pace)
    ends = context.tx.looks.first_and_last(kept.id) if percent else None
    if ends is None or kept.finished_at is None:
        return
    took = Took(round((ends[1] - ends[0]).total_seconds()), ends[2])
    usual = too_fast(took, context.tx.looks.earlier(kept, PACES), percent)
    context.tx.looks.took(kept, kept.finished_at, took)
    if usual is not None:
        _notice(context, kept, "", PACE, {"took": took.seconds, "usual": round(usual)}, None)


def _notice(context: Context, kept: KeptRun, step: str, what: str, facts: Facts, like: int | None) -> None:
    """On record; and asked, unless something about the same point was asked before."""
    looks = context.tx.looks
    ask = not any(one.step == step for one in looks.of(kept.id))
    id = looks.keep(kept, step, what, facts, context.said_at, like=like, asked=ask)
    look = looks.get(id)
    if ask and look:
        context.show(slot_of(kept.id), _card(context, look), edit=False)
        context.below = what != PACE  # the open question stays in sight; the last word of a form stays where it is


# What its person says.


def _card(context: Context, look: Look) -> Message:
    text = context.say(asked(look))
    return Message(
        text=text,
        hint=context.say(HINT),
        options=(
            button(context.say(Text("It is right")), ItIsRight(look.id), "good"),
            button(context.say(Text("It is right, and I say why")), SayWhyRight(look.id)),
            _anew(context, look),
        ),
        columns=1,
        fallback=text,
    )


def _anew(context: Context, look: Look) -> Button:
    if look.what == PACE:
        return button(context.say(Text("Inspect again")), InspectAgain(look.run_id))
    label = Text("I answer it again") if look.what == WORDS else Text("I take it again")
    return button(context.say(label), AnswerAgain(look.id))


def _mine(context: Context, id: int) -> Look | None:
    """Only who was asked answers."""
    look = context.tx.looks.get(id)
    kept = context.tx.runs.lock(look.run_id) if look and look.person_id == context.who.person_id else None
    if look is None or kept is None or not look.asked:
        context.toast(NOT_YOURS)
        return None
    return context.tx.looks.get(id)


def right(context: Context, press: ItIsRight) -> None:
    look = _mine(context, press.look)
    if look:
        _says(context, look, RIGHT)
        context.toast(THANKS)
        _answered(context, look, THANKS)


def _says(context: Context, look: Look, said: str, note: str = "") -> None:
    """On record; and whoever signs it off reads it on their card."""
    context.tx.looks.answered(look.id, said, context.said_at, note)
    kept = context.tx.runs.get(look.run_id)
    slot = signing_off.slot_of(look.run_id)
    if kept is None or kept.status != "finished":
        return
    for who in context.tx.people.those(context.tx.letters.told(slot)):
        context.notify(who, slot, signing_off.drawn(context, context.record(kept), who), edit=True)


def _answered(context: Context, look: Look, said: Text) -> None:
    """The question, with what became of it, where it was pressed."""
    say = context.say
    more = (button(say(Text("Say why")), SayWhyRight(look.id)),) if said is THANKS else ()
    message = Message(text=say(asked(look)), note=say(said), options=more, fallback=say(said))
    context.show(slot_of(look.run_id), message, edit=True)


def again(context: Context, press: AnswerAgain) -> None:
    """The question opens once more; what was answered stays until there is another answer."""
    look = _mine(context, press.look)
    kept = context.tx.runs.get(look.run_id) if look else None
    if look is None or kept is None or look.what == PACE:
        return
    _says(context, look, AGAIN)
    if kept.status != "open":  # whoever signs it off can send it back
        context.toast(OVER)
        _answered(context, look, OVER)
        return
    _answered(context, look, ANEW)
    context.focus(kept.id)
    runs.answer(context, kept, Open(look.step), typed=True)


def say_why(context: Context, press: SayWhyRight) -> None:
    look = _mine(context, press.look)
    if look:
        _ask_why(context, look)


def _ask_why(context: Context, look: Look) -> None:
    text = context.say(Text("Write in a few words why it is right."))
    message = Message(
        title=context.say(asked(look)),
        text=text,
        entry="text",
        controls=(button(context.say(Text("Never mind")), SayingWhyRight(look.id)),),
        fallback=text,
    )
    context.show("menu", message, edit=False)


def never_mind(context: Context, press: SayingWhyRight) -> None:
    """It is right all the same."""
    look = _mine(context, press.look)
    if look:
        if not look.answer:
            _says(context, look, RIGHT)
        _thank(context)


def _thank(context: Context) -> None:
    text = context.say(THANKS)
    message = Message(text=text, controls=(context.menu_button(),), fallback=text)
    context.show("menu", message, edit=False)


def written(context: Context, words: str) -> bool:
    """Was that why?"""
    press = among(context.buttons, SayingWhyRight)
    if press is None:
        return False
    look = _mine(context, press.look)
    if look:
        _says(context, look, RIGHT, words.strip()[:NOTE])
        _thank(context)
    return True


def hears(context: Context, said: Said | Refused) -> bool:
    """Words that could be a cry for help as well."""
    return isinstance(said, Typed) and written(context, said.text)


DUTY = Duty(
    events={Answered: answered, Noted: noted, Finished: finished},
    hears=hears,
    presses={ItIsRight: right, AnswerAgain: again, SayWhyRight: say_why, SayingWhyRight: never_mind},
)
