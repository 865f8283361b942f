"""`/partner`: whom an organisation works with and where each stands; `/failing`: who would fail an audit today, the worst first.

What is said about one, and what shows its standing, is in partner_proofs.py and partner_changes.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.channel import Button, Line, Message
from bot.conversation.context import PARTNER, Context
from bot.conversation.duty import Duty
from bot.conversation.paging import turning_of
from bot.conversation.partnering import LEADS, MARK, PART, QUESTIONED, READERS, RISK, STATE, found_by
from bot.conversation.vocabulary import Word
from bot.engine.talk import Text
from bot.figures.partners import Stood, failing, in_order, soon, stood
from bot.presses.buttons import button
from bot.presses.partnering import (
    AddProof,
    AskPartner,
    OpenContact,
    OpenPartner,
    SetPartner,
    ShowPartners,
    ShowProof,
)
from bot.presses.questioning import SendQuestionnaire, ShowQuestionnaire, ShowWeaknesses
from bot.store.partners import KeptPartner

FAILING, SOONEST = "failing", "soon"
NOT_YOURS = Text("Only managers see partners.")
GONE = Text("That partner is not in the list.")
MEANT = 8  # partners offered for a word
CONTACT = "contact"
ASKED = 3  # questionnaires on the card of a partner
CONTACTS = 10  # of a partner on its card
PAGE = 10  # partners on a card, each with its button
OPENED = 20  # pieces of evidence with a button
SORTS = {
    "": Text("Partners"),
    FAILING: Text("Partners that would fail an audit today"),
    SOONEST: Text("Partners due soon"),
}


def typed(context: Context, rest: str) -> None:
    """The list; with a name, that partner."""
    if not _may(context):
        return
    partners = context.tx.partners.of(context.who.organisation_id)
    found = found_by(rest, partners) if rest else []
    if not rest or _asks_failing(context, rest):
        show_list(context, FAILING if rest else "", edit=False)
    elif len(found) == 1:
        show(context, found[0].id, edit=False)
    else:
        _choose(context, rest, found[:MEANT])


def _may(context: Context) -> bool:
    if context.who.role in READERS:
        return True
    text = context.say(NOT_YOURS)
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)
    return False


def _asks_failing(context: Context, rest: str) -> bool:
    said = {FAILING, *(word.removeprefix("/") for word in context.wording.words("/failing").values())}
    return rest.casefold() in said


def _choose(context: Context, rest: str, found: list[KeptPartner]) -> None:
    text = context.say(
        Text("No partner is called “{name}”.", {"name": rest[:80]}) if not found else Text("Which partner?")
    )
    add = (button(context.say(Text("Add a partner")), AskPartner()),) if context.who.role in LEADS else ()
    options = tuple(button(one.name[:75], OpenPartner(one.id)) for one in found)
    controls = (*add, button(context.say(SORTS[""]), ShowPartners()), context.menu_button())
    message = Message(text=text, options=options, columns=1, controls=controls, fallback=text)
    context.show("menu", message, edit=False)


def listed(context: Context, press: ShowPartners) -> None:
    if context.who.role not in READERS:
        context.toast(NOT_YOURS)
        return
    show_list(context, press.what, press.page, edit=not press.at_home)


def everybody(context: Context) -> list[Stood]:
    partners = context.tx.partners.of(context.who.organisation_id)
    return stood(context.tx, context.library.programmes, partners, context.today)


def show_list(context: Context, what: str, page: int = 0, *, edit: bool) -> None:
    """A line for each, the worst first, with why; a page at a time."""
    every = everybody(context)
    found = {FAILING: failing, SOONEST: soon}.get(what, in_order)(every)
    turned = max(-(-len(found) // PAGE), 1)
    page = min(page, turned - 1)
    there = found[page * PAGE : (page + 1) * PAGE]
    title = context.say(SORTS.get(what, SORTS[""]))
    message = Message(
        title=title,
        text=context.say(counted(every, what)),
        lines=tuple(_line(context, one) for one in there),
        options=tuple(button(one.partner.name[:75], OpenPartner(one.partner.id)) for one in there),
        choose=context.say(Text("Open a partner")),
        controls=(
            *turning_of(page, turned, lambda number: ShowPartners(what, number)),
            *_ways(context, what),
            context.menu_button(),
        ),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def counted(every: list[Stood], what: str) -> Text:
    bad = len(failing(every))
    if not every:
        return Text("No partners yet. Add one here, or all of them from a sheet.")
    if what == FAILING and not bad:
        return Text("None: all {count} partners can show where they stand.", {"count": len(every)})
    return Text("{bad} of {count} would fail an audit today.", {"bad": bad, "count": len(every)})


def _ways(context: Context, what: str) -> tuple[Button, ...]:
    other = "" if what == FAILING else FAILING
    add = (button(context.say(Text("Add a partner")), AskPartner()),) if context.who.role in LEADS else ()
    return (button(context.say(SORTS[other]), ShowPartners(other)), *add)


def _line(context: Context, one: Stood) -> Line:
    label = f"{MARK[one.standing.state]} {one.partner.name}"
    return Line(label, f"{context.say(STATE[one.standing.state])}. {context.say(one.standing.why)}")


def opened(context: Context, press: OpenPartner) -> None:
    if context.who.role not in READERS:
        context.toast(NOT_YOURS)
        return
    show(context, press.partner, edit=True)


def show(context: Context, id: int, note: Text | None = None, *, edit: bool = False) -> None:
    """One partner, with what is on file of it."""
    one = context.tx.partners.get(context.who.organisation_id, id)
    if one is None:
        context.toast(GONE)
        return
    found = stood(context.tx, context.library.programmes, [one], context.today)[0]
    leads = context.who.role in LEADS
    message = Message(
        title=one.name,
        note=context.say(note) if note else "",
        lead=(f"{MARK[found.standing.state]} {context.say(STATE[found.standing.state]).capitalize()}",),
        text=context.say(found.standing.why),
        lines=tuple(_lines(context, found)),
        options=(*_pieces(context, found), *(_contacts(context, id) if leads else ())),
        choose=context.say(Text("Evidence and contacts")),
        controls=(
            *(changes(context, id) if leads else ()),
            button(context.say(SORTS[""]), ShowPartners()),
            context.menu_button(),
        ),
        fallback=one.name,
    )
    context.show(f"{PARTNER}{id}", message, edit=edit)


def _lines(context: Context, found: Stood) -> Iterator[Line]:
    yield from said_of(context, found)
    contacts = context.tx.partners.contacts(found.partner.id)
    for contact in contacts[:CONTACTS]:
        yield Line(context.say(Text("Contact")), contact.said)
    if len(contacts) > CONTACTS:
        yield Line("", context.say(Text("and {count} more", {"count": len(contacts) - CONTACTS})))


def said_of(context: Context, found: Stood) -> Iterator[Line]:
    """What is known of it, besides who is there."""
    one, say = found.partner, context.say
    unsaid = say(Text("not said yet"))
    yield Line(say(Text("Part in the chain")), say(PART[one.part]) if one.part else unsaid)
    yield Line(say(Text("Country")), context.wording.country(one.country, context.lang) if one.country else unsaid)
    yield Line(say(Text("Risk")), say(RISK[one.risk]) if one.risk else unsaid)
    contract = say(Text("{day}", {"day": one.contract})) if one.contract else say(Text("none on file"))
    yield Line(say(Text("Contract with a security clause")), contract)
    yield from _questionnaires(context, one)
    proof = found.standing.proof
    if proof and proof.certainty != "verified":
        yield Line(say(Text("Rule")), say(RULES[proof.certainty]))


def _questionnaires(context: Context, one: KeptPartner) -> Iterator[Line]:
    """The newest: how it stands."""
    for asked in context.tx.questionnaires.of_partner(one.organisation_id, one.id)[:ASKED]:
        state = context.say(QUESTIONED[asked.state(context.now)])
        yield Line(context.say(Text("Questionnaire")), ", ".join(filter(None, (state, asked.contact))))


RULES = {
    "recalled": Text("from memory, not checked"),
    "practice": Text("practice: no program sets it"),
}


def _pieces(context: Context, found: Stood) -> Iterator[Button]:
    """The evidence; and questionnaires that are under way."""
    proofs = context.library.programmes.proofs
    for asked in context.tx.questionnaires.of_partner(found.partner.organisation_id, found.partner.id)[:ASKED]:
        state = QUESTIONED[asked.state(context.now)]
        yield button(context.say(Text("Questionnaire: {state}", {"state": state}))[:75], ShowQuestionnaire(asked.id))
    for one in found.evidence[:OPENED]:
        if one.proof in proofs:
            fill = {"proof": Text(proofs[one.proof].name), "day": one.dated}
            press = ShowWeaknesses(one.run_id) if one.points and one.run_id else ShowProof(one.id)
            yield button(context.say(Text("{proof}, {day}", fill))[:75], press)


def _contacts(context: Context, id: int) -> Iterator[Button]:
    for one in context.tx.partners.contacts(id)[:CONTACTS]:
        yield button(context.say(Text("Contact: {name}", {"name": one.said}))[:75], OpenContact(one.id))


def changes(context: Context, id: int) -> tuple[Button, ...]:
    say = context.say
    return (
        button(say(Text("Add evidence")), AddProof(id), "primary"),
        button(say(Text("Send the questionnaire")), SendQuestionnaire(id)),
        button(say(Text("Part in the chain")), SetPartner(id, "part")),
        button(say(Text("Country")), AskPartner(id, "country")),
        button(say(Text("Risk")), SetPartner(id, "risk")),
        button(say(Text("Contract")), AskPartner(id, "contract")),
        button(say(Text("Add a contact")), AskPartner(id, CONTACT)),
        button(say(Text("No longer a partner")), SetPartner(id, "end"), "bad"),
    )


def _belongs(context: Context, rest: str) -> bool:
    """A name of a partner behind it, or nothing; else it is a sentence that begins like this."""
    if not rest or _asks_failing(context, rest):
        return True
    return context.who.role in READERS and bool(found_by(rest, context.tx.partners.of(context.who.organisation_id)))


def failing_now(context: Context, _rest: str) -> None:
    if _may(context):
        show_list(context, FAILING, edit=False)


DUTY = Duty(
    words=(
        Word(
            "partner",
            Text("/partner"),
            Text("Partners and where they stand"),
            also=("partners", "socios"),
            roles=READERS,
            takes=_belongs,
        ),
        Word(
            "failing",
            Text("/failing"),
            Text("Partners that would fail an audit today"),
            roles=READERS,
            takes=lambda _context, rest: not rest,
        ),
    ),
    commands={"partner": typed, "failing": failing_now},
    presses={ShowPartners: listed, OpenPartner: opened},
)
