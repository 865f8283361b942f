"""Notices in a channel or a group: a manager says there that they want some, and chooses in private which.

Where the platform does not let us write anymore, whoever has set it up hears of it.
"""

from __future__ import annotations

from bot.channels.channel import Button, Line, Message
from bot.conversation.audiences import SORTS, reads
from bot.conversation.context import Context
from bot.conversation.deciding import DECIDERS, SITES, deciders, sites_of
from bot.conversation.duty import Duty, Undelivered
from bot.conversation.vocabulary import Word
from bot.engine.talk import Text
from bot.presses.announcing import (
    AudienceLanguage,
    AudienceSite,
    EndAudience,
    ShowAudience,
    ShowAudiences,
    SwitchSort,
)
from bot.presses.buttons import button
from bot.store.audiences import KeptAudience
from bot.store.people import Who

SLOT = "here"  # of what is said about itself in a channel or group
TITLE = Text("Notices in channels and groups")
WORD = Text("/here")
NOT_YOURS = Text("Only managers and administrators can do that.")
TAKEN = Text("Notices of another company are shown here. They have to stop that first.")
GONE = Text("No notices are shown there anymore.")
HOW = Text("Write this in the channel or group in which notices are to be shown. I have to be a member of it.")
WARNING = Text(
    "Everybody there can read them, also people from outside your company. What is confidential is never shown."
)


def here(context: Context) -> None:
    """In a channel or group the choice of what is shown there; in private all there are, and how a new one is begun."""
    said = context.heard
    if context.who.role not in DECIDERS:
        context.toast(NOT_YOURS)
        return
    if said is None or not said.place:
        show_all(context, edit=False)
        return
    who, lang = context.who, context.who.lang
    one = context.tx.audiences.begin(
        who.organisation_id, said.line, said.place, said.place_name, lang, who.person_id, context.now
    )
    if one.organisation_id != who.organisation_id:
        context.toast(TAKEN)
        return
    _show(context, one, edit=False)


def show_all(context: Context, *, edit: bool) -> None:
    if context.who.role not in DECIDERS:
        context.toast(NOT_YOURS)
        return
    there = context.tx.audiences.of(context.who.organisation_id)
    message = Message(
        title=context.say(TITLE),
        text=context.say(HOW),
        lines=(context.command(WORD),),
        options=tuple(button(one.name[:75], ShowAudience(one.id)) for one in there),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=context.say(TITLE),
    )
    context.show("menu", message, edit=edit)


def _ours(context: Context, id: int) -> KeptAudience | None:
    """An audience that whoever is speaking decides about, locked; says so if it is not theirs."""
    if context.who.role not in DECIDERS:
        context.toast(NOT_YOURS)
        return None
    one = context.tx.audiences.lock(id)
    if one is None or one.organisation_id != context.who.organisation_id:
        context.toast(GONE)
        return None
    return one


def _show(context: Context, one: KeptAudience, *, edit: bool = True) -> None:
    shown = tuple(SORTS[sort] for sort in one.sorts if sort in SORTS)
    places = sites_of(context, one.organisation_id)
    site = places.get(one.site_id or 0) or context.say(Text("All sites"))
    message = Message(
        title=context.say(Text("Notices in {place}", {"place": one.name})),
        text=context.say(Text("What is to be shown there?")),
        hint=context.say(WARNING),
        lines=(
            Line(
                context.say(Text("Shown there")),
                context.wording.fill(shown, context.lang) if shown else context.say(Text("nothing yet")),
            ),
            Line(context.say(Text("Site")), site),
            Line(context.say(Text("Language")), context.wording.name(one.lang)),
        ),
        options=(*_switches(context, one), *_more(context, one, len(places))),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(button(context.say(Text("All channels and groups")), ShowAudiences()), context.menu_button()),
        fallback=context.say(TITLE),
    )
    context.show("menu", message, edit=edit)


def _switches(context: Context, one: KeptAudience) -> tuple[Button, ...]:
    def label(sort: str) -> str:
        form = Text("Stop: {what}") if sort in one.sorts else Text("Show: {what}")
        return context.say(Text(form.source, {"what": SORTS[sort]}))

    return tuple(
        button(label(sort), SwitchSort(one.id, sort), "plain" if sort in one.sorts else "good") for sort in SORTS
    )


def _more(context: Context, one: KeptAudience, sites: int) -> tuple[Button, ...]:
    site = (button(context.say(Text("Another site")), AudienceSite(one.id)),) if sites > 1 else ()
    lang = (button(context.say(Text("Another language")), AudienceLanguage(one.id)),)
    return (*site, *lang, button(context.say(Text("Show nothing there anymore")), EndAudience(one.id), "bad"))


def switch(context: Context, press: SwitchSort) -> None:
    one = _ours(context, press.audience)
    if one is None or press.sort not in SORTS:
        return
    on = {*one.sorts} ^ {press.sort}
    context.tx.audiences.shows(one.id, tuple(sort for sort in SORTS if sort in on))
    _changed(context, one.id)


def site(context: Context, press: AudienceSite) -> None:
    one = _ours(context, press.audience)
    if one is None:
        return
    names = sites_of(context, one.organisation_id)
    if press.every or press.site in names:
        context.tx.audiences.change(one.id, site_id=None if press.every else press.site)
        _changed(context, one.id)
        return
    every = button(context.say(Text("All sites")), AudienceSite(one.id, every=True))
    named = [button(name[:75], AudienceSite(one.id, id)) for id, name in list(names.items())[:SITES]]
    _ask(context, one, Text("Of which site?"), (every, *named))


def language(context: Context, press: AudienceLanguage) -> None:
    one = _ours(context, press.audience)
    if one is None:
        return
    if press.lang in context.wording.languages:
        context.tx.audiences.change(one.id, lang=press.lang)
        _changed(context, one.id)
        return
    langs = context.wording.languages
    _ask(
        context, one, Text("In which language?"),
        tuple(button(context.wording.name(lang), AudienceLanguage(one.id, lang)) for lang in langs),
    )  # fmt: skip


def _ask(context: Context, one: KeptAudience, question: Text, options: tuple[Button, ...]) -> None:
    message = Message(
        title=context.say(Text("Notices in {place}", {"place": one.name})),
        text=context.say(question),
        options=options,
        choose=context.say(Text("Choose")),
        controls=(button(context.say(Text("Not now")), ShowAudience(one.id)),),
        fallback=context.say(question),
    )
    context.show("menu", message, edit=True)


def _changed(context: Context, id: int) -> None:
    """Whoever is there reads what is shown, and who wants that."""
    one = context.tx.audiences.lock(id)
    assert one, "it is locked"
    _show(context, one)
    context.write_to(*one.lane, _introduced(context, one), SLOT, edit=True)


def _introduced(context: Context, one: KeptAudience) -> Message:
    lang = reads(context, one)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    shown = tuple(SORTS[sort] for sort in one.sorts)
    fill = {"organisation": context.who.organisation, "what": shown, "name": context.who.name}
    some = Text("Shown here from now on: {what}. {name} ({organisation}) has set this up.", fill)
    text = say(some) if shown else say(Text("Nothing is shown here."))
    place = sites_of(context, one.organisation_id).get(one.site_id or 0)
    lines = (Line(say(Text("Site")), place),) if place and shown else ()
    return Message(text=text, lines=lines, fallback=text)


def end(context: Context, press: EndAudience) -> None:
    one = _ours(context, press.audience)
    if one is None:
        return
    context.tx.audiences.end(one.id, context.now)
    ended = context.wording.say(Text("Nothing is shown here."), reads(context, one))
    context.write_to(*one.lane, Message(text=ended, fallback=ended), SLOT, edit=True)
    context.toast(GONE)
    show_all(context, edit=True)


def undelivered(context: Context, event: Undelivered) -> None:
    """The platform does not let us write there: we follow it where it has gone, or it is over, and that is said."""
    lost = event.letter
    if lost.person is not None or not lost.slot:
        return
    one = context.tx.audiences.at(lost.line, lost.address)
    if one and one.moved_to:
        context.tx.audiences.follow(one, context.now)
    new = context.tx.audiences.gone_to(lost.line, lost.address)
    if new:
        context.letters.append(context.tx.letters.post_to(*new.lane, lost.body, context.now, lost.slot))
    elif one and one.closed and context.tx.audiences.end(one.id, context.now):
        _tell(context, one)


def _tell(context: Context, one: KeptAudience) -> None:
    for who in _those_who_set_it_up(context, one):
        lang = context.reads(who)
        text = context.wording.say(
            Text("I can't write in {place} anymore. No notices are shown there until somebody sets it up again.", {"place": one.name}),
            lang,
        )  # fmt: skip
        message = Message(
            title=context.wording.say(TITLE, lang), text=text, hint=context.wording.say(HOW, lang), fallback=text
        )
        context.notify(who, "", message)


def _those_who_set_it_up(context: Context, one: KeptAudience) -> list[Who]:
    """Whoever it was; once they have left, those who decide."""
    return context.tx.people.those([one.made_by]) or deciders(context, one.organisation_id)


def again(context: Context, press: ShowAudience) -> None:
    one = _ours(context, press.audience)
    if one is not None:
        _show(context, one)


DUTY = Duty(
    words=(Word("here", WORD, TITLE, roles=DECIDERS, slash=True),),
    commands={"here": lambda context, _: here(context)},
    presses={
        ShowAudiences: lambda context, press: show_all(context, edit=not press.at_home),
        ShowAudience: again,
        SwitchSort: switch,
        AudienceSite: site,
        AudienceLanguage: language,
        EndAudience: end,
    },
    undelivered=undelivered,
)
