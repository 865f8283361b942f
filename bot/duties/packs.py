"""`/pack`: the evidence pack of a period, a site, a unit, a seal or a record, for those who read everywhere.

The card says what it would have; the file is made when it is sent. What is too much for a chat is for the page, or the keyboard.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from bot.channels.channel import Button, Line, Message, Picture
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of
from bot.conversation.desk import Desk
from bot.conversation.duty import Duty
from bot.conversation.sent_once import sent_once
from bot.conversation.sites import meant, pressed_on
from bot.conversation.spoken import asked_for, period_and_rest
from bot.conversation.vocabulary import Word
from bot.duties import summary
from bot.engine.identifiers import tidy
from bot.engine.talk import Text
from bot.figures.period import Period, month_of, period_named, year_of
from bot.presses.browsing import OpenPage
from bot.presses.buttons import button
from bot.presses.packing import BOTH, SendPack, ShowPack, wanted
from bot.presses.pieces import CODE
from bot.store import packed, retention
from bot.store.packed import Narrow, Wanted, Weight
from bot.store.transaction import Transaction

READERS = summary.READERS
KIND = "application/zip"
MOST, AT_PAGE = 1000, 3000  # records of a pack that is sent into a chat, or made at the page
HEAVIEST, HEAVY_AT_PAGE = (
    30_000_000,
    120_000_000,
)  # bytes of its files: Telegram takes 50 MB of a bot, and pages come on top
AGAIN = 10  # minutes in which nobody gets the same one twice
SINCE = datetime(2000, 1, 1, tzinfo=UTC)  # of all time
TITLE = Text("Evidence pack")
NOT_YOURS = Text("The evidence pack is for managers, auditors and administrators.")
UNKNOWN = Text(
    "Nothing here is called {what}. Type a year, a month or a week, the number of a record, a unit or a seal: {examples}"
)
TOO_MUCH = Text("This is too much for a chat. Choose a shorter time or one site, or ask for it at the page.")
FAR_TOO_MUCH = Text("This is too much for the page, too. Whoever operates Sello makes it with the command sello pack.")


def typed(context: Context, words: str) -> None:
    """`/pack 2026`, `/pack 2026-11 Laredo`, `/pack LAR-26-0001`, or a unit or a seal."""
    if context.who.role not in READERS:
        summary.answer(context, NOT_YOURS)
        return
    press = _meant(context, words.strip())
    if press is None:
        examples = ", ".join(of(context.today).name for of in (year_of, month_of))
        summary.answer(context, Text(UNKNOWN.source, {"what": words.strip()[:40], "examples": examples}))
    else:
        show(context, press, edit=False)


def _meant(context: Context, words: str) -> ShowPack | None:
    ours, code = context.who.organisation_id, tidy(words)
    if run := retention.numbered(context.tx, ours, words) if words else None:
        kept = context.tx.runs.get(run)
        return ShowPack(run=run) if kept and kept.status == "finished" and not kept.confidential else None
    period, rest = period_and_rest(asked_for(words), context.today)
    at = meant(rest, sites_of(context, ours))
    if at is not None and (period or at.press or not words):
        return ShowPack((period or year_of(context.today)).name, at.press)
    if CODE.fullmatch(code) and packed.numbered(context.tx, _span(context, None, 0), code):
        return ShowPack(number=code)
    return None


def _span(context: Context, period: Period | None, site: int) -> Wanted:
    """Of a period, or of all time."""
    who, sites = context.who, (site,) if site else ()
    if period is None:
        return Wanted(who.organisation_id, SINCE, context.now, sites)
    span = period.span(who.zone, who.organisation_id, sites)
    return Wanted(span.organisation_id, span.start, span.end, span.sites)


def read_weight(tx: Transaction, whole: Wanted, run: int, number: str) -> Weight:
    narrow = packed.numbered(tx, whole, number) if number else Narrow(run_id=run)
    return packed.weight(tx, Wanted(whole.organisation_id, whole.start, whole.end, whole.sites, narrow or Narrow(unit=number)), AT_PAGE)  # fmt: skip


def _weight(context: Context, press: ShowPack | SendPack) -> Weight | None:
    """What it comes to; None where it is not for whoever asks."""
    period = period_named(press.period) if press.period else None
    at = pressed_on(context, press.site)
    if context.who.role not in READERS or at is None or (press.period and period is None):
        return None
    if not (period or press.run or press.number):
        return None
    whole = _span(context, period, at.press)
    key = ("pack", whole.start, whole.sites, press.run, press.number, context.who.organisation_id)
    return read_before(context.known, key, partial(read_weight, whole=whole, run=press.run, number=press.number))


def show(context: Context, press: ShowPack, *, edit: bool = True) -> None:
    found = _weight(context, press)
    if found is None:
        summary.answer(context, NOT_YOURS)
        return
    title = context.say(TITLE)
    lines = [
        Line(context.say(Text("What")), _named(context, press)),
        Line(context.say(Text("Records")), context.wording.fill(found.records, context.lang)),
        Line(context.say(Text("Confidential reports, left out")), context.wording.fill(found.hidden, context.lang)),
    ]
    refused = _too_much(context, found)
    message = Message(
        title=title,
        text=context.say(Text("A ZIP with an index by CTPAT criterion and BASC clause, every record, workbooks, photos, and what proves them.")),
        lines=tuple(lines),
        note=context.say(refused) if refused else "",
        options=_languages(context, press) if found.records and not refused else (),
        columns=2,
        hint="" if found.records else context.say(Text("Nothing was recorded in these days.")),
        controls=(*_others(context, press), *((button(context.say(Text("Open the page")), OpenPage()),) if refused else ()), context.menu_button()),
        fallback=title,
    )  # fmt: skip
    context.show("summary", message, edit=edit and not press.at_home)


def _languages(context: Context, press: ShowPack) -> tuple[Button, ...]:
    def send(lang: str) -> SendPack:
        return SendPack(lang, press.period, press.site, press.run, press.number)

    both = (button(context.say(Text("In both languages")), send(BOTH)),)
    return both + tuple(button(context.wording.name(lang), send(lang)) for lang in context.wording.languages)


def _others(context: Context, press: ShowPack) -> tuple[Button, ...]:
    """Other times, and the sites one by one."""
    if not press.period:
        return ()
    year, month = year_of(context.today), month_of(context.today)
    times = (year, year.before, month, month.before)
    made = [button(one.name, ShowPack(one.name, press.site)) for one in times if one.name != press.period]
    names = sites_of(context, context.who.organisation_id)
    if press.site:
        made.append(button(context.say(Text("All sites")), ShowPack(press.period)))
    elif 1 < len(names) <= summary.CHOOSE:
        made += [button(name[:75], ShowPack(press.period, id)) for id, name in names.items()]
    return tuple(made)


def _named(context: Context, press: ShowPack | SendPack) -> str:
    names = sites_of(context, context.who.organisation_id)
    kept = context.tx.runs.get(press.run) if press.run else None
    what = press.period or press.number or ((kept.number or f"R-{kept.id}") if kept else "")
    return ", ".join((what, names.get(press.site, context.who.organisation)))


def _too_much(context: Context, found: Weight) -> Text | None:
    if found.records > AT_PAGE or found.bytes > HEAVY_AT_PAGE:
        return FAR_TOO_MUCH
    if not isinstance(context, Desk) and (found.records > MOST or found.bytes > HEAVIEST):
        return TOO_MUCH
    return None


def send(context: Context, press: SendPack) -> None:
    """The letter says whose pack it is and of what; what is in it is read when it is sent."""
    found = _weight(context, press)
    if (
        found is None
        or not found.records
        or _too_much(context, found)
        or press.lang not in (BOTH, *context.wording.languages)
    ):
        show(context, ShowPack(press.period, press.site, press.run, press.number), edit=False)
        return
    lang = press.lang if press.lang == BOTH else context.wording.regional(press.lang, context.who.region)
    asked = SendPack(lang, press.period, press.site, press.run, press.number)
    file = Picture(wanted(context.who.person_id, asked), KIND, _file_name(context, press))
    new = sent_once(context, file, wanted(context.who.person_id, asked), AGAIN)
    said = Text("The file comes in a moment.") if new else Text("The file was sent to you just now.")
    summary.answer(context, said)


def _file_name(context: Context, press: SendPack) -> str:
    kept = context.tx.runs.get(press.run) if press.run else None
    what = press.period or press.number or (kept.number if kept else "") or f"R-{press.run}"
    return f"sello-{''.join(one for one in what if one.isalnum() or one == '-')}.zip"


DUTY = Duty(
    words=(
        Word(
            "pack",
            Text("/pack"),
            Text("The evidence pack of a period, unit, seal or record"),
            roles=READERS,
            takes=lambda _context, rest: len(rest.split()) <= 4,
        ),
    ),
    commands={"pack": typed},
    presses={ShowPack: show, SendPack: send},
)
