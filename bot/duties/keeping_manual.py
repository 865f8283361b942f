"""Those who keep the manual publish it, and see and remind who has not read; the timer asks each once, and reminds once.

What a setting has changed is published by the timer. Nobody is asked at night.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.channels.channel import Line, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.editions import MANAGES, SEES, TIMER, drawn_up, publish, wake
from bot.conversation.manual_cards import draft_card, title_of
from bot.conversation.paging import pages, turning_of
from bot.duties import manual, menu
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.manual import PublishProcedure, ReadDraft, ReadEdition, RemindReaders, WhoHasNot
from bot.recurring import quiet_until
from bot.store.manual import KeptEdition, Standing

NOT_YOURS = Text("Only managers and administrators publish procedures.")
NOT_SEEN = Text("Only managers and auditors see who has read what.")
NIGHT = "22:00-06:00"  # where an organisation has set no quiet hours; ours
PAUSE = timedelta(hours=1)  # until it is looked again whether something has changed or somebody has come
DAY = timedelta(days=1)  # in which nobody is reminded twice by hand
SOME = 200  # pairs of person and edition in one transaction
ASKED = Text("Please read this, and say so. It takes a few minutes.")
REMINDED = Text("A reminder: you have not read this yet.")
Mark = Callable[[int, int], bool]


def draft(context: Context, press: ReadDraft) -> None:
    if context.who.role not in MANAGES:
        menu.show_menu(context, NOT_YOURS)
        return
    ours = context.tx.organisations.get(context.who.organisation_id)
    found = drawn_up(context, ours).get(press.procedure) if ours else None
    if found is None:
        manual.show(context, note=manual.GONE, edit=True)
        return
    words = found.said[context.wording.language(context.who.lang)]
    context.show("menu", draft_card(context, press.procedure, words, press.page), edit=True)


def published(context: Context, press: PublishProcedure) -> None:
    if context.who.role not in MANAGES:
        menu.show_menu(context, NOT_YOURS)
        return
    who, known = context.who, set(context.library.procedures.by_id)
    wanted = {press.procedure} & known if press.procedure else known
    new = publish(context, who.organisation_id, wanted, who.person_id)
    wake(context, who.organisation_id)
    said = Text("Published: {count}. Those whom it concerns are asked to read, by day.", {"count": len(new)})
    manual.show(context, note=said if new else Text("It is published already."), edit=True)


def who_has_not(context: Context, press: WhoHasNot, note: Text | None = None) -> None:
    """By name and site, page by page: nobody is left out."""
    one = manual.newest(context, press.edition) if _sees(context) else None
    if one is None:
        return
    theirs = context.tx.manual.standings(one.organisation_id, [one.id])
    left = [each for each in theirs if each.read_at is None]
    shown = pages([_line(context, each) for each in left])
    page = min(press.page, len(shown) - 1)
    count = {"count": len(left), "of": len(theirs)}
    title = title_of(context, one)
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        text=context.say(Text("Not read by {count} of {of}", count) if left else Text("Everybody has read it.")),
        lines=shown[page],
        options=(button(context.say(Text("Remind them")), RemindReaders(one.id), "primary"),) if left and _keeps(context) else (),
        controls=(
            *turning_of(page, len(shown), lambda to: WhoHasNot(one.id, to)),
            button(context.say(Text("Back")), ReadEdition(one.id)),
            context.menu_button(),
        ),
        fallback=title,
    )  # fmt: skip
    context.show("menu", message, edit=True)


def _keeps(context: Context) -> bool:
    return context.who.role in MANAGES


def _sees(context: Context) -> bool:
    if context.who.role not in SEES:
        menu.show_menu(context, NOT_SEEN)
    return context.who.role in SEES


def _line(context: Context, one: Standing) -> Line:
    told = context.wording.fill(one.told_at.date(), context.lang) if one.told_at else ""
    state = Text("asked {day}", {"day": told}) if told else Text("not asked yet")
    words = (context.say(ROLE.get(one.role, Text(one.role))), one.site, context.say(state))
    return Line(" ".join(one.name.split()), ", ".join(words))


def remind(context: Context, press: RemindReaders) -> None:
    if not _keeps(context):
        menu.show_menu(context, NOT_YOURS)
        return
    one = manual.newest(context, press.edition)
    if one is None:
        return
    count = context.tx.manual.remind(one.id, context.now, context.now - DAY)
    wake(context, one.organisation_id)
    said = Text("They are reminded: {count}. Nobody is at night.", {"count": count})
    who_has_not(context, WhoHasNot(one.id), said if count else Text("Nobody is reminded twice in a day."))


def comes(context: Context, subject: str) -> None:
    """The timer: what changed is published, whoever was not asked is, whoever waits too long is reminded."""
    ours = int(subject)
    publish(context, ours, None, None)
    editions = {one.id: one for one in context.tx.manual.current(ours)}
    if not editions:
        return
    awake, later = _awake(context, ours)
    tx = context.tx.manual
    asked = tx.untold(ours, awake, SOME)
    _write(context, editions, asked, ASKED, lambda person, one: tx.told(one, person, context.now))
    due = [] if asked else tx.to_remind(ours, awake, SOME, context.now)
    _write(context, editions, due, REMINDED, lambda person, one: tx.reminded(one, person, context.now))
    context.tx.timers.set(TIMER, context.now if asked or due else later, subject)


def _awake(context: Context, organisation_id: int) -> tuple[list[int], datetime]:
    """The sites where it is day, and when to look again: when the next night is over, or after a pause."""
    awake, later = [], context.now + PAUSE
    for kept in context.tx.organisations.sites(organisation_id).values():
        over = quiet_until(context.policy_at(kept.id).quiet or NIGHT, kept.zone, context.now)
        if over is None:
            awake.append(kept.id)
        else:
            later = min(later, over)
    return awake, later


def _write(
    context: Context, editions: dict[int, KeptEdition], pairs: Sequence[tuple[int, int]], said: Text, mark: Mark
) -> None:  # fmt: skip
    """One notice to each person, about all that waits for them."""
    theirs: dict[int, list[int]] = {}
    for person, edition in pairs:
        if mark(person, edition):
            theirs.setdefault(person, []).append(edition)
    for who in context.tx.people.those(list(theirs)):
        some = [editions[id] for id in theirs[who.person_id]]
        key = f"manual/{who.person_id}/{said is ASKED}/{some[-1].id}/{context.now:%Y%m%d%H%M}"
        context.notify(who, "manual", manual.notice(context, context.reads(who), some, said), key=key)


DUTY = Duty(
    presses={ReadDraft: draft, PublishProcedure: published, WhoHasNot: who_has_not, RemindReaders: remind},
    timers={TIMER: comes},
)
