"""What shows where a partner stands: a photo or a file, then its date; what it proves and until when is said at once.

A piece counts once everything about it is said. It was looked at by whoever sent it, then.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from bot.channels.channel import Button, Line, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.partner_asking import FILE, asking, awaiting, day_in, leads, show_asked
from bot.conversation.partner_clock import watch
from bot.conversation.partnering import LEADS, READERS
from bot.conversation.record import picture_of
from bot.duties import partners
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.figures.partners import shown_now
from bot.presses.buttons import button
from bot.presses.partnering import AddProof, AskPartner, AwaitPartner, EndProof, OpenPartner, SetProof, ShowProof
from bot.programmes.facts import Proof
from bot.programmes.standing import last_day, standing
from bot.store.partners import KeptEvidence

DATED, UNTIL, COUNTRY, SECURITY = "dated", "until", "of", "security"
ASKED = {
    FILE: Text("{proof}: send a photo or the file."),
    DATED: Text("Which date does it have? For a check in the portal, the day it was looked at."),
    UNTIL: Text("Until which day is it valid, as printed on it?"),
    COUNTRY: Text("Which country issued it? Type the name of the country."),
    SECURITY: Text("Does the certificate cover security? In the European Union: AEOS or AEOF do, AEOC does not."),
}
GONE = Text("That is not on file.")
NONE = "none"


def add(context: Context, press: AddProof) -> None:
    """Which sort of evidence: a button for each."""
    if not leads(context):
        return
    one = context.tx.partners.get(context.who.organisation_id, press.partner)
    if one is None:
        context.toast(partners.GONE)
        return
    proofs = list(context.library.programmes.proofs.values())
    text = context.say(Text("What do you have of {name}?", {"name": one.name}))
    options = tuple(button(context.say(Text(proof.name))[:75], AskPartner(one.id, FILE, proof.id)) for proof in proofs)
    controls = (button(context.say(Text("Back")), OpenPartner(one.id)),)
    context.show("menu", Message(text=text, options=options, columns=1, controls=controls, fallback=text), edit=True)


def ask(context: Context, press: AskPartner, note: Text | None = None) -> None:
    """The next question about a piece of evidence."""
    proof = context.library.programmes.proofs.get(press.proof)
    if proof is None or press.what not in ASKED:
        context.toast(GONE)
        return
    question = Text(ASKED[press.what].source, {"proof": Text(proof.name)})
    show_asked(context, awaiting(press), question, note, offered(context, press))


def offered(context: Context, press: AskPartner) -> tuple[Button, ...]:
    """What can be pressed instead of typing."""
    if press.what == UNTIL:
        return (button(context.say(Text("No end is printed on it")), SetProof(press.piece, UNTIL, NONE)),)
    if press.what == SECURITY:
        said = (("yes", Text("Yes")), ("no", Text("No")))
        return tuple(button(context.say(text), SetProof(press.piece, SECURITY, value)) for value, text in said)
    if press.what == DATED:
        days = ((context.today, Text("Today")), (context.today - timedelta(days=1), Text("Yesterday")))
        return tuple(button(context.say(text), SetProof(press.piece, DATED, day.isoformat())) for day, text in days)
    return ()


def heard(context: Context, awaited: AwaitPartner, said: Said | Refused) -> bool:
    """What was sent or typed about a piece of evidence."""
    again = asking(awaited)
    if awaited.what == FILE:
        _file(context, awaited, said)
    elif not isinstance(said, Typed):
        ask(context, again, Text("Please type it."))
    elif awaited.what == COUNTRY:
        code = context.wording.country_code(said.text)
        _settle(context, awaited, code, Text("No country is called that. Type its name, or its code such as MX."))
    elif awaited.what in (DATED, UNTIL):
        day = day_in(said, context.today, future=awaited.what == UNTIL)
        _settle(
            context, awaited, "" if isinstance(day, Text) else day.isoformat(), day if isinstance(day, Text) else None
        )
    else:
        ask(context, again)
    return True


def _settle(context: Context, awaited: AwaitPartner, value: str, wrong: Text | None) -> None:
    if value:
        set_piece(context, SetProof(awaited.piece, awaited.what, value))
    else:
        ask(context, asking(awaited), wrong)


def _file(context: Context, awaited: AwaitPartner, said: Said | Refused) -> None:
    proof = context.library.programmes.proofs.get(awaited.proof)
    again = AskPartner(awaited.partner, FILE, awaited.proof, awaited.piece)
    one = context.tx.partners.get(context.who.organisation_id, awaited.partner)
    if proof is None or one is None:
        context.toast(GONE)
    elif isinstance(said, Refused):
        ask(context, again, said.text)
    elif not isinstance(said, Sent) or not said.digest:
        ask(context, again, Text("Words alone do not show it. A photo of the screen or of the paper will do."))
    elif awaited.piece:
        _added(context, awaited.piece, said.digest)
    else:
        context.held |= {said.digest}
        country = proof.country or one.country if not _asks_country(proof) else ""
        piece = context.tx.partners.show(
            one.organisation_id, one.id, proof.id, files=[said.digest], dated=context.today, country=country,
            checked_by=context.who.person_id, checked_at=context.said_at,
        )  # fmt: skip
        ask(context, AskPartner(one.id, DATED, proof.id, piece))


def _added(context: Context, piece: int, digest: str) -> None:
    """A file of what was entered before: with it, it was looked at now."""
    one = context.tx.partners.piece(context.who.organisation_id, piece)
    if one is None:
        context.toast(GONE)
        return
    context.held |= {digest}
    files = json.dumps(list(dict.fromkeys((*one.files, digest))))
    looked = {"checked_by": context.who.person_id, "checked_at": context.said_at}
    context.tx.partners.amend(one.id, files=files, **looked)
    watch(context.tx, context.library.programmes, context.who.organisation_id, one.partner_id, context.now)
    partners.show(context, one.partner_id, Text("Kept, as looked at by you today. This is what it shows:"))


def _asks_country(proof: Proof) -> bool:
    return "arrangement" in proof.needs and not proof.country


def pressed(context: Context, press: SetProof) -> None:
    if leads(context):
        set_piece(context, press)


def set_piece(context: Context, press: SetProof) -> None:
    """One thing is said; the next is asked, and after the last it counts."""
    one = context.tx.partners.piece(context.who.organisation_id, press.piece)
    if one is None or one.ready:
        context.toast(GONE if one is None else Text("That was said already."))
        return
    values = _values(press)
    if values is None:
        context.toast(GONE)
        return
    if DATED in values and values[DATED] > context.today:  # type: ignore[operator]
        ask(context, AskPartner(one.partner_id, DATED, one.proof, one.id), Text("That date is in the future."))
        return
    if UNTIL in values and values[UNTIL] and values[UNTIL] < one.dated:  # type: ignore[operator]
        ask(context, AskPartner(one.partner_id, UNTIL, one.proof, one.id), Text("That is before its own date."))
        return
    context.tx.partners.amend(one.id, **values)
    _next(context, one, press.what)


def _values(press: SetProof) -> dict[str, object] | None:
    """The columns that a value is for; None if it was forged."""
    if press.what == SECURITY and press.value in ("yes", "no"):
        return {"security": press.value == "yes"}
    if press.what == COUNTRY and press.value.isupper() and len(press.value) == 2:
        return {"country": press.value}
    if press.what == UNTIL and press.value == NONE:
        return {UNTIL: None}
    try:
        return {press.what: date.fromisoformat(press.value)} if press.what in (DATED, UNTIL) else None
    except ValueError:
        return None


def _next(context: Context, one: KeptEvidence, said: str) -> None:
    proof = context.library.programmes.proofs[one.proof]
    steps = [
        DATED,
        *([UNTIL] if proof.printed else []),
        *([COUNTRY] if _asks_country(proof) else []),
        *([SECURITY] if "security" in proof.needs else []),
    ]
    after = steps[steps.index(said) + 1 :] if said in steps else []
    if after:
        ask(context, AskPartner(one.partner_id, after[0], one.proof, one.id))
        return
    context.tx.partners.amend(one.id, ready=True, checked_by=context.who.person_id, checked_at=context.said_at)
    watch(context.tx, context.library.programmes, context.who.organisation_id, one.partner_id, context.now)
    partners.show(context, one.partner_id, Text("Kept, as looked at by you today. This is what it shows:"))


def show(context: Context, press: ShowProof, note: Text | None = None) -> None:
    """A piece of evidence: what it is, when it was looked at and by whom, until when it counts; then its files."""
    one = context.tx.partners.piece(context.who.organisation_id, press.piece)
    if context.who.role not in READERS or one is None or one.proof not in context.library.programmes.proofs:
        context.toast(GONE)
        return
    proof, partner = (
        context.library.programmes.proofs[one.proof],
        context.tx.partners.get(context.who.organisation_id, one.partner_id),
    )
    risk = partner.risk if partner else ""
    title = context.say(Text(proof.name))
    ends: tuple[Button, ...] = ()
    if context.who.role in LEADS and one.ended is None:
        ends = (
            button(context.say(Text("Add a photo or file")), AskPartner(one.partner_id, FILE, one.proof, one.id)),
            button(context.say(Text("Suspended or withdrawn")), EndProof(one.id), "bad"),
        )
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        text=context.say(says(context, one, risk)),
        lines=tuple(lines_of(context, one, proof, risk)),
        controls=(*ends, button(context.say(Text("Back")), OpenPartner(one.partner_id)), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=True)
    kept = context.tx.files.by_digest(one.files) if one.files else {}
    for n, digest in enumerate((digest for digest in one.files if digest in kept), start=1):
        context.show("", Message(pictures=(picture_of(digest, kept[digest][0], n),)), edit=False)


def says(context: Context, one: KeptEvidence, risk: str) -> Text:
    """What it shows by itself, today."""
    facts = context.library.programmes
    return standing(facts, [shown_now(context.tx, facts, one)], context.today, risk).why


def lines_of(context: Context, one: KeptEvidence, proof: Proof, risk: str) -> list[Line]:
    say, shown = context.say, shown_now(context.tx, context.library.programmes, one)
    by = last_day(context.library.programmes, proof, shown, risk)
    at = context.wording.moment(one.checked_at, context.who.zone, context.lang)
    lines = [
        Line(say(Text("Dated")), say(Text("{day}", {"day": one.dated}))),
        *([Line(say(Text("Counts until")), say(Text("{day}", {"day": by})))] if by else []),
        *([Line(say(Text("Country")), context.wording.country(one.country, context.lang))] if one.country else []),
        Line(say(Text("Looked at")), say(Text("{at}, by {name}", {"at": at, "name": one.checked_by or "Sello"}))),
    ]
    return [*lines, *([Line(say(Text("Score")), f"{shown.score} %")] if shown.score is not None else [])]


def end(context: Context, press: EndProof) -> None:
    """News of a suspension: from today on it counts no more."""
    if not leads(context):
        return
    one = context.tx.partners.piece(context.who.organisation_id, press.piece)
    if one is None or one.ended:
        context.toast(GONE)
        return
    if press.sure:
        context.tx.partners.amend(one.id, ended=context.today, ended_by=context.who.person_id)
        partners.show(context, one.partner_id, edit=True)
        return
    text = context.say(Text("From today on it counts no more. Is that so?"))
    options = (button(context.say(Text("Yes, it was suspended or withdrawn")), EndProof(one.id, sure=True), "bad"),)
    controls = (button(context.say(Text("Back")), ShowProof(one.id)),)
    context.show("menu", Message(text=text, options=options, controls=controls, fallback=text), edit=True)


DUTY = Duty(presses={AddProof: add, SetProof: pressed, ShowProof: show, EndProof: end})
