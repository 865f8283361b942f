"""`/drill`, `/simulacro`: as validators do it, five finished inspections of a site are drawn by a seed and looked through, and three
people there are asked three questions each in their chat (drill_questions.py). It is kept, and held against the one before.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.channels.channel import Button, Message
from bot.conversation.action_card import drawn as action_card
from bot.conversation.action_card import opened, ring, slot_of
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of
from bot.conversation.drilled import (
    INSPECTIONS,
    drawn,
    gap_text,
    head,
    people,
    people_lines,
    questions,
    record_lines,
    records,
    short,
    span,
)  # fmt: skip
from bot.conversation.duty import Duty
from bot.conversation.owners import today_at
from bot.conversation.paging import pages, turning_of
from bot.conversation.readers import standing
from bot.conversation.vocabulary import Word, plain_words
from bot.duties import drill_questions, menu
from bot.engine.flow import FIRST, ROLES
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.drilling import ActOnGap, BeginDrill, SendDrill, ShowDrill, ShowDrillGaps, ShowDrills
from bot.store.actions import Opening
from bot.store.drills import Drawn, Gap, KeptDrill
from bot.store.people import Who

RUNS = ("manager", "admin")
TITLE = Text("Drill")
ANSWERED_WITHIN = timedelta(days=1)
PAGE, GAPS_PAGE = 10, 8
LABEL = 75
GRAVE = "medium"  # of a corrective action about what is missing
NOT_YOURS = Text("Only managers and administrators hold drills.")
GONE = Text("That drill is not there anymore.")
NOTHING = Text(
    "There is nothing to draw at this site: no finished inspection before today, and nobody who could be asked."
)


def typed(context: Context, words: str) -> None:
    """With a word it is the seed; else what drills there were, and the way to a new one."""
    seed = "".join(plain_words(words))[:20]
    if seed and context.who.role in RUNS:
        begin(context, BeginDrill(seed=seed, at_home=True))
    else:
        show_all(context, ShowDrills(at_home=True))


def _allowed(context: Context) -> bool:
    if context.who.role not in RUNS:
        menu.show_menu(context, NOT_YOURS)
    return context.who.role in RUNS


def show_all(context: Context, press: ShowDrills) -> None:
    if not _allowed(context):
        return
    say = context.say
    names = sites_of(context, context.who.organisation_id)
    every = context.tx.drills.of(context.who.organisation_id, PAGE + 1, press.page * PAGE)
    options = [button(_label(context, one, names.get(one.site_id, "")), ShowDrill(one.id)) for one in every[:PAGE]]
    last = press.page + (2 if len(every) > PAGE else 1)
    message = Message(
        title=say(TITLE),
        text=say(Text("Drills so far:") if options else Text("There was no drill yet.")),
        hint=say(Text("Five finished inspections are drawn and looked through, three people are asked three questions each. Nobody is told beforehand, and no answer counts as training.")),
        options=(button(say(Text("Begin a drill")), BeginDrill(), "primary"), *options),
        columns=1,
        controls=(*turning_of(press.page, last, ShowDrills), context.menu_button()),
        fallback=say(TITLE),
    )  # fmt: skip
    context.show("menu", message, edit=not press.at_home)


def _label(context: Context, one: KeptDrill, site: str) -> str:
    fill = {"day": one.day, "site": site, "count": len(one.gaps)}
    return context.say(Text("{day}, {site}: {count} missing", fill))[:LABEL]


def begin(context: Context, press: BeginDrill) -> None:
    """At the only site, or at the one that is chosen."""
    if not _allowed(context):
        return
    names = sites_of(context, context.who.organisation_id)
    site = press.site if press.site in names else next(iter(names)) if len(names) == 1 else 0
    if not site:
        _choose_site(context, press, names)
        return
    id = _drawn(context, site, press.seed or f"{secrets.randbelow(9000) + 1000}")
    if id:
        show(context, id, edit=not press.at_home)
    else:
        _say(context, NOTHING, edit=not press.at_home)


def _choose_site(context: Context, press: BeginDrill, names: dict[int, str]) -> None:
    """The first eighty by name: a keyboard of Telegram holds a hundred buttons. Further ones cannot be chosen yet."""
    text = context.say(Text("At which site?"))
    some = sorted(names.items(), key=lambda one: one[1])[:80]
    options = tuple(button(name[:LABEL], BeginDrill(id, press.seed)) for id, name in some)
    message = Message(
        title=context.say(TITLE), text=text, options=options, controls=(context.menu_button(),),
        choose=context.say(Text("Choose")), fallback=text,
    )  # fmt: skip
    context.show("menu", message, edit=not press.at_home)


def _say(context: Context, said: Text, *, edit: bool) -> None:
    text = context.say(said)
    message = Message(title=context.say(TITLE), text=text, controls=(context.menu_button(),), fallback=text)
    context.show("menu", message, edit=edit)


def _drawn(context: Context, site: int, seed: str) -> int:
    """Draws, looks through the records, and has the people asked; 0 if there is nothing to draw."""
    who, tx = context.who, context.tx
    day, zone = today_at(context, site), tx.people.place(site).zone
    pool = tx.drills.pool(site, INSPECTIONS, span(day, zone))
    staff = [one for one in tx.people.staff(who.organisation_id, ROLES, site) if one.person_id != who.person_id]
    some = people(staff, context.library, seed, site, day)
    if not pool and not some:
        return 0
    found = [drawn(context, context.record(kept)) for id in records(pool, seed, site, day) if (kept := tx.runs.get(id))]
    until = context.now + ANSWERED_WITHIN
    id = tx.drills.begin(
        found, organisation_id=who.organisation_id, site_id=site, seed=seed, day=day, made_by=who.person_id,
        made_at=context.now, until=until, pool=len(pool),
    )  # fmt: skip
    for one in some:
        tx.drills.ask(id, one.person_id, questions(context.library, one, seed, day))
        tx.timers.set(drill_questions.ASK, context.now, f"{id}/{one.person_id}")
    tx.timers.set(drill_questions.OVER, until if some else context.now, str(id))
    return id


def mine(context: Context, id: int) -> KeptDrill | None:
    """One of the organisation, for those who hold drills; says so if there is none."""
    if not _allowed(context):
        return None
    one = context.tx.drills.get(id)
    if one is None or one.organisation_id != context.who.organisation_id:
        menu.show_menu(context, GONE)
        return None
    return one


def look(context: Context, press: ShowDrill) -> None:
    if mine(context, press.drill):
        show(context, press.drill, press.page, edit=True)


def show(context: Context, id: int, page: int = 0, *, edit: bool) -> None:
    context.show("menu", card(context, id, page, context.who), edit=edit)


def card(context: Context, id: int, page: int, who: Who) -> Message:
    """What it came to so far, page by page."""
    one = context.tx.drills.get(id)
    assert one, "a drill is never taken away"
    lang, asked = context.reads(who), context.tx.drills.asked(id)
    say = context.wording.say
    over = one.done_at is not None
    every = [
        *head(context, one, lang), *record_lines(context, one, lang), *people_lines(context, asked, lang, over=over)
    ]  # fmt: skip
    parts = pages(every)
    page = min(page, len(parts) - 1)
    note = short(one, asked)
    state = Text("Over.") if over else Text("Answers are waited for until {until}.", {"until": drill_questions.local(context, one.until, who)})  # fmt: skip
    title = say(Text("Drill · {site}", {"site": context.tx.people.place(one.site_id).name}), lang)
    return Message(
        title=title,
        note=say(note, lang) if note else "",
        text=say(state, lang),
        lines=parts[page],
        options=tuple(_ways(context, one, lang)),
        columns=1,
        controls=(*turning_of(page, len(parts), lambda to: ShowDrill(id, to)), button(say(Text("All drills"), lang), ShowDrills())),
        fallback=title,
    )  # fmt: skip


def _ways(context: Context, one: KeptDrill, lang: str) -> list[Button]:
    say = context.wording.say
    made = []
    if one.gaps:
        count = Text("Corrective actions about what is missing ({count})", {"count": len(one.gaps)})
        made.append(button(say(count, lang), ShowDrillGaps(one.id), "primary"))
    names = context.wording
    return [*made, *(button(f"PDF · {names.name(code)}", SendDrill(one.id, code)) for code in names.languages)]


# What is missing becomes something to be done.


def show_gaps(context: Context, press: ShowDrillGaps) -> None:
    one = mine(context, press.drill)
    if one is None:
        return
    there = {each.step for run in {of.run_id for of, _ in one.gaps} for each in context.tx.actions.of_run(run)}
    free = [(n, each) for n, each in enumerate(one.gaps) if each[1].what != "action" and _step(one, n) not in there]
    last = max(len(free) - 1, 0) // GAPS_PAGE
    page = min(press.page, last)
    some = free[page * GAPS_PAGE : (page + 1) * GAPS_PAGE]
    text = context.say(
        Text("About what is a corrective action to be opened?")
        if free
        else Text("There is a corrective action about everything.")
    )
    message = Message(
        title=context.say(TITLE),
        text=text,
        options=tuple(button(_gap_label(context, *each), ActOnGap(one.id, n)) for n, each in some),
        columns=1,
        controls=(*turning_of(page, last + 1, lambda to: ShowDrillGaps(one.id, to)), button(context.say(Text("Back")), ShowDrill(one.id))),
        fallback=text,
    )  # fmt: skip
    context.show("menu", message, edit=True)


def _gap_label(context: Context, one: Drawn, gap: Gap) -> str:
    return f"{one.number}: {context.say(gap_text(context, one, gap))}"[:LABEL]


def _step(one: KeptDrill, number: int) -> str:
    return f"drill.{one.id}.{number}"


def act(context: Context, press: ActOnGap) -> None:
    """A corrective action as any other, about the record that was drawn."""
    one = mine(context, press.drill)
    if one is None or press.number >= len(one.gaps):
        return
    record, gap = one.gaps[press.number]
    kept = context.tx.runs.lock(record.run_id)
    if kept is None:
        menu.show_menu(context, Text("That record is not there anymore."))
        return
    what = context.say(Text("Found in a drill. {gap}", {"gap": gap_text(context, record, gap)}))
    due = today_at(context, kept.site_id) + timedelta(days=context.policy_at(kept.site_id).days(GRAVE))
    new = Opening(kept.organisation_id, kept.site_id, kept.id, _step(one, press.number), what, GRAVE, FIRST, due)
    action = opened(context, new)
    if action is None:
        show_gaps(context, ShowDrillGaps(one.id))
        return
    ring(context, action, standing(context, kept.organisation_id, kept.site_id, (FIRST,), without=(context.who.person_id,)))  # fmt: skip
    context.toast(Text("Opened: {number}.", {"number": action.number}))
    context.show(slot_of(action.id), action_card(context, action, context.who), edit=False)


def _seed(context: Context, rest: str) -> bool:
    """One word by somebody who holds drills; more than that tells of one."""
    return context.who.role in RUNS and len(rest.split()) == 1


DUTY = Duty(
    words=(Word("drill", Text("/drill"), Text("A drill as validators do it"), roles=RUNS, takes=_seed),),
    commands={"drill": typed},
    presses={ShowDrills: show_all, BeginDrill: begin, ShowDrill: look, ShowDrillGaps: show_gaps, ActOnGap: act},
)
