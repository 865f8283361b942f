"""Whoever has a code joins with it: as somebody new, or with another account of theirs.

A code that is unknown and one that was used sound the same. Who guesses has to wait.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.channel import Heard, Line, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.editions import wake
from bot.duties import answering, menu, petitions, runs
from bot.engine.kinds.typed import clean, says_something
from bot.engine.talk import Text, Typed
from bot.store.codes import read_code, shown
from bot.store.invitations import WRONG, Invited, KeptInvitation
from bot.store.lines import Way
from bot.store.people import Who

JOIN = Text("/join")  # before a code that is typed
START = "start"  # the word that Telegram puts there when a link is opened

NO_GOOD = Text("That code does not work. Check it, or ask your manager for a new one.")
EXPIRED = Text("That code has expired. Please ask for a new one.")
WAIT = Text("That was the wrong code five times. Wait an hour, or ask your manager to add you.")
NAME = Text("What is your name? Type this with your own name at the end:")
LINKED = Text("This account is linked to you now. Go on where you were.")


def code_in(context: Context, words: str) -> tuple[str, str]:
    """The code that somebody typed, alone or after the word for it, and what stands behind it."""
    first, _, rest = words.strip().partition(" ")
    joins = {START, *(word.removeprefix("/") for word in context.wording.words(JOIN.source).values())}
    if first.removeprefix("/").casefold() in joins:
        return read_code(rest, named=True)
    return read_code(words)


def joined(context: Context, heard: Heard) -> bool:
    """Was it a code that a stranger sent? Then all is said. Where others read along nobody joins."""
    words = _words(heard)
    code, name = code_in(context, words)
    if not code or heard.door or context.library.words.dangerous(words):
        return False
    context.tx.people.stranger(heard.channel, heard.account, heard.name, context.now)
    tries = context.tx.invitations.tried(heard.line, heard.account, context.now)
    context.tx.petitions.open_of(heard.line, heard.account)  # whoever is just adding them is waited for
    if there := context.tx.people.who(heard.line, heard.account):
        context.tx.invitations.was_right(heard.line, heard.account)
        context.speaker, context.heard = there, heard
        menu.show_menu(context, menu.HAVE_ACCESS)
    elif tries <= WRONG:
        _try(context, heard, code, name, tries)
    return True


def _words(heard: Heard) -> str:
    return heard.said.text if isinstance(heard.said, Typed) else f"{heard.command} {heard.rest}"


def _try(context: Context, heard: Heard, code: str, name: str, tries: int) -> None:
    found = context.tx.invitations.find(code)
    open_one = found if found and not found.used else None
    called = open_one and _name(open_one.invited, name, heard)
    if open_one and not called and open_one.expires_at > context.now:
        context.tx.invitations.was_right(heard.line, heard.account)
        _ask_name(context, heard, open_one, code)
    elif open_one and called and context.tx.invitations.take(open_one.id, heard.line, context.now):
        context.tx.invitations.was_right(heard.line, heard.account)
        _welcome(context, heard, open_one, called)
    elif tries == WRONG:
        _say(context, heard, WAIT)
    else:
        _say(context, heard, EXPIRED if open_one and open_one.expires_at <= context.now else NO_GOOD)


def _name(invited: Invited, typed: str, heard: Heard) -> str:
    """What they are called: as they were invited, as they say, or as the chat account is; empty if that is no name."""
    names = (" ".join(clean(one).split())[:80] for one in (invited.name, typed, heard.name))
    return next((one for one in names if says_something(one) and any(map(str.isalpha, one))), "")


def _welcome(context: Context, heard: Heard, found: KeptInvitation, name: str) -> None:
    given, tx = found.invited, context.tx
    lang = given.lang or context.wording.language(heard.language)
    person = given.person_id or tx.people.join(
        given.organisation_id, given.site_id, name, given.role, lang, context.now
    )
    taken = tx.people.take_account(person, heard.line, heard.channel, heard.account)
    assert taken, "whoever has an account is no stranger"
    tx.people.heard_from(heard.line, heard.account, heard.address, context.now)
    tx.invitations.used(found.id, person)
    new = tx.people.who(heard.line, heard.account)
    assert new, "they have just come"
    wake(context, given.organisation_id)
    context.speaker, context.heard = new, heard
    if new.lang not in context.wording.languages:
        context.speaks(lang)
    petitions.settle(context, heard, given.made_by)
    if given.person_id:
        _linked(context, heard)
    elif answering.came(context, found.id):
        return
    else:
        _new(context, given)


def _new(context: Context, given: Invited) -> None:
    """What they can do; and whoever invited them hears that they have come."""
    fill = {"organisation": context.who.organisation}
    menu.show_menu(context, Text("Welcome to {organisation}. This is what you can do.", fill))
    maker = context.tx.people.whom(given.made_by) if given.made_by else None
    if maker:
        said = {"name": context.who.name, "role": ROLE[context.who.role], "site": context.who.site}
        _tell(context, maker, Text("{name} has joined as {role} at {site}.", said))


def _linked(context: Context, heard: Heard) -> None:
    """What was open goes on here. Whoever has the other accounts hears of this one, in case it is not theirs."""
    open_one = context.focused() or next(iter(context.tx.runs.open(context.who.person_id)), None)
    if open_one:
        context.focus(open_one.id)
        runs.show_below(context, open_one, LINKED)
    else:
        menu.show_menu(context, LINKED)
    said = Text(
        "{app} is linked to your account now. If that was not you, tell your manager.", {"app": app(heard.channel)}
    )
    for who in context.tx.people.accounts(context.who.person_id):
        if (who.line, who.account) != (heard.line, heard.account):
            _tell(context, who, said, notice=False)


def ways(context: Context, code: str, lang: str, lines: Sequence[Way]) -> tuple[Line, ...]:
    """How to come in with a code, by each line: a link that brings it along, or words to type in the reader's language."""
    typed = f"{context.wording.say(JOIN, context.wording.language(lang)).removeprefix('/')} {shown(code)}"
    return tuple(
        Line(app(way.channel), f"{way.invites}{code}", "link") if way.invites else Line(app(way.channel), typed)
        for way in lines
    )


def app(channel: str) -> str:
    """What people call a platform."""
    return channel.capitalize()


def _tell(context: Context, who: Who, said: Text, *, notice: bool = True) -> None:
    text = context.wording.say(said, context.reads(who))
    context.notify(who, "joined", Message(text=text, fallback=text), notice=notice)


def _ask_name(context: Context, heard: Heard, found: KeptInvitation, code: str) -> None:
    lang = found.invited.lang or context.wording.language(heard.language)
    word = context.wording.say(JOIN, lang).removeprefix("/")
    _write(context, heard, NAME, lang, Line("", f"{word} {shown(code)} …"))


def _say(context: Context, heard: Heard, said: Text) -> None:
    _write(context, heard, said, context.wording.language(heard.language))


def _write(context: Context, heard: Heard, said: Text, lang: str, *lines: Line) -> None:
    text = context.wording.say(said, lang)
    context.write_to(heard.line, heard.address, Message(text=text, lines=lines, fallback=text))


def known_already(context: Context, words: str) -> bool:
    """Somebody we know has typed a code, which is good for somebody else: they hear that they need none."""
    code, _ = code_in(context, words)
    if code and answering.opened(context, code):
        return True
    named = code and not read_code(words)[0]
    if not code or not (named or context.tx.invitations.find(code)):
        return False
    menu.show_menu(context, menu.HAVE_ACCESS)
    return True


DUTY = Duty(strangers=joined)
