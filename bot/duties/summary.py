"""The summary of a week, a month or a year as a message. What needs a decision comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from bot.channels.channel import Button, Group, Message
from bot.conversation.beforehand import read_before
from bot.conversation.buttons import button
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.notice import SEVERITY
from bot.conversation.period import Period, month_of, period_and_rest, period_named, week_of, year_of
from bot.conversation.presses import ShowSummary
from bot.conversation.sheeting import SendWorkbook
from bot.conversation.summing import MOST, Asked, Incident, Summary, summed
from bot.conversation.vocabulary import Word, plain_words
from bot.conversation.wording import Wording
from bot.engine.talk import Text

READERS = ("manager", "auditor", "admin")


@dataclass(frozen=True)
class Words:
    """What is said of one unit of time."""

    title: Text
    before: Text
    nothing: Text


WORDS = {
    "week": Words(
        Text("Weekly summary {period}"),
        Text("{total} (week before: {before})"),
        Text("Nothing was recorded this week."),
    ),
    "month": Words(
        Text("Monthly summary {period}"),
        Text("{total} (month before: {before})"),
        Text("Nothing was recorded this month."),
    ),
    "year": Words(
        Text("Yearly summary {period}"),
        Text("{total} (year before: {before})"),
        Text("Nothing was recorded this year."),
    ),
}


@dataclass(frozen=True)
class Place:
    """A site that only is summed up; without a name it is all of them."""

    id: int = 0
    name: str = ""


EVERYWHERE = Place()


def typed(context: Context, words: str) -> None:
    """`/summary 2026-11 Laredo yard`, for those who may read it: this week and everywhere, if nothing else is said."""
    period, rest = period_and_rest(words, context.today)
    names = sites(context)
    at = _meant(rest, names)
    if context.who.role not in READERS:
        _answer(context, Text("The weekly summary is for managers."))
    elif at is not None:
        _show(context, period or week_of(context.today), at, edit=False)
    elif near := _near(rest, names) or (list(names)[:MOST] if period else []):
        choice = {"name": rest, "sites": ", ".join(near)}
        _answer(context, Text("There is no site called {name}. There is: {sites}", choice))
    else:
        _answer(context, Text("Type a week, a month or a year like this: {examples}", {"examples": _examples(context)}))


def pressed(context: Context, press: ShowSummary) -> None:
    """A period that was pressed takes the place of the other."""
    named = {id: name for name, id in sites(context).items()}
    period = period_named(press.period) if press.period else week_of(context.today)
    if context.who.role not in READERS or period is None or (press.site and press.site not in named):
        typed(context, press.period)
        return
    _show(context, period, Place(press.site, named.get(press.site, "")), edit=bool(press.period))


def _answer(context: Context, said: Text) -> None:
    text = context.say(said)
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)


def _examples(context: Context) -> str:
    return ", ".join(of(context.today).name for of in (week_of, month_of, year_of))


def sites(context: Context) -> dict[str, int]:
    """The number of each site by its name."""
    return {name: one.id for name, one in context.tx.organisations.sites(context.who.organisation_id).items()}


def _meant(words: str, names: dict[str, int]) -> Place | None:
    """The site that is named, as a whole or by words that no other has; everywhere, if none is."""
    if not words:
        return EVERYWHERE
    wanted = plain_words(words)
    found = [name for name in names if name == words] or [name for name in names if wanted == plain_words(name)]
    found = found or [name for name in names if wanted and set(wanted) <= set(plain_words(name))]
    return Place(names[found[0]], found[0]) if len(found) == 1 else None


def _near(words: str, names: dict[str, int]) -> list[str]:
    """The sites whose names are like it, or have a word of it."""
    wanted, alike = set(plain_words(words)), get_close_matches(words.casefold(), map(str.casefold, names), MOST)
    return [name for name in names if name.casefold() in alike or wanted & set(plain_words(name))][:MOST]


def _show(context: Context, period: Period, at: Place, *, edit: bool) -> None:
    """Counted beside the writers: a year takes longer than any turn may."""
    asked = Asked(period, context.who.zone, context.who.organisation_id, at.id or None, context.today)
    counted = read_before(context.known, asked, partial(summed, library=context.library, asked=asked))
    controls = [button(f"‹ {period.before.name}", ShowSummary(period.before.name, at.id))]
    if period.after <= context.today:
        controls.append(button(f"{period.next.name} ›", ShowSummary(period.next.name, at.id)))
    controls.append(button(context.say(Text("Send as a spreadsheet")), SendWorkbook(period.name, at.id)))
    made = counted.discreet(context.who.person_id)
    context.show("summary", message_of(made, context.wording, context.lang, at.name, tuple(controls)), edit=edit)


def message_of(
    made: Summary, wording: Wording, lang: str, site: str = "", controls: tuple[Button, ...] = ()
) -> Message:
    """The summary in the reader's language; of one `site`, if it has a name."""

    def say(source: Text) -> str:
        return wording.say(source, lang)

    words, days = WORDS[made.period.unit], {"first": made.period.first, "last": made.period.last}
    title = ", ".join(filter(None, (say(Text(words.title.source, {"period": made.period.name})), site)))
    waiting, taken, rest = made.undecided, made.taken, made.unfinished
    note = say(Text("Needs attention: {count}", {"count": waiting.count})) if waiting.count else ""
    parts = (
        (Text("Nobody is handling these yet"), [_named(i, wording, lang) for i in waiting.first], waiting.count),
        (Text("Corrective actions"), _to_do(made, say)),
        (Text("Reports begun, not finished"), [_named(i, wording, lang) for i in rest.first], rest.count),
        (Text("Totals"), _compared(made, say)),
        (Text("Finished"), _counted(made.finished, wording, lang)),
        (Text("Not finished"), _counted(made.open, wording, lang)),
        (Text("Planned and missed"), _counted(made.missed, wording, lang)),
        (Text("Findings"), [f"{say(point)}: {count}" for point, count in made.findings]),
        (Text("Training"), _trained(made, wording, lang)),
        (Text("Incidents"), _reported(taken.first, wording, lang), taken.count),
        (Text("Messages that could not be delivered"), [str(made.undelivered)] if made.undelivered else []),
    )
    empty = not (made.totals.finished or made.totals.open or rest.count or any(made.actions))
    return Message(
        title=title,
        note=note,
        text=say(words.nothing) if empty else "",
        hint=say(Text("{first} to {last}", days)),
        groups=tuple(_part(say(heading), lines, *count) for heading, lines, *count in parts if lines),
        controls=controls,
        fallback=title,
    )


def _to_do(made: Summary, say: Callable[[Text], str]) -> list[str]:
    open_ones, late = made.actions
    some = [Text("Overdue: {count}", {"count": late})] if late else []
    return [say(text) for text in (*some, Text("Open: {count}", {"count": open_ones}))] if open_ones else []


def _part(heading: str, lines: list[str], count: int = 0) -> Group:
    """A heading with its first lines, and the number of those that are left out: of `count`, if not all lines are here.

    A name with a line end adds no line.
    """
    left = (count or len(lines)) - MOST
    shown = (*lines[:MOST], *([f"… +{left}"] if left > 0 else []))
    return Group(heading, (), "\n".join(f"• {' '.join(line.splitlines())}" for line in shown))


def _compared(made: Summary, say: Callable[[Text], str]) -> list[str]:
    """The totals against the period before."""
    pairs = (
        (Text("Finished: {count}"), made.totals.finished, made.before.finished),
        (Text("Not finished: {count}"), made.totals.open, made.before.open),
        (Text("Findings: {count}"), made.totals.findings, made.before.findings),
        (Text("Incidents: {count}"), made.totals.incidents, made.before.incidents),
    )
    both = WORDS[made.period.unit].before
    return [
        say(Text(both.source, {"total": Text(label.source, {"count": now}), "before": then}))
        for label, now, then in pairs
    ]


def _counted(counts: Mapping[tuple[str, str], int], wording: Wording, lang: str) -> list[str]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{wording.say(Text(title), lang)}, {site}: {count}" for (title, site), count in ordered]


def _trained(made: Summary, wording: Wording, lang: str) -> list[str]:
    result = Text("{title}: {passed} of {attempts} passed, {score}% on average")
    return [
        wording.say(
            Text(result.source, {"title": Text(title), "passed": passed, "attempts": attempts, "score": score}), lang
        )
        for title, (attempts, passed, score) in sorted(made.quizzes.items())
    ]


def _reported(taken: Iterable[Incident], wording: Wording, lang: str) -> list[str]:
    """Incidents somebody has, and who."""
    has_it = Text("{incident} – handled by: {names}")
    return [
        wording.say(Text(has_it.source, {"incident": _named(i, wording, lang), "names": i.takers}), lang) for i in taken
    ]


def _named(incident: Incident, wording: Wording, lang: str) -> str:
    grave = SEVERITY.get(incident.severity)
    parts = [wording.say(grave, lang)] if grave else []
    return ", ".join(filter(None, (*parts, wording.say(incident.kind, lang), incident.site, incident.reporter)))


def _is_asked(context: Context, rest: str) -> bool:
    """Is it a period, a site, or both?"""
    return _meant(period_and_rest(rest, context.today)[1], sites(context)) is not None


DUTY = Duty(
    words=(
        Word(
            "summary",
            Text("/summary"),
            Text("The summary of a week, month or year, for managers"),
            roles=READERS,
            takes=_is_asked,
        ),
    ),
    commands={"summary": typed},
    presses={ShowSummary: pressed},
)
