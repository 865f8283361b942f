"""What a finished questionnaire or audit comes to: evidence of a partner, a card with its score for whoever asked, and corrective
actions about what is weak, one by one or all, for the partner's contact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.channels.channel import Button, Line, Message
from bot.conversation.action_card import LABEL, STATE, opened, opening, ring
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Duty
from bot.conversation.owners import managers, today_at
from bot.conversation.paging import turning_of
from bot.conversation.partner_clock import watch
from bot.conversation.partnering import LEADS, READERS
from bot.conversation.pen import cut
from bot.conversation.question_clock import over
from bot.conversation.weak_points import Assessed, Weak, assessed, audited, points_of
from bot.engine.events import Finished
from bot.engine.talk import Text
from bot.figures.partners import shown_now
from bot.presses.acting import ShowOfRun
from bot.presses.buttons import button
from bot.presses.listing import ShowRecord
from bot.presses.partnering import OpenPartner
from bot.presses.questioning import CorrectWeakness, ShowWeaknesses
from bot.programmes.scoring import score
from bot.programmes.standing import last_day
from bot.store.actions import KeptAction, Opening
from bot.store.people import Who

VISIT = "visit"  # what an audit on the spot is among the evidence; a questionnaire is called as its genre is
A_PAGE = 8  # weaknesses
NOT_YOURS = Text("Only managers see partners.")
GONE = Text("Nothing is there of this anymore.")
CORRECT = Text("Correct this weakness, and show it.")
MUST, SHOULD = Text("must"), Text("should")


def finished(context: Context, occasion: Occasion, _event: Finished) -> None:
    """It is evidence from now on, whatever it says; and those who are concerned hear of it."""
    kept, flow = occasion.kept, occasion.flow
    one = context.tx.questionnaires.of_run(kept.id) if flow.ways.outside else None
    partner = audited(context, occasion)
    partner_id = one.partner_id if one else partner.id if partner else 0
    if not partner_id:
        return
    points, facts = points_of(flow, occasion.run), context.library.programmes
    if partner:
        context.tx.partners.about(kept.id, partner_id)
    context.tx.partners.show(
        kept.organisation_id, partner_id, flow.genre if one else VISIT, dated=context.today, run_id=kept.id, ready=True,
        score=score(points, facts.weights), points=[(one.step, one.severity, one.must, one.met) for one in points], checked_by=None if one else kept.person_id, checked_at=context.said_at,
    )  # fmt: skip
    watch(context.tx, facts, kept.organisation_id, partner_id, context.now)
    if one:
        context.tx.questionnaires.change(one.id, finished_at=context.said_at)
        over(context.tx, one)
    _tell(context, kept.id, one.asked_by if one else None)


def _tell(context: Context, run_id: int, asked_by: int | None) -> None:
    """Whoever asked, if they still lead; else the managers."""
    found = assessed(context, run_id)
    assert found, "it is on file since just now"
    asker = context.tx.people.whom(asked_by) if asked_by else None
    still = asker is not None and asker.organisation_id == found.partner.organisation_id and asker.role in LEADS
    for who in [asker] if asker and still else managers(context, found.record.kept):
        context.notify(who, slot_of(run_id), card(context, found, who))


def slot_of(run_id: int) -> str:
    return f"scored:{run_id}"


def card(context: Context, found: Assessed, who: Who, page: int = 0, note: Text | None = None) -> Message:
    """The score with what no score hides, and then what is weak, the musts first."""
    lang = context.reads(who)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    pages = max(1, -(-len(found.weak) // A_PAGE))
    page = min(page, pages - 1)
    here = found.weak[page * A_PAGE : (page + 1) * A_PAGE]
    title = say(Text("{title}: {partner}", {"title": found.record.title, "partner": found.partner.name}))
    return Message(
        title=title,
        note=say(note) if note else "",
        lead=tuple(say(text) for text in _summed(context, found)),
        head=tuple(_head(context, found, who, lang)),
        lines=tuple(_line(context, one, found.record.reporter, lang) for one in here),
        options=tuple(_options(context, found, here, who, lang)),
        columns=1,
        choose=say(Text("Choose")),
        controls=(
            *turning_of(page, pages, lambda number: ShowWeaknesses(found.record.kept.id, number)),
            button(say(Text("All answers")), ShowRecord(found.record.kept.id)),
            button(say(Text("The partner")), OpenPartner(found.partner.id)),
        ),
        fallback=f"{title}: {found.now} %",
    )


def _summed(context: Context, found: Assessed) -> Iterator[Text]:
    """A must that is not met stands first, whatever the total."""
    musts = found.unmet
    if musts:
        yield Text("🔴 Musts not met: {count}. No total makes up for that.", {"count": musts})
    mark = context.library.programmes.mark
    fill = {"score": found.now, "first": found.first, "mark": mark}
    if found.now != found.first:
        yield Text(
            "Score {score} %, with what was corrected since; {first} % as it was answered. {mark} % is enough.", fill
        )
    else:
        yield Text("Score {score} %. {mark} % is enough.", fill)
    if not found.weak:
        yield Text("🟢 No weakness is open.")


def _head(context: Context, found: Assessed, who: Who, lang: str) -> Iterator[Line]:
    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    record, facts = found.record, context.library.programmes
    yield Line(say(Text("Record")), record.number)
    if record.finished_at:
        at = context.wording.moment(record.finished_at, who.zone, lang)
        yield Line(say(Text("Answered")), say(Text("{at}, by {name}", {"at": at, "name": record.reporter})))
    proof = facts.proofs.get(found.evidence.proof)
    if proof is None:
        return
    by = last_day(facts, proof, shown_now(context.tx, facts, found.evidence), found.partner.risk)
    next_one = Text("{day}", {"day": by}) if by else Text("when something changes")
    yield Line(
        say(Text("Next assessment")), say(Text("{next} (by risk; practice, no program sets it)", {"next": next_one}))
    )


def _line(context: Context, one: Weak, reporter: str, lang: str) -> Line:
    """The point, the answer, and their own words as theirs."""
    fill = context.wording.fill
    level = context.wording.say(MUST if one.point.must else SHOULD, lang)
    said = [fill(one.item.shown, lang)]
    if one.words is not None:
        said.append(f"{reporter}: “{fill(one.words.shown, lang)}”")
    if one.action:
        said.append(f"{one.action.number}: {context.wording.say(STATE[one.action.state], lang)}")
    label = f"{context.wording.say(one.item.label, lang)} ({level})"
    return Line(label, ". ".join(part.rstrip(".") for part in said), "finding")


def _options(context: Context, found: Assessed, here: tuple[Weak, ...], who: Who, lang: str) -> Iterator[Button]:
    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    run, free = found.record.kept.id, [one for one in found.weak if one.action is None]
    if who.role not in LEADS:
        return
    if len(free) > 1:
        yield button(
            say(Text("Corrective actions for all {count}", {"count": len(free)})), CorrectWeakness(run), "primary"
        )
    for one in here:
        if one.action is None:
            label = Text("Corrective action: {what}", {"what": one.item.label})
            yield button(cut(say(label), LABEL), CorrectWeakness(run, one.place))
    if len(free) < len(found.weak):
        yield button(say(Text("Show the corrective actions")), ShowOfRun(run))


def show(context: Context, press: ShowWeaknesses, note: Text | None = None) -> None:
    found = _theirs(context, press.run)
    if found:
        context.show(slot_of(press.run), card(context, found, context.who, press.page, note), edit=not press.below)


def _theirs(context: Context, run_id: int) -> Assessed | None:
    """What a run says of a partner, if whoever speaks may see partners; says so if not."""
    found = assessed(context, run_id) if context.who.role in READERS else None
    if found is None or found.partner.organisation_id != context.who.organisation_id:
        context.toast(NOT_YOURS if context.who.role not in READERS else GONE)
        return None
    return found


def correct(context: Context, press: CorrectWeakness) -> None:
    """Each becomes a corrective action of the contact's; where nobody is there, of the managers."""
    kept = context.tx.runs.lock(press.run) if context.who.role in LEADS else None
    found = _theirs(context, press.run) if kept else None
    if found is None:
        context.toast(NOT_YOURS if kept is None else GONE)
        return
    chosen = [one for one in found.weak if one.action is None and press.place in (0, one.place)]
    owner = contact(context, found)
    made = [one for weak in chosen if (one := _open(context, found, weak, owner))]
    if made:
        _ring(context, found, made, owner)
    said = Text("Opened: {count}. They are with {name}.", {"count": len(made), "name": owner.name}) if owner else None
    note = said or Text(
        "Opened: {count}. No contact of the partner is here: they are with the managers.", {"count": len(made)}
    )
    show(context, ShowWeaknesses(press.run), note if made else Text("That has an action already."))


def contact(context: Context, found: Assessed) -> Who | None:
    """Who answers for the partner: whoever filled it in, else a contact of it who is here."""
    asked = [found.record.kept.person_id, *(one.person_id for one in context.tx.partners.contacts(found.partner.id))]
    theirs = {one.person_id for one in context.tx.partners.contacts(found.partner.id)}
    there = context.tx.people.those([id for id in asked if id and id in theirs])
    return next((who for id in asked for who in there if who.person_id == id), None)


def _open(context: Context, found: Assessed, weak: Weak, owner: Who | None) -> KeptAction | None:
    kept, step = found.record.kept, weak.item.step
    days = step.on_fail.due or context.policy_at(kept.site_id).days(weak.point.severity)
    due = today_at(context, kept.site_id) + timedelta(days=days)
    what = step.on_fail.action or CORRECT.source
    new = Opening(
        kept.organisation_id, kept.site_id, kept.id, step.id, what, weak.point.severity, "manager", due, "photo",
        owner.person_id if owner else None,
    )  # fmt: skip
    return opened(context, new)


def _ring(context: Context, found: Assessed, made: list[KeptAction], owner: Who | None) -> None:
    """One is its card; of several a list, so that a phone rings once."""
    if owner is None:
        return
    if len(made) == 1:
        ring(context, made[0], [owner])
        return
    lang = context.reads(owner)
    fill = {"organisation": context.who.organisation, "count": len(made), "partner": found.partner.name}
    heading = context.wording.say(Text("{organisation} asks {partner} to correct: {count}", fill), lang)
    message = Message(
        title=heading,
        text=context.wording.say(Text("Open each, and answer it with a photo of what was done."), lang),
        options=tuple(opening(context, one, lang) for one in made),
        columns=1,
        choose=context.wording.say(Text("Choose"), lang),
        fallback=heading,
    )
    context.notify(owner, f"actions:{found.record.kept.id}", message)


DUTY = Duty(events={Finished: finished}, presses={ShowWeaknesses: show, CorrectWeakness: correct})
