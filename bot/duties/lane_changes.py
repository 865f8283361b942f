"""What is said of a lane: a new one by its name, its places one by one with country, way and handler, and that it is used no more."""

from __future__ import annotations

from bot.channels.channel import Button, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.lanes import MODE, WRITERS
from bot.conversation.paging import turning_of
from bot.duties import lanes
from bot.engine.kinds.typed import clean, says_something
from bot.engine.talk import Refused, Said, Text, Typed
from bot.presses.buttons import among, button
from bot.presses.risking import AskLane, AwaitLane, DropLeg, EndLane, OpenLane, SetLeg
from bot.store.risks import LEGS, KeptLane, KeptLeg

NAME = 80  # characters
COUNTRIES, HANDLERS = 8, 20  # to choose from
ASKED = {
    "name": Text("What is the lane called? For example by its origin and its destination."),
    "place": Text("Which place comes next, from the origin to the destination? Type its name."),
    "country": Text("In which country is {place}? Choose, or type its name."),
}


def ask(context: Context, press: AskLane, note: Text | None = None) -> None:
    """What is typed next is that."""
    if not lanes.writes(context) or press.what not in ASKED:
        return
    lane = context.tx.risks.lane(context.who.organisation_id, press.lane) if press.lane else None
    if press.lane and (lane is None or (len(lane.legs) >= LEGS and press.what == "place")):
        context.toast(lanes.GONE if lane is None else Text("A lane has at most {most} places.", {"most": LEGS}))
        return
    leg = _leg(lane, press.leg)
    asked = Text(ASKED[press.what].source, {"place": leg.place} if leg else {})
    back = AwaitLane(press.lane, press.leg, press.what)
    _show(context, asked, note, back, _countries(context, leg) if press.what == "country" and leg else ())


def _show(context: Context, asked: Text, note: Text | None, back: AwaitLane, options: tuple[Button, ...]) -> None:
    text = context.say(asked)
    message = Message(
        note=context.say(note) if note else "",
        text=text,
        entry="text",
        options=options,
        controls=(button(context.say(Text("Never mind")), back),),
        fallback=text,
    )
    context.focus(None)
    context.show("menu", message, edit=False, back=False)


def _leg(lane: KeptLane | None, id: int) -> KeptLeg | None:
    return next((one for one in lane.legs if one.id == id), None) if lane else None


def _countries(context: Context, leg: KeptLeg) -> tuple[Button, ...]:
    """Those that are named already, the last first."""
    every = context.tx.risks.lanes(context.who.organisation_id)
    there = [one.country for lane in every for one in reversed(lane.legs)]
    there += [one.country for one in context.tx.partners.of(context.who.organisation_id)]
    known = [code for code in dict.fromkeys((*there, context.policy.country)) if code][:COUNTRIES]
    return tuple(
        button(context.wording.country(code, context.lang)[:75], SetLeg(leg.id, "country", code)) for code in known
    )


def never_mind(context: Context, press: AwaitLane) -> None:
    if not lanes.may(context):
        return
    if press.lane:
        lanes.show(context, press.lane)
    else:
        lanes.show_list(context)


def written(context: Context, words: str) -> bool:
    """Words that mean nothing else are what was asked for, if something was."""
    return hears(context, Typed(words))


def hears(context: Context, said: Said | Refused) -> bool:
    """Was that what the screen asks for?"""
    awaited = among(context.buttons, AwaitLane)
    if awaited is None or context.who.role not in WRITERS:
        return False
    again = AskLane(awaited.lane, awaited.leg, awaited.what)
    words = " ".join(clean(said.text).split())[:NAME] if isinstance(said, Typed) else ""
    if not says_something(words):
        ask(context, again, Text("Please type it."))
    elif awaited.what == "name":
        _named(context, words)
    else:
        _said(context, awaited, again, words)
    return True


def _named(context: Context, name: str) -> None:
    who = context.who
    id = context.tx.risks.add(who.organisation_id, name, who.person_id, context.now)
    ask(context, AskLane(id, what="place"), Text("Added: {name}.", {"name": name}))


def _said(context: Context, awaited: AwaitLane, again: AskLane, words: str) -> None:
    lane = context.tx.risks.lane(context.who.organisation_id, awaited.lane)
    if lane is None:
        lanes.show_list(context, note=lanes.GONE)
    elif awaited.what == "place":
        leg = context.tx.risks.add_leg(lane, words)
        ask(context, AskLane(lane.id, leg, "country"))
    elif code := context.wording.country_code(words):
        _set(context, lane, SetLeg(awaited.leg, "country", code))
    else:
        ask(context, again, Text("No country is called that. Type its name, or its code such as MX."))


def choose(context: Context, press: SetLeg) -> None:
    """Country, way and handler of a place, one tap after the other."""
    if not lanes.writes(context):
        return
    lane = context.tx.risks.lane_of_leg(context.who.organisation_id, press.leg)
    if lane is None:
        context.toast(lanes.GONE)
    elif press.value:
        _set(context, lane, press)
    else:
        _options(context, lane, press)


def _set(context: Context, lane: KeptLane, press: SetLeg) -> None:
    """What was said, and what is asked next."""
    leg = _leg(lane, press.leg)
    if leg is None:
        context.toast(lanes.GONE)
        return
    if press.what == "country":
        context.tx.risks.change_leg(leg.id, country=press.value[:2])
        _options(context, lane, SetLeg(leg.id, "mode" if lane.legs[0].id != leg.id else "partner"))
    elif press.what == "mode" and press.value in MODE:
        context.tx.risks.change_leg(leg.id, mode=press.value)
        _options(context, lane, SetLeg(leg.id, "partner"))
    elif press.what in ("partner", "site"):
        _handled(context, leg, press)
        lanes.show(context, lane.id, Text("Added: {name}.", {"name": leg.place}))


def _handled(context: Context, leg: KeptLeg, press: SetLeg) -> None:
    """By a partner, by a site of our own, or by nobody that was said."""
    ours, id = context.who.organisation_id, int(press.value) if press.value.isdecimal() else 0
    partner = id if press.what == "partner" and id and context.tx.partners.get(ours, id) else None
    sites = {one.id for one in context.tx.organisations.sites(ours).values()}
    site = id if press.what == "site" and id in sites else None
    context.tx.risks.change_leg(leg.id, partner_id=partner, site_id=site)


def _options(context: Context, lane: KeptLane, press: SetLeg) -> None:
    leg = _leg(lane, press.leg)
    if leg is None or press.what not in ("mode", "partner"):
        return
    mode = press.what == "mode"
    asked = (
        Text("How does the cargo get to {place}?")
        if mode
        else Text("Who handles the cargo on the way to {place} and there?")
    )
    text = context.say(Text(asked.source, {"place": leg.place}))
    options, controls = _modes(context, leg) if mode else _handlers(context, leg, press.page)
    back = button(context.say(Text("Back")), OpenLane(lane.id))
    message = Message(text=text, options=options, columns=1, controls=(*controls, back), fallback=text)
    context.show("menu", message, edit=False)


Offered = tuple[tuple[Button, ...], tuple[Button, ...]]


def _modes(context: Context, leg: KeptLeg) -> Offered:
    return tuple(button(context.say(said).capitalize(), SetLeg(leg.id, "mode", one)) for one, said in MODE.items()), ()


def _handlers(context: Context, leg: KeptLeg, page: int) -> Offered:
    """Our own sites first, then the partners by name, some at a time."""
    ours = context.who.organisation_id
    own = [
        button(context.say(Text("We ourselves: {site}", {"site": name}))[:75], SetLeg(leg.id, "site", str(one.id)))
        for name, one in sorted(context.tx.organisations.sites(ours).items())
    ]
    some = [button(one.name[:75], SetLeg(leg.id, "partner", str(one.id))) for one in context.tx.partners.of(ours)]
    every = [*own, *some]
    last = max(0, (len(every) - 1) // HANDLERS)
    page = min(page, last)
    nobody = button(context.say(Text("Not known yet")), SetLeg(leg.id, "partner", "none"))
    turned = turning_of(page, last + 1, lambda number: SetLeg(leg.id, "partner", page=number))
    return tuple(every[page * HANDLERS :][:HANDLERS]), (nobody, *turned)


def drop(context: Context, press: DropLeg) -> None:
    if not lanes.writes(context):
        return
    lane = context.tx.risks.lane_of_leg(context.who.organisation_id, press.leg)
    if lane is None or lane.legs[-1].id != press.leg:
        context.toast(lanes.GONE)
        return
    context.tx.risks.drop_leg(press.leg)
    lanes.show(context, lane.id, edit=True)


def end(context: Context, press: EndLane) -> None:
    """Asked once more; its assessments stay."""
    if not lanes.writes(context):
        return
    lane = context.tx.risks.lane(context.who.organisation_id, press.lane)
    if lane is None:
        context.toast(lanes.GONE)
        return
    if press.sure:
        context.tx.risks.end(lane.id, context.now)
        lanes.show_list(context, edit=True)
        return
    text = context.say(Text("{name} is then in no list anymore. Its assessments stay on record.", {"name": lane.name}))
    sure = button(context.say(Text("Yes, no longer used")), EndLane(lane.id, sure=True), "bad")
    controls = (button(context.say(Text("Back")), OpenLane(lane.id)),)
    context.show("menu", Message(text=text, options=(sure,), controls=controls, fallback=text), edit=True)


DUTY = Duty(
    presses={AskLane: ask, AwaitLane: never_mind, SetLeg: choose, DropLeg: drop, EndLane: end},
    hears=hears,
)
