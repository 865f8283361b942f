"""What is typed or sent beside a form: asked back where it can be a button or an answer, else made the beginning of a report.

Nothing is guessed: the person says what it was.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.channels.channel import Button, Message
from bot.content.beside import both
from bot.conversation import outside
from bot.conversation.beginning import Known
from bot.conversation.context import Context, card_slot
from bot.conversation.duty import Duty
from bot.conversation.intent import Free, Polite, Unsure
from bot.conversation.known import showing
from bot.conversation.vocabulary import plain_words
from bot.duties import (
    bulletins,
    cancelling,
    criteria,
    danger,
    joining,
    lane_changes,
    menu,
    narrating,
    own_procedures,
    partner_changes,
    programmes,
    proving,
    runs,
    seating,
    second_look,
    signing_off,
    starting,
)
from bot.engine.flow import Flow
from bot.engine.talk import Refused, Sent, Text, Typed
from bot.presses.acts import Cancel
from bot.presses.buttons import button, encode
from bot.presses.every import AsAnswer, Describe, OnCard, ShowCriterion, StartFlow
from bot.store.asides import KeptAside
from bot.store.runs import KeptRun

PIECES = timedelta(minutes=2)  # in which what comes one after the other is one story
MOST = 4  # flows, and criteria, offered for words
SHORT = 4  # letters of a word that can be looked for in a sentence
CRITERION = 3  # words of a question about the criteria; more is a story
QUOTED = 30  # characters of somebody's words on a button
GREETED = {
    "greeting": Text("Hello. This is where you are:"),
    "thanks": Text("You're welcome. This is where you are:"),
    "fine": Text("All right. This is where you are:"),
}
NOT_UNDERSTOOD = Text("I did not understand that.")


def unsure(context: Context, meant: Unsure) -> None:
    """The button or the answer? The question stays where it is."""
    kept = context.focused()
    assert kept, "only in a form can something be an answer"
    aside = context.tx.asides.keep(
        context.who.person_id, meant.words, context.said_at, run_id=kept.id, version=kept.version
    )
    mine = button(context.say(Text("“{words}” is my answer", {"words": _short(meant.words)})), AsAnswer(aside))
    if isinstance(meant.pressed.act, Cancel):
        cancelling.ask(context, kept, edit=False, also=mine)
    else:
        _ask_back(context, kept, meant.pressed, mine)


def _ask_back(context: Context, kept: KeptRun, press: OnCard, mine: Button) -> None:
    flow, run = context.run_of(kept)
    runs.close(context, kept, flow, run)
    asked = Text("Did you mean the button, or is it your answer?")
    card = context.cards(kept).card(flow, showing(context, flow, run), asked)
    label = next((b.label for b in card.controls if b.data == encode(press)), "")
    meant = button(context.say(Text("The button “{label}”", {"label": label})), press) if label else None
    options = (meant, mine) if meant else (mine,)
    context.show(card_slot(kept.id), replace(card, options=options, columns=1), edit=False)


def polite(context: Context, said: Polite) -> None:
    """A short word back, and the open question below it; nothing is recorded."""
    kept = context.focused()
    assert kept, "outside of a form it is answered with the menu"
    runs.show_below(context, kept, GREETED[said.kind])


def as_answer(context: Context, press: AsAnswer) -> None:
    """It was the answer after all."""
    aside = context.tx.asides.get(press.aside, context.who.person_id)
    kept = runs.mine(context, aside.run_id) if aside and aside.run_id else None
    if aside is None or kept is None:
        menu.show_menu(context)
        return
    context.focus(kept.id)
    if kept.version != aside.version:
        runs.show_where_it_is(context, kept)
        return
    runs.answer(context, kept, Typed(danger.apart(aside.words)[0]), typed=True)


def typed(context: Context, said: Free) -> None:
    """Words that belong to nothing; they may be a code, or what was asked for about a corrective action."""
    if (
        not proving.written(context, said.words)
        and not narrating.written(context, said.words)
        and not signing_off.written(context, said.words)
        and not second_look.written(context, said.words)
        and not partner_changes.written(context, said.words)
        and not programmes.written(context, said.words)
        and not lane_changes.written(context, said.words)
        and not bulletins.written(context, said.words)
        and not own_procedures.written(context, said.words)
        and not seating.written(context, said.words)
        and not joining.known_already(context, said.words)
    ):
        free(context, said)


def free(context: Context, said: Free | Sent) -> None:
    """Words or a file that belong to nothing: the beginning of a report, or something to be looked up."""
    if outside.is_outside(context.who):
        menu.show_menu(context, outside.CALL if isinstance(said, Free) and not said.words else NOT_UNDERSTOOD)
        return
    words, files = (said.words, ()) if isinstance(said, Free) else (said.caption, (said.digest,))
    more = _told_before(context)
    if more:
        joined = "\n".join(filter(None, (more.words, words))), (*more.files, *files)
        context.tx.asides.joined(more, *joined)
        aside = replace(more, words=joined[0], files=joined[1])
    else:
        id = context.tx.asides.keep(context.who.person_id, words, context.said_at, files=files)
        aside = KeptAside(id, context.who.person_id, None, 0, words, files, context.said_at, None)
    context.held |= set(files)
    # Ten photos sent at once are one card, not ten.
    album = bool(more and more.files) and isinstance(said, Sent) and bool(said.album)
    if context.library.words.dangerous(aside.words):
        danger.show(context, aside.id, None, edit=album)
    else:
        _offer(context, aside, edit=album)


def _told_before(context: Context) -> KeptAside | None:
    """What this goes on with: said just before, and still shown."""
    last = context.tx.asides.latest(context.who.person_id)
    if last is None or last.became or last.run_id or context.said_at - last.at > PIECES:
        return None
    return last if encode(Describe(last.id)) in {b.data for b in context.buttons} else None


def _offer(context: Context, aside: KeptAside, *, edit: bool) -> None:
    flow = reporting(context)
    described = (button(context.say(_report(context, aside)), Describe(aside.id), "primary"),) if flow else ()
    text = context.say(Text("Is it one of these?"))
    note = NOT_UNDERSTOOD if aside.words else Text("No question is waiting for this.")
    message = Message(
        note=context.say(note),
        lead=(f"“{aside.words}”",) if aside.words else (),
        text=text,
        hint=context.say(Text("Files sent along: {count}", {"count": len(aside.files)})) if aside.files else "",
        options=(*described, *_looked_up(context, aside.words)),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=text,
    )
    context.show("menu", message, edit=edit)


def _report(context: Context, aside: KeptAside) -> Text:
    """What a report would begin with."""
    if aside.words:
        return Text("Report an incident with these words")
    if len(aside.files) > 1:
        return Text("Report an incident with these files")
    kinds = (kind for kind, *_ in context.tx.files.by_digest(aside.files).values())
    other = any(not kind.startswith("image/") for kind in kinds)
    return Text("Report an incident with this file") if other else Text("Report an incident with this photo")


def _looked_up(context: Context, words: str) -> tuple[Button, ...]:
    """The flows and criteria that speak of it."""
    flows = [f for f in menu.speaking_of(context, _telling(words)) if f != reporting(context)][:MOST]
    about = criteria.about(context, words)[:MOST] if 0 < len(plain_words(words)) <= CRITERION else []
    named = (button(both((c.id,), c.basc), ShowCriterion(c.id)) for c in about)
    return (*(button(context.say(Text(f.title)), StartFlow(f.id)) for f in flows), *named)


def _telling(words: str) -> list[str]:
    """The words of a sentence that are worth looking for."""
    return [word for word in plain_words(words) if len(word) >= SHORT]


def describe(context: Context, press: Describe) -> None:
    """Begins the report, its account filled in."""
    aside = context.tx.asides.get(press.aside, context.who.person_id)
    flow = reporting(context)
    there = context.tx.runs.get(aside.became) if aside and aside.became else None
    if there is not None and there.status == "open":
        runs.open_run(context, there.id)
    elif aside is None or flow is None:
        menu.show_menu(context)
    elif run_id := starting.start_with(context, flow, _known(aside)):
        context.tx.asides.became(aside.id, run_id)


def _known(aside: KeptAside) -> Known:
    words, place = danger.apart(aside.words)
    return {"words": words, "place": place, "files": aside.files}


def reporting(context: Context) -> Flow | None:
    """The report that takes what somebody tells in their own words."""
    mine = (f for f in context.library.today.values() if context.who.role in f.roles and not f.begun_by)
    return next((f for f in mine if f.ways.incident and any(s.known_from == "words" for s in f.questions)), None)


def hears(context: Context, said: object) -> bool:
    """A file that no question waits for."""
    if context.focused() is not None:
        return False
    if isinstance(said, Refused):
        menu.show_menu(context, said.text)
    elif isinstance(said, Sent) and said.digest:
        free(context, said)
    else:
        return False
    return True


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"


DUTY = Duty(
    presses={AsAnswer: as_answer, Describe: describe},
    meanings={Unsure: unsure, Free: typed, Polite: polite},
    hears=hears,
)
