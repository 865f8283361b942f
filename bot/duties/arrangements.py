"""`/mra`: which countries have a mutual recognition arrangement with the United States, since when, and who says so.

An AEO certificate counts for CTPAT only where there is one, and only if it covers security.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.channel import Line, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.paging import pages, turning_of
from bot.conversation.vocabulary import Word
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.partnering import ShowArrangements
from bot.programmes.facts import Arrangement

TITLE = Text("Mutual recognition arrangements with the USA")
RULE = Text(
    "An AEO or OEA certificate counts only where there is one, and only if it covers security. BASC is none of them."
)
NONE = Text("{country} has none in our table.")
OWN = Text("{country} has a program of its own, and no arrangement in our table.")


def typed(context: Context, rest: str) -> None:
    """Of a country; without one, all of them."""
    code = context.wording.country_code(rest) if rest else ""
    if not rest or not code:
        show(context, 0, Text("No country is called “{name}”.", {"name": rest[:60]}) if rest else None, edit=False)
        return
    found = context.library.programmes.arrangement(code)
    name = context.wording.country(code, context.lang)
    said = OWN if code in context.library.programmes.without else NONE
    message = Message(
        title=name,
        text=context.say(_signed(context, found) if found else Text(said.source, {"country": name})),
        hint=context.say(RULE),
        lines=(*(_source(context, found) if found else ()), _checked(context)),
        controls=(button(context.say(TITLE), ShowArrangements()), context.menu_button()),
        fallback=name,
    )
    context.show("menu", message, edit=False)


def _signed(context: Context, one: Arrangement) -> Text:
    fill: dict[str, object] = {"country": context.wording.country(one.country, context.lang), "signed": one.signed}
    return Text("{country}: arrangement signed {signed}.", fill)


def _source(context: Context, one: Arrangement) -> Iterator[Line]:
    yield Line(context.say(Text("Source")), one.source)


def _checked(context: Context) -> Line:
    return Line(context.say(Text("Table checked")), context.library.programmes.checked)


def show(context: Context, page: int, note: Text | None = None, *, edit: bool) -> None:
    facts, title = context.library.programmes, context.say(TITLE)
    names = {one: context.wording.country(one.country, context.lang) for one in facts.arrangements}
    lines = [Line(names[one], one.signed) for one in sorted(names, key=lambda one: names[one])]
    without = ", ".join(context.wording.country(code, context.lang) for code in facts.without)
    lines += [Line(context.say(Text("A program of their own, and none")), without)] if without else []
    turned = pages([*lines, _checked(context)])
    page = min(page, len(turned) - 1)
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        lines=turned[page],
        hint=context.say(RULE),
        controls=(*turning_of(page, len(turned), ShowArrangements), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


DUTY = Duty(
    words=(
        Word(
            "mra",
            Text("/mra"),
            Text("Which countries' AEO or OEA counts for CTPAT"),
            takes=lambda context, rest: bool(context.wording.country_code(rest)),
        ),
    ),
    commands={"mra": typed},
    presses={ShowArrangements: lambda context, press: show(context, press.page, edit=not press.at_home)},
)
