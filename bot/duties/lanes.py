"""`/risk`: the lanes of an organisation, high threats first, with what is due; and one lane with its legs.

What is said of a lane is in lane_changes.py, its assessments in assessing.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.channel import Button, Line, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.lanes import MARK, RATING, READERS, WRITERS, Laned, laned, leg_said, said_due
from bot.conversation.paging import pages, turning_of
from bot.conversation.vocabulary import Word, begins
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.risking import AskLane, Assess, DropLeg, EndLane, OpenLane, ShowAssessment, ShowLanes
from bot.store.risks import LEGS, KeptAssessment, KeptLane

NOT_YOURS = Text("Lanes and their risk assessments are for managers and security.")
GONE = Text("That lane is not in the list.")
TITLE = Text("Risk assessment by lane")
MEANT, OPENED, EARLIER = 8, 20, 6  # lanes offered for a word, lanes with a button, assessments with a button


def may(context: Context) -> bool:
    """May whoever is speaking see them? Says so if not."""
    if context.who.role in READERS:
        return True
    text = context.say(NOT_YOURS)
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)
    return False


def writes(context: Context) -> bool:
    """May whoever is speaking change and assess them? Says so if not."""
    if context.who.role in WRITERS:
        return True
    context.toast(NOT_YOURS)
    return False


def everyone(context: Context) -> list[Laned]:
    return laned(context.tx, context.who.organisation_id, context.who.zone, context.today)


def typed(context: Context, rest: str) -> None:
    """The list; with a name, that lane."""
    if not may(context):
        return
    found = _found(context, rest) if rest else []
    if len(found) == 1:
        show(context, found[0].id)
    elif rest and found:
        _choose(context, found[:MEANT])
    else:
        note = Text("No lane is called “{name}”.", {"name": rest[:80]}) if rest else None
        show_list(context, note=note)


def _found(context: Context, rest: str) -> list[KeptLane]:
    return [one for one in context.tx.risks.lanes(context.who.organisation_id) if begins(one.name, rest)]


def _belongs(context: Context, rest: str) -> bool:
    """A name of a lane behind it, or nothing; else it is a sentence that begins like this."""
    return not rest or (context.who.role in READERS and bool(_found(context, rest)))


def _choose(context: Context, found: list[KeptLane]) -> None:
    text = context.say(Text("Which lane?"))
    options = tuple(button(one.name[:75], OpenLane(one.id)) for one in found)
    controls = (button(context.say(TITLE), ShowLanes()), context.menu_button())
    context.show("menu", Message(text=text, options=options, columns=1, controls=controls, fallback=text), edit=False)


def show_list(context: Context, page: int = 0, *, note: Text | None = None, edit: bool = False) -> None:
    every = everyone(context)
    turned = pages([_line(context, one) for one in every])
    page = min(page, len(turned) - 1)
    before = sum(map(len, turned[:page]))
    there = every[before : before + len(turned[page])]
    title = context.say(TITLE)
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        text=context.say(counted(every)),
        lines=turned[page] if every else (),
        options=tuple(button(one.lane.name[:75], OpenLane(one.lane.id)) for one in there[:OPENED]),
        choose=context.say(Text("Open a lane")),
        controls=(*turning_of(page, len(turned), ShowLanes), *_adding(context), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def _adding(context: Context) -> tuple[Button, ...]:
    return (button(context.say(Text("Add a lane")), AskLane()),) if context.who.role in WRITERS else ()


def counted(every: list[Laned]) -> Text:
    if not every:
        return Text(
            "No lanes yet. A lane is a way that cargo takes again and again, from its origin to its destination."
        )
    due = sum(bool(one.due.why) for one in every)
    high = sum(one.threat == "high" for one in every)
    fill = {"count": len(every), "high": high, "due": due}
    return Text("Lanes: {count}. With a high threat: {high}. To be assessed now: {due}.", dict(fill))


def _line(context: Context, one: Laned) -> Line:
    told = [context.say(Text("threat {rating}", {"rating": RATING[one.threat]}))] if one.last else []
    if one.unplanned:
        told.append(context.say(Text("without a corrective action: {count}", {"count": len(one.unplanned)})))
    value = ". ".join((*told, context.say(said_due(one))))
    return Line(f"{MARK[one.threat]} {one.lane.name}", value, "finding" if one.due.why else "")


def show(context: Context, id: int, note: Text | None = None, *, page: int = 0, edit: bool = False) -> None:
    """One lane: its rating, its legs in order, what is due."""
    found = next((one for one in everyone(context) if one.lane.id == id), None)
    if found is None:
        context.toast(GONE)
        return
    turned = pages(list(_legs(context, found.lane)))
    page = min(page, len(turned) - 1)
    message = Message(
        title=found.lane.name,
        note=context.say(note) if note else "",
        lead=(_rated(context, found),),
        text=context.say(said_due(found)),
        lines=turned[page] if found.lane.legs else (),
        options=tuple(_assessments(context, found)),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(
            *turning_of(page, len(turned), lambda number: OpenLane(id, number)),
            *_changes(context, found),
            button(context.say(TITLE), ShowLanes()),
            context.menu_button(),
        ),
        fallback=found.lane.name,
    )
    context.show("menu", message, edit=edit)


def _rated(context: Context, found: Laned) -> str:
    threat = Text("Threat: {rating}", {"rating": RATING[found.threat]})
    if found.last is None:
        return f"{MARK['']} {context.say(threat)}"
    vulnerable = Text("Vulnerability: {rating}", {"rating": RATING[found.last.vulnerability]})
    return f"{MARK[found.threat]} {context.say(threat)} · {context.say(vulnerable)}"


def _legs(context: Context, lane: KeptLane) -> Iterator[Line]:
    for number, leg in enumerate(lane.legs, 1):
        kept = {"place": leg.place, "country": leg.country, "mode": leg.mode, "handler": leg.handler}
        yield Line(str(number), leg_said(context.wording, context.lang, kept))


def _assessments(context: Context, found: Laned) -> Iterator[Button]:
    """What was begun, and the earlier ones."""
    ours = context.who.organisation_id
    if context.who.role in WRITERS and len(found.lane.legs) > 1:
        begun = context.tx.risks.open(ours).get(found.lane.id)
        label = Text("Assess this lane")
        if begun and begun.person_id == context.who.person_id:
            label = Text("Go on with the assessment")
        elif begun:
            label = Text("Assess this lane ({name} has begun)", {"name": begun.by})
        yield button(context.say(label)[:75], Assess(found.lane.id), "primary")
    for one in context.tx.risks.finished(ours, found.lane.id)[:EARLIER]:
        yield button(assessed_on(context, one)[:75], ShowAssessment(one.run_id))


def assessed_on(context: Context, one: KeptAssessment) -> str:
    fill = {
        "day": one.finished_at.astimezone(context.clock.tzinfo).date() if one.finished_at else "",
        "rating": RATING[one.threat],
    }
    return context.say(Text("Assessment of {day}: {rating}", fill))


def _changes(context: Context, found: Laned) -> Iterator[Button]:
    if context.who.role not in WRITERS:
        return
    lane, say = found.lane, context.say
    if len(lane.legs) < LEGS:
        yield button(
            say(Text("Add a place")), AskLane(lane.id, what="place"), "plain" if len(lane.legs) > 1 else "primary"
        )
    if lane.legs:
        yield button(say(Text("Take the last place away")), DropLeg(lane.legs[-1].id))
    yield button(say(Text("No longer used")), EndLane(lane.id), "bad")


def opened(context: Context, press: OpenLane) -> None:
    if context.who.role in READERS:
        show(context, press.lane, page=press.page, edit=not press.at_home)
    else:
        context.toast(NOT_YOURS)


def listed(context: Context, press: ShowLanes) -> None:
    if context.who.role in READERS:
        show_list(context, press.page, edit=not press.at_home)
    else:
        context.toast(NOT_YOURS)


DUTY = Duty(
    words=(
        Word(
            "risk",
            Text("/risk"),
            Text("Lanes and their risk assessments"),
            also=("risks", "riesgos"),
            roles=READERS,
            takes=_belongs,
        ),
    ),
    commands={"risk": typed},
    presses={ShowLanes: listed, OpenLane: opened},
)
