"""The weekly summary: a Week as a message. What needs a decision comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from bot.channels.channel import Button, Group, Message
from bot.conversation.buttons import button
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.notice import SEVERITY
from bot.conversation.presses import ShowWeek
from bot.conversation.vocabulary import Word
from bot.conversation.week import MOST, Incident, Week, chosen, monday_of, week
from bot.conversation.wording import Wording
from bot.engine.talk import Text

READERS = ("manager", "auditor", "admin")


def show(context: Context, words: str, *, pressed: bool = False) -> None:
    """`/summary`, for those who may read it; a week that was pressed takes the place of the other."""
    if context.who.role not in READERS:
        text = context.say(Text("The weekly summary is for managers."))
        context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)
        return
    monday = chosen(words, context.today)
    if monday is None:
        text = context.say(Text("Type the week like this: {example}", {"example": _name(monday_of(context.today))}))
        context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)
        return
    counted = week(context.tx, context.library, context.who.organisation_id, monday, context.who.zone)
    made = counted.discreet(context.who.person_id)
    earlier, later = monday - timedelta(weeks=1), monday + timedelta(weeks=1)
    controls = [button(f"‹ {_name(earlier)}", ShowWeek(_name(earlier)))]
    if later <= context.today:
        controls.append(button(f"{_name(later)} ›", ShowWeek(_name(later))))
    message = message_of(made, context.wording, context.lang, tuple(controls))
    context.show("summary", message, edit=pressed and bool(words))


def _name(monday: date) -> str:
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


def message_of(made: Week, wording: Wording, lang: str, controls: tuple[Button, ...] = ()) -> Message:
    """The week in the reader's language."""

    def say(source: Text) -> str:
        return wording.say(source, lang)

    days = {"week": _name(made.monday), "first": made.monday, "last": made.monday + timedelta(days=6)}
    title = say(Text("Weekly summary {week}", days))
    waiting, taken, rest = made.undecided, made.taken, made.unfinished
    note = say(Text("Needs attention: {count}", {"count": waiting.count})) if waiting.count else ""
    parts = (
        (Text("Nobody is handling these yet"), [_named(i, wording, lang) for i in waiting.first], waiting.count),
        (Text("Reports begun, not finished"), [_named(i, wording, lang) for i in rest.first], rest.count),
        (Text("Totals"), _compared(made, say)),
        (Text("Finished"), _counted(made.finished, wording, lang)),
        (Text("Not finished"), _counted(made.open, wording, lang)),
        (Text("Findings"), [f"{say(point)}: {count}" for point, count in made.findings]),
        (Text("Training"), _trained(made, wording, lang)),
        (Text("Incidents"), _reported(taken.first, wording, lang), taken.count),
        (Text("Messages that could not be delivered"), [str(made.undelivered)] if made.undelivered else []),
    )
    empty = not (made.totals.finished or made.totals.open or rest.count)
    return Message(
        title=title,
        note=note,
        text=say(Text("Nothing was recorded this week.")) if empty else "",
        hint=say(Text("{first} to {last}", days)),
        groups=tuple(_part(say(heading), lines, *count) for heading, lines, *count in parts if lines),
        controls=controls,
        fallback=title,
    )


def _part(heading: str, lines: list[str], count: int = 0) -> Group:
    """A heading with its first lines, and the number of those that are left out: of `count`, if not all lines are here.

    A name with a line end adds no line.
    """
    left = (count or len(lines)) - MOST
    shown = (*lines[:MOST], *([f"… +{left}"] if left > 0 else []))
    return Group(heading, (), "\n".join(f"• {' '.join(line.splitlines())}" for line in shown))


def _compared(made: Week, say: Callable[[Text], str]) -> list[str]:
    """The totals against the week before."""
    pairs = (
        (Text("Finished: {count}"), made.totals.finished, made.before.finished),
        (Text("Not finished: {count}"), made.totals.open, made.before.open),
        (Text("Findings: {count}"), made.totals.findings, made.before.findings),
        (Text("Incidents: {count}"), made.totals.incidents, made.before.incidents),
    )
    week_before = Text("{total} (week before: {before})")
    return [
        say(Text(week_before.source, {"total": Text(label.source, {"count": now}), "before": then}))
        for label, now, then in pairs
    ]


def _counted(counts: dict[tuple[str, str], int], wording: Wording, lang: str) -> list[str]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{wording.say(Text(title), lang)}, {site}: {count}" for (title, site), count in ordered]


def _trained(made: Week, wording: Wording, lang: str) -> list[str]:
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


def _is_week(context: Context, rest: str) -> bool:
    return chosen(rest, context.today) is not None


DUTY = Duty(
    words=(Word("summary", Text("/summary"), Text("The weekly summary, for managers"), roles=READERS, takes=_is_week),),
    commands={"summary": show},
    presses={ShowWeek: lambda context, press: show(context, press.week, pressed=True)},
)
