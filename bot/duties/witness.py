"""The hash of each sealed day as a line in the managers' chats, which whoever has the database cannot write anew; the proof of a
record as a file."""

from __future__ import annotations

from datetime import date, timedelta

from bot.channels.channel import Message, Picture
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.paper_rights import on_paper
from bot.conversation.record import Record
from bot.conversation.sent_once import sent_once
from bot.conversation.vocabulary import Word
from bot.duties import menu, timeline
from bot.duties.summary import READERS
from bot.engine.talk import Text
from bot.policy import policy
from bot.presses.buttons import button
from bot.presses.papering import JSON, PROOF, name_of, wanted
from bot.presses.witnessing import SendProof, WholeHash
from bot.proof.chain import short
from bot.store import retention
from bot.store.people import Who
from bot.store.proof_paths import sealed_on
from bot.store.proofs import Day, last_day

DECIDE = ("admin", "manager")
FRESH = timedelta(days=1)  # a day that was sealed longer ago is no news
AGAIN = 2  # minutes in which the same file comes once
NOT_YOURS = Text("There is no finished record with that number that you may read.")
NOT_YET = Text("{record} is not sealed yet. That is done in the night after it was finished.")
WHICH = Text("Type the number of the record behind the command, such as /proof LAR-26-0012.")
COMES = Text("The proof comes in a moment. “{command}” checks it, without the database.", {"command": "sello verify"})
SENT = Text("The proof was sent to you just now.")
NO_DAY = Text("Nothing is sealed yet.")


def post(context: Context, organisation_id: int) -> None:
    """The last day that was sealed, in each chat once: it vouches for all before it."""
    day = last_day(context.tx, organisation_id)
    if day is None or context.now - day.made_at > FRESH:
        return
    for who in _witnesses(context, organisation_id):
        key = f"witness/{organisation_id}/{day.link.number}/{who.person_id}"
        context.notify(who, "", _line(context, day, context.reads(who)), key=key)


def _witnesses(context: Context, organisation_id: int) -> list[Who]:
    ours = context.tx.organisations.get(organisation_id)
    chosen = policy(ours.region, ours.settings, "{}").witness if ours else "no"
    if chosen == "managers":
        return context.tx.people.staff(organisation_id, DECIDE)
    if chosen == "no":
        return []
    some = context.tx.people.those(context.tx.subscriptions.of_organisation(organisation_id))
    return [who for who in some if who.role in READERS]


def _line(context: Context, day: Day, lang: str) -> Message:
    link = day.link
    fill = {"day": date.fromisoformat(link.date), "count": str(link.size), "hash": short(link.hash)}
    text = context.wording.say(Text("Sealed: {day}, entries: {count}, hash {hash}", fill), lang)
    whole = button(context.wording.say(Text("Whole hash"), lang), WholeHash(link.number))
    return Message(text=text, options=(whole,), fallback=text)


def whole(context: Context, press: WholeHash) -> None:
    """To be compared, or written down somewhere else."""
    day = last_day(context.tx, context.who.organisation_id, press.day) if context.who.role in READERS else None
    if day is None:
        context.toast(NO_DAY)
        return
    text = f"{context.wording.fill(date.fromisoformat(day.link.date), context.lang)}: {day.link.hash}"
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)


def typed(context: Context, rest: str) -> None:
    """/proof LAR-26-0012; without a number the last hash, for whoever may have it."""
    number = rest.strip()
    if not number:
        day = last_day(context.tx, context.who.organisation_id) if context.who.role in READERS else None
        if day is None:
            menu.show_menu(context, WHICH)
            return
        message = _line(context, day, context.lang)
        context.show("menu", message, edit=False)
        return
    found = retention.numbered(context.tx, context.who.organisation_id, number) if timeline.numbered(number) else None
    record = on_paper(context, context.tx.runs.get(found) if found else None)
    menu.show_menu(context, NOT_YOURS if record is None else _sent(context, record))


def send(context: Context, press: SendProof) -> None:
    record = on_paper(context, context.tx.runs.get(press.run))
    context.toast(NOT_YOURS if record is None else _sent(context, record))


def _sent(context: Context, record: Record) -> Text:
    kept, who = record.kept, context.who
    if sealed_on(context.tx, kept.id) is None:
        return Text(NOT_YET.source, {"record": record.number})
    file = Picture(wanted(kept.id, who.person_id, PROOF, context.lang), JSON, name_of(record.number, PROOF))
    return COMES if sent_once(context, file, f"proof:{kept.id}:{kept.version}:{who.person_id}", AGAIN) else SENT


DUTY = Duty(
    words=(
        Word("proof", Text("/proof"), Text("The proof of a record"), takes=lambda _, rest: timeline.numbered(rest)),
    ),
    commands={"proof": typed},
    presses={WholeHash: whole, SendProof: send},
)
