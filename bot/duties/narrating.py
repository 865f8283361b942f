"""What somebody adds to the security profile: the narrative of a criterion, typed or dictated; what is attached; a corrective action.

An earlier narrative stays. What is typed or sent is for this while the screen asks for it, and no longer.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.channel import Button, Line, Message, Picture, albums
from bot.content.criteria import Criterion
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.evidence_words import Teller
from bot.conversation.profile import READERS, WRITERS, teller
from bot.conversation.record import EXTENSIONS
from bot.duties import starting
from bot.duties.evidence import found, refuse, show_one
from bot.engine.flow import Flow
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.figures.standing import Standing
from bot.presses.buttons import among, button
from bot.presses.profiling import (
    ActOnGap,
    AttachProof,
    Profiling,
    ShowAttached,
    ShowStanding,
    TakeAttachedBack,
    WriteNarrative,
)
from bot.store import profiles
from bot.store.profiles import NARRATIVE, Entry

LONGEST = 3500  # characters: with what stands around it a message of Telegram, which takes 4,096
OTHER = "other"  # something that flows/evidence.yaml does not name
LABEL = 75  # characters of a button
ASK = Text(
    "Write how your company meets this criterion, or send a voice note. What was written before stays on record."
)
KEPT = Text("The narrative is kept.")
ATTACHED = Text("It is attached.")
TOO_LONG = Text("That has {count} characters; a narrative can have at most {most}. Please write it shorter.")


def _criterion(context: Context, id: str) -> Criterion | None:
    """One that whoever is speaking may write about; says so if they may not."""
    known = context.library.criteria.of(context.policy.entity).get(id)
    if context.who.role in WRITERS and known:
        return known
    refuse(context)
    return None


def write(context: Context, press: WriteNarrative, note: Text | None = None) -> None:
    one = _criterion(context, press.criterion)
    if one:
        _ask(context, one, NARRATIVE, ASK, note)


def attach(context: Context, press: AttachProof, note: Text | None = None) -> None:
    """What it is, if several things are expected; then the file itself."""
    one = _criterion(context, press.criterion)
    if one is None:
        return
    kinds = (*context.library.evidence.of(one.id).attach, OTHER)
    if press.kind not in kinds and len(kinds) > 1:
        _choose(context, one, kinds)
        return
    kind = press.kind if press.kind in kinds else OTHER
    known = context.library.evidence.attachments.get(kind)
    _ask(context, one, kind, Text("Send the photo or the file."), note, known.text if known else "")


def _choose(context: Context, one: Criterion, kinds: tuple[str, ...]) -> None:
    told = teller(context)
    asked = context.say(Text("What do you attach?"))
    options = (button(context.say(told.attachment(kind)), AttachProof(one.id, kind)) for kind in kinds)
    message = Message(
        title=told.short(one),
        text=asked,
        options=tuple(options),
        columns=1,
        controls=(button(context.say(Text("Back")), ShowStanding(one.id)),),
        fallback=asked,
    )
    context.show("menu", message, edit=False)


def _ask(context: Context, one: Criterion, what: str, asked: Text, note: Text | None, lead: str = "") -> None:
    """Below everything: what is typed or sent next is for this."""
    context.focus(None)
    text = context.say(asked)
    message = Message(
        title=teller(context).short(one),
        note=context.say(note) if note else "",
        lead=(context.say(Text(lead or one.text)),),
        text=text,
        entry="text",
        controls=(button(context.say(Text("Never mind")), Profiling(one.id, what)),),
        fallback=text,
    )
    context.show("menu", message, edit=False)


def written(context: Context, words: str) -> bool:
    """Was that what we asked for?"""
    awaited = among(context.buttons, Profiling)
    if awaited is None:
        return False
    one = _criterion(context, awaited.criterion)
    if one is None:
        return True
    if awaited.what != NARRATIVE:
        attach(context, AttachProof(one.id, awaited.what), Text("Words alone do not show it here."))
    elif len(words.strip()) > LONGEST:
        fill = {"count": len(words.strip()), "most": LONGEST}
        write(context, WriteNarrative(one.id), Text(TOO_LONG.source, fill))
    else:
        _keep(context, one, NARRATIVE, KEPT, words=words.strip())
    return True


def hears(context: Context, said: Said | Refused) -> bool:
    """A file that was asked for; or words that could be a cry for help as well."""
    if isinstance(said, Typed):
        return written(context, said.text)
    awaited = among(context.buttons, Profiling) if isinstance(said, Sent | Refused) else None
    if awaited is None:
        return False
    one = _criterion(context, awaited.criterion)
    if one is None:
        return True
    if isinstance(said, Sent) and said.digest:
        context.held |= {said.digest}
        told = KEPT if awaited.what == NARRATIVE else ATTACHED
        _keep(context, one, awaited.what, told, words=said.caption.strip()[:LONGEST], files=(said.digest,))
    elif isinstance(said, Refused):
        _ask_again(context, one, awaited.what, said.text)
    return True


def _ask_again(context: Context, one: Criterion, what: str, why: Text) -> None:
    if what == NARRATIVE:
        write(context, WriteNarrative(one.id), why)
    else:
        attach(context, AttachProof(one.id, what), why)


def _keep(
    context: Context, one: Criterion, kind: str, told: Text, *, words: str = "", files: tuple[str, ...] = ()
) -> None:
    """On record, and how the criterion stands now."""
    who = context.who
    profiles.add(
        context.tx, who.organisation_id, one.id, kind, who.person_id, context.said_at, words=words, files=files,
        lang=who.lang,
    )  # fmt: skip
    show_one(context, ShowStanding(one.id), told)


def never_mind(context: Context, press: Profiling) -> None:
    show_one(context, ShowStanding(press.criterion))


def show_attached(context: Context, press: ShowAttached) -> None:
    """Every narrative, also the earlier ones, and every file."""
    if context.who.role not in READERS:
        refuse(context)
        return
    one = found(context, press.criterion)
    if one is None:
        return
    told = teller(context)
    title = told.short(one.criterion)
    message = Message(
        title=title,
        text=context.say(Text("What was written and attached")),
        lines=tuple(_lines(told, one)),
        options=tuple(_back(context, told, one)),
        columns=1,
        controls=(button(context.say(Text("Back")), ShowStanding(one.criterion.id)), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=False)
    for album in albums(files(context, one)):
        context.show("", Message(pictures=album), edit=False)


def _lines(told: Teller, one: Standing) -> Iterator[Line]:
    """The narratives in short, the last one first, then what is attached."""
    narratives = (*one.earlier, *((one.narrative,) if one.narrative else ()))
    for kept in reversed(narratives[-5:]):
        words = kept.words or told.say(Text("A voice note"))
        yield Line(
            told.say(Text("Narrative, {who}", {"who": told.said(kept)})),
            f"{words[:300]}…" if len(words) > 300 else words,
        )
    for kept in one.attached:
        yield Line(told.say(told.attachment(kept.kind)), " · ".join(filter(None, (told.said(kept), kept.words[:300]))))


def _back(context: Context, told: Teller, one: Standing) -> Iterator[Button]:
    if context.who.role not in WRITERS:
        return
    for kept in one.attached[-20:]:
        fill = {"what": told.attachment(kept.kind), "who": told.said(kept)}
        yield button(context.say(Text("Take back: {what}, {who}", fill))[:LABEL], TakeAttachedBack(kept.id))


def files(context: Context, one: Standing) -> tuple[Picture, ...]:
    """The files of narratives and attachments, in their order."""
    every: tuple[Entry, ...] = (*one.earlier, *((one.narrative,) if one.narrative else ()), *one.attached)
    digests = list(dict.fromkeys(digest for kept in every for digest in kept.files))
    kept = context.tx.files.by_digest(digests) if digests else {}
    there = [digest for digest in digests if digest in kept]
    return tuple(
        Picture(digest, kept[digest][0], f"{one.criterion.id}-{n}.{EXTENSIONS.get(kept[digest][0], 'bin')}")
        for n, digest in enumerate(there, 1)
    )


def take_back(context: Context, press: TakeAttachedBack) -> None:
    """It counts no more; it was attached by mistake."""
    who = context.who
    if who.role not in WRITERS:
        refuse(context)
        return
    criterion = profiles.take_back(context.tx, who.organisation_id, press.entry, who.person_id, context.said_at)
    if criterion:
        show_one(context, ShowStanding(criterion), Text("It was taken back and counts no more."))
    else:
        context.toast(Text("That was taken back already."))


def act(context: Context, press: ActOnGap) -> None:
    """The form about a gap, with what is missing written into it: whoever finishes it opens the action."""
    one = _criterion(context, press.criterion)
    stands = found(context, press.criterion) if one else None
    flow = asking(context)
    if stands is None or flow is None:
        if one:
            context.toast(Text("There is no form for this."))
        return
    told = teller(context)
    missing = " ".join(told.gap(gap) for gap in stands.gaps)
    starting.start_with(context, flow, {"criterion": told.short(stands.criterion), "gap": missing})


def asking(context: Context) -> Flow | None:
    """The form that takes a gap of a criterion."""
    mine = (flow for flow in context.library.today.values() if context.who.role in flow.roles)
    return next((flow for flow in mine if any(step.known_from == "gap" for step in flow.questions)), None)


DUTY = Duty(
    presses={
        WriteNarrative: write,
        AttachProof: attach,
        Profiling: never_mind,
        ShowAttached: show_attached,
        TakeAttachedBack: take_back,
        ActOnGap: act,
    },
    hears=hears,
)
