"""Partners at the page: all of them with where they stand, and one, whole. What is done there are the buttons of the chat."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.channel import Line, Message, Picture
from bot.conversation.partnering import LEADS, MARK, PART, READERS, STATE
from bot.conversation.record import picture_of
from bot.conversation.vocabulary import begins
from bot.duties import partner_proofs
from bot.duties import partners as chat
from bot.engine.talk import Text
from bot.figures.partners import Stood, in_order, soon, stood
from bot.page.choosing import Choice, select, typed, words_in
from bot.page.lists import PAGE, page_in
from bot.page.reader import Reader, Shown, missing
from bot.page.turning import turned
from bot.presses.buttons import button, encode
from bot.presses.partnering import AskPartner, OpenContact, ShowProof
from bot.store.partners import KeptContact, KeptEvidence

# What the list can be narrowed down to; the first two are what the summary counts.
STATES = {
    "failing": Text("Would fail an audit today"),
    "soon": Text("Due soon"),
    "fine": Text("Can show where they stand"),
}


@dataclass(frozen=True)
class Entry:
    id: int
    name: str
    state: str
    why: str
    detail: str
    grave: bool


@dataclass(frozen=True)
class Piece:
    """A piece of evidence with its files; `press` opens what can be done about it, and is empty for who may only look."""

    id: int
    title: str
    said: str
    lines: tuple[Line, ...]
    files: tuple[Picture, ...]
    press: str


def offered(reader: Reader) -> bool:
    return reader.who.role in READERS


def leads(reader: Reader) -> bool:
    return reader.who.role in LEADS


def partners(reader: Reader) -> Shown:
    if not offered(reader):
        return missing(reader)
    every = in_order(chat.everybody(reader.context))
    choices = _choices(reader, every)
    found = [one for one in every if _fits(reader, one)]
    page = min(page_in(reader), max(len(found) - 1, 0) // PAGE)
    kept = {one.name: one.value for one in choices if one.value}
    add = (button(reader.say(Text("Add a partner")), AskPartner()),) if leads(reader) else ()
    values = {
        "choices": choices,
        "entries": [_entry(reader, one) for one in found[page * PAGE : (page + 1) * PAGE]],
        "count": len(found),
        "told": reader.say(chat.counted(every, "")),
        "turn": turned(page, kept, more=(page + 1) * PAGE < len(found)),
        "card": Message(options=add),
        "leads": leads(reader),
    }
    return Shown("partners.html", reader.say(chat.SORTS[""]), values)


def _choices(reader: Reader, every: list[Stood]) -> tuple[Choice, ...]:
    parts = {one.partner.part for one in every}
    codes = sorted({one.partner.country for one in every if one.partner.country})
    countries = {code: Text("{name}", {"name": reader.context.wording.country(code, reader.lang)}) for code in codes}
    return (
        typed(reader, "words", Text("Name"), type="search"),
        select(reader, "state", Text("State"), STATES),
        select(reader, "part", Text("Part in the chain"), {id: said for id, said in PART.items() if id in parts}),
        select(reader, "country", Text("Country"), countries),
    )


def _fits(reader: Reader, one: Stood) -> bool:
    asked, kept = reader.asked, one.partner
    states = {"failing": one.standing.fails, "soon": bool(soon([one])), "fine": not one.standing.fails}
    return (
        begins(kept.name, words_in(reader, "words"))
        and states.get(asked.get("state", ""), True)
        and asked.get("part", "") in ("", kept.part)
        and asked.get("country", "") in ("", kept.country)
    )


def _entry(reader: Reader, one: Stood) -> Entry:
    kept, standing = one.partner, one.standing
    country = reader.context.wording.country(kept.country, reader.lang) if kept.country else ""
    detail = " · ".join(filter(None, (reader.say(PART[kept.part]) if kept.part in PART else "", country)))
    state = f"{MARK[standing.state]} {reader.say(STATE[standing.state]).capitalize()}"
    return Entry(kept.id, kept.name, state, reader.say(standing.why), detail, standing.fails)


def partner(reader: Reader) -> Shown:
    """What is known of it, what is on file, who is there, and what can be done."""
    kept = reader.tx.partners.get(reader.who.organisation_id, reader.part) if offered(reader) else None
    if kept is None:
        return missing(reader)
    facts = reader.context.library.programmes
    found = stood(reader.tx, facts, [kept], reader.context.today)[0]
    values = {
        "entry": _entry(reader, found),
        "lines": tuple(chat.said_of(reader.context, found)),
        "pieces": [_piece(reader, one, kept.risk) for one in found.evidence if one.proof in facts.proofs],
        "contacts": [_contact(reader, one) for one in reader.tx.partners.contacts(kept.id)],
        "card": Message(options=chat.changes(reader.context, kept.id) if leads(reader) else ()),
    }
    return Shown("partner.html", kept.name, values)


def _piece(reader: Reader, one: KeptEvidence, risk: str) -> Piece:
    proof = reader.context.library.programmes.proofs[one.proof]
    said = reader.say(partner_proofs.says(reader.context, one, risk))
    lines = tuple(partner_proofs.lines_of(reader.context, one, proof, risk))
    press = encode(ShowProof(one.id)) if leads(reader) else ""
    return Piece(one.id, reader.say(Text(proof.name)), said, lines, pictures(reader, one), press)


def pictures(reader: Reader, one: KeptEvidence) -> tuple[Picture, ...]:
    """The files of a piece of evidence that are kept."""
    kept = reader.tx.files.by_digest(one.files) if one.files else {}
    there = [digest for digest in one.files if digest in kept]
    return tuple(picture_of(digest, kept[digest][0], n) for n, digest in enumerate(there, 1))


def files_of(reader: Reader, id: int) -> tuple[Picture, ...]:
    """Those of a partner's piece of evidence, for who may see them."""
    one = reader.tx.partners.piece(reader.who.organisation_id, id) if offered(reader) else None
    return pictures(reader, one) if one else ()


def _contact(reader: Reader, one: KeptContact) -> tuple[KeptContact, str, str]:
    """Somebody, the language they read, and what opens what can be changed."""
    language = reader.context.wording.name(one.lang) if one.lang in reader.context.wording.languages else ""
    return one, language, encode(OpenContact(one.id)) if leads(reader) else ""
